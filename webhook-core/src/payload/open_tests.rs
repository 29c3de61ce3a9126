use super::*;

#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "camelCase")]
enum Status {
    ReceivingCompleted,
}

fn read(json: &str) -> Result<Open<Status>, serde_json::Error> {
    serde_json::from_str(json)
}

#[test]
fn a_listed_text_is_known() {
    assert_eq!(
        read(r#""receivingCompleted""#).unwrap(),
        Status::ReceivingCompleted.into()
    );
    let escaped = read(r#""receiving\u0043ompleted""#).unwrap();
    assert_eq!(escaped.known(), Some(&Status::ReceivingCompleted));
}

#[test]
fn another_text_is_kept() {
    for text in ["receivingComplete", "ReceivingCompleted", "", "\u{e9}"] {
        let json = serde_json::to_string(text).unwrap();
        let open = read(&json).unwrap();
        assert_eq!(open, Open::Unknown(text.to_owned()));
        assert_eq!(serde_json::to_string(&open).unwrap(), json);
    }
}

#[test]
fn what_is_no_text_is_an_error() {
    for json in ["7", "null", "true", "[]", r#"{"receivingCompleted":null}"#] {
        assert!(read(json).unwrap_err().is_data(), "{json}");
    }
}

#[test]
fn a_known_value_is_written_as_its_type_writes_it() {
    let open = Open::Known(Status::ReceivingCompleted);
    assert_eq!(
        serde_json::to_string(&open).unwrap(),
        r#""receivingCompleted""#
    );
}
