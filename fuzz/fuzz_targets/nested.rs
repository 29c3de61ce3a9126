//! A `OneOf` in a `OneOf` is read as another reader reads it, within bounds, and no depth breaks the process.
#![no_main]

use std::sync::OnceLock;

use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use libfuzzer_sys::fuzz_target;
use webhook_core::{Dispatcher, Unsigned};
use webhook_fuzz::nested::{Expr, Nested, Node, Tree, depth, written};

fn dispatcher() -> &'static Dispatcher {
    static DISPATCHER: OnceLock<Dispatcher> = OnceLock::new();
    DISPATCHER.get_or_init(|| {
        let builder = Dispatcher::builder().group::<Nested>(Unsigned);
        builder.build().expect("every event has a handler")
    })
}

fn status(body: String) -> u16 {
    let request = Request::post("/nested").body(Full::new(Bytes::from(body))).expect("a good request");
    dispatcher().dispatch_blocking(request).status().as_u16()
}

/// What is read is what the other reader reads; a refusal is allowed where the bounds may be the reason.
fn compare(read: Option<u64>, expected: Option<u64>, may_exceed: bool, json: &str) {
    assert!(read == expected || (read.is_none() && may_exceed), "{read:?} {expected:?} {json}");
}

fuzz_target!(|input: &[u8]| {
    let Some((first, rest)) = input.split_first() else { return };
    let json = match first & 1 {
        0 => written(rest),
        _ => match std::str::from_utf8(rest) {
            Ok(text) => text.to_owned(),
            Err(_) => return,
        },
    };
    // Nobody else limits how deep the other reader may go than `serde_json` itself.
    let (deep, tree) = (depth(&json), serde_json::from_str::<Tree>(&json).ok());

    let node = serde_json::from_str::<Node>(&json).ok().map(|node| node.sum());
    let expr = serde_json::from_str::<Expr>(&json).ok().map(|expr| expr.sum());
    if let (Some(tree), Some(deep)) = (&tree, deep) {
        compare(node, tree.node(), false, &json);
        compare(expr, tree.expr(), deep > 3, &json);
    }
    if deep.is_none_or(|deep| deep > 128) {
        assert_eq!((node, expr), (None, None), "{json}");
    }

    let bodies = [
        ("node", format!(r#"{{"type":"node","data":{json}}}"#)),
        ("expr", format!(r#"{{"data":{json},"type":"expr"}}"#)),
        ("enveloped", format!(r#"{{"type":"enveloped","around":{json}}}"#)),
    ];
    for (kind, body) in bodies {
        let deep = depth(&body);
        let tree = serde_json::from_str::<Tree>(&body).ok();
        let status = status(body.clone());
        // A handler that panics would be a 500.
        assert!([200, 400, 422].contains(&status), "{status} {body}");
        if deep.is_none_or(|deep| deep > 128) {
            assert_eq!(status, 400, "{body}");
        }
        let Some(tree) = tree else { continue };
        let (fits, may_exceed) = match kind {
            "node" => (tree.at("data").is_some_and(|data| data.node().is_some()), false),
            "expr" => (tree.at("data").is_some_and(|data| data.expr().is_some()), deep > Some(4)),
            _ => {
                let around = tree.at("around");
                (around.is_none_or(|around| matches!(around, Tree::Null) || around.node().is_some()), false)
            }
        };
        match status {
            200 => assert!(fits, "{body}"),
            422 => assert!(!fits, "{body}"),
            // A key that recognising reads may be there twice, where the text leaves its object.
            _ => assert!(may_exceed || !fits || tree.at("type").is_none(), "{body}"),
        }
    }
});
