//! The manifest: what a group declares and which functions handle it, as a table and as data.

use serde::Deserialize;
use serde_json::json;
use webhook_core::{Dispatcher, EventGroup, Unsigned, on_event};

use super::secret;

#[derive(Debug, Deserialize)]
struct Order {}
#[derive(Debug, Deserialize)]
struct Parcel {}

#[derive(Debug, EventGroup)]
#[event_group(
    path("/manifest", "/manifest/*"),
    name = "the shop",
    discriminator("$request.header.X-Kind", "/action"),
    payload = "/data",
    id = "$request.header.X-Id",
    danger_unsigned_discriminator,
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        encoding = base64,
        value = "v1={digest}",
        message = "{$request.header.X-Timestamp}.{$request.body}"
    )
)]
enum Manifest {
    #[event("order", "opened", when("/live" = "true"), when("/tenant"))]
    Opened(Order),
    #[event("order")]
    Order(Order),
    #[event("parcel", ignore)]
    Parcel(Parcel),
    #[event("lost")]
    Lost(Parcel),
}

#[on_event(group = "manifest", event = "order.opened")]
fn opened(_: Order) {}

const LINE: u32 = line!() + 3;

#[on_event(group = "manifest", event = "order")]
async fn order(_: Order) {}

#[derive(Debug, EventGroup)]
#[event_group(path = "/shapes", signature = none)]
enum Shapes {
    #[event("list")]
    List(Vec<f64>),
    #[event("text", ignore)]
    Text(String),
}

#[on_event(group = "shapes", ty = Vec<f64>)]
fn list(_: Vec<f64>) {}

fn dispatcher() -> Dispatcher {
    let builder = Dispatcher::builder()
        .group::<Manifest>(secret())
        .group::<Shapes>(Unsigned);
    builder.accept_unhandled().build().unwrap()
}

#[test]
fn a_table_says_who_handles_what_and_where() {
    let table = dispatcher().table().to_string();
    let (module, file) = (module_path!(), file!());
    for (line, words) in [
        (
            0,
            vec![
                "the shop at /manifest, /manifest/*: ",
                "hmac-sha256",
                "not signed: discriminator, id",
            ],
        ),
        (
            1,
            vec![
                "order.opened",
                r#"$request.header.X-Kind = "order" and $request.body#/action = "opened" and $request.body#/live = "true" and $request.body#/tenant present"#,
            ],
        ),
        (
            2,
            vec![
                "order",
                "Order",
                &format!("{module}::order ({file}:{LINE})"),
            ],
        ),
        (
            3,
            vec![
                "parcel",
                r#"$request.header.X-Kind = "parcel""#,
                "Parcel",
                "ignored",
            ],
        ),
        (4, vec!["lost", "Parcel", "unhandled"]),
        (6, vec!["shapes at /shapes: UNSIGNED"]),
        (7, vec!["list", "by structure", "Vec<f64>", "::list ("]),
        (8, vec!["text", "String", "ignored"]),
    ] {
        let text = table.lines().nth(line).unwrap();
        for word in words {
            assert!(text.contains(word), "line {line}, {word}:\n{table}");
        }
    }
    assert_eq!(table.lines().count(), 9, "{table}");
    assert!(table.lines().all(|line| line.trim_end() == line), "{table}");
}

#[test]
fn a_descriptor_is_the_table_without_handlers() {
    let table = Manifest::DESCRIPTOR.to_string();
    assert_eq!(table.lines().count(), 5, "{table}");
    assert!(table.contains("order.opened"), "{table}");
    assert!(!table.contains("::order ("), "{table}");
    assert!(Shapes::DESCRIPTOR.to_string().contains("UNSIGNED"));
}

#[test]
fn the_manifest_is_data() {
    let manifest = serde_json::to_value(dispatcher().table()).unwrap();
    let group = &manifest[0];
    assert_eq!(group["name"], "the shop");
    assert_eq!(group["paths"], json!(["/manifest", "/manifest/*"]));
    assert_eq!(group["unsigned"], json!(["discriminator", "id"]));
    assert_eq!(
        group["discriminator"],
        json!(["$request.header.X-Kind", "$request.body#/action"])
    );
    assert_eq!(
        (&group["payload"], &group["id"]),
        (&json!("/data"), &json!("$request.header.X-Id"))
    );
    assert!(group["scheme"].is_object(), "{group}");
    let events = group["events"].as_array().unwrap();
    assert_eq!(events.len(), 4);
    assert_eq!(events[0]["name"], "order.opened");
    assert_eq!(events[0]["values"], json!(["order", "opened"]));
    assert_eq!(events[0]["conditions"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&events[1]["file"], &events[1]["line"]),
        (&json!(file!()), &json!(LINE))
    );
    assert_eq!(events[1]["handler"], concat!(module_path!(), "::order"));
    assert_eq!(
        (&events[2]["ignored"], &events[2]["payload"]),
        (&json!(true), &json!("Parcel"))
    );
    assert_eq!(
        (&events[3]["ignored"], events[3].get("handler")),
        (&json!(false), None)
    );
    let unsigned = &manifest[1];
    assert_eq!(
        (&unsigned["scheme"], &unsigned["id"]),
        (&json!(null), &json!(null))
    );
}

#[test]
fn a_descriptor_is_data_too() {
    let group = serde_json::to_value(Manifest::DESCRIPTOR).unwrap();
    assert_eq!(group["name"], "the shop");
    assert_eq!(group["events"][0].get("handler"), None);
    assert_eq!(
        Manifest::DESCRIPTOR.events()[0].values(),
        ["order", "opened"]
    );
    assert!(!Manifest::DESCRIPTOR.id_is_signed());
}

/// Neither says anything of the secret, and both are the same whatever it is.
#[test]
fn no_secret_is_in_the_manifest() {
    let text = format!(
        "{} {:?} {}",
        dispatcher().table(),
        dispatcher(),
        Manifest::DESCRIPTOR
    );
    assert!(!text.contains(super::SECRET));
}
