//! Folders of JSON Schemas: a file for each event, as senders without an OpenAPI document publish them.

use std::fs;

use webhook_import::{Document, ErrorKind, check, import};

use crate::{events, preset, unsigned};

const CREATE: &str = r##"{
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://shop.example/schemas/orders/create.json",
    "properties": {
        "id": {"type": "integer"},
        "buyer": {"$ref": "../parts/buyer%.json"},
        "payer": {"$ref": "https://shop.example/schemas/parts/buyer.json#/$defs/payer"},
        "lines": {"type": "array", "items": {"$ref": "#/$defs/line"}}
    },
    "$defs": {"line": {"type": "object", "properties": {"sku": {"type": "string"}}}}
}"##;
const BUYER: &str = r##"{
    "$id": "https://shop.example/schemas/parts/buyer.json",
    "type": "object",
    "properties": {"email": {"type": "string"}, "friend": {"$ref": "#"}},
    "$defs": {"payer": {"type": "object", "properties": {"iban": {"type": "string"}}}}
}"##;
const DELETED: &str = "type: object\nproperties: {id: {type: integer}}\n";

fn files() -> Vec<(String, Vec<u8>)> {
    [
        ("orders/create.json", CREATE),
        ("orders/delete.schema.yaml", DELETED),
        ("parts/buyer%.json", BUYER),
        ("package.json", r#"{"name": "schemas", "type": "module"}"#),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .to_vec()
}

#[test]
fn each_file_is_an_event_and_what_others_refer_to_is_a_part() {
    let document = Document::read_folder("schemas", files()).unwrap();
    let imported = import(&document, &preset("shopify")).unwrap();
    let found = events(&imported.report);
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        [
            ("orders/create", "orders/create"),
            ("orders/delete", "orders/delete")
        ]
    );
    let [left] = imported.report.left_out.as_slice() else {
        panic!("{:?}", imported.report.left_out);
    };
    assert_eq!(left.name, "package.json");
    for line in [
        "    #[event(\"orders/create\")]\n    OrdersCreate(OrdersCreate),",
        "    pub buyer: Sent<Box<PartsBuyer>>,",
        "    pub payer: Sent<Box<Payer>>,",
        "    pub lines: Sent<Vec<Sent<Line>>>,",
        // The circle of a file that refers to itself.
        "    pub friend: Sent<Box<PartsBuyer>>,",
    ] {
        assert!(imported.code.contains(line), "{line}: {}", imported.code);
    }
}

/// A constant in the bodies names the event, where they have one.
#[test]
fn bodies_tell_events_apart_where_no_preset_does() {
    let schema =
        |name: String| format!("properties: {{kind: {{const: {name}}}, id: {{type: string}}}}\n");
    let files = ["placed", "paid"].map(|name| {
        let text = schema(format!("order.{name}"));
        (format!("{name}.yml"), text.into_bytes())
    });
    let document = Document::read_folder("schemas", files).unwrap();
    let imported = import(&document, &unsigned()).unwrap();
    assert_eq!(events(&imported.report)["order.paid"], "paid");
    assert!(
        imported.code.contains("discriminator = \"/kind\""),
        "{}",
        imported.code
    );
}

#[test]
fn a_file_may_list_the_others() {
    let mut files = files();
    let list =
        r#"{"oneOf": [{"$ref": "orders/create.json"}, {"$ref": "orders/delete.schema.yaml"}]}"#;
    files.retain(|(name, _)| name != "package.json");
    files.push(("all.json".to_owned(), list.as_bytes().to_vec()));
    let document = Document::read_folder("schemas", files).unwrap();
    let report = import(&document, &preset("shopify")).unwrap().report;
    assert_eq!(
        events(&report).keys().collect::<Vec<_>>(),
        [&"orders/create", &"orders/delete"]
    );
}

#[test]
fn a_fault_names_the_file() {
    let read = |text: &str| {
        Document::read_folder(
            "schemas",
            [("orders/create.json".to_owned(), text.as_bytes().to_vec())],
        )
    };
    let error = read("{\"properties\": [}").unwrap_err();
    assert_eq!(
        (error.kind(), error.place()),
        (ErrorKind::Syntax, Some("/orders~1create.json/properties/0"))
    );
    let place = "/orders~1create.json/properties/a";
    for (reference, text) in [
        ("../../etc/passwd.json", "leads out of the document"),
        ("gone.json", "leads out of the document"),
        ("https://a.example/b.json", "leads out of the document"),
        ("#/$defs/gone", "leads to nothing"),
        ("create.json#/gone", "leads to nothing"),
        ("create.json#gone", "leads out of the document"),
    ] {
        let document = format!(r#"{{"properties": {{"a": {{"$ref": "{reference}"}}}}}}"#);
        let error = import(&read(&document).unwrap(), &preset("shopify")).unwrap_err();
        assert_eq!(
            (error.kind(), error.place()),
            (ErrorKind::Reference, Some(place)),
            "{reference}"
        );
        assert!(error.to_string().contains(text), "{error}");
    }
}

/// A folder on the disk is read as a document is, and compared as one is. Links lead nowhere.
#[test]
fn a_folder_is_checked_as_a_document_is() {
    let folder = std::env::temp_dir().join(format!("webhook-import-{}", std::process::id()));
    for (name, text) in files() {
        let path = folder.join("schemas").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let schemas = folder.join("schemas");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&schemas, schemas.join("again")).unwrap();
    let document = Document::open(&schemas).unwrap();
    let same = Document::read_folder("schemas", files()).unwrap();
    assert_eq!(document.sha256(), same.sha256());
    let code = import(&document, &preset("shopify")).unwrap().code;
    let rs = folder.join("shopify.rs");
    fs::write(&rs, code).unwrap();
    assert_eq!(check(&rs, &schemas, true).unwrap(), []);
    fs::remove_file(schemas.join("orders/delete.schema.yaml")).unwrap();
    let differences = check(&rs, &schemas, true).unwrap();
    let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
    assert!(
        differences.contains(&"event gone: orders/delete".to_owned()),
        "{differences:?}"
    );
    fs::remove_dir_all(folder).unwrap();
}
