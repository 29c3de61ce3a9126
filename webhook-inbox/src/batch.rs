//! A batch of deliveries that are committed together, in the order of their keys.

use std::collections::HashMap;

use bytes::Bytes;

use crate::entry::{Admit, Entry, IdKind, Stored};
use crate::error::UnavailableKind;

/// A refused entry has written nothing.
pub(crate) type Answer = Result<Stored, UnavailableKind>;

/// One answer for each entry of each request.
pub(crate) type Answers = Vec<Vec<Answer>>;

/// How many deliveries of a group wait, as far as this process knows.
pub(crate) type Waiting = HashMap<Bytes, u64>;

/// Counts a delivery that was queued.
pub(crate) fn queued(waiting: &mut Waiting, entry: &Entry) {
    if entry.admit == Admit::Run {
        let waiting = waiting.entry(entry.group.clone()).or_default();
        *waiting = waiting.saturating_add(1);
    }
}

/// Repetitions within a batch are written once.
pub(crate) struct Batch<'a> {
    /// Request, item, entry.
    order: Vec<(usize, usize, &'a Entry)>,
    items: Vec<usize>,
}

impl<'a> Batch<'a> {
    pub(crate) fn new(requests: &[&'a [Entry]]) -> Self {
        let mut order: Vec<(usize, usize, &Entry)> = Vec::new();
        for (request, entries) in requests.iter().enumerate() {
            let entries = entries.iter().enumerate();
            order.extend(entries.map(|(item, entry)| (request, item, entry)));
        }
        // Stable: of two deliveries with one id, the first to come is the first to be written.
        order.sort_by(|(_, _, a), (_, _, b)| a.key().cmp(&b.key()));
        for of_key in order.chunk_by_mut(|(_, _, a), (_, _, b)| a.key() == b.key()) {
            if of_key.len() < 3 {
                continue;
            }
            // Copies are neighbours, in the order of the first of them.
            let mut firsts: HashMap<[u8; 32], usize> = HashMap::new();
            for (_, _, entry) in of_key.iter() {
                let next = firsts.len();
                firsts.entry(entry.digest).or_insert(next);
            }
            of_key.sort_by_key(|(_, _, entry)| firsts.get(&entry.digest).copied());
        }
        let items = requests.iter().map(|entries| entries.len()).collect();
        Self { order, items }
    }

    /// The deliveries, in the order of their keys, each with the number of its copies in the batch beside it.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&'a Entry, i64)> {
        self.copies().filter_map(|copies| {
            let (_, _, entry) = copies.first()?;
            let more = i64::try_from(copies.len()).unwrap_or(i64::MAX);
            Some((*entry, more.saturating_sub(1)))
        })
    }

    fn copies(&self) -> impl Iterator<Item = &[(usize, usize, &'a Entry)]> {
        let same = |a: &Entry, b: &Entry| {
            a.id.kind != IdKind::None && a.key() == b.key() && a.digest == b.digest
        };
        self.order.chunk_by(move |(_, _, a), (_, _, b)| same(a, b))
    }

    /// Hands the answers of [`each`](Self::each) delivery back to the requests.
    pub(crate) fn answers(&self, of_each: Vec<Answer>) -> Answers {
        let answers = self.some_answers(of_each.into_iter().map(Some));
        let whole = |answers: Vec<Option<_>>| answers.into_iter().flatten().collect();
        answers.into_iter().map(whole).collect()
    }

    /// The same while some are not answered yet.
    pub(crate) fn some_answers(
        &self,
        of_each: impl Iterator<Item = Option<Answer>>,
    ) -> Vec<Vec<Option<Answer>>> {
        let items = self.items.iter();
        let mut answers: Vec<Vec<Option<Answer>>> = items.map(|items| vec![None; *items]).collect();
        for (copies, first) in self.copies().zip(of_each) {
            let Some(first) = first else { continue };
            let mut answer = first;
            for (request, item, _) in copies {
                let mut request = answers.get_mut(*request);
                if let Some(slot) = request.as_mut().and_then(|items| items.get_mut(*item)) {
                    *slot = Some(answer);
                }
                // The copies of a refused one are refused, those of any other were counted with it.
                if matches!(first, Ok(Stored::New | Stored::Revived)) {
                    answer = Ok(Stored::Duplicate);
                }
            }
        }
        answers
    }
}
