//! The problems that `build()` reports: all at once, with names and places.

use serde::Deserialize;
use webhook_core::dispatcher::ProblemKind;
use webhook_core::scheme::Keyring;
use webhook_core::{
    BuildError, Dispatcher, DispatcherBuilder, EventGroup, Secret, State, Unsigned, on_event,
};

use super::{SECRET, secret};

#[derive(Debug, Deserialize)]
struct Empty {}

#[derive(Clone)]
struct Warehouse;

/// Everything that can be wrong with one group.
#[derive(Debug, EventGroup)]
#[event_group(
    path = "/clash",
    discriminator = "/type",
    deadline = "5s",
    signature(algorithm = "hmac-sha256", header = "X-Signature")
)]
enum Broken {
    #[event("doubled")]
    Doubled(Empty),
    #[event("unhandled")]
    Unhandled(Empty),
    #[event("ignored", ignore)]
    Ignored(Empty),
    #[event("stateful")]
    Stateful(Empty),
    #[event("blocking")]
    Blocking(Empty),
}

const FIRST_LINE: u32 = line!() + 3;

#[on_event(group = "broken", event = "doubled")]
async fn first(_: Empty) {}

const SECOND_LINE: u32 = line!() + 3;

#[on_event(group = "broken", event = "doubled")]
async fn second(_: Empty) {}

#[on_event(group = "broken", event = "stateful")]
async fn stateful(_: Empty, State(_): State<Warehouse>) {}

#[on_event(group = "broken", event = "blocking")]
fn blocking(_: Empty) {}

/// A group that wants the path of the other, and whose scheme signs the URL.
#[derive(Debug, EventGroup)]
#[event_group(
    path("/elsewhere", "/clash"),
    signature(
        algorithm = "hmac-sha256",
        header = "X-Signature",
        message = "{$url}|{$request.body}"
    )
)]
enum Clash {
    #[event("only")]
    Only(Empty),
}

#[on_event(group = "clash", ty = Empty)]
fn only(_: Empty) {}

fn problems(groups: impl FnOnce(DispatcherBuilder) -> DispatcherBuilder) -> BuildError {
    groups(Dispatcher::builder()).build().unwrap_err()
}

/// The kinds and groups of the problems, sorted.
fn kinds(error: &BuildError) -> Vec<(String, &'static str)> {
    let problems = error.problems().iter();
    let mut kinds: Vec<_> = problems
        .map(|problem| (format!("{:?}", problem.kind()), problem.group()))
        .collect();
    kinds.sort();
    kinds
}

fn text_of(error: &BuildError, kind: ProblemKind) -> String {
    let mut of_kind = error
        .problems()
        .iter()
        .filter(|problem| problem.kind() == kind);
    let text = of_kind.next().unwrap().to_string();
    assert!(of_kind.next().is_none(), "{error}");
    text
}

