use super::*;

const PAGE: &str = include_str!("../../docs/operating.md");

/// A row as the page writes it.
fn line(kind: OutcomeKind) -> String {
    let row = kind.row();
    let quoted =
        |text: Option<String>| text.map_or_else(|| "-".to_owned(), |text| format!("`{text}`"));
    let counters = match row.counted {
        Counted::Event => "`events`".to_owned(),
        EventAnd(name) => {
            let name = name.strip_prefix("webhook_").unwrap();
            format!("`events`, `{}`", name.strip_suffix("_total").unwrap())
        }
        Refused => "`rejected`".to_owned(),
        Unverified => "`verification_failures`".to_owned(),
        Nothing => "-".to_owned(),
    };
    format!(
        "| `{kind}` | {} | {} | {} | {} | {} | {counters} | {} |",
        row.status.as_u16(),
        quoted(row.key.map(|key| format!("{key:?}").to_lowercase())),
        row.retry_after
            .map_or_else(|| "-".to_owned(), |after| format!("{after} s")),
        format!("{:?}", row.level).to_lowercase(),
        if row.error { "yes" } else { "-" },
        row.rank,
    )
}

#[test]
fn the_page_on_operating_has_every_row() {
    let (_, table) = PAGE.split_once("### Every outcome\n").unwrap();
    let (table, _) = table.split_once("\n#").unwrap();
    let documented: Vec<_> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let rows: Vec<_> = OutcomeKind::ALL.iter().copied().map(line).collect();
    assert_eq!(documented, rows);
}

/// The table of what happened gives the same statuses, each with the key that changes it.
#[test]
fn what_is_answered_agrees() {
    let (_, table) = PAGE.split_once("## What is answered\n").unwrap();
    let (table, _) = table.split_once("\n#").unwrap();
    for kind in OutcomeKind::ALL {
        let row = kind.row();
        let status = match row.key {
            None => row.status.as_u16().to_string(),
            Some(key) => format!(
                "{} (`{}`)",
                row.status.as_u16(),
                format!("{key:?}").to_lowercase()
            ),
        };
        let agrees = table.lines().any(|line| {
            let cells: Vec<_> = line.split(" | ").collect();
            cells
                .get(1)
                .is_some_and(|outcomes| outcomes.contains(&format!("`{kind}`")))
                && cells.get(2).is_some_and(|reply| reply.starts_with(&status))
        });
        assert!(agrees, "{kind}: {status}");
    }
}

/// Only what was handled ends a claim; the retry of anything else runs.
#[test]
fn only_a_success_is_done() {
    let done: Vec<_> = OutcomeKind::ALL
        .iter()
        .filter(|kind| kind.row().done)
        .collect();
    assert_eq!(done, [&OutcomeKind::Handled]);
}
