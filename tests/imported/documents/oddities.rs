//! One of each oddity of real documents, compiled and given deliveries.

use http::Request;
use serde_json::{Value, json};
use webhook_core::group::RejectionKind;
use webhook_core::{Delivery, EventGroup as _, Open, Sent};

use crate::generated::oddities::{
    Keywords, KeywordsColour as Colour, KeywordsState as State, Method, OdditiesFnA as Oddities,
};
use crate::generated::oddities_required::Required;
use crate::generated::oddities_strict::Strict;

fn delivery(body: &Value) -> Delivery {
    Delivery::from(Request::post("/").body(body.to_string().into()).unwrap())
}

fn parsed(body: &Value) -> Oddities {
    Oddities::parse(&delivery(body)).unwrap()
}

fn keywords(mut body: Value) -> Keywords {
    body["type"] = json!("keywords");
    match parsed(&body) {
        Oddities::Keywords(keywords) => keywords,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_event_is_found_where_its_document_has_the_discriminator() {
    let names = Oddities::DESCRIPTOR
        .events()
        .iter()
        .map(webhook_core::group::EventDescriptor::name);
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            "keywords",
            "wrapped.order",
            "shared.one",
            "shared.two",
            "union.left",
            "union.right",
            "tree",
            "a\"); } fn b() { //\u{202e}",
        ]
    );
    let wrapped =
        parsed(&json!({"type": "wrapped.order", "order": {"id": "o1", "lines": [{"price": 1}]}}));
    let Oddities::WrappedOrder(wrapped) = wrapped else {
        panic!("{wrapped:?}");
    };
    assert_eq!(wrapped.order.get().unwrap().id.as_deref(), Some("o1"));
    assert!(matches!(
        parsed(&json!({"type": "shared.two"})),
        Oddities::SharedTwo(_)
    ));
    let right = parsed(&json!({"type": "union.right", "right": 7}));
    assert!(matches!(right, Oddities::UnionRight(right) if right.right == 7.into()));
}

