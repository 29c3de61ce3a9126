//! What is stored, and what people do with it.

use crate::support::Program;

fn body(event: &str, id: &str) -> String {
    format!(r#"{{"type":"{event}","id":"{id}","note":"the shelf fell over"}}"#)
}

async fn state(program: &Program, row: i64) -> String {
    let row = program.inbox.get(row).await.unwrap().unwrap();
    row.state.as_str().to_owned()
}

/// Row 1 is done, 2 and 3 are dead, 4 is unknown.
async fn stored() -> Program {
    let program = Program::new().await;
    for (event, id) in [
        ("order.created", "o1"),
        ("order.failed", "o2"),
        ("order.failed", "o3"),
        ("order.archived", "o4"),
    ] {
        assert_eq!(program.send("/durable", body(event, id)).await, 200);
    }
    assert_eq!(program.run_due().await, 3);
    program
}

#[tokio::test]
async fn what_is_stored_is_listed_and_shown() {
    let program = stored().await;
    let list = program.get("/inbox").await.text;
    for part in [
        "the shelf fell over",
        "dead: permanent",
        "o2",
        "<em>unknown</em>",
        "Replay all that match",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    for (query, ids) in [
        ("outcome=dead", &["o2", "o3"][..]),
        ("outcome=done", &["o1"]),
        ("event=order.created", &["o1"]),
        ("group=shop", &[]),
        ("text=O3", &["o3"]),
        ("text=shelf", &["o2", "o3"]),
        ("until=2000-01-01T00:00", &[]),
    ] {
        let list = program.get(&format!("/inbox?{query}")).await.text;
        let (_, rows) = list.split_once("<tbody").unwrap();
        for id in ["o1", "o2", "o3", "o4"] {
            let cell = format!("<td class=\"id\">{id}</td>");
            assert_eq!(rows.contains(&cell), ids.contains(&id), "{query} {id}");
        }
    }
    let detail = program.get("/inbox/2").await.text;
    for part in [
        "order.failed of durable",
        "The secret <code>1</code> made the signature",
        "the event is <code>order.failed</code>",
        " ran <span class=\"badge failed\">",
        "openssl dgst",
        "Replay …",
        "Erase what it contains …",
    ] {
        assert!(detail.contains(part), "{part}: {detail}");
    }
    assert_eq!(
        program.get("/inbox/2/body").await.text,
        body("order.failed", "o2")
    );
    let fixture = program.get("/inbox/2/fixture").await.text;
    assert!(
        fixture.contains("\nPOST /durable HTTP/1.1\n") && fixture.contains("x-signature: "),
        "{fixture}"
    );
}

#[tokio::test]
async fn each_action_asks_once_and_says_what_happened() {
    let program = stored().await;
    let token = program.token("/inbox/2/replay").await;
    let form = format!("token={token}");
    // Asking changes nothing.
    for action in ["replay", "dead", "erase"] {
        assert_eq!(program.get(&format!("/inbox/2/{action}")).await.status, 200);
    }
    assert_eq!(state(&program, 2).await, "dead");

    let done = program.post("/inbox/2/replay", &form).await.text;
    assert!(done.contains("It is queued, and runs again."), "{done}");
    let done = program.post("/inbox/2/replay", &form).await.text;
    assert!(done.contains("It waits or runs already."), "{done}");
    let done = program.post("/inbox/2/dead", &form).await.text;
    assert!(done.contains("It is dead now."), "{done}");
    let done = program.post("/inbox/2/dead", &form).await.text;
    assert!(done.contains("nothing was changed"), "{done}");
    let done = program.post("/inbox/4/replay", &form).await.text;
    assert!(done.contains("No event of this program fits it."), "{done}");
    let done = program.post("/inbox/99/replay", &form).await.text;
    assert!(
        done.contains("Nothing is stored under this number."),
        "{done}"
    );

    let done = program.post("/inbox/1/erase", &form).await.text;
    assert!(done.contains("What it contained is erased."), "{done}");
    let row = program.inbox.get(1).await.unwrap().unwrap();
    assert!(row.body.is_none());
    let detail = program.get("/inbox/1").await;
    assert!(detail.status == 200 && detail.text.contains("The body was removed."));
    assert_eq!(program.get("/inbox/1/body").await.status, 404);
    let done = program.post("/inbox/1/replay", &form).await.text;
    assert!(done.contains("Its body was removed"), "{done}");
}

#[tokio::test]
async fn all_that_match_are_replayed_and_no_others() {
    let program = stored().await;
    let token = program.token("/inbox/replay?outcome=dead").await;
    let question = program
        .get("/inbox/replay?outcome=dead&event=order.failed")
        .await
        .text;
    assert!(
        question.contains("state: <strong>dead</strong>")
            && question.contains("event: <strong>order.failed</strong>")
    );
    // Too wide, or not for the store: nothing is asked, and nothing is done.
    for query in [
        "",
        "event=order.failed",
        "outcome=dead&text=o2",
        "outcome=nonsense",
    ] {
        let asked = program.get(&format!("/inbox/replay?{query}")).await.text;
        assert!(!asked.contains("<form class=\"question\""), "{query}");
        let done = program
            .post("/inbox/replay", &format!("{query}&token={token}"))
            .await;
        assert_eq!(done.status, 422, "{query}");
    }
    let other = program
        .post(
            "/inbox/replay",
            &format!("outcome=dead&group=shop&token={token}"),
        )
        .await
        .text;
    assert!(other.contains("<strong>0</strong> are queued"), "{other}");
    assert_eq!(state(&program, 2).await, "dead");
    let done = program
        .post("/inbox/replay", &format!("outcome=dead&token={token}"))
        .await
        .text;
    assert!(done.contains("<strong>2</strong> are queued"), "{done}");
    assert_eq!(state(&program, 2).await, "queued");
    assert_eq!(state(&program, 1).await, "done");
    assert_eq!(program.run_due().await, 2);
}

#[tokio::test]
async fn what_another_program_stored_is_shown_and_left_to_it() {
    let program = stored().await;
    let other = program.with_other_groups();
    let detail = other.get("/inbox/2").await.text;
    assert!(
        detail.contains("This program does not have its group") && !detail.contains("Replay …"),
        "{detail}"
    );
    let token = other.token("/inbox/2/replay").await;
    let done = other
        .post("/inbox/2/replay", &format!("token={token}"))
        .await
        .text;
    assert!(done.contains("so nothing was changed"), "{done}");
    let done = other
        .post("/inbox/replay", &format!("outcome=dead&token={token}"))
        .await
        .text;
    assert!(done.contains("<strong>0</strong> are queued"), "{done}");
    assert_eq!(state(&program, 2).await, "dead");
}

#[tokio::test]
async fn the_inbox_is_paged_by_key() {
    let program = Program::new().await;
    for number in 0..230 {
        program
            .send("/durable", body("order.created", &format!("n{number:03}")))
            .await;
    }
    for start in ["/inbox?group=durable", "/inbox?text=n"] {
        let (mut path, mut seen) = (start.to_owned(), Vec::new());
        loop {
            let list = program.get(&path).await.text;
            let cells = list.split("<td class=\"id\">n").skip(1);
            seen.extend(cells.map(|cell| cell[..3].to_owned()));
            let Some((before, _)) = list.split_once("\">Older</a>") else {
                break;
            };
            path = before
                .rsplit_once("href=\"")
                .unwrap()
                .1
                .replace("&amp;", "&");
        }
        let all: Vec<_> = (0..230)
            .rev()
            .map(|number| format!("{number:03}"))
            .collect();
        assert_eq!(seen, all, "{start}");
    }
}

#[tokio::test]
async fn an_inbox_that_is_away_is_said() {
    let program = stored().await;
    let token = program.token("/inbox/2/replay").await;
    program.inbox.stop(std::time::Duration::ZERO).await;
    for path in ["/inbox", "/inbox/2", "/inbox/2/body", "/inbox/2/replay"] {
        let reply = program.get(path).await;
        assert_eq!(reply.status, 503, "{path}");
        assert!(reply.text.contains("The inbox does not answer"), "{path}");
    }
    let reply = program
        .post("/inbox/2/replay", &format!("token={token}"))
        .await;
    assert_eq!(reply.status, 503);
    assert_eq!(program.get("/").await.status, 200);
}
