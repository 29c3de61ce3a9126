use super::*;

#[track_caller]
fn refused(text: &str) -> String {
    match Expression::parse(text) {
        Ok(expression) => panic!("{text:?} is {expression:?}"),
        Err(message) => message.to_string(),
    }
}

#[test]
fn every_form_is_read_and_printed() {
    let forms = [
        ("$method", Expression::Method),
        ("$url", Expression::Url),
        ("$request.path", Expression::Path),
        ("$request.header.X-Id", Expression::Header("X-Id")),
        ("$request.query.page[size]", Expression::Query("page[size]")),
        ("$request.body", Expression::Body),
        ("$request.body#/a~1b/0", Expression::Pointer("/a~1b/0")),
        ("$request.body#/", Expression::Pointer("/")),
    ];
    for (text, expression) in forms {
        assert_eq!(Expression::parse(text).ok(), Some(expression));
        assert_eq!(expression.to_string(), text);
        assert_eq!(
            serde_json::to_value(expression).unwrap(),
            serde_json::Value::from(text)
        );
    }
    assert_eq!(
        Expression::parse("/type").ok(),
        Some(Expression::Pointer("/type"))
    );
}

#[test]
fn near_misses_are_helped() {
    let misses = [
        ("$request.headers.X-Id", "$request.header.X-Id"),
        ("request.header.X-Id", "$request.header.X-Id"),
        ("$header.X-Id", "$request.header.X-Id"),
        ("$Request.Header.X-Id", "$request.header.X-Id"),
        ("$request.queries.id", "$request.query.id"),
        ("$request.method", "$method"),
        ("method", "$method"),
        ("$request.url", "$url"),
        ("$path", "$request.path"),
        ("$body", "$request.body"),
        ("raw_body", "$request.body"),
        ("$body#/type", "$request.body#/type"),
        ("$request.body/type", "$request.body#/type"),
        ("$request.body.type", "$request.body#/type"),
        ("$.type", "$request.body#/type"),
        ("#/event/id", "$request.body#/event/id"),
        ("type", "/type"),
        (" /type", "/type"),
        ("$url ", "$url"),
    ];
    for (text, right) in misses {
        assert_eq!(
            refused(text),
            format!("unknown expression `{text}`\nhelp: write `{right}`")
        );
    }
    assert_eq!(
        refused("$response.body"),
        format!("unknown expression `$response.body`{ALL}")
    );
    assert_eq!(
        refused("$.data.type"),
        format!("unknown expression `$.data.type`{ALL}")
    );
}

#[test]
fn faults_are_quoted() {
    assert_eq!(refused(""), format!("empty expression{ALL}"));
    assert_eq!(
        refused("$request.header."),
        "no header name in `$request.header.`\nhelp: write `$request.header.NAME`"
    );
    assert_eq!(
        refused("$request.query."),
        "no parameter name in `$request.query.`\nhelp: write `$request.query.NAME`"
    );
    assert_eq!(
        refused("$request.header.X Id"),
        "`X Id` is not a header name, in `$request.header.X Id`"
    );
    assert_eq!(
        refused("$request.body#"),
        "no pointer in `$request.body#`\nhelp: write `$request.body`"
    );
    assert_eq!(
        refused("$request.body#type"),
        "pointer without a leading `/` in `$request.body#type`\nhelp: write `$request.body#/type`"
    );
    let help = "\nhelp: write `~0` for `~` and `~1` for `/`";
    assert_eq!(
        refused("/a~2"),
        format!("`~` is not followed by `0` or `1` in `/a~2`{help}")
    );
    assert_eq!(
        refused("$request.body#/~"),
        format!("`~` is not followed by `0` or `1` in `$request.body#/~`{help}")
    );
}

#[test]
fn const_code_can_parse() {
    const HEADER: Expression<'static> = match Expression::parse("$request.header.X-Id") {
        Ok(expression) => expression,
        Err(_) => panic!("refused"),
    };
    assert_eq!(HEADER, Expression::Header("x-ID"));
}

#[test]
fn beside_each_a_pointer_is_of_the_item() {
    let parse = |text| Expression::parse_beside_each(text).map_err(|message| message.to_string());
    assert_eq!(parse("/a"), Ok(Expression::Item("/a")));
    assert_eq!(parse("$item#/a~1b"), Ok(Expression::Item("/a~1b")));
    assert_eq!(parse("$request.body#/a"), Ok(Expression::Pointer("/a")));
    assert_eq!(parse("$method"), Ok(Expression::Method));
    assert_eq!(Expression::Item("/a").to_string(), "$item#/a");
    assert_ne!(Expression::Item("/a"), Expression::Pointer("/a"));
    for (text, expected) in [
        (
            "$item#",
            "no pointer in `$item#`\nhelp: write `$item#/POINTER`",
        ),
        (
            "$item#a",
            "pointer without a leading `/` in `$item#a`\nhelp: write `$item#/a`",
        ),
        (
            "$item#/~",
            "`~` is not followed by `0` or `1` in `$item#/~`\nhelp: write `~0` for `~` and `~1` for `/`",
        ),
    ] {
        assert_eq!(parse(text), Err(expected.to_owned()));
    }
    assert_eq!(
        refused("$item#/a"),
        "unknown expression `$item#/a`\n\
         help: only groups with `each` have items, and no signature covers one alone"
    );
    for near in ["$item.a", "item.a", "$item/a"] {
        let text = parse(near).unwrap_err();
        assert!(text.ends_with("\nhelp: write `$item#/a`"), "{text}");
    }
}
