//! Every message that the rule accepts has one reading, which a search over small messages shows.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use super::*;
use crate::scheme::model::choice::{Algorithm, TimeUnit};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::freshness::Freshness;
use crate::scheme::rules::model_tests::Language;

/// A part of a message: its segment, in which `x` stands for the field's name, and the model of its values.
struct Kind {
    segment: &'static str,
    field: Option<(Source<'static>, Shape, bool)>,
    timestamp: Option<TimeUnit>,
    values: fn(&[u8]) -> Language,
}

const HEADER: Source<'static> = Source::Header("X-Part");

const fn part(segment: &'static str, values: fn(&[u8]) -> Language) -> Kind {
    Kind {
        segment,
        field: None,
        timestamp: None,
        values,
    }
}

const fn field(source: Source<'static>, shape: Shape, values: fn(&[u8]) -> Language) -> Kind {
    let mut kind = part("{x}", values);
    kind.field = Some((source, shape, false));
    kind
}

const fn optional(shape: Shape, values: fn(&[u8]) -> Language) -> Kind {
    let mut kind = part("{x}", values);
    kind.field = Some((HEADER, shape, true));
    kind
}

const fn chunk(segment: &'static str, shape: Shape, values: fn(&[u8]) -> Language) -> Kind {
    let mut kind = optional(shape, values);
    kind.segment = segment;
    kind
}

const fn timestamp(unit: TimeUnit, values: fn(&[u8]) -> Language) -> Kind {
    let mut kind = field(HEADER, Shape::Any, values);
    kind.timestamp = Some(unit);
    kind
}

/// One part of each kind. In the model, codes are as short as their kind can be.
const KINDS: &[Kind] = &[
    part(".", |_| Language::words(&["."])),
    part("|", |_| Language::words(&["|"])),
    part("0", |_| Language::words(&["0"])),
    part("=", |_| Language::words(&["="])),
    part("a.", |_| Language::words(&["a."])),
    part("{$request.body}", Language::text),
    part("{$request.path}", |not| {
        Language::beginning(b"/", not).or_empty()
    }),
    part("{$url}", |not| Language::beginning(b"haAG01.", not)),
    part("{$method}", |_| Language::words(&["AG", "GAA"])),
    part("{$request.body | crc32}", |_| Language::number()),
    field(HEADER, Shape::Digits, |_| Language::some(b"01")),
    field(HEADER, Shape::Hex(2), |_| {
        Language::words(&["00", "01", "0a", "10", "11", "1a", "a0", "a1", "aa"])
    }),
    field(HEADER, Shape::Base64, |_| Language::some(b"01ahAG/=")),
    field(HEADER, Shape::Base64Xml, |_| {
        Language::first_of(b"AG", b"01ahAG/=")
    }),
    field(HEADER, Shape::Without('.'), |not| {
        Language::text_without(b".", not)
    }),
    optional(Shape::Digits, |_| Language::some(b"01").or_empty()),
    optional(Shape::Hex(2), |_| {
        Language::words(&["00", "01", "0a", "10", "11", "1a", "a0", "a1", "aa"]).or_empty()
    }),
    chunk("{?x:|{x}.}", Shape::Without('.'), |_| {
        Language::between(b"|", b"01ahAG/|=", b".").or_empty()
    }),
    timestamp(TimeUnit::Seconds, |_| Language::words(&["10", "11"])),
    timestamp(TimeUnit::Rfc3339, |_| {
        Language::words(&["1hA", "1h.0A", "1h.1A"])
    }),
];

/// Parts with the values of another kind.
const TWINS: &[Kind] = &[
    part("{$request.header.X-Part}", Language::text),
    part("{$request.query.part}", Language::text),
    part("{$request.body#/part}", Language::text),
    part("{$request.body | sha256}", |_| {
        Language::words(&["00", "01", "0a", "10", "11", "1a", "a0", "a1", "aa"])
    }),
    part("{$url | any_port}", |not| {
        Language::beginning(b"haAG01.", not)
    }),
    part("{$url | decoded}", |not| {
        Language::beginning(b"haAG01.", not)
    }),
    field(HEADER, Shape::Any, Language::text),
    field(Source::Item("t"), Shape::Any, Language::text),
    field(Source::Pointer("/part"), Shape::Any, Language::text),
    field(Source::Form("part"), Shape::Any, Language::text),
    field(Source::KeyId, Shape::Hex(2), Language::text),
    field(HEADER, Shape::Rfc3339, |_| {
        Language::words(&["1hA", "1h.0A", "1h.1A"])
    }),
    optional(Shape::Any, Language::text),
    timestamp(TimeUnit::Milliseconds, |_| Language::words(&["10", "11"])),
    chunk("{?x:.{x}|}", Shape::Digits, |_| {
        Language::between(b".", b"01", b"|").or_empty()
    }),
    timestamp(TimeUnit::Iso8601, |_| Language::time_of_any_offset()),
    part("{$request.body | sha512}", |_| {
        Language::words(&["00", "01", "0a", "10", "11", "1a", "a0", "a1", "aa"])
    }),
    part("{$request.body | sha256_base64}", |_| {
        Language::words(&["0a", "0A", "a=", "/0", "G="])
    }),
];

type Rule = fn(&Scheme<'_>) -> bool;

/// Looks for a message that a rule accepts, and for a text that it has two readings of.
fn misread(rule: Rule, kinds: &[&Kind], parts: usize) -> Option<String> {
    let mut chosen = vec![0_usize; parts];
    loop {
        let message: Vec<&Kind> = chosen.iter().map(|at| kinds[*at]).collect();
        if let Some(found) = misread_message(rule, &message) {
            return Some(found);
        }
        let next = chosen.iter_mut().find(|at| **at + 1 < kinds.len())?;
        let at: *const usize = next;
        *next += 1;
        for earlier in &mut chosen {
            if std::ptr::eq(earlier, at) {
                break;
            }
            *earlier = 0;
        }
    }
}

fn misread_message(rule: Rule, message: &[&Kind]) -> Option<String> {
    const NAMES: [&str; 4] = ["{a}", "{b}", "{c}", "{d}"];
    let written = message.iter().zip(NAMES);
    let written: String = written
        .map(|(kind, name)| {
            let field = name.trim_matches(['{', '}']);
            let begun = kind.segment.replace("{?x:", &format!("{{?{field}:"));
            begun.replace("{x}", name)
        })
        .collect();
    let mut scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Sig")
        .with_message(Template::parse(&written).unwrap());
    for (kind, name) in message.iter().zip(NAMES) {
        let name = name.trim_matches(['{', '}']);
        if let Some((source, shape, optional)) = kind.field {
            let field = Field::new(name, source).with_shape(shape);
            scheme = scheme.with_field(if optional { field.optional() } else { field });
        }
        if let Some(unit) = kind.timestamp {
            if scheme.freshness().is_some() {
                return None;
            }
            scheme = scheme.with_freshness(Freshness::new(name, unit, Duration::from_mins(5)));
        }
    }
    if !rule(&scheme) {
        return None;
    }
    let languages: Vec<Language> = (0..message.len())
        .map(|at| (message[at].values)(&separator_behind(&message[at..])))
        .collect();
    let text = two_readings(&languages)?;
    Some(format!("{written} of {}", String::from_utf8_lossy(&text)))
}

/// The marks of the next separator: text before it is taken not to contain them.
fn separator_behind(message: &[&Kind]) -> Vec<u8> {
    let mut marks = Vec::new();
    for kind in message.iter().skip(1) {
        if kind.segment.starts_with('{') {
            if !marks.is_empty() {
                break;
            }
        } else {
            let found = kind.segment.bytes();
            marks.extend(found.filter(|byte| !byte.is_ascii_alphanumeric()));
        }
    }
    marks
}

/// The shortest text of which some byte can belong to two parts.
fn two_readings(parts: &[Language]) -> Option<Vec<u8>> {
    // Each reading is in a part, and in a state of its language.
    let start = ((0_usize, 0_usize), (0_usize, 0_usize), false);
    let (mut seen, mut queue) = (HashSet::from([start]), VecDeque::new());
    queue.push_back((start, Vec::new()));
    while let Some(((one, other, differ), text)) = queue.pop_front() {
        if differ && can_end(parts, one) && can_end(parts, other) {
            return Some(text);
        }
        for byte in 0..Language::BORDER.len() {
            for first in steps(parts, one, byte) {
                for second in steps(parts, other, byte) {
                    let next = (first, second, differ || first.0 != second.0);
                    if seen.insert(next) {
                        let mut text: Vec<u8> = text.clone();
                        text.push(Language::BORDER[byte]);
                        queue.push_back((next, text));
                    }
                }
            }
        }
    }
    None
}

/// Where a reading can be after one more byte, in its part or in a later one.
fn steps(parts: &[Language], (part, state): (usize, usize), byte: usize) -> Vec<(usize, usize)> {
    let mut reached = Vec::new();
    let (mut part, mut state) = (part, state);
    loop {
        if let Some(next) = parts[part].step(state, byte) {
            reached.push((part, next));
        }
        if !parts[part].accepts(state) || part + 1 == parts.len() {
            return reached;
        }
        (part, state) = (part + 1, 0);
    }
}

fn can_end(parts: &[Language], (part, state): (usize, usize)) -> bool {
    parts[part].accepts(state) && parts[part + 1..].iter().all(|later| later.accepts(0))
}

fn separated(scheme: &Scheme<'_>) -> bool {
    parts_are_separated(scheme).is_ok()
}

#[test]
fn what_is_signed_has_one_reading() {
    let kinds: Vec<&Kind> = KINDS.iter().collect();
    for parts in 1..=4 {
        assert_eq!(misread(separated, &kinds, parts), None, "{parts} parts");
    }
    let kinds: Vec<&Kind> = KINDS.iter().chain(TWINS).collect();
    for parts in 1..=2 {
        assert_eq!(misread(separated, &kinds, parts), None, "{parts} parts");
    }
}

/// The rule as it was: a part with a shape may touch both of its neighbours, and any text is a border.
fn lenient(scheme: &Scheme<'_>) -> bool {
    let closed = |segment: Segment<'_>| match segment {
        Segment::Literal(_) => true,
        Segment::Field(name) => {
            let timestamp = scheme.freshness().is_some_and(|at| at.field() == name);
            let shape = scheme.field(name).map(|field| field.shape());
            timestamp || matches!(shape, Some(Shape::Digits | Shape::Hex(_)))
        }
        _ => false,
    };
    let segments: Vec<_> = scheme.message().segments().map(closed).collect();
    segments
        .windows(2)
        .all(|pair| pair.iter().any(|closed| *closed))
}

#[test]
fn the_search_finds_what_a_lenient_rule_lets_pass() {
    let kinds: Vec<&Kind> = KINDS.iter().collect();
    let everything: Rule = |_| true;
    assert!(misread(everything, &kinds, 2).is_some());
    assert!(misread(lenient, &kinds, 2).is_some());
    // Two borders of one code.
    let codes = |kind: &&&Kind| {
        kind.timestamp.is_some() || matches!(kind.field, Some((_, Shape::Hex(_), false)))
    };
    for code in kinds.iter().filter(codes) {
        let body = &KINDS[5];
        assert_eq!(misread_message(lenient, &[code, body]), None);
        let text = misread_message(lenient, &[body, code, body]).unwrap();
        assert!(text.starts_with("{$request.body}{b}{$request.body} of "));
    }
    // A number with digits on both sides.
    let (digits, zero) = (&KINDS[10], &KINDS[2]);
    assert_eq!(
        misread_message(lenient, &[digits, digits]).as_deref(),
        Some("{a}{b} of 000")
    );
    assert!(misread_message(lenient, &[digits, zero, digits]).is_some());
}

#[test]
fn the_model_knows_the_shapes() {
    for kind in KINDS {
        let Some((_, shape, optional)) = kind.field.filter(|_| kind.timestamp.is_none()) else {
            continue;
        };
        if kind.segment != "{x}" {
            continue;
        }
        let language = (kind.values)(&[]);
        for text in Language::texts(4) {
            let fits = shape.fits(&text) || (optional && text.is_empty());
            assert_eq!(language.contains(&text), fits, "{shape} {text:?}");
        }
    }
}

/// With a chunk, and without it, a message is divided in one way, and shows which of both it is.
#[test]
fn chunks_are_told_from_what_is_around_them() {
    let id = Field::new("a", HEADER)
        .with_shape(Shape::Without(';'))
        .optional();
    let text = Field::new("b", HEADER);
    let check = |message: &'static str| {
        let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Sig")
            .with_field(id)
            .with_field(Field { name: "c", ..id })
            .with_field(text)
            .with_message(Template::parse(message).unwrap());
        parts_are_separated(&scheme).map_err(|text| text.to_string())
    };
    for message in [
        "{?a:id:{a};}ts:{b}",
        "{?a:id:{a};}",
        "v0:{?a:id:{a};}{b}".trim_end_matches("{b}"),
        "x|{?a:id:{a};}|{b}",
        "x|{?a:id:{a};}{?c:is:{c};}it:{b}",
    ] {
        assert_eq!(check(message), Ok(()), "{message}");
    }
    let shown = "the message does not show whether it has the chunk of `a`";
    for (message, start) in [
        // What stands there without the chunk can begin in the same way.
        ("{?a:id:{a};}id:{b}", shown),
        ("{?a:id:{a};}i", shown),
        ("{?a:id:{a};}{?c:is:{c};}id:{b}", shown),
        ("{?a:id:{a};}{?c:id:{c};}it:{b}", shown),
        ("{?a:id:{a};}{b}", shown),
        ("{?a:{a};}ts:{b}", shown),
        // A value reaches to the chunk, or the chunk's to what is behind it.
        ("{b}{?a:;id:{a};}.", shown),
        ("{b}0{$method}.{?a:id:{a};}", shown),
        ("{b}{$method}.{?a:id:{a};}", shown),
        (
            "{b};{?a:id:{a};}.",
            "a value before or in a chunk may contain `;`",
        ),
        ("{?a:id:{a}}ts:{b}", "a chunk ends with its field"),
        (
            "{?a:id:{a}.}ts:{b}",
            "a value before or in a chunk may contain `.`",
        ),
    ] {
        let refused = check(message).unwrap_err();
        assert!(refused.starts_with(start), "{message}: {refused}");
    }
}
