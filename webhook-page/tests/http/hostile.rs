//! What strangers send, in every field that the page shows.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Request};

use crate::support::{Program, Reply, SECRET, signed};

/// Each holds `m4rk`, so that it can be found.
const TEXTS: [&str; 12] = [
    "<script>alert('m4rk')</script>",
    "<img src=x onerror=alert(1) alt=m4rk>",
    "<svg onload=alert(1)><title>m4rk</title></svg>",
    "</td></table></main><iframe srcdoc='m4rk'>",
    "\"><b onmouseover=alert(1)>m4rk</b>",
    "' onfocus='m4rk' autofocus='",
    "javascript:alert('m4rk')",
    "</textarea></style></script><!-- m4rk",
    "\u{202e}\u{2066}m4rk\u{2069}\u{200b}\u{feff}\u{e0041}",
    "m4rk\u{0}\u{1b}[31m\u{9b}2J\r\n\u{2028}",
    "m4rk {{7*7}} ${7*7} <%= 7*7 %>",
    "&lt;b&gt;m4rk&amp;",
];

/// What no page holds, whatever was sent.
fn assert_plain(reply: &Reply, of: &str) {
    let text = &reply.text;
    assert!(reply.status == 200, "{of}: {}", reply.status);
    for raw in [
        "<script>",
        "<img",
        "<svg onload",
        "<iframe",
        "<b onmouseover",
        "<!--",
        "</textarea>",
    ] {
        let found = text.find(raw).map(|at| &text[at..text.len().min(at + 80)]);
        assert!(found.is_none(), "{of}: {found:?}");
    }
    let hidden = |letter: char| {
        letter.is_control() && !matches!(letter, '\n' | '\t')
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0041}')
    };
    let found = text.chars().find(|letter| hidden(*letter));
    assert!(found.is_none(), "{of}: {found:?}");
    assert!(!text.contains(SECRET), "{of}: the secret");
    assert!(text.len() < 4 << 20, "{of}: {} bytes", text.len());
}

/// The pages that show the newest delivery of a program.
async fn pages(program: &Program, number: usize, row: Option<i64>) -> Vec<(String, Reply)> {
    let mut paths = vec!["/".to_owned(), format!("/delivery/{number}")];
    if let Some(row) = row {
        paths.extend(["/inbox".to_owned(), format!("/inbox/{row}")]);
        paths.extend(["replay", "dead", "erase"].map(|action| format!("/inbox/{row}/{action}")));
    }
    let mut replies = Vec::new();
    for path in paths {
        let started = Instant::now();
        let reply = program.get(&path).await;
        let elapsed = started.elapsed();
        assert!(elapsed < Duration::from_secs(5), "{path}: {elapsed:?}");
        replies.push((path, reply));
    }
    replies
}

#[tokio::test]
async fn texts_are_never_html_in_any_field() {
    for text in TEXTS {
        let program = Program::new().await;
        let body = serde_json::json!({ "type": "order.failed", "id": text, "note": text, "more": { text: [text] } });
        // In the id, the cause, the body, a header that is shown and one that is not, and the query.
        let mut request = signed("/shop?x=1", body.to_string());
        let visible: String = text.chars().filter(|letter| !letter.is_control()).collect();
        let value = HeaderValue::from_bytes(visible.as_bytes()).unwrap();
        request.headers_mut().append("x-shown", value.clone());
        request.headers_mut().append("x-other", value);
        assert_eq!(program.dispatch(request).await, 422, "{text}");
        for (path, reply) in pages(&program, 1, None).await {
            assert_plain(&reply, &format!("{path} of {text}"));
            assert!(reply.text.contains("m4rk"), "{path} of {text}");
        }
        // Stored: the error of a run, too.
        assert_eq!(program.send("/durable", body.to_string()).await, 200);
        assert_eq!(program.run_due().await, 1);
        for (path, reply) in pages(&program, 3, Some(1)).await {
            assert_plain(&reply, &format!("{path} of {text}"));
        }
        // In what the page itself is asked.
        let written: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for list in ["/", "/inbox", "/deliveries.json"] {
            for field in [
                "text", "group", "event", "outcome", "since", "until", "before",
            ] {
                let reply = program.get(&format!("{list}?{field}={written}")).await;
                if list != "/deliveries.json" {
                    assert_plain(&reply, &format!("{list} {field} {text}"));
                }
            }
        }
        let asked = program
            .get(&format!("/inbox/replay?outcome=dead&event={written}"))
            .await;
        assert_plain(&asked, text);
    }
}

