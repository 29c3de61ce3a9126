//! What the server is told.

use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt as _};

/// How a delivery is answered.
pub(crate) enum Answer {
    /// By the inbox. `next`: the program has one event more.
    Durable { next: bool },
    /// By the handler, without an inbox.
    Inline,
    /// By axum and sqlx, unverified, in groups of this size.
    ByHand { batch: usize },
    /// There are no deliveries: rows are inserted for a time, in groups of this size.
    Raw { batch: usize, time: Duration },
    /// The inbox inserts so many rows, without HTTP.
    Insert { number: usize },
    /// The inbox fetches once, without HTTP.
    Fetch,
}

pub(crate) struct Options {
    pub(crate) database: String,
    pub(crate) workers: usize,
    /// `None` for the default one.
    pub(crate) lease: Option<Duration>,
    /// How many deliveries can wait; `None` for the default number.
    pub(crate) mark: Option<u64>,
    pub(crate) answer: Answer,
}

impl Options {
    pub(crate) fn from_args(mut args: Parser) -> Result<Self, lexopt::Error> {
        let (mut database, mut workers, mut lease) = (String::new(), 16, None);
        let mut mark = None;
        let (mut next, mut inline, mut by_hand, mut raw) = (false, false, false, None);
        let (mut batch, mut insert, mut fetch) = (256, None, false);
        while let Some(arg) = args.next()? {
            match arg {
                Arg::Long("database") => database = args.value()?.string()?,
                Arg::Long("workers") => workers = args.value()?.parse()?,
                Arg::Long("lease") => lease = Some(seconds(args.value()?.parse()?)),
                Arg::Long("mark") => mark = Some(args.value()?.parse()?),
                Arg::Long("next") => next = true,
                Arg::Long("inline") => inline = true,
                Arg::Long("by-hand") => by_hand = true,
                Arg::Long("raw") => raw = Some(seconds(args.value()?.parse()?)),
                Arg::Long("insert") => insert = Some(args.value()?.parse()?),
                Arg::Long("fetch") => fetch = true,
                Arg::Long("batch") => batch = args.value()?.parse()?,
                other => return Err(other.unexpected()),
            }
        }
        if database.is_empty() && !inline {
            return Err("--database is missing".into());
        }
        let answer = match raw {
            Some(time) => Answer::Raw { batch, time },
            None if fetch => Answer::Fetch,
            None if insert.is_some() => Answer::Insert {
                number: insert.unwrap_or(0),
            },
            None if by_hand => Answer::ByHand { batch },
            None if inline => Answer::Inline,
            None => Answer::Durable { next },
        };
        Ok(Self {
            database,
            workers,
            lease,
            mark,
            answer,
        })
    }
}

const fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}
