//! Faulty documents and options: an error with its place.

use webhook_import::{Danger, ErrorKind, From, Options, Part, import};

use crate::{document, imported, preset, unsigned};

fn body(schema: &str) -> String {
    format!(
        "openapi: 3.1.0\nwebhooks:\n  a:\n    post: {{requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}}}\n"
    )
}

#[track_caller]
fn fails(document: &str, options: &Options, kind: ErrorKind, place: Option<&str>, text: &str) {
    let error = imported(document, options).unwrap_err();
    assert_eq!((error.kind(), error.place()), (kind, place), "{error}");
    assert!(error.to_string().contains(text), "{error}");
}

#[test]
fn references_that_lead_nowhere_have_a_place() {
    let schema = "/webhooks/a/post/requestBody/content/application~1json/schema";
    let fails = |reference: &str, text| {
        let document = body(&format!("{{$ref: \"{reference}\"}}"));
        fails(
            &document,
            &unsigned(),
            ErrorKind::Reference,
            Some(schema),
            text,
        );
    };
    fails("https://a.example/b.json#/c", "leads out of the document");
    fails("other.yaml", "leads out of the document");
    fails("#/components/schemas/gone", "leads to nothing");
    fails("#gone", "JSON pointer");
    let inside = body("{properties: {type: {const: a}, b: {$ref: \"#/x/y\"}}}");
    let place = format!("{schema}/properties/b");
    super::faults::fails(
        &inside,
        &unsigned(),
        ErrorKind::Reference,
        Some(&place),
        "leads to nothing",
    );
}

#[test]
fn references_around_in_a_circle_end() {
    let circle = body("{$ref: \"#/webhooks/a/post/requestBody/content/application~1json/schema\"}");
    let error = imported(&circle, &unsigned()).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Reference | ErrorKind::Routing),
        "{error}"
    );
    let members = "{properties: {type: {const: a}, b: {allOf: [{$ref: \"#/x\"}]}, c: {oneOf: [{$ref: \"#/y\"}, {$ref: \"#/y\"}]}}}";
    let document = format!(
        "{}x: {{allOf: [{{$ref: \"#/x\"}}]}}\ny: {{oneOf: [{{$ref: \"#/y\"}}, {{type: object}}]}}\n",
        body(members)
    );
    let code = imported(&document, &unsigned()).unwrap().code;
    assert!(code.contains("pub b: Option<serde_json::Value>,"), "{code}");
}

#[test]
fn other_documents_are_named() {
    for (document, kind, place, text) in [
        (
            "swagger: '2.0'\n",
            ErrorKind::Document,
            Some(""),
            "OpenAPI 2",
        ),
        (
            "openapi: 4.0.0\n",
            ErrorKind::Document,
            Some("/openapi"),
            "only OpenAPI 3",
        ),
        ("[]", ErrorKind::Document, Some(""), "neither OpenAPI"),
        (
            "openapi: 3.1.0\n",
            ErrorKind::Document,
            Some(""),
            "no webhooks",
        ),
        (
            "openapi: 3.1.0\nwebhooks: {a: {post: {}, get: {}}}\n",
            ErrorKind::Document,
            Some("/webhooks/a"),
            "several methods",
        ),
        (
            "openapi: 3.1.0\nx-webhooks: {a: {post: {}}, b: {x: {}}}\n",
            ErrorKind::Document,
            Some("/x-webhooks"),
            "path items",
        ),
        (
            "openapi: 3.1.0\nx-webhooks: {a: {signatureVerification: {algorithm: MD5}}}\n",
            ErrorKind::Document,
            Some("/x-webhooks/a/signatureVerification"),
            "`signatureHeader` is missing",
        ),
        (
            "openapi: 3.1.0\nwebhooks: {a: {post: {x-webhook-group: g}}}\nx-webhooks: {b: {description: x}}\n",
            ErrorKind::Document,
            Some("/webhooks/a"),
            "`g`",
        ),
        ("{\"a\":", ErrorKind::Syntax, Some("/a"), "EOF"),
    ] {
        fails(document, &unsigned(), kind, place, text);
    }
}

