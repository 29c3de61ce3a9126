//! Reduced documents, each with an oddity of a real one.

use webhook_import::{Danger, ErrorKind, From, Options, Part};

use crate::{events, imported, preset, unsigned};

/// Svix holds the same webhooks twice, for old and new readers.
#[test]
fn webhooks_that_are_there_twice_are_imported_once() {
    let document = r#"
openapi: 3.1.0
info: {title: Svix API, version: "1"}
webhooks: &all
  endpoint.created: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {type: {type: string, enum: [endpoint.created]}, data: {type: object, properties: {appId: {type: string}}}}}}}}}}
  endpoint.deleted: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {type: {type: string, enum: [endpoint.deleted]}, data: {type: object, properties: {appId: {type: string}}}}}}}}}}
x-webhooks: *all
"#;
    let imported = imported(document, &preset("svix")).unwrap();
    assert_eq!(events(&imported.report).len(), 2);
    // The payload is where the preset says.
    assert!(
        imported.code.contains("EndpointCreated(EndpointCreated)"),
        "{}",
        imported.code
    );
    assert!(
        imported.code.contains("    pub app_id: Sent<String>,"),
        "{}",
        imported.code
    );
}

/// In documents of OpenAPI 3.0, `x-webhooks` has path items, too.
#[test]
fn webhooks_of_a_3_0_document_are_found_by_their_shape() {
    let document = r"
openapi: 3.0.2
x-webhooks:
  message.attempt.failing: {post: {requestBody: {content: {application/json: {schema: {properties: {type: {enum: [message.attempt.failing]}}}}}}}}
";
    let report = imported(document, &preset("svix")).unwrap().report;
    assert_eq!(
        events(&report).keys().collect::<Vec<_>>(),
        [&"message.attempt.failing"]
    );
}

/// Lithic's bodies are an `allOf` of the constant and the rest, or refer to a component that is one.
#[test]
fn a_constant_in_a_wrapper_is_found_and_one_that_is_missing_is_reported() {
    let document = r##"
openapi: 3.1.0
webhooks:
  card.created: {post: {requestBody: {content: {application/json: {schema: {allOf: [{type: object, required: [event_type], properties: {event_type: {const: card.created}}}, {$ref: "#/components/schemas/card"}]}}}}}}
  tokenization.approval_request: {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/card"}}}}}}
  wallet.approval_request: {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/wallet"}}}}}}
components:
  schemas:
    card: {type: object, properties: {event_type: {type: string}, token: {type: string, format: uuid}}}
    wallet: {allOf: [{$ref: "#/components/schemas/card"}, {type: object, properties: {event_type: {enum: [wallet.approval_request]}, device: {type: string}}}]}
"##;
    let imported = imported(document, &preset("lithic")).unwrap();
    assert_eq!(
        events(&imported.report).keys().collect::<Vec<_>>(),
        [&"card.created", &"wallet.approval_request"]
    );
    let [left] = imported.report.left_out.as_slice() else {
        panic!("{:?}", imported.report.left_out);
    };
    assert_eq!(left.name, "tokenization.approval_request");
    assert!(left.reason.contains("event_type"), "{}", left.reason);
    // Both parts of the body are members of one type.
    assert!(
        imported.code.contains("    pub token: Sent<String>,"),
        "{}",
        imported.code
    );
}

/// One of Lithic's bodies is the constant beside alternatives that nothing tells apart.
#[test]
fn alternatives_beside_members_are_members_that_may_be_missing() {
    let document = r##"
openapi: 3.1.0
webhooks:
  account_holder.updated: {post: {requestBody: {content: {application/json: {schema: {allOf: [{type: object, properties: {event_type: {const: account_holder.updated}}}, {$ref: "#/components/schemas/updated"}]}}}}}}
components:
  schemas:
    updated:
      oneOf:
        - {type: object, properties: {token: {type: string}, status: {type: string}, business: {$ref: "#/components/schemas/business"}}}
        - {type: object, properties: {token: {type: string}, status: {type: object, properties: {at: {type: string}}}, event_type: {type: string}}}
    business: {type: object, properties: {name: {type: string}}}
"##;
    let imported = imported(document, &preset("lithic")).unwrap();
    for line in [
        "    pub event_type: Sent<String>,",
        "    pub token: Sent<String>,",
        "    pub status: Option<serde_json::Value>,",
        "    pub business: Sent<Box<Business>>,",
    ] {
        assert!(imported.code.contains(line), "{line}: {}", imported.code);
    }
    let [left] = imported.report.raw.as_slice() else {
        panic!("{:?}", imported.report.raw);
    };
    assert!(
        left.name.ends_with("/schema/properties/status"),
        "{}",
        left.name
    );
    assert_eq!(left.reason, "alternatives describe it each in another way");
}

/// OpenAI's keys are not the values, and its 3.1 document has the word `nullable` of 3.0.
#[test]
fn the_value_counts_and_not_the_key() {
    let document = r"
openapi: 3.1.0
webhooks:
  response_completed:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [type, data]
              properties:
                object: {type: string, enum: [event], x-stainless-const: true}
                type: {type: string, enum: [response.completed], x-stainless-const: true}
                data: {type: object, required: [id], properties: {id: {type: string, nullable: true}}}
";
    let report = imported(document, &preset("openai")).unwrap().report;
    assert_eq!(events(&report)["response.completed"], "response_completed");
}

/// Some of Adyen's bodies have no `data`, where the preset has the payload of all.
#[test]
fn a_payload_that_the_document_does_not_have_is_reported() {
    let document = r"
openapi: 3.1.0
webhooks:
  balancePlatform.authorisation.relayed:
    post: {requestBody: {content: {application/json: {schema: {type: object, properties: {type: {type: string, enum: [balancePlatform.authorisation.relayed]}, id: {type: string}}}}}}}
";
    let mut options = preset("adyen_platform");
    let raw = imported(document, &options).unwrap().report.raw;
    let [left] = raw.as_slice() else {
        panic!("{raw:?}");
    };
    assert_eq!(left.name, "/webhooks/balancePlatform.authorisation.relayed");
    assert!(
        left.reason.contains("nothing at `/data`"),
        "{}",
        left.reason
    );
    options.payload = Some("$request.body".to_owned());
    let imported = imported(document, &options).unwrap();
    assert_eq!(imported.report.raw, []);
    assert!(
        imported.code.contains("    pub id: Sent<String>,"),
        "{}",
        imported.code
    );
}

/// Some of Adyen's documents do not say anywhere how a body names its event: only the user can.
#[test]
fn a_document_whose_bodies_do_not_name_their_events_is_refused() {
    let document = r"
openapi: 3.1.0
webhooks:
  balancePlatform.grants.created: &any {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {grantType: {type: string}}}}}}}}
  balancePlatform.grants.updated: *any
