//! The statement that lists rows.

use sqlx::{Database, Encode, QueryBuilder, Type};

use crate::clock::micros;
use crate::row::State;
use crate::store::Filter;

/// With the conditions that are given only, so that the database can choose an index. `of_many` is the column `state` in a form that
/// chooses none, for states of which there are many rows: those are found in the order of their ids, until there are enough.
pub(crate) fn listing<DB: Database>(
    select: &str,
    of_many: &str,
    filter: &Filter,
) -> QueryBuilder<DB>
where
    for<'q> Vec<u8>: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    let mut list = QueryBuilder::new(select);
    for (column, value) in [
        (" AND grp = ", &filter.group),
        (" AND event = ", &filter.event),
        (" AND owner = ", &filter.owner),
    ] {
        if let Some(value) = value {
            list.push(column).push_bind(value.to_vec());
        }
    }
    match filter.state {
        None => {}
        Some(state @ (State::Done | State::Queued)) => {
            list.push(" AND ").push(of_many).push(" = ");
            list.push_bind(state.as_str().to_owned());
        }
        // Few as a rule.
        Some(State::Running) => _ = list.push(" AND state = 'running'"),
        Some(state) => {
            list.push(" AND done_at IS NOT NULL AND state = ");
            list.push_bind(state.as_str().to_owned());
        }
    }
    if let Some(class) = &filter.class {
        // No row has a class with a zero byte, and Postgres refuses such a text.
        list.push(" AND class = ")
            .push_bind(class.replace('\0', "\u{fffd}"));
    }
    if let Some(since) = filter.received_since {
        list.push(" AND received_at >= ").push_bind(micros(since));
    }
    if let Some(until) = filter.received_until {
        list.push(" AND received_at < ").push_bind(micros(until));
    }
    if let Some(before) = filter.before {
        list.push(" AND id < ").push_bind(before);
    }
    list.push(" ORDER BY id DESC LIMIT ");
    list.push_bind(i64::from(filter.limit));
    list
}
