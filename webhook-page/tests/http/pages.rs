//! The list and one delivery.

use http::Request;

use crate::support::{Program, SECRET, signed};

fn body(event: &str, id: &str) -> String {
    format!(r#"{{"type":"{event}","id":"{id}","note":"it does not work"}}"#)
}

/// Three that are handled, one that fails, one unknown, one forged.
async fn sent() -> Program {
    let program = Program::new().await;
    for id in ["o1", "o2", "o3"] {
        assert_eq!(program.send("/shop", body("order.created", id)).await, 200);
    }
    assert_eq!(program.send("/shop", body("order.failed", "o4")).await, 422);
    assert_eq!(
        program.send("/shop", body("order.archived", "o5")).await,
        200
    );
    let forged = signed("/shop", body("order.created", "o6")).map(|_| "{}".into());
    assert_eq!(program.dispatch(forged).await, 401);
    program
}

/// The numbers of the rows, in the order of the list.
fn rows(text: &str) -> Vec<u64> {
    let rows = text.split("<tr id=\"d").skip(1);
    rows.map(|row| row.split('"').next().unwrap().parse().unwrap())
        .collect()
}

#[tokio::test]
async fn the_list_shows_the_newest_first_and_filters_by_its_url() {
    let program = sent().await;
    let list = program.get("/").await;
    assert_eq!(list.status, 200);
    assert_eq!(rows(&list.text), [6, 5, 4, 3, 2, 1]);
    for part in [
        "<caption>",
        "aria-sort=\"descending\"",
        "scope=\"col\"",
        "scope=\"row\"",
        "lang=\"en\"",
        "it does not work",
    ] {
        assert!(list.text.contains(part), "{part}");
    }
    for (query, shown) in [
        ("group=shop", &[6, 5, 4, 3, 2, 1][..]),
        ("group=open", &[]),
        ("event=order.created", &[3, 2, 1]),
        ("outcome=rejected", &[6]),
        ("outcome=problems", &[6, 5, 4]),
        ("text=O2", &[2]),
        ("text=does+not", &[4]),
        ("since=2000-01-01T00:00", &[6, 5, 4, 3, 2, 1]),
        ("until=2000-01-01T00:00", &[]),
        ("event=order.created&text=o1", &[1]),
        ("before=3", &[2, 1]),
    ] {
        let list = program.get(&format!("/?{query}")).await;
        assert_eq!(rows(&list.text), shown, "{query}");
    }
    // What was chosen is still in the form, and goes along with the page.
    let list = program.get("/?event=order.created&text=%22o").await;
    assert!(
        list.text.contains("value=\"order.created\"") && list.text.contains("value=\"&quot;o\"")
    );
    let json = program.get("/deliveries.json?outcome=problems").await;
    let json: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    assert_eq!(json["deliveries"].as_array().unwrap().len(), 3);
    assert_eq!(
        (&json["total"], &json["before"]),
        (&6.into(), &serde_json::Value::Null)
    );
}

#[tokio::test]
async fn pages_follow_each_other_by_key() {
    let program = Program::new().await;
    for number in 0..250 {
        program
            .send("/shop", body("order.created", &format!("o{number}")))
            .await;
    }
    let (mut path, mut seen) = ("/?group=shop".to_owned(), Vec::new());
    loop {
        let list = program.get(&path).await.text;
        seen.extend(rows(&list));
        // What comes meanwhile moves nothing.
        program.send("/shop", body("order.created", "later")).await;
        let Some((before, _)) = list.split_once("\">Older</a>") else {
            break;
        };
        path = before
            .rsplit_once("href=\"")
            .unwrap()
            .1
            .replace("&amp;", "&");
    }
    assert!(seen.iter().copied().eq((1..=250).rev()), "{seen:?}");
}

#[tokio::test]
async fn a_delivery_is_told_step_by_step() {
    let program = sent().await;
    let handled = program.get("/delivery/2").await.text;
    for part in [
        "order.created of shop",
        "the signature is read from header X-Signature",
        "the secret <code>current</code> made the signature",
        "the secret <code>former</code> did not make it",
        "the event is <code>order.created</code>",
        "nearly <code>order.failed</code>",
        "Save as fixture",
        "application/json",
        "openssl dgst -sha256 -hmac &quot;$SECRET&quot;",
        "http://127.0.0.1:3000/shop",
        "&quot;id&quot;: &quot;o2&quot;",
        "00000000  7b 22 74 79",
    ] {
        assert!(handled.contains(part), "{part}: {handled}");
    }
    // The signature is masked, and no digest of it is anywhere.
    let request = signed("/shop", body("order.created", "o2"));
    let signature = request.headers()["x-signature"].to_str().unwrap();
    assert!(!handled.contains(signature) && !handled.contains(SECRET));
    assert!(handled.contains("masked"));

    let forged = program.get("/delivery/6").await.text;
    assert!(
        forged.contains("It does not verify, so nothing in it was read."),
        "{forged}"
    );
    assert!(forged.contains("the secret <code>current</code> did not make it"));
    let unknown = program.get("/delivery/5").await.text;
    assert!(
        unknown.contains("no event of the group matches")
            && unknown.contains("begins like, but is not,")
    );
}

#[tokio::test]
async fn repetitions_are_on_one_timeline() {
    let program = sent().await;
    program.send("/shop", body("order.failed", "o4")).await;
    let again = program.get("/delivery/7").await.text;
    assert!(
        again.contains("number 4") && again.contains("this one"),
        "{again}"
    );
    let list = program.get("/?text=o4").await.text;
    assert!(list.contains("<td class=\"number\">2</td>"), "{list}");
}

#[tokio::test]
async fn a_fixture_and_a_body_are_saved() {
    let program = sent().await;
    let fixture = program.get("/delivery/1/fixture").await;
    assert_eq!(
        fixture.headers["content-disposition"],
        "attachment; filename=\"delivery-1.http\""
    );
    let (head, saved) = fixture.text.split_once("\n\n").unwrap();
    assert_eq!(saved, body("order.created", "o1"));
    assert!(
        head.contains("\nPOST /shop HTTP/1.1\n") && head.contains("\nx-signature: "),
        "{head}"
    );
    let genuine = signed("/shop", body("order.created", "o1"));
    assert!(
        !head.contains(genuine.headers()["x-signature"].to_str().unwrap()),
        "{head}"
    );
    assert_eq!(program.get("/delivery/1/body").await.text, saved);
}

#[tokio::test]
async fn what_was_refused_unread_has_a_record_and_no_body() {
    let program = Program::new().await;
    let get = Request::get("/shop").body(bytes::Bytes::new()).unwrap();
    assert_eq!(program.dispatch(get).await, 405);
    let detail = program.get("/delivery/1").await.text;
    assert!(
        detail.contains("method not allowed") && detail.contains("They were not captured"),
        "{detail}"
    );
    assert_eq!(program.get("/delivery/1/body").await.status, 404);
}

#[tokio::test]
async fn a_nested_page_links_to_itself() {
    use axum::Router;
    let mut program = sent().await;
    let inner = std::mem::take(&mut program.router);
    program.router = Router::new().nest("/admin/hooks", inner);
    for path in [
        "/admin/hooks",
        "/admin/hooks/delivery/1",
        "/admin/hooks/inbox",
    ] {
        let page = program.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        let links = page
            .text
            .split("href=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap());
        for link in links.filter(|link| !link.starts_with('#')) {
            assert!(
                link == "/admin/hooks" || link.starts_with("/admin/hooks/"),
                "{path}: {link}"
            );
            if !link.contains("/page/") {
                let followed = program.get(&link.replace("&amp;", "&")).await;
                assert_eq!(followed.status, 200, "{path}: {link}");
            }
        }
    }
}
