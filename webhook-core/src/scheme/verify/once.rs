//! Parts of a message that have to be worked out, each once, whatever number of keys and spellings it is fed for.

use std::cell::OnceCell;

use crate::scheme::failure::Fault;

/// What was worked out so far, by the number of the part. Nothing is allocated for a message without such parts.
#[derive(Debug)]
pub(crate) struct Once(Box<[OnceCell<Worked>]>);

type Worked = Result<Option<Vec<u8>>, Fault>;

impl Once {
    pub(crate) fn new(parts: usize) -> Self {
        Self((0..parts).map(|_| OnceCell::new()).collect())
    }

    /// The part of a number, which `work` makes where it is not there; `None` where the request does not have it.
    pub(crate) fn part(
        &self,
        number: usize,
        work: impl FnOnce() -> Worked,
    ) -> Result<Option<&[u8]>, Fault> {
        let Some(cell) = self.0.get(number) else {
            return Ok(None);
        };
        match cell.get_or_init(work) {
            Ok(part) => Ok(part.as_deref()),
            Err(fault) => Err(*fault),
        }
    }
}