";
    let mut options = preset("adyen_platform");
    options.payload = Some("$request.body".to_owned());
    let error = imported(document, &options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Routing);
    assert!(error.to_string().contains("`--from key`"), "{error}");
    options.discriminator = vec![Part::new("/type", From::Key)];
    let report = imported(document, &options).unwrap().report;
    assert_eq!(
        events(&report).keys().collect::<Vec<_>>(),
        [
            &"balancePlatform.grants.created",
            &"balancePlatform.grants.updated"
        ]
    );
}

/// Adyen signs some fields of an item, and nothing else.
fn adyen() -> Options {
    let mut options = preset("adyen");
    options.danger = vec![Danger::UnsignedBody];
    options
}

const ADYEN: &str = r##"
openapi: 3.1.0
info: {title: Adyen Webhooks, version: "1"}
webhooks:
  /AUTHORISATION: &any {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Webhook"}}}}}}
  /CAPTURE: *any
  /PREARBITRATION_ACCEPTED: *any
  /PREARBITRATION_DECLINED: *any
components:
  schemas:
    Webhook: {type: object, properties: {live: {type: string}, notificationItems: {type: array, items: {$ref: "#/components/schemas/Wrapper"}}}}
    Wrapper: {type: object, properties: {NotificationRequestItem: {$ref: "#/components/schemas/Item"}}}
    Item: {type: object, properties: {eventCode: {type: string, enum: [AUTHENTICATION, AUTHORISATION, CAPTURE]}, iDealConsumerIBAN: {type: string}, iDealConsumerIban: {type: string}}}
"##;

/// Adyen's webhooks share one schema, which lists the values of most of them. They come in items.
#[test]
fn a_shared_list_of_values_is_each_webhooks_own_value() {
    let imported = imported(ADYEN, &adyen()).unwrap();
    let events = events(&imported.report);
    assert_eq!(
        events.keys().collect::<Vec<_>>(),
        [&"AUTHORISATION", &"CAPTURE"]
    );
    let [left, _] = imported.report.left_out.as_slice() else {
        panic!("{:?}", imported.report.left_out);
    };
    assert!(
        left.reason.contains("values of other events"),
        "{}",
        left.reason
    );
    // The payload is the item within its wrapper.
    assert!(imported.code.contains("Capture(Item)"), "{}", imported.code);
    assert!(
        imported
            .code
            .contains("    pub i_deal_consumer_iban_2: Sent<String>,"),
        "{}",
        imported.code
    );
}

#[test]
fn keys_are_values_if_the_user_says_so() {
    let mut options = adyen();
    // The preset's own place needs no consent, another one does.
    options.danger.push(Danger::UnsignedDiscriminator);
    options.discriminator = vec![Part::new("/NotificationRequestItem/eventCode", From::Key)];
    let report = imported(ADYEN, &options).unwrap().report;
    assert_eq!(
        events(&report).keys().collect::<Vec<_>>(),
        [
            &"AUTHORISATION",
            &"CAPTURE",
            &"PREARBITRATION_ACCEPTED",
            &"PREARBITRATION_DECLINED"
        ]
    );
}

/// One webhook for all events, told apart by a mapping.
#[test]
fn alternatives_of_one_webhook_are_events() {
    let document = r##"
openapi: 3.1.0
webhooks:
  event:
    post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Event"}}}}}
components:
  schemas:
    Event:
      oneOf: [{$ref: "#/components/schemas/Placed"}, {$ref: "#/components/schemas/Cancelled"}]
      discriminator: {propertyName: kind, mapping: {order.placed: "#/components/schemas/Placed", order.cancelled: Cancelled}}
    Placed: {type: object, properties: {kind: {type: string}, total: {type: integer}}}
    Cancelled: {type: object, properties: {kind: {type: string}, reason: {type: string}}}
"##;
    let code = imported(document, &unsigned()).unwrap().code;
    assert!(code.contains("discriminator = \"/kind\""), "{code}");
    assert!(
        code.contains("#[event(\"order.placed\")]\n    OrderPlaced(Placed),"),
        "{code}"
    );
    assert!(
        code.contains("#[event(\"order.cancelled\")]\n    OrderCancelled(Cancelled),"),
        "{code}"
    );
}

/// Stripe's document names events beside the schemas of what they are about.
#[test]
fn schemas_that_name_an_event_are_its_payload() {
    let document = r##"
openapi: 3.0.0
info: {title: Stripe API, version: "1"}
components:
  schemas:
    account: {type: object, properties: {id: {type: string}}}
    account.updated: {type: object, properties: {object: {$ref: "#/components/schemas/account"}}, x-stripeEvent: {type: account.updated}}
"##;
    let code = imported(document, &preset("stripe")).unwrap().code;
    assert!(
        code.contains("#[event_group(path = \"/stripe\", preset = stripe)]"),
        "{code}"
    );
    assert!(
        code.contains("#[event(\"account.updated\")]\n    AccountUpdated(Account),"),
        "{code}"
    );
}

/// Shopify's topics are in a header only.
#[test]
fn a_header_has_the_key() {
    let document = r"
openapi: 3.1.0
webhooks:
  orders/create: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {id: {type: integer}}}}}}}}
";
    let code = imported(document, &preset("shopify")).unwrap().code;
    assert!(
        code.contains("#[event(\"orders/create\")]\n    OrdersCreate("),
        "{code}"
    );
}

#[test]
fn two_webhooks_with_one_key_are_an_error_that_names_both() {
    let document = r"
openapi: 3.1.0
webhooks:
  one: {post: {requestBody: {content: {application/json: {schema: {properties: {type: {const: same}}}}}}}}
  two: {post: {requestBody: {content: {application/json: {schema: {properties: {type: {const: same}}}}}}}}
";
    let error = imported(document, &unsigned()).unwrap_err();
    assert_eq!(
        (error.kind(), error.place()),
        (ErrorKind::Routing, Some("/webhooks/two"))
    );
    let text = error.to_string();
    assert!(
        ["`one`", "`two`", "/webhooks/one", "`same`"]
            .iter()
            .all(|part| text.contains(part)),
        "{text}"
    );
}
