use super::*;

fn items<'b>(pointer: &str, body: &'b str) -> Result<Vec<&'b str>, &'static str> {
    let places = Each::new(pointer).split(body)?;
    Ok(places
        .into_iter()
        .filter_map(|place| body.get(place))
        .collect())
}

#[test]
fn items_keep_their_bytes_and_their_order() {
    let body = r#" {"events" : [ {"a":1.0} , null,"x", [ ] ], "more": 1} "#;
    assert_eq!(
        items("/events", body),
        Ok(vec![r#"{"a":1.0}"#, "null", r#""x""#, "[ ]"])
    );
    assert_eq!(items("", "[1,2]"), Ok(vec!["1", "2"]));
    assert_eq!(items("", " [] "), Ok(vec![]));
    assert_eq!(items("/a/0/b", r#"{"a":[{"b":[1]}]}"#), Ok(vec!["1"]));
}

#[test]
fn what_is_no_array_of_items_is_refused() {
    let no_array = "the items are not in an array";
    let no_json = "the body is not one JSON document";
    for (body, expected) in [
        ("{}", "there are no items"),
        (r#"{"events":{}}"#, no_array),
        (r#"{"events":null}"#, "there are no items"),
        (r#"{"events":[1,]}"#, no_json),
        (r#"{"events":[]} x"#, no_json),
        (
            r#"{"events":[1],"events":[2]}"#,
            "a key on the way to the items is given twice",
        ),
        ("", "the body is empty"),
    ] {
        assert_eq!(items("/events", body), Err(expected), "{body}");
    }
    let many = format!("[{}1]", "1,".repeat(MAX_ITEMS));
    assert_eq!(items("", &many), Err("there are more than 10,000 items"));
}

type Around<'b> = (&'b str, Vec<Option<&'b str>>);

/// The items behind a pointer, each with the values around it.
fn around<'b>(
    pointer: &str,
    outer: &[&'static str],
    body: &'b str,
) -> Result<Vec<Around<'b>>, &'static str> {
    let mut each = Each::new(pointer);
    for (number, pointer) in outer.iter().enumerate() {
        assert_eq!((each.add(pointer), each.add(pointer)), (number, number));
    }
    let mut found = Vec::new();
    each.walk(body, &mut |items, outer| {
        found.extend(items.iter().map(|item| (item.get(), outer.to_vec())));
    })?;
    Ok(found)
}

#[test]
fn items_are_found_through_elements() {
    let body = r#"{"a":[{"b":[1,2]},{},{"b":null},{"b":[]},5,{"b":[{"b":3}]}],"*":[{"b":[4]}]}"#;
    assert_eq!(items("/a/*/b", body), Ok(vec!["1", "2", r#"{"b":3}"#]));
    assert_eq!(items("/*", "[[1],[],[2,3]]"), Ok(vec!["1", "2", "3"]));
    assert_eq!(
        items("/*/*", "[[[1]],[],[[2],[3]]]"),
        Ok(vec!["1", "2", "3"])
    );
    assert_eq!(
        items("/a/*", r#"{"a":[[1],2]}"#),
        Err("the items are not in an array")
    );
    assert_eq!(
        items("/a/*/b", r#"{"a":{"*":{"b":[1]}}}"#),
        Err("the items are not in an array")
    );
    assert_eq!(items("/*a/*b", r#"{"*a":{"*b":[1]}}"#), Ok(vec!["1"]));
    let rows = |rows: usize| format!("[{}[1]]", format!("[{}1],", "1,".repeat(99)).repeat(rows));
    assert_eq!(items("/*", &rows(99)).unwrap().len(), 9_901);
    assert_eq!(
        items("/*", &rows(100)),
        Err("there are more than 10,000 items")
    );
}

#[test]
fn what_is_around_an_item_is_that_of_its_elements() {
    let body = r#"{"x":"root","a":[
        {"id":1,"b":{"k":"p","c":[{"m":"u","d":["i"]},{"d":["j","k"]}]}},
        {"b":{"c":[{"m":"v","d":["l"]}]}}
    ]}"#;
    let pointers = [
        "/x",
        "/a/*/id",
        "/a/*/b/c/*/m",
        "/a/0/id",
        "/a/*/b/k",
        "/none",
        "/a/*/x/*/m",
        "/a/*",
    ];
    let found = around("/a/*/b/c/*/d", &pointers, body).unwrap();
    let texts: Vec<_> = found
        .iter()
        .map(|(item, outer)| {
            let outer = outer[..7].iter().map(|value| value.unwrap_or("-"));
            format!("{item}: {}", outer.collect::<Vec<_>>().join(" "))
        })
        .collect();
    let expected = [
        r#""i": "root" 1 "u" 1 "p" - -"#,
        r#""j": "root" 1 - 1 "p" - -"#,
        r#""k": "root" 1 - 1 "p" - -"#,
        r#""l": "root" - "v" 1 - - -"#,
    ];
    assert_eq!(texts, expected);
    assert!(found[3].1[7].is_some_and(|element| element.starts_with(r#"{"b":{"c""#)));
    // One on the way is there twice.
    let twice = r#"{"a":[{"id":1,"id":2,"b":{"c":[]}}]}"#;
    let refused = Err("a key on the way to the items is given twice");
    assert_eq!(around("/a/*/b/c/*/d", &pointers, twice), refused);
    assert_eq!(around("/a/*/b/c/*/d", &["/x"], twice), Ok(vec![]));
}

#[test]
fn a_long_text_around_items_is_refused() {
    let body = |length| {
        format!(
            r#"{{"x":"{}","y":["{}"],"a":[1]}}"#,
            "x".repeat(length - 2),
            "x".repeat(length)
        )
    };
    assert_eq!(
        around("/a", &["/x", "/y"], &body(MAX_AROUND))
            .unwrap()
            .len(),
        1
    );
    let refused = Err("a value around the items is longer than 64 KiB");
    assert_eq!(around("/a", &["/x"], &body(MAX_AROUND + 1)), refused);
    assert_eq!(
        around("/a", &["/y"], &body(MAX_AROUND + 1)).unwrap().len(),
        1
    );
}