#[test]
fn every_name_is_a_field() {
    let all = json!({
        "self": "s", "crate": 1, "Self": true, "fn": 1.5, "+1": 2, "-1": 3, "iDealConsumerIBAN": "A",
        "iDealConsumerIban": "b", "": "empty", "$ref": "r", "a\"]b": "q", "größe": "L", "\u{202e}": "turned",
    });
    let all = keywords(all);
    assert_eq!(
        (all.the_self.as_deref(), all.the_crate),
        (Some("s"), 1.into())
    );
    assert_eq!((all.the_self_2, all.r#fn), (true.into(), 1.5.into()));
    assert_eq!((all.plus_1, all.minus_1), (2.into(), 3.into()));
    assert_eq!(all.i_deal_consumer_iban.as_deref(), Some("A"));
    assert_eq!(all.i_deal_consumer_iban_2.as_deref(), Some("b"));
    assert_eq!(
        (all.empty.as_deref(), all.r#ref.as_deref()),
        (Some("empty"), Some("r"))
    );
    assert_eq!(
        (all.a_b.as_deref(), all.gr_u00f6_u00df_e.as_deref()),
        (Some("q"), Some("L"))
    );
    assert_eq!(all.empty_2.as_deref(), Some("turned"));
}

#[test]
fn values_are_read_and_others_are_kept() {
    let all = keywords(json!({
        "option": {"some": "x"}, "string": {"text": "y"}, "list": ["a", null, 7], "map": {"a": 1, "b": "2"},
        "grid": [[1, 2.5], null], "when": "2026-01-31T12:00:00Z", "day": "soon", "uuid": 7, "number": 3, "nulled": {"some": "z"},
        "either": "text", "words": "c", "state": "in progress", "free": {"a": [1]}, "n": null,
        "colour": {"kind": "word", "name": "red"}, "method": {"kind": "card", "last4": "4242"},
    }));
    assert_eq!(all.option.get().unwrap().some.as_deref(), Some("x"));
    assert_eq!(all.string.get().unwrap().text.as_deref(), Some("y"));
    assert_eq!(
        all.list.get().unwrap()[1..],
        [Sent::Nothing, Sent::Other("7".into())]
    );
    assert_eq!(all.map.get().unwrap()["b"].other(), Some("\"2\""));
    assert_eq!(all.grid.get().unwrap()[0].get().unwrap()[1], 2.5.into());
    let when: jiff::Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
    assert_eq!(all.when, Sent::Value(Open::Known(when)));
    assert_eq!(all.day, Sent::Value(Open::Unknown("soon".to_owned())));
    assert_eq!(all.uuid.other(), Some("7"));
    assert_eq!(
        (all.number, all.nulled.get().unwrap().some.as_deref()),
        (3.into(), Some("z"))
    );
    assert_eq!(all.either, Some(json!("text")));
    assert_eq!(all.state, Sent::Value(Open::Known(State::InProgress)));
    assert_eq!((all.free, all.n), (Some(json!({"a": [1]})), None));
    assert!(
        matches!(all.colour, Some(Colour::Word(colour)) if colour.name.as_deref() == Some("red"))
    );
    assert!(
        matches!(all.method, Some(Method::Card(card)) if card.last4.as_deref() == Some("4242"))
    );
}

/// A new alternative, or none, is no reason to refuse the event, and nothing of it is lost.
#[test]
fn alternatives_that_the_document_does_not_have_are_kept() {
    for other in [
        json!({"kind": "crypto", "coin": 1}),
        json!({"coin": 1}),
        json!("cash"),
        json!([1]),
    ] {
        let all = keywords(json!({"method": other, "colour": other, "state": "archived"}));
        assert_eq!(all.method, Some(Method::Other(other.clone())));
        assert_eq!(all.colour, Some(Colour::Other(other)));
        assert_eq!(all.state, Sent::Value(Open::Unknown("archived".to_owned())));
    }
}

#[test]
fn types_that_contain_themselves_are_read() {
    let tree = json!({"type": "tree", "parent": {"parent": {"type": "x"}}, "children": [{"children": [{}]}, 7]});
    let Oddities::Tree(tree) = parsed(&tree) else {
        panic!("another event");
    };
    assert_eq!(
        tree.parent
            .get()
            .unwrap()
            .parent
            .get()
            .unwrap()
            .r#type
            .as_deref(),
        Some("x")
    );
    assert_eq!(tree.children.get().unwrap()[1].other(), Some("7"));
}

#[test]
fn strict_types_refuse_what_the_document_does_not_promise() {
    let refused = |body: Value| Strict::parse(&delivery(&body)).map(drop).unwrap_err();
    Strict::parse(&delivery(&json!({"type": "keywords", "self": "s"}))).unwrap();
    let missing = refused(json!({"type": "keywords"}));
    assert!(missing.to_string().contains("self"), "{missing}");
    for wrong in [
        json!({"state": "archived"}),
        json!({"crate": "1"}),
        json!({"day": "soon"}),
    ] {
        let mut body = wrong;
        body["type"] = json!("keywords");
        body["self"] = json!("s");
        assert_eq!(refused(body).kind(), RejectionKind::InvalidPayload);
    }
}

#[test]
fn required_members_are_required_and_no_others() {
    let order = |order: Value| {
        Required::parse(&delivery(&json!({"type": "wrapped.order", "order": order}))).map(drop)
    };
    order(json!({"id": "o1", "lines": []})).unwrap();
    order(json!({"id": "o1", "lines": [{"price": 2, "name": 7}]})).unwrap();
    Required::parse(&delivery(&json!({"type": "keywords"}))).unwrap();
    for (body, member) in [
        (json!({"lines": []}), "id"),
        (json!({"id": 7, "lines": []}), "id"),
        // A member of its elements is required, so it is.
        (json!({"id": "o1"}), "lines"),
        (json!({"id": "o1", "lines": [{}]}), "price"),
    ] {
        let refused = order(body).unwrap_err();
        assert_eq!(refused.kind(), RejectionKind::InvalidPayload);
        assert!(refused.to_string().contains(member), "{refused}");
    }
}
