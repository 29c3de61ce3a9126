//! How the code is laid out: as rustfmt does it, in one file or one for each group, with the options in its header.

use std::io::Write as _;
use std::process::{Command, Stdio};

use webhook_import::{Danger, Options, Renamed, With, check_code, import, options_of};

use crate::github::{SIX, github};
use crate::{document, imported, preset, unsigned};

fn apimatic() -> Options {
    let mut options = unsigned();
    options.danger = vec![Danger::UnsignedBody];
    options
}

#[test]
fn rustfmt_has_nothing_to_change() {
    let mut six = preset("github");
    six.events = SIX.map(str::to_owned).to_vec();
    let mut described = unsigned();
    described.descriptions = true;
    described.with = vec![With::Jiff, With::Uuid];
    let mut strict = described.clone();
    strict.strict = true;
    for (document, options) in [
        (github("openapi-webhooks.json"), six),
        (document("apimatic.yaml"), apimatic()),
        (document("oddities.yaml"), described),
        (document("oddities.yaml"), strict),
    ] {
        let code = import(&document, &options).unwrap().code;
        let mut rustfmt = Command::new("rustfmt")
            .args(["--edition", "2024", "--check"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        rustfmt
            .stdin
            .take()
            .unwrap()
            .write_all(code.as_bytes())
            .unwrap();
        let output = rustfmt.wait_with_output().unwrap();
        let changes = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}: {changes}", document.name());
    }
}

#[test]
fn a_folder_has_a_file_for_each_group() {
    let document = document("apimatic.yaml");
    let imported = import(&document, &apimatic()).unwrap();
    let names: Vec<_> = imported
        .folder
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "webhooks.rs",
            "webhooks_a.rs",
            "webhooks_b.rs",
            "webhooks_c.rs",
            "webhooks_no_verification.rs",
            "callbacks_a.rs",
            "callbacks_b.rs",
            "mod.rs"
        ]
    );
    let (_, index) = imported.folder.last().unwrap();
    assert!(index.contains("pub mod webhooks_a;"), "{index}");
    for (name, code) in &imported.folder[..7] {
        assert_eq!(code.matches("EventGroup)]").count(), 1, "{name}");
        assert_eq!(check_code(code, &document, false).unwrap(), [], "{name}");
    }
}

#[test]
fn the_header_says_where_the_code_is_from() {
    let document = document("oddities.yaml");
    let mut options = unsigned();
    options.events = vec![
        "tree".to_owned(),
        "x'\u{202e}y".to_owned(),
        "shared.*".to_owned(),
    ];
    options.events.remove(1);
    let code = import(&document, &options).unwrap().code;
    let header: Vec<_> = code
        .lines()
        .take_while(|line| line.starts_with("//"))
        .collect();
    assert_eq!(header.len(), 5, "{header:?}");
    assert!(header[0].contains(env!("CARGO_PKG_VERSION")));
    assert_eq!(
        header[1],
        "// document: Oddities */ \\u{202e} } fn a() {, version \\u{a}1"
    );
    assert_eq!(header[2], format!("// sha256: {}", document.sha256()));
    assert!(
        header[3].ends_with("oddities.yaml --signature none --event tree --event 'shared.*'"),
        "{}",
        header[3]
    );
    assert_eq!(options_of(&code), Some(options));
}

/// A user's `deny(warnings)` is not broken by what is not used: that is compiled in `tests/imported`.
#[test]
fn nothing_turns_or_hides_the_code() {
    let mut options = unsigned();
    options.descriptions = true;
    let code = import(&document("oddities.yaml"), &options).unwrap().code;
    assert!(
        !code.contains(['\u{202e}', '\u{7f}']) && !code.contains("```"),
        "{code}"
    );
    assert!(
        !code.contains("fn a()\u{20}{\n")
            && syn::parse_file(&code).unwrap().items.iter().all(|item| {
                matches!(
                    item,
                    syn::Item::Use(_) | syn::Item::Struct(_) | syn::Item::Enum(_)
                )
            }),
        "{code}"
    );
}

/// Names that become one identifier get numbers, and the report has each of them: of events, types, members, values and alternatives.
#[test]
fn names_that_were_numbered_are_reported() {
    let document = r##"
openapi: 3.1.0
info: {title: Vec, version: "1"}
webhooks:
  a: {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/order-placed"}}}}}}
  b: {post: {requestBody: {content: {application/json: {schema: {properties: {type: {const: order_placed}, of: {$ref: "#/components/schemas/order_placed"}}}}}}}}
components:
  schemas:
    order-placed:
      type: object
      properties:
        type: {const: order.placed}
        iDealConsumerIBAN: {type: string}
        iDealConsumerIban: {type: string}
        state: {type: string, enum: [in-transit, in_transit, Self]}
        of:
          oneOf:
            - {type: object, properties: {kind: {const: other}, a: {type: string}}}
            - {type: object, properties: {kind: {const: card}, b: {type: string}}}
    order_placed: {type: object, properties: {id: {type: integer}}}
"##;
    let imported = imported(document, &unsigned()).unwrap();
    let renamed: Vec<_> = imported
        .report
        .renamed
        .iter()
        .map(|renamed| {
            let place = renamed.place.strip_prefix("/components/schemas/");
            let place = place.unwrap_or(&renamed.place);
            (place, renamed.name.as_str(), renamed.to.as_str())
        })
        .collect();
    let state = "order-placed/properties/state";
    assert_eq!(
        renamed,
        [
            ("", "Vec", "Vec2"),
            ("/webhooks/b", "order_placed", "OrderPlaced2"),
            ("order_placed", "order_placed", "OrderPlaced2"),
            (
                "/webhooks/b/post/requestBody/content/application~1json/schema",
                "order_placed",
                "OrderPlaced3"
            ),
            (
                "order-placed/properties/iDealConsumerIban",
                "iDealConsumerIban",
                "i_deal_consumer_iban_2"
            ),
            ("order-placed/properties/of", "other", "Other2"),
            (state, "in_transit", "InTransit2"),
            (state, "Self", "Self2"),
        ]
    );
    for Renamed { to, .. } in &imported.report.renamed {
        assert!(imported.code.contains(to), "{to}: {}", imported.code);
    }
}
