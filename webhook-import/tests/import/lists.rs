//! Plain lists, for senders without a document.

use webhook_import::{Document, ErrorKind, From, Part, import};

use crate::{events, preset, unsigned};

#[test]
fn a_list_of_names_values_and_types_is_a_group() {
    let list = "# Orders\nname,value,type\norder placed, order.placed, crate::Order\n\"refund, full\",refund.full,Vec<crate::Refund>\nping\n";
    let document = Document::read("orders.csv", list.as_bytes()).unwrap();
    let mut options = unsigned();
    options.discriminator = vec![Part::new("/type", From::Schema)];
    options.name = Some("orders".to_owned());
    let imported = import(&document, &options).unwrap();
    let expected = [
        ("order.placed", "order placed"),
        ("ping", "ping"),
        ("refund.full", "refund, full"),
    ];
    assert_eq!(
        events(&imported.report).into_iter().collect::<Vec<_>>(),
        expected
    );
    for line in [
        "OrderPlaced(crate::Order),",
        "RefundFull(Vec<crate::Refund>),",
        "Ping(serde_json::Value),",
    ] {
        assert!(imported.code.contains(line), "{}", imported.code);
    }
}

#[test]
fn a_preset_says_where_the_values_are() {
    let document = Document::read("stripe.csv", b"payment_intent.succeeded\n").unwrap();
    let code = import(&document, &preset("stripe")).unwrap().code;
    assert!(
        code.contains("#[event(\"payment_intent.succeeded\")]"),
        "{code}"
    );
}

#[test]
fn what_is_not_the_path_of_a_type_is_refused() {
    for ty in [
        "fn()",
        "Order { x }",
        "Order), Evil(",
        "&'static str",
        "m!()",
        "[u8; 1]",
        "Vec<[u8; { 1 }]>",
    ] {
        let list = format!("a,b,\"{ty}\"\n");
        let document = Document::read("orders.csv", list.as_bytes()).unwrap();
        let error = import(&document, &unsigned()).unwrap_err();
        assert_eq!(
            (error.kind(), error.place()),
            (ErrorKind::Syntax, Some("/line 1")),
            "{ty}"
        );
        let named = "orders.csv: at /line 1: ";
        assert!(error.to_string().starts_with(named), "{error}");
    }
}