/// What is not known to be signed, the user has to say.
#[test]
fn a_document_cannot_weaken_the_protection() {
    let document = body("{properties: {type: {const: a}}}");
    fails(
        &document,
        &Options::default(),
        ErrorKind::Signature,
        Some(""),
        "--preset",
    );
    let apimatic = crate::document("apimatic.yaml");
    let error = import(&apimatic, &Options::default()).unwrap_err();
    assert_eq!(error.place(), Some("/x-webhooks/webhooks_no_verification"));
    let error = import(&apimatic, &unsigned()).unwrap_err();
    assert_eq!(
        (error.kind(), error.place()),
        (ErrorKind::Signature, Some("/x-callbacks/callbacks_b"))
    );
    assert!(
        error.to_string().contains("`--danger unsigned-body`"),
        "{error}"
    );
    let mut options = unsigned();
    options.danger = vec![Danger::UnsignedBody];
    let code = import(&apimatic, &options).unwrap().code;
    assert_eq!(code.matches("danger_").count(), 1, "{code}");

    let mut options = Options::default();
    options.signature = Some("github".to_owned());
    options.discriminator = vec![Part::new("$request.header.X-Event", From::Key)];
    fails(
        &document,
        &options,
        ErrorKind::Signature,
        Some(""),
        "`--danger unsigned-discriminator`",
    );
    options.danger = vec![Danger::UnsignedDiscriminator];
    imported(&document, &options).unwrap();
}

#[test]
fn schemes_that_cannot_be_are_refused() {
    let document = |signature: &str| {
        format!(
            "openapi: 3.1.0\nx-webhooks: {{signatureVerification: {{{signature}}}}}\nwebhooks: {{a: {{post: {{requestBody: {{content: {{application/json: {{schema: {{type: string}}}}}}}}}}}}}}\n"
        )
    };
    for (signature, text) in [
        (
            "algorithm: HMAC-MD5, signatureHeader: X",
            "neither HMAC-SHA256",
        ),
        ("algorithm: HMAC-SHA256, signatureHeader: \"X Y\"", "header"),
        (
            "algorithm: HMAC-SHA256, signatureHeader: X, digestEncoding: rot13",
            "encoding",
        ),
        (
            "algorithm: HMAC-SHA256, signatureHeader: X, signatureValueTemplate: constant",
            "digest",
        ),
        (
            "algorithm: HMAC-SHA256, signatureHeader: X, messageTemplate: \"{$request.headers.Y}\"",
            "unknown expression",
        ),
    ] {
        let place = "/x-webhooks/signatureVerification";
        fails(
            &document(signature),
            &Options::default(),
            ErrorKind::Signature,
            Some(place),
            text,
        );
    }
}

#[test]
fn options_are_checked() {
    let document = body("{properties: {type: {const: a}}}");
    let with = |change: fn(&mut Options)| {
        let mut options = unsigned();
        change(&mut options);
        options
    };
    for (options, text) in [
        (preset("gihub"), "did you mean `github`?"),
        (
            with(|options| options.path = Some("hooks".to_owned())),
            "is not a path",
        ),
        (
            with(|options| options.path = Some("/a{b".to_owned())),
            "is not a path",
        ),
        (
            with(|options| options.path = Some("/*/b".to_owned())),
            "is not a path",
        ),
        (
            with(|options| options.require = vec!["id".to_owned()]),
            "JSON pointer",
        ),
        (with(|options| options.events = vec!["[".to_owned()]), ""),
        (
            with(|options| options.discriminator = vec![Part::new("/a~", From::Key)]),
            "not an expression",
        ),
        (
            with(|options| {
                options.discriminator = vec![Part::new("$request.header.X", From::Schema)];
            }),
            "--from",
        ),
    ] {
        fails(&document, &options, ErrorKind::Options, None, text);
    }
    for path in ["/", "/github", "/hooks/{tenant}/*", "/a/{*rest}"] {
        let mut options = unsigned();
        options.path = Some(path.to_owned());
        let code = imported(&document, &options).unwrap().code;
        assert!(code.contains(&format!("path = \"{path}\"")), "{code}");
    }
    let error = import(&document_with_groups(), &preset("github")).unwrap_err();
    assert!(
        error.to_string().contains("groups with discriminators"),
        "{error}"
    );
}

fn document_with_groups() -> webhook_import::Document {
    document("apimatic.yaml")
}
