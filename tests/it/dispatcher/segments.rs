//! Paths with placeholders: which group answers, and what handlers see.

use webhook_core::dispatcher::ProblemKind;
use webhook_core::extract::{Segment, Segments};
use webhook_core::{Dispatcher, DispatcherBuilder, EventGroup, Unsigned, on_event};

use super::{Bench, post};

macro_rules! groups {
    ($($group:ident $handler:ident path $paths:tt takes $taken:ty;)*) => {$(
        #[derive(Debug, EventGroup)]
        #[event_group(path $paths, signature = none, discriminator = "/type")]
        enum $group {
            #[event("only")]
            Only,
        }

        #[on_event(group = $group, event = "only")]
        fn $handler(_: $taken) {}
    )*};
}

groups! {
    Tenant tenant path("/hooks/{tenant}") takes Segment;
    Exact exact path("/hooks/exact") takes webhook_core::Meta;
    Wide wide path("/hooks/*") takes webhook_core::Meta;
    Deep deep path("/hooks/{tenant}/*") takes Segment;
    DeepFixed deep_fixed path("/hooks/fixed/*") takes webhook_core::Meta;
    Two two path("/hooks/{shop}/apps/{app}") takes Segments;
    Again again path("/{a}/again") takes Segment;
    OfNone of_none path("/none") takes Segments;
    OfTwo of_two path("/two/{a}", "/two/{a}/{b}") takes Segment;
    Mixed mixed path("/mixed", "/mixed/{a}") takes Segments;
}

#[test]
fn the_order_is_exact_then_placeholders_then_the_rest() {
    let bench = Bench::new(|builder| {
        builder
            .group::<Wide>(Unsigned)
            .group::<Deep>(Unsigned)
            .group::<DeepFixed>(Unsigned)
            .group::<Tenant>(Unsigned)
            .group::<Two>(Unsigned)
            .group::<Exact>(Unsigned)
            .group::<Mixed>(Unsigned)
    });
    for (path, group) in [
        ("/hooks/exact", "exact"),
        ("/hooks/acme", "tenant"),
        ("/hooks/ex%61ct", "tenant"),
        ("/hooks/fixed", "tenant"),
        ("/hooks/", "wide"),
        ("/hooks//x", "wide"),
        ("/hooks/acme/", "deep"),
        ("/hooks/acme/x/y", "deep"),
        ("/hooks/acme/apps/x/y", "deep"),
        ("/hooks/acme/apps/", "deep"),
        ("/hooks/fixed/x", "deep_fixed"),
        ("/hooks/acme/apps/1", "two"),
        ("/hooks/fixed/apps/1", "two"),
        ("/mixed", "mixed"),
        ("/mixed/1", "mixed"),
    ] {
        let (reply, record) = bench.send_for_record(post(path, r#"{"type":"only"}"#));
        assert_eq!((record.group(), reply.status), (group, 200), "{path}");
    }
    // Refused before its signature is checked, and not passed on to the group with the wider path.
    for path in ["/hooks/%FF", "/hooks/a%2fb", "/hooks/..", "/hooks/%zz"] {
        let (reply, record) = bench.send_for_record(post(path, r#"{"type":"only"}"#));
        assert_eq!((record.group(), reply.status), ("tenant", 400), "{path}");
    }
}

fn problems(builder: DispatcherBuilder) -> Vec<String> {
    let error = builder.build().unwrap_err();
    let problems = error.problems().iter();
    let texts = problems.map(|problem| {
        assert_eq!(problem.kind(), ProblemKind::Path, "{problem}");
        problem.to_string()
    });
    texts.collect()
}

#[test]
fn paths_that_match_the_same_requests_clash() {
    let builder = Dispatcher::builder()
        .group::<Tenant>(Unsigned)
        .group::<Again>(Unsigned);
    let found = problems(builder);
    assert_eq!(found.len(), 1, "{found:?}");
    let text = "the path `/{a}/again` and the path `/hooks/{tenant}` of group `tenant` match the same requests";
    assert!(found[0].contains(text), "{found:?}");
}

#[test]
fn a_handler_takes_only_segments_that_its_paths_name() {
    let found = problems(Dispatcher::builder().group::<OfNone>(Unsigned));
    assert!(
        found.len() == 1 && found[0].contains("no path of the group names one"),
        "{found:?}"
    );
    let found = problems(Dispatcher::builder().group::<OfTwo>(Unsigned));
    assert!(
        found.len() == 1 && found[0].contains("take `Segments`"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_group_at_any_path_reads_its_segments_from_the_uri() {
    let bench = Bench::new(|builder| builder.group::<Tenant>(Unsigned));
    let group = bench.dispatcher.for_group::<Tenant>().unwrap();
    for (path, status) in [
        ("/hooks/acme", 200),
        ("/elsewhere", 400),
        ("/hooks/%FF", 400),
    ] {
        let request = post(path, r#"{"type":"only"}"#).map(http_body_util::Full::new);
        assert_eq!(group.dispatch(request).await.status(), status, "{path}");
    }
}
