use super::Indexes;

#[test]
fn an_index_is_inserted_once_however_large() {
    let mut indexes = Indexes::default();
    for index in [0, 1, 63, 64, 255, 256, 257, 5000, usize::MAX] {
        assert!(indexes.insert(index), "{index}");
        assert!(!indexes.insert(index), "{index}");
    }
    assert!(indexes.insert(2) && indexes.insert(258));
}
