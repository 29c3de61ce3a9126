//! GitHub's documents, whole.

use std::fs::File;
use std::io::Read as _;

use flate2::read::GzDecoder;
use webhook_import::{Document, ErrorKind, check_code, import};

use crate::{events, preset};

pub(crate) fn github(name: &str) -> Document {
    let path = format!("{}/tests/data/github/{name}.gz", env!("CARGO_MANIFEST_DIR"));
    let mut text = Vec::new();
    GzDecoder::new(File::open(path).unwrap())
        .read_to_end(&mut text)
        .unwrap();
    Document::read(name, &text).unwrap()
}

pub(crate) const SIX: [&str; 6] = [
    "issues.opened",
    "push",
    "pull_request.opened",
    "star.created",
    "release.published",
    "check_run.completed",
];

#[test]
fn each_of_261_operations_has_a_key_of_its_own() {
    let document = github("openapi-webhooks.json");
    let mut options = preset("github");
    options.all = true;
    let imported = import(&document, &options).unwrap();
    let report = &imported.report;
    assert_eq!(
        (report.operations, report.events(), events(report).len()),
        (261, 261, 261)
    );
    assert_eq!(report.left_out, []);
    assert!(report.lines < 25_000, "{}", report.lines);
    println!("{} lines for all", report.lines);
    // A search that stops at the members of the root does not find the one, and the other is the user's own text.
    let events = events(report);
    assert_eq!(
        events["pull_request.review_requested"],
        "pull-request-review-requested"
    );
    assert_eq!(
        events["repository_dispatch"],
        "repository-dispatch-sample.collected"
    );
    assert_eq!(check_code(&imported.code, &document, true).unwrap(), []);
}

#[test]
fn six_events_need_a_part_of_the_types() {
    let mut options = preset("github");
    options.events = SIX.map(str::to_owned).to_vec();
    let report = import(&github("openapi-webhooks.json"), &options)
        .unwrap()
        .report;
    assert_eq!(report.events(), 6);
    assert!(report.lines < 3_000, "{}", report.lines);
    println!("{} lines and {} types for six", report.lines, report.types);
}

#[test]
fn the_schemas_of_the_community_have_the_same_keys() {
    let mut options = preset("github");
    options.all = true;
    let report = import(&github("webhooks-schema.min.json"), &options)
        .unwrap()
        .report;
    assert_eq!(report.left_out, []);
    let events = events(&report);
    assert_eq!(events.len(), 224);
    for event in ["issues.opened", "push", "pull_request.review_requested"] {
        assert!(events.contains_key(event), "{event}");
    }
}

#[test]
fn many_events_have_to_be_asked_for() {
    let document = github("openapi-webhooks.json");
    let error = import(&document, &preset("github")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Options);
    assert!(
        error.to_string().contains("261 events") && error.to_string().contains("--all"),
        "{error}"
    );

    let mut options = preset("github");
    options.events = vec!["issues.*".to_owned()];
    let report = import(&document, &options).unwrap().report;
    let events = events(&report);
    assert!(events.len() > 10 && events.keys().all(|name| name.starts_with("issues.")));

    options.events = vec!["isues.opened".to_owned()];
    let error = import(&document, &options).unwrap_err();
    assert!(
        error.to_string().contains("did you mean `issues.opened`?"),
        "{error}"
    );
}

#[test]
fn a_required_member_has_to_be_in_the_document() {
    let document = github("openapi-webhooks.json");
    let mut options = preset("github");
    options.events = vec!["star.created".to_owned()];
    options.require = vec!["/repository/full_name".to_owned()];
    let code = import(&document, &options).unwrap().code;
    assert!(code.contains("    pub full_name: String,"), "{code}");
    options.require = vec!["/repository/fullname".to_owned()];
    let error = import(&document, &options).unwrap_err();
    assert!(
        error.to_string().contains("`/repository/fullname`"),
        "{error}"
    );
}
