//! No document makes an import panic, puts code of its own into the file, or ends in a file that is not Rust.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use syn::visit::Visit;
use webhook_import::{Document, Options, With, check_code, import};

fuzz_target!(|data: &[u8]| {
    let Some((&mode, data)) = data.split_first() else { return };
    let document = match mode % 4 {
        0 => Document::read("a.yaml", data),
        1 if mode & 32 != 0 => Document::read_folder("a", files(data)),
        1 => Document::read("a.csv", data),
        // Names and texts in all places of a good document.
        2 => Document::read("a.json", hostile(data).to_string().as_bytes()),
        _ => Document::read("a.json", schema(data).to_string().as_bytes()),
    };
    let Ok(document) = document else { return };
    let mut options = Options::default();
    options.signature = Some("none".to_owned());
    options.all = true;
    options.descriptions = mode & 4 != 0;
    options.strict = mode & 8 != 0;
    if mode & 16 != 0 {
        options.with = vec![With::Jiff, With::Uuid, With::RustDecimal];
    }
    let Ok(imported) = import(&document, &options) else { return };
    let file = syn::parse_file(&imported.code).expect("the code is Rust");
    Closed.visit_file(&file);
    for (name, code) in &imported.folder {
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'), "{name}");
        syn::parse_file(code).expect("the code is Rust");
    }
    assert!(!imported.code.contains(|c: char| c.is_control() && c != '\n'), "{}", imported.code);
    let differences = check_code(&imported.code, &document, true).expect("its own file is compared");
    assert!(differences.is_empty(), "{differences:?}");
});

/// What the code may consist of. Anything else came out of the document.
struct Closed;

impl<'ast> Visit<'ast> for Closed {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        assert!(
            matches!(item, syn::Item::Use(_) | syn::Item::Struct(_) | syn::Item::Enum(_)),
            "another item"
        );
        syn::visit::visit_item(self, item);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let known = ["allow", "derive", "doc", "event", "event_group", "one_of", "serde"];
        assert!(known.iter().any(|name| attribute.path().is_ident(name)), "another attribute");
    }

    fn visit_type(&mut self, ty: &'ast syn::Type) {
        assert!(matches!(ty, syn::Type::Path(_)), "another type");
        syn::visit::visit_type(self, ty);
    }

    fn visit_expr(&mut self, _: &'ast syn::Expr) {
        panic!("an expression");
    }

    fn visit_macro(&mut self, _: &'ast syn::Macro) {
        panic!("a macro");
    }
}

/// Takes texts out of the input.
struct Texts<'a>(std::str::Split<'a, char>);

impl Texts<'_> {
    fn next(&mut self) -> String {
        self.0.next().unwrap_or("x").to_owned()
    }
}

fn hostile(data: &[u8]) -> Value {
    let text = String::from_utf8_lossy(data);
    let mut texts = Texts(text.split('\u{0}'));
    let mut schemas = Map::new();
    let mut webhooks = Map::new();
    let names = [texts.next(), texts.next(), texts.next()];
    for name in &names {
        let members = json!({
            "type": {"const": texts.next(), "description": texts.next()},
            texts.next(): {"enum": [texts.next(), texts.next(), texts.next()]},
            texts.next(): {"$ref": format!("#/components/schemas/{}", names[0].replace('~', "~0").replace('/', "~1").replace('%', "%25"))},
            texts.next(): {"type": "string", "format": texts.next(), "description": texts.next()},
            texts.next(): {"oneOf": [
                {"type": "object", "properties": {texts.next(): {"const": texts.next()}}},
                {"type": "object", "properties": {texts.next(): {"const": texts.next()}}},
            ]},
            texts.next(): {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
        });
        schemas.insert(name.clone(), json!({"type": "object", "properties": members, "description": texts.next()}));
        let reference = format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1").replace('%', "%25"));
        webhooks.insert(
            texts.next(),
            json!({"post": {"summary": texts.next(), "operationId": texts.next(),
                "requestBody": {"content": {"application/json": {"schema": {"$ref": reference}}}}}}),
        );
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": texts.next(), "version": texts.next()},
        "x-webhooks": {texts.next(): {"description": texts.next(), "signatureVerification": {
            "algorithm": "HMAC-SHA256", "signatureHeader": texts.next(), "signatureValueTemplate": texts.next(),
            "messageTemplate": texts.next()}}},
        "webhooks": webhooks,
        "components": {"schemas": schemas},
    })
}

/// Files that refer to each other, under names of the input's choice.
fn files(data: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = String::from_utf8_lossy(data);
    let mut texts = Texts(text.split('\u{0}'));
    let names = [texts.next(), texts.next(), texts.next()].map(|name| format!("{name}.json"));
    let files = names.iter().map(|name| {
        let schema = json!({
            "$id": texts.next(),
            "properties": {
                "type": {"const": texts.next()},
                texts.next(): {"$ref": texts.next()},
                "a": {"$ref": format!("{}#/$defs/a", names[0])},
                "b": {"$ref": "#"},
            },
            "$defs": {"a": {"type": "object", "properties": {texts.next(): {"type": "string"}}}},
        });
        (name.clone(), schema.to_string().into_bytes())
    });
    files.collect()
}

/// A schema whose shape the input chooses.
fn schema(data: &[u8]) -> Value {
    let mut bytes = data.iter().copied();
    let schema = shape(&mut bytes, 0);
    json!({
        "openapi": "3.0.3",
        "webhooks": {"a": {"post": {"requestBody": {"content": {"application/json": {"schema": {
            "allOf": [{"properties": {"type": {"const": "a"}}}, schema, {"$ref": "#/components/schemas/a"}]}}}}}}},
        "components": {"schemas": {"a": shape(&mut bytes, 0), "b": shape(&mut bytes, 0)}},
    })
}

fn shape(bytes: &mut impl Iterator<Item = u8>, depth: usize) -> Value {
    let Some(byte) = bytes.next().filter(|_| depth < 8) else { return json!({}) };
    let kinds = ["string", "integer", "number", "boolean", "array", "object", "null"];
    let mut schema = Map::new();
    match byte % 12 {
        kind @ 0..=6 => {
            schema.insert("type".to_owned(), json!(kinds[usize::from(kind)]));
        }
        7 => {
            schema.insert("$ref".to_owned(), json!(["#/components/schemas/a", "#/components/schemas/b", "#"][usize::from(byte) % 3]));
        }
        8 => {
            schema.insert("type".to_owned(), json!(["null", kinds[usize::from(byte / 12) % 7]]));
        }
        9 => {
            schema.insert("enum".to_owned(), json!(["a", "b", null, 1]));
        }
        _ => {}
    }
    for (bit, key) in [(16, "allOf"), (32, "oneOf"), (64, "anyOf")] {
        if byte & bit != 0 {
            let members: Vec<_> = (0..2).map(|_| shape(bytes, depth + 1)).collect();
            schema.insert(key.to_owned(), json!(members));
        }
    }
    if byte & 128 != 0 {
        let members = json!({"p": shape(bytes, depth + 1), "q": shape(bytes, depth + 1), "kind": {"const": depth.to_string()}});
        schema.insert("properties".to_owned(), members);
        schema.insert("required".to_owned(), json!(["p"]));
        schema.insert("items".to_owned(), shape(bytes, depth + 1));
        schema.insert("additionalProperties".to_owned(), shape(bytes, depth + 1));
    }
    Value::Object(schema)
}
