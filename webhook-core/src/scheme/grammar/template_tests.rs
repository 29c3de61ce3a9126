use super::*;

#[track_caller]
fn refused(text: &str) -> String {
    match Template::parse(text) {
        Ok(template) => panic!("{text:?} is {template:?}"),
        Err(message) => message.to_string(),
    }
}

fn segments(text: &str) -> Vec<Segment<'_>> {
    Template::parse(text).unwrap().segments().collect()
}

#[test]
fn literals_and_expressions_alternate() {
    use Segment::{Expression as E, Literal as L};
    assert_eq!(segments("abc:123"), [L("abc:123")]);
    assert_eq!(
        segments("v0:{ $request.header.X-TS\t}:{$request.body}"),
        [
            L("v0:"),
            E(Expression::Header("X-TS")),
            L(":"),
            E(Expression::Body)
        ]
    );
    assert_eq!(
        segments("{$url}{$method}"),
        [E(Expression::Url), E(Expression::Method)]
    );
}

#[test]
fn a_word_is_a_field() {
    assert_eq!(
        segments("{ts}.{$request.body}"),
        [
            Segment::Field("ts"),
            Segment::Literal("."),
            Segment::Expression(Expression::Body)
        ]
    );
}

#[test]
fn doubled_braces_are_a_brace() {
    use Segment::{Expression as E, Literal as L};
    assert_eq!(
        segments("{{{$method}}}"),
        [L("{"), E(Expression::Method), L("}")]
    );
    assert_eq!(segments("{{$method}}"), [L("{"), L("$method"), L("}")]);
    assert_eq!(segments("é{{"), [L("é"), L("{")]);
}

#[test]
fn faults_are_quoted_with_their_braces() {
    assert_eq!(
        refused("a:{$request.headers.X-Id}"),
        "unknown expression `{$request.headers.X-Id}`\nhelp: write `{$request.header.X-Id}`"
    );
    assert_eq!(
        refused("{raw_body}"),
        "unknown field `raw_body`\nhelp: write `{$request.body}`"
    );
    assert_eq!(
        refused("{request.path}"),
        "unknown field `request.path`\nhelp: write `{$request.path}`"
    );
    assert_eq!(
        refused("{/id}"),
        "unknown field `/id`\nhelp: write `{$request.body#/id}`"
    );
    assert_eq!(
        refused("{Time stamp}"),
        "unknown field `Time stamp`\nhelp: write an expression such as `{$request.header.NAME}`, or `{{` for a brace"
    );
    assert_eq!(
        refused("{digest}"),
        "unknown field `digest`\nhelp: put `{digest}` in `value`"
    );
    for empty in ["{$}", "{}", "{ }", "{ $ }"] {
        assert_eq!(
            refused(empty),
            format!(
                "empty expression `{empty}`\nhelp: write `{{$request.body}}`, or `{{{{` for a brace"
            )
        );
    }
    assert_eq!(
        refused(""),
        "empty template\nhelp: write `{$request.body}` for the body as it is"
    );
    assert_eq!(
        refused("a:{$method"),
        "`{$method` is not closed\nhelp: write `{{` for a brace"
    );
    assert_eq!(
        refused("a}:b"),
        "unmatched `}` in `}:b`\nhelp: write `}}` for a brace"
    );
    assert_eq!(
        refused("{$request.header.X-TS:{$request.body}"),
        "`{` inside `{$request.header.X-TS:`\nhelp: close the first brace with `}`"
    );
    assert_eq!(
        refused("{$request.body#a}"),
        "pointer without a leading `/` in `{$request.body#a}`\nhelp: write `{$request.body#/a}`"
    );
}

#[test]
fn a_chunk_has_text_and_its_field() {
    use Segment::{Chunk, EndOfChunk, Field as F, Literal as L};
    assert_eq!(
        segments("a;{? id :id:{id};}{{b"),
        [
            L("a;"),
            Chunk("id"),
            L("id:"),
            F("id"),
            L(";"),
            EndOfChunk,
            L("{"),
            L("b")
        ]
    );
    assert_eq!(
        segments("{?a:{{{a}}}}"),
        [Chunk("a"), L("{"), F("a"), L("}"), EndOfChunk]
    );
    for (text, start) in [
        ("{?id:id:{id};", "the chunk `{?id:` is not closed"),
        (
            "{?id:id:{other};}",
            "the chunk of `id` has its field and text",
        ),
        (
            "{?id:{$request.body}}",
            "the chunk of `id` has its field and text",
        ),
        ("{?id:text}", "the chunk of `id` has its field and text"),
        (
            "{?id:{?x:{x}}{id}}",
            "the chunk of `id` has its field and text",
        ),
        ("{?id}", "`{?` begins no chunk"),
        ("{?}", "`{?` begins no chunk"),
        ("{?", "`{?` begins no chunk"),
        ("{?:x}", "`{?` begins no chunk"),
        ("{?body:x}", "unknown field `body`"),
        ("a}b", "unmatched `}` in `}b`"),
    ] {
        let refused = refused(text);
        assert!(refused.starts_with(start), "{text}: {refused}");
    }
    assert_eq!(
        refused("{?id}"),
        "`{?` begins no chunk\nhelp: write `{?id:text {id} text}`"
    );
}
