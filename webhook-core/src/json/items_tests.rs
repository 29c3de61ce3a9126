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
        (r#"{"events":null}"#, no_array),
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