fn expected<const N: usize>(kinds: [(&str, &'static str); N]) -> Vec<(String, &'static str)> {
    kinds.map(|(kind, group)| (kind.to_owned(), group)).to_vec()
}

#[test]
fn everything_is_reported_at_once() {
    let error = problems(|builder| builder.group::<Broken>(secret()).group::<Clash>(secret()));
    let all = [
        ("Deadline", "broken"),
        ("Duplicate", "broken"),
        ("Path", "clash"),
        ("PublicUrl", "clash"),
        ("State", "broken"),
        ("Unhandled", "broken"),
    ];
    assert_eq!(kinds(&error), expected(all), "{error}");
}

/// The order in which the groups are given does not matter.
#[test]
fn order_does_not_matter() {
    let one = problems(|builder| builder.group::<Broken>(secret()).group::<Clash>(secret()));
    let other = problems(|builder| builder.group::<Clash>(secret()).group::<Broken>(secret()));
    let without_groups = |error: &BuildError| -> Vec<String> {
        // The path is reported at the group that comes second.
        kinds(error).into_iter().map(|(kind, _)| kind).collect()
    };
    assert_eq!(without_groups(&one), without_groups(&other));
    assert_eq!(one.problems().len(), 6, "{one}");
}

/// A secret that is missing hides nothing else.
#[test]
fn a_bad_secret_hides_no_other_problem() {
    for keys in [
        Keyring::from(Secret::new("")),
        Keyring::from(Secret::new(" \n")),
        Keyring::new(),
    ] {
        let error = problems(|builder| builder.group::<Broken>(keys).group::<Clash>(secret()));
        let all = [
            ("Deadline", "broken"),
            ("Duplicate", "broken"),
            ("Path", "clash"),
            ("PublicUrl", "clash"),
            ("Secret", "broken"),
            ("State", "broken"),
            ("Unhandled", "broken"),
        ];
        assert_eq!(kinds(&error), expected(all), "{error}");
    }
}

#[test]
fn duplicates_name_both_functions_with_file_and_line() {
    let error = problems(|builder| builder.group::<Broken>(secret()));
    let text = text_of(&error, ProblemKind::Duplicate);
    let place = |function: &str, line: u32| {
        let (module, file) = (module_path!(), file!());
        format!("`{module}::{function}` ({file}:{line})")
    };
    assert!(text.contains("event `doubled`"), "{text}");
    assert!(text.contains(&place("first", FIRST_LINE)), "{text}");
    assert!(text.contains(&place("second", SECOND_LINE)), "{text}");
    assert!(text.starts_with("group `broken`: "), "{text}");
}

#[test]
fn every_problem_names_what_it_is_about() {
    let error = problems(|builder| builder.group::<Broken>(secret()).group::<Clash>(secret()));
    for (kind, words) in [
        (ProblemKind::Unhandled, ["`unhandled`", "no handler"]),
        (ProblemKind::State, ["Warehouse", "build::stateful` ("]),
        (ProblemKind::Deadline, ["not async", "build::blocking` ("]),
        (ProblemKind::Path, ["group `clash`", "path `/clash`"]),
        (ProblemKind::PublicUrl, ["`{$url}`", "`public_url`"]),
    ] {
        let text = text_of(&error, kind);
        for word in words {
            assert!(text.contains(word), "{text}: {word}");
        }
    }
    // The whole report is one line a problem.
    assert_eq!(
        error.to_string().lines().count(),
        error.problems().len() + 1,
        "{error}"
    );
}

/// What is wrong with a secret is said by its id, never by its text.
#[test]
fn bad_secrets_are_named_and_not_shown() {
    let pasted = || Secret::new(format!("{SECRET}\n"));
    let rows = [
        (Keyring::new(), "no secret"),
        (Keyring::from(Secret::new("")), "the secret `1` is blank"),
        (Keyring::from(Secret::new(" \t")), "the secret `1` is blank"),
        (
            Keyring::new().with("2026", pasted()),
            "the secret `2026` ends in white space",
        ),
        (
            Keyring::new().with("a", secret()).with("a", secret()),
            "the secret `a` shares its id",
        ),
    ];
    for (keys, words) in rows {
        let error = problems(|builder| {
            builder
                .group::<Clash>(keys)
                .public_url("https://example.com")
        });
        let text = text_of(&error, ProblemKind::Secret);
        assert!(text.contains(words), "{text}");
        assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
        assert_eq!(error.problems().len(), 1, "{error}");
    }
}

#[test]
fn a_group_or_a_state_given_twice_is_refused() {
    let clash = |builder: DispatcherBuilder| builder.group::<Clash>(secret());
    let error = problems(|builder| clash(clash(builder.public_url("https://example.com"))));
    assert_eq!(kinds(&error), expected([("Group", "clash")]), "{error}");

    let error = problems(|builder| builder.state(1_u8).state(2_u8).state(3_u16));
    assert_eq!(kinds(&error), expected([("State", "")]), "{error}");
    assert!(error.to_string().contains("`u8`"), "{error}");
}

/// They would share claims, stored deliveries and the variable of their secret.
#[test]
fn two_groups_of_one_name_are_refused() {
    mod other {
        #[derive(Debug, webhook_core::EventGroup)]
        #[event_group(name = "namesake", discriminator = "/type", signature = none)]
        pub(super) enum Another {
            #[event("a", ignore)]
            A,
        }
    }

    #[derive(Debug, EventGroup)]
    #[event_group(
        discriminator = "/type",
        signature(algorithm = "hmac-sha256", header = "X-Signature")
    )]
    enum Namesake {
        #[event("a", ignore)]
        A,
    }

    let both = |first: Secret| {
        problems(|builder| {
            builder
                .group::<Namesake>(first)
                .group::<other::Another>(Unsigned)
        })
    };
    let error = both(secret());
    assert_eq!(kinds(&error), expected([("Group", "namesake")]), "{error}");
    assert!(
        error
            .to_string()
            .contains("another group has the same name"),
        "{error}"
    );
    // Also where the first has a fault of its own.
    let error = both(Secret::new(""));
    let both = [("Group", "namesake"), ("Secret", "namesake")];
    assert_eq!(kinds(&error), expected(both), "{error}");
}

#[test]
fn a_public_url_is_a_scheme_a_host_and_perhaps_a_path() {
    for url in ["", "example.com", "/webhooks", "https://", "a b"] {
        let error = problems(|builder| builder.public_url(url));
        assert_eq!(
            kinds(&error),
            expected([("PublicUrl", "")]),
            "{url}: {error}"
        );
    }
    for url in [
        "https://example.com",
        "https://example.com/",
        "https://example.com/webhooks",
        "http://127.0.0.1:3000",
    ] {
        let builder = Dispatcher::builder()
            .public_url(url)
            .group::<Clash>(secret());
        builder.build().unwrap();
    }
}

/// Only what was given counts: handlers of groups that this dispatcher does not have are none of its business.
#[test]
fn a_dispatcher_without_groups_starts() {
    assert_eq!(
        Dispatcher::builder().build().unwrap().table().to_string(),
        ""
    );
}

#[test]
fn events_without_a_handler_may_be_accepted_and_nothing_else() {
    let error = problems(|builder| builder.group::<Broken>(secret()).accept_unhandled());
    let rest = [
        ("Deadline", "broken"),
        ("Duplicate", "broken"),
        ("State", "broken"),
    ];
    assert_eq!(kinds(&error), expected(rest), "{error}");
}
