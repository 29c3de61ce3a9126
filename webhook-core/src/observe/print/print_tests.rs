use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};

use super::*;
use crate::observe::record::{ItemRecord, RecordKind};
use crate::outcome::OutcomeKind;

/// A writer into memory.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Page {
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut self.0.lock().unwrap())).unwrap()
    }
}

/// A printer whose time is moved by hand, in milliseconds.
fn printer(page: &Page) -> (PrintDeliveries, Arc<AtomicU64>) {
    let time = Arc::new(AtomicU64::new(0));
    let moved = Arc::clone(&time);
    let now = move || Duration::from_millis(moved.load(Ordering::Relaxed));
    (PrintDeliveries::with_time(page.clone(), now), time)
}

fn record(outcome: OutcomeKind) -> DeliveryRecord {
    DeliveryRecord {
        number: 1,
        group: "shop",
        event: Some("order.created"),
        payload_type: Some("Order"),
        id: Some("evt_1".into()),
        handler: Some("program::shop::created"),
        outcome,
        cause: None,
        status: outcome.row().status.as_u16(),
        key_id: None,
        body_bytes: 12,
        received_at: std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        ended_at: std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_001),
        elapsed: Duration::from_micros(584),
        items: Vec::new(),
        kind: RecordKind::Delivery,
    }
}

fn printed(record: DeliveryRecord) -> String {
    let page = Page::default();
    PrintDeliveries::to_writer(page.clone()).observe(&Arc::new(record));
    page.take()
}

#[test]
fn a_line_has_what_became_of_a_delivery() {
    assert_eq!(
        printed(record(OutcomeKind::Handled)),
        "22:13:20 shop     order.created    200 handled    584 µs  shop::created\n"
    );
    let unfit = DeliveryRecord {
        cause: Some("missing field `amount`".into()),
        elapsed: Duration::from_millis(31),
        ..record(OutcomeKind::InvalidPayload)
    };
    assert_eq!(
        printed(unfit),
        "22:13:20 shop     order.created    422 invalid_payload    31 ms  shop::created  missing field `amount`  id evt_1\n"
    );
    let refused = DeliveryRecord {
        event: None,
        id: None,
        handler: None,
        elapsed: Duration::ZERO,
        ..record(OutcomeKind::MethodNotAllowed)
    };
    assert_eq!(
        printed(refused),
        "22:13:20 shop     -                405 method_not_allowed        -\n"
    );
}

#[test]
fn a_path_that_no_group_declares_has_a_line() {
    let page = Page::default();
    Arc::new(PrintDeliveries::to_writer(page.clone())).no_group();
    let text = page.take();
    let (time, rest) = text.split_once(' ').unwrap();
    assert_eq!(time.len(), "22:13:20".len());
    assert_eq!(
        rest,
        "-        -                404 no group declares the path\n"
    );
}

#[test]
fn a_run_has_no_status() {
    let run = DeliveryRecord {
        kind: RecordKind::Run,
        ..record(OutcomeKind::Handled)
    };
    let line = printed(run);
    let (_time, rest) = line.split_once(' ').unwrap();
    assert_eq!(
        rest,
        "shop     order.created    run handled    584 µs  shop::created\n"
    );
}

#[test]
fn each_item_has_a_line() {
    let item = |outcome, cause: Option<&str>| ItemRecord {
        event: Some("order.created"),
        id: Some("item_1".into()),
        handler: None,
        outcome,
        cause: cause.map(Into::into),
        key_id: None,
    };
    let many = DeliveryRecord {
        event: None,
        id: None,
        handler: None,
        items: vec![
            item(OutcomeKind::Handled, None),
            item(OutcomeKind::Failed, Some("the shelf fell over")),
        ],
        ..record(OutcomeKind::Failed)
    };
    assert_eq!(
        printed(many),
        "22:13:20 shop     -                500 failed     584 µs\n\
        \x20          item 0 order.created        handled\n\
        \x20          item 1 order.created        failed             the shelf fell over  id item_1\n"
    );
}

