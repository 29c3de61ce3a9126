//! Computes each part of a message once, for any number of keys and spellings.

use std::cell::OnceCell;

use crate::scheme::failure::Fault;

/// The computed parts, by number. A message without such parts does not allocate.
#[derive(Debug)]
pub(crate) struct Once(Box<[OnceCell<Worked>]>);

type Worked = Result<Option<Vec<u8>>, Fault>;

impl Once {
    pub(crate) fn new(parts: usize) -> Self {
        Self((0..parts).map(|_| OnceCell::new()).collect())
    }

    /// The part with this number, computed by `work` the first time; `None` if the request does not have it.
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
