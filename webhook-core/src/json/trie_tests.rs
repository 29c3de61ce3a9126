use super::*;

#[test]
fn pointers_share_their_way() {
    let mut trie = Trie::default();
    assert!(trie.is_empty());
    let (data, kind) = (trie.insert("/data"), trie.insert("/data/type"));
    assert_eq!(trie.insert("/data"), data);
    assert_eq!(trie.len(), 3);
    assert_eq!(trie.child(ROOT, "data"), Some(data));
    assert_eq!(trie.child(data, "type"), Some(kind));
    assert!(trie.is_leaf(data) && trie.has_children(data));
    assert!(trie.is_leaf(kind) && !trie.has_children(kind));
}

#[test]
fn escapes_and_empty_keys_are_those_of_rfc_6901() {
    let mut trie = Trie::default();
    for (pointer, key) in [
        ("/a~1b", "a/b"),
        ("/m~0n", "m~n"),
        ("/~01", "~1"),
        ("/", ""),
    ] {
        let node = trie.insert(pointer);
        assert_eq!(trie.child(ROOT, key), Some(node), "{pointer}");
    }
    assert_eq!(trie.insert(""), ROOT);
}

#[test]
fn only_canonical_digits_are_indices() {
    let mut trie = Trie::default();
    let (zero, ten) = (trie.insert("/0"), trie.insert("/10"));
    for pointer in ["/01", "/-", "/", "/+1", "/99999999999999999999999"] {
        trie.insert(pointer);
    }
    assert_eq!(trie.element(ROOT, 0), Some(zero));
    assert_eq!(trie.element(ROOT, 10), Some(ten));
    assert_eq!(trie.element(ROOT, 1), None);
    assert_eq!(trie.child(ROOT, "0"), Some(zero));
}