#[test]
fn columns_widen_and_long_texts_are_cut() {
    let page = Page::default();
    let printer = PrintDeliveries::to_writer(page.clone());
    let long = DeliveryRecord {
        group: "webhooks_of_a_long_name",
        event: Some("inventory.stock.depleted"),
        cause: Some("é".repeat(121).into()),
        ..record(OutcomeKind::Failed)
    };
    for record in [long, record(OutcomeKind::Handled)] {
        printer.observe(&Arc::new(record));
    }
    let text = page.take();
    let [long, short] = text.lines().collect::<Vec<_>>()[..] else {
        panic!("{text}")
    };
    assert!(
        long.contains(&format!(" {}…  id", "é".repeat(120))),
        "{long}"
    );
    assert_eq!(long.find(" 500 "), short.find(" 200 "), "{text}");
}

#[test]
fn what_a_request_brought_is_escaped() {
    let evil = "\u{1b}[2J\r\n\u{202e}\u{200b}";
    let escaped = "\\u{1b}[2J\\r\\n\\u{202e}\\u{200b}";
    let hostile = DeliveryRecord {
        id: Some(evil.into()),
        cause: Some(evil.into()),
        ..record(OutcomeKind::Failed)
    };
    assert_eq!(
        printed(hostile),
        format!(
            "22:13:20 shop     order.created    500 failed     584 µs  shop::created  {escaped}  id {escaped}\n"
        )
    );
}

#[test]
fn outcomes_are_coloured_by_their_level() {
    for (outcome, color) in [
        (OutcomeKind::Handled, "\x1b[32m200 handled \x1b[0m"),
        (OutcomeKind::Unknown, "\x1b[33m200 unknown \x1b[0m"),
        (OutcomeKind::Failed, "\x1b[31m500 failed  \x1b[0m"),
    ] {
        let page = Page::default();
        let printer = PrintDeliveries::to_writer(page.clone()).colors(true);
        printer.observe(&Arc::new(record(outcome)));
        let text = page.take();
        assert!(text.contains(color), "{text:?}");
    }
}

#[test]
fn a_flood_prints_twenty_lines_a_second_and_the_number_of_the_others() {
    let page = Page::default();
    let (printer, time) = printer(&page);
    let record = Arc::new(record(OutcomeKind::Handled));
    let observe = |times: usize| (0..times).for_each(|_| printer.observe(&record));
    observe(1_000);
    assert_eq!(page.take().lines().count(), 20);
    time.store(999, Ordering::Relaxed);
    observe(1);
    assert_eq!(page.take(), "");
    // A new second.
    time.store(1_000, Ordering::Relaxed);
    observe(2);
    let text = page.take();
    let lines: Vec<_> = text.lines().collect();
    let count = "         981 more lines, because at most 20 are printed in a second";
    assert_eq!((lines.len(), lines[0]), (3, count), "{text}");
    observe(19);
    assert_eq!(page.take().lines().count(), 18);
    drop(printer);
    let count = "         1 more line, because at most 20 are printed in a second\n";
    assert_eq!(page.take(), count);
}

#[test]
fn items_count_as_lines() {
    let page = Page::default();
    let (printer, _) = printer(&page);
    let item = ItemRecord {
        event: None,
        id: None,
        handler: None,
        outcome: OutcomeKind::Handled,
        cause: None,
        key_id: None,
    };
    let many = DeliveryRecord {
        items: vec![item; 10_000],
        ..record(OutcomeKind::Handled)
    };
    let printer = printer.at_most(3);
    printer.observe(&Arc::new(many));
    assert_eq!(page.take().lines().count(), 3);
    drop(printer);
    let count = "         9998 more lines, because at most 3 are printed in a second\n";
    assert_eq!(page.take(), count);
}

/// Passes on what is written.
struct Passed(Sender<String>);

impl Write for Passed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        drop(self.0.send(text));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_number_does_not_wait_for_the_next_delivery() {
    let (sender, receiver) = mpsc::channel();
    let printer = PrintDeliveries::to_writer(Passed(sender)).at_most(1);
    let record = Arc::new(record(OutcomeKind::Handled));
    printer.observe(&record);
    printer.observe(&record);
    let mut written = receiver.iter();
    let line = written.next().unwrap();
    assert!(line.contains("order.created"), "{line}");
    let count = "         1 more line, because at most 1 are printed in a second\n";
    assert_eq!(written.next().as_deref(), Some(count));
}

#[test]
fn a_writer_that_fails_does_not_end_a_delivery() {
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    PrintDeliveries::to_writer(Closed).observe(&Arc::new(record(OutcomeKind::Handled)));
}
