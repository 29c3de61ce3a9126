//! Schemes that are not presets, and the places for an event and an id.

use crate::declare::event::EventDescriptor;
use crate::declare::signed::tests::cases::URL;
use crate::expression::Expression;
use crate::expression::Expression::{Header, Path, Pointer, Query, Url};
use crate::expression::condition::Condition;
use crate::scheme::grammar::template::Template;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Missing};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::location::SignatureLocation;

pub(crate) fn own_schemes() -> Vec<(String, Scheme<'static>)> {
    let location = SignatureLocation::Header("X-Signature");
    let mut schemes = Vec::new();
    for algorithm in [
        Algorithm::HmacSha1,
        Algorithm::HmacSha256,
        Algorithm::HmacSha384,
        Algorithm::HmacSha512,
        Algorithm::Sha256Prefix,
        Algorithm::Token,
    ] {
        schemes.push((algorithm.to_string(), Scheme::new(algorithm, location)));
    }
    let base = Scheme::new(Algorithm::HmacSha256, location);
    for message in [
        "{$method}|{$request.path}|{$request.query.type}|{$request.query.id}|{$request.body}",
        "{$request.query.type}|{$request.query.id}|{$request.query.flag}|{$request.body}",
        "{$request.header.X-Event}|{$request.header.X-Id}|{$request.body}",
        "{$request.header.X-Event}|{$request.header.X-Part}|{$request.header.X-Id}|{$request.header.X-Flag}|{$request.body}",
        "{$url}|{$request.body}",
        "{$url | any_port}|{$request.body}",
        "{$url | decoded}|{$request.body}",
        "{$request.body | sha256}",
        "{$request.body | crc32}",
        "{$request.body | sorted_form}",
        "{$request.body#/type}|{$request.body#/id}|{$request.body#/subject}",
        "{$request.header.Content-Type}|{$request.body}",
        "{$request.header.ce-id}|{$request.header.ce-source}|{$request.header.ce-type}|{$request.header.ce-subject}|{$request.body}",
        "{$request.header.Content-Type}|{$request.header.ce-id}|{$request.header.ce-source}|{$request.header.ce-type}|{$request.header.ce-subject}|{$request.header.ce-dataschema}|{$request.body}",
    ] {
        for missing in [Missing::Refuse, Missing::Empty] {
            let scheme = base
                .with_message(Template::parse(message).unwrap())
                .with_missing(missing);
            schemes.push((format!("{message} {missing}"), scheme));
        }
    }
    let names = base.with_field(Field::new("names", Source::Header("X-Names")));
    for message in [
        "{names}|{names | header_values}|{$request.body}",
        "{names}|{names | header_pairs}|{$request.body}",
    ] {
        let scheme = names.with_message(Template::parse(message).unwrap());
        schemes.push((message.to_owned(), scheme));
    }
    let message = "{event}|{flag}|{type}|{$request.body}";
    let scheme = base
        .with_field(Field::new("event", Source::Header("X-Event")).with_shape(Shape::Any))
        .with_field(Field::new("flag", Source::Header("X-Flag")).optional())
        .with_field(Field::new("type", Source::Header("ce-type")).optional())
        .with_message(Template::parse(message).unwrap());
    schemes.push((message.to_owned(), scheme));
    let message = "{?flag:flag:{flag};}{?event:event:{event};}{?id:id:{id};}body:{$request.body}";
    let chunk = |name, source| {
        let field = Field::new(name, source).with_shape(Shape::Without(';'));
        field.optional()
    };
    let scheme = base
        .with_field(chunk("flag", Source::Header("X-Flag")))
        .with_field(chunk("event", Source::Header("X-Event")))
        .with_field(chunk("id", Source::Query("id")))
        .with_message(Template::parse(message).unwrap());
    schemes.push((message.to_owned(), scheme));
    schemes
}

/// A place for an event and an id.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) discriminator: &'static [Expression<'static>],
    pub(crate) id: Option<Expression<'static>>,
    pub(crate) events: &'static [EventDescriptor],
}

const ONE: EventDescriptor = EventDescriptor::new("one", "Payload").with_values(&["one"]);
const TWO: EventDescriptor = EventDescriptor::new("two", "Payload").with_values(&["two"]);

macro_rules! event {
    ($value:literal when $($condition:expr),*) => {
        EventDescriptor::new("conditional", "Payload").with_values(&[$value]).with_conditions(&[$($condition),*])
    };
}

pub(crate) const PLACES: &[Place] = &[
    Place {
        name: "in the body",
        discriminator: &[Pointer("/type")],
        id: Some(Pointer("/id")),
        events: &[
            ONE,
            TWO,
            event!("one" when Condition::present(Pointer("/subject"))),
        ],
    },
    Place {
        name: "in headers",
        discriminator: &[Header("X-Event"), Header("X-Part")],
        id: Some(Header("X-Id")),
        events: &[
            ONE,
            TWO,
            EventDescriptor::new("one.two", "Payload").with_values(&["one", "two"]),
            event!("one" when Condition::present(Header("X-Flag"))),
        ],
    },
    Place {
        name: "in the query",
        discriminator: &[Query("type")],
        id: Some(Query("id")),
        events: &[
            ONE,
            TWO,
            event!("one" when Condition::present(Query("flag"))),
        ],
    },
    Place {
        name: "in the path",
        discriminator: &[Path],
        id: Some(Query("id")),
        events: &[
            EventDescriptor::new("one", "Payload").with_values(&["/in/one"]),
            EventDescriptor::new("two", "Payload").with_values(&["/in/two"]),
        ],
    },
    Place {
        name: "in the URL",
        discriminator: &[Url],
        id: Some(Url),
        events: &[EventDescriptor::new("one", "Payload").with_values(&[URL])],
    },
    Place {
        name: "in a header, behind a schema",
        discriminator: &[Pointer("/type")],
        id: Some(Header("webhook-id")),
        events: &[
            ONE,
            TWO,
            event!("one" when Condition::equals(Pointer("/dataschema"), "one")),
        ],
    },
    Place {
        name: "in the data",
        discriminator: &[Pointer("/data/to")],
        id: Some(Pointer("/data/to")),
        events: &[
            EventDescriptor::new("one", "Payload").with_values(&["mallory"]),
            EventDescriptor::new("two", "Payload").with_values(&["two"]),
        ],
    },
];