#[tokio::test]
async fn json_is_json_whatever_it_holds() {
    let program = Program::new().await;
    for text in TEXTS {
        let body = serde_json::json!({ "type": "order.failed", "id": text, "note": text });
        program.send("/shop", body.to_string()).await;
    }
    let reply = program.get("/deliveries.json").await;
    assert_eq!(reply.headers["content-type"], "application/json");
    let json: serde_json::Value = serde_json::from_str(&reply.text).unwrap();
    assert_eq!(json["deliveries"].as_array().unwrap().len(), TEXTS.len());
    assert_eq!(json["deliveries"][0]["outcome"], "permanent");
}

#[tokio::test]
async fn bodies_of_every_kind_are_shown_and_bounded() {
    let program = Program::new().await;
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let objects = [
        br#"{"a":"#.repeat(50_000),
        b"1".to_vec(),
        b"}".repeat(50_000),
    ]
    .concat();
    let long = format!(
        r#"{{"type":"order.failed","id":"{0}","note":"{0}"}}"#,
        "x".repeat(500_000)
    );
    let line = vec![b'<'; (1 << 20) - 2];
    let numbers = format!(
        r#"{{"type":"order.created","id":"o","n":[{}1]}}"#,
        "1,".repeat(100_000)
    );
    let every: Vec<u8> = (0..=255).collect();
    let bodies: [Bytes; 9] = [
        deep.into(),
        objects.into(),
        long.into(),
        line.into(),
        numbers.into(),
        every.into(),
        Bytes::from_static(b"\xff\xfe\x00<\x00s\x00c\x00r\x00i\x00p\x00t\x00>"),
        Bytes::from_static(b"\xed\xa0\x80\xc0\xaf<script>m4rk</script>"),
        Bytes::new(),
    ];
    for (at, body) in bodies.into_iter().enumerate() {
        program.send("/shop", body.clone()).await;
        let number = program.get("/deliveries.json").await.text;
        let json: serde_json::Value = serde_json::from_str(&number).unwrap();
        let number = json["deliveries"][0]["number"].as_u64().unwrap();
        let started = Instant::now();
        let detail = program.get(&format!("/delivery/{number}")).await;
        let elapsed = started.elapsed();
        assert!(elapsed < Duration::from_secs(10), "{at}: {elapsed:?}");
        assert_plain(&detail, &at.to_string());
        assert!(detail.text.contains("id=\"h-verification\""), "{at}");
        // It can be saved byte for byte, and is never opened.
        let save = program.get(&format!("/delivery/{number}/body")).await;
        if !body.is_empty() {
            assert_eq!(save.headers["content-type"], "application/octet-stream");
            let disposition = save.headers["content-disposition"].to_str().unwrap();
            assert!(disposition.starts_with("attachment; filename=\"delivery-"));
            assert_eq!(save.text, String::from_utf8_lossy(&body));
        }
    }
}

#[tokio::test]
async fn an_unsigned_group_shows_what_anyone_sent_in_the_head() {
    let program = Program::new().await;
    for name in [
        "%3Cscript%3E=1",
        "a=%22%3E%3Cb%3E",
        "x%E2%80%AE=1&&&=&%00=%ff",
    ] {
        let request = Request::post(format!("/open?{name}"))
            .header("content-type", "application/json")
            .header("x-shown", HeaderValue::from_bytes(b"\xff<b>\xe9").unwrap())
            .header("user-agent", "<script>m4rk")
            .body(Bytes::from(r#"{"type":"ping","id":["<b>"]}"#));
        assert_eq!(program.dispatch(request.unwrap()).await, 200, "{name}");
    }
    for number in 1..=3 {
        let reply = program.get(&format!("/delivery/{number}")).await;
        assert_plain(&reply, &number.to_string());
        assert!(
            reply.text.contains("anyone can send to it"),
            "{}",
            reply.text
        );
    }
    // The value of the query is not shown: it may be a token.
    let reply = program.get("/delivery/2").await.text;
    assert!(
        reply.contains("/open?a=***") && !reply.contains("%22%3E"),
        "{reply}"
    );
}
