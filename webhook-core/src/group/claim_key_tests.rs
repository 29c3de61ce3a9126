use std::collections::HashSet;

use super::*;

fn text(id: &str) -> ClaimKey {
    ClaimKey::new("group", "event", id)
}

fn number(digits: &str) -> ClaimKey {
    let id = Id::new(digits.to_owned().into(), Some(digits));
    ClaimKey::of_id("group", "event", &id.unwrap())
}

#[test]
fn no_two_ids_have_one_key() {
    let (long, longer) = ("7".repeat(255), "7".repeat(256));
    let hash = hexadecimal(&Sha256::digest(&longer));
    let keys = [
        text("7"),
        number("7"),
        number("7.0"),
        text("number:7"),
        text(&long),
        number(&long),
        text(&longer),
        number(&longer),
        text(&format!("sha256:{hash}")),
        text(&format!("number-sha256:{hash}")),
        text("7\n"),
        text("7\\n"),
        text(" 7"),
        text("7").with_owner("a"),
        ClaimKey::new("other", "event", "7"),
        ClaimKey::new("group", "other", "7"),
    ];
    let shown: HashSet<_> = keys
        .iter()
        .map(|key| (key.group(), key.owner(), key.event(), key.id()))
        .collect();
    assert_eq!(shown.len(), keys.len(), "{keys:#?}");
    assert_eq!(HashSet::from(keys.clone()).len(), keys.len());
    for key in &keys {
        assert!(key.id().len() <= 300 && !key.id().contains('\n'), "{key:?}");
    }
    assert_eq!((text("7").id(), number("7").id()), ("7", "number:7"));
}
