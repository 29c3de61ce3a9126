//! The payload of one delivery: its text, and parsing it into a type.

pub(crate) mod bounds;
pub(crate) mod deserialize;
pub(crate) mod error;
pub(crate) mod form;
pub(crate) mod hand;
pub(crate) mod inside;
pub(crate) mod key;
pub(crate) mod members;
pub(crate) mod misfit;
pub(crate) mod open;
pub(crate) mod part;
pub(crate) mod probe;
pub(crate) mod sent;

use std::fmt;
use std::ops::Range;

use serde::de::{DeserializeOwned, IgnoredAny};

use crate::json::document::{self, cause, check_document};
use crate::json::scan::Fault;
use crate::json::sought::Sought;
use bounds::{Scope, excess};
use error::PayloadError;
use misfit::Misfit;

/// A type that an event can carry: it owns its data and derives `serde::Deserialize`.
///
/// # Examples
///
/// ```
/// use webhook_core::__private::PayloadType;
///
/// #[derive(serde::Deserialize)]
/// struct Order {
///     id: u64,
/// }
///
/// fn accepts<P: PayloadType>() {}
/// accepts::<Order>();
/// accepts::<Vec<f64>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a payload",
    label = "not a payload",
    note = "a payload owns its data, can go to another thread, and derives `serde::Deserialize`"
)]
#[doc(hidden)]
pub trait PayloadType: DeserializeOwned + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send + 'static> PayloadType for T {}

/// The payload of one delivery, not parsed yet.
///
/// `Debug` does not print the content.
#[derive(Clone, Copy)]
pub struct Payload<'a> {
    /// A part of `body`; `None` if the group's pointer found nothing.
    text: Option<&'a str>,
    body: &'a str,
    /// Whether the whole body is known to be one JSON document.
    checked: bool,
    /// Set if the pass over the body stopped early: parsing has to check the rest.
    unread: Option<&'a Sought>,
    /// Whether `text` extends behind the payload to the end of the body.
    open: bool,
    /// Whether a failure is expected, so its details are not needed.
    trial: bool,
    /// The form to make the payload from, instead of `text`.
    form: Option<&'a [u8]>,
}

impl<'a> Payload<'a> {
    pub(crate) const fn new(body: &'a str, text: Option<&'a str>, checked: bool) -> Self {
        Self {
            text,
            body,
            checked,
            unread: None,
            open: false,
            trial: false,
            form: None,
        }
    }

    /// Marks the body as not read to its end by `sought`; with `open`, the end of the payload is unknown.
    pub(crate) const fn unread(mut self, sought: &'a Sought, open: bool) -> Self {
        self.unread = Some(sought);
        self.open = open;
        self
    }

    #[cfg(test)]
    pub(crate) const fn is_unread(self) -> bool {
        self.unread.is_some()
    }

    pub(crate) const fn body(self) -> &'a str {
        self.body
    }

    /// Makes the payload from a form instead of JSON text.
    pub(crate) const fn with_form(mut self, form: Option<&'a [u8]>) -> Self {
        self.form = form;
        self
    }

    /// The payload at `range` of `body`, as [`Payload::range`] gave it.
    pub(crate) fn in_body(body: &'a str, range: Option<Range<usize>>, checked: bool) -> Self {
        Self::new(body, range.and_then(|range| body.get(range)), checked)
    }

    /// The place of the payload in the body; `None` if there is none.
    pub(crate) fn range(self) -> Option<Range<usize>> {
        let text = self.text?;
        let start = self.offset(text);
        Some(start..start.saturating_add(text.len()))
    }

    /// Whether the whole body is known to be one JSON document.
    pub(crate) const fn is_checked(self) -> bool {
        self.checked
    }

    /// Marks the payload as one that is tried for several types.
    pub(crate) const fn for_trial(mut self) -> Self {
        self.trial = true;
        self
    }

    /// Parses the payload as its type.
    ///
    /// A struct is read only from a JSON object, never from an array. serde decides this for structs inside it.
    ///
    /// # Errors
    ///
    /// [`PayloadErrorKind::Malformed`] if the body is not JSON, [`PayloadErrorKind::Invalid`] if the JSON does not fit the
    /// type, [`PayloadErrorKind::Absent`] if the payload is absent and its type is not an `Option`.
    pub fn parse<P: PayloadType>(self) -> Result<P, PayloadError> {
        let mut place = None;
        self.parse_into(&mut place)?;
        place.ok_or_else(PayloadError::absent)
    }

    /// Parses the payload into `place`, because it may be kilobytes large.
    ///
    /// After an error, do not use the content of `place`.
    pub(crate) fn parse_into<P: PayloadType>(
        self,
        place: &mut Option<P>,
    ) -> Result<(), PayloadError> {
        let Some(form) = self.form else {
            return self.parse_json_into(place);
        };
        let payload = form::parse(form).map_err(|misfit| PayloadError::misfit(&misfit, None))?;
        *place = Some(payload);
        Ok(())
    }

    /// Like [`parse_into`](Self::parse_into), where the body is not a form.
    pub(crate) fn parse_json_into<P: PayloadType>(
        self,
        place: &mut Option<P>,
    ) -> Result<(), PayloadError> {
        let Some(text) = self.text else {
            return Self::parse_nothing(place);
        };
        // Besides objects, serde reads structs only from arrays.
        if starts_with_bracket(text) && probe::fields::<P>().is_some() {
            return Err(self.explain_array(text));
        }
        let _scope = Scope::begin(self.body.len());
        // A second time if it contains a `OneOf`. The one loop body for both is inlined.
        loop {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let read = P::deserialize(&mut deserializer);
            if bounds::is_one_of_met() && self.check_bounds()? {
                continue;
            }
            let ended = match read {
                Ok(payload) => {
                    *place = Some(payload);
                    if self.open {
                        let end = deserializer.into_iter::<IgnoredAny>().byte_offset();
                        return self.check_behind(self.offset(text).saturating_add(end));
                    }
                    deserializer.end()
                }
                Err(error) => Err(error),
            };
            return ended.map_err(|error| self.explain(text, &error, deserialize::explain::<P>));
        }
    }

    /// Whether a payload with a `OneOf` has to be read again, after the whole body was checked, including what types skip.
    ///
    /// If it was checked, an excess counts whatever the types returned, because one may have hidden an error.
    #[cold]
    #[inline(never)]
    fn check_bounds(self) -> Result<bool, PayloadError> {
        if !bounds::asks_depth() {
            return excess().map_or(Ok(false), |excess| Err(PayloadError::excess(excess, None)));
        }
        if let Some(offset) = document::too_deep(self.body, bounds::MAX_LEVELS) {
            let position = document::position_of(self.body, offset);
            return Err(PayloadError::excess(
                bounds::exceed_levels(),
                Some(position),
            ));
        }
        bounds::keep_checked();
        Ok(true)
    }

    /// The payload of a delivery that has none.
    #[inline(never)]
    fn parse_nothing<P: PayloadType>(place: &mut Option<P>) -> Result<(), PayloadError> {
        *place = probe::of_nothing();
        match place {
            Some(_) => Ok(()),
            None => Err(PayloadError::absent()),
        }
    }

    /// Checks the body of an event without a payload.
    ///
    /// # Errors
    ///
    /// [`PayloadErrorKind::Malformed`] if the body is not JSON.
    pub fn none(self) -> Result<(), PayloadError> {
        match self.unread {
            Some(sought) => sought
                .check(self.body)
                .map_err(|fault| self.explain_fault(fault)),
            None if self.checked => Ok(()),
            None => check_document(self.body).map_err(PayloadError::malformed),
        }
    }

    /// The error for an index that the group does not have.
    #[must_use]
    pub fn no_such_event(self) -> PayloadError {
        PayloadError::invalid("no such event", None, None)
    }

    fn check_behind(self, end: usize) -> Result<(), PayloadError> {
        let rest = self.unread.map(|sought| sought.check_rest(self.body, end));
        rest.unwrap_or(Ok(()))
            .map_err(|fault| self.explain_fault(fault))
    }

    #[cold]
    fn explain_fault(self, fault: Fault) -> PayloadError {
        if fault == Fault::Doubled {
            return PayloadError::doubled();
        }
        let unplaced = document::Malformed {
            cause: cause(self.body),
            position: (1, 0),
        };
        PayloadError::malformed(document::check_syntax(self.body).err().unwrap_or(unplaced))
    }

    /// Converts the parser's error: keeps what is wrong and where, but no value.
    #[cold]
    fn explain(
        self,
        text: &str,
        error: &serde_json::Error,
        again: fn(&str) -> Option<Misfit>,
    ) -> PayloadError {
        if self.trial {
            return PayloadError::invalid(misfit::OTHER, None, None);
        }
        let position = self.position(text, error.line(), error.column());
        let message = error.to_string();
        let malformed = || {
            PayloadError::malformed(document::Malformed {
                cause: cause(self.body),
                position,
            })
        };
        let is_syntax = !error.is_data() && !misfit::is_out_of_range(&message);
        if is_syntax && document::check_syntax(self.body).is_err() {
            return malformed();
        }
        // The rest of a body with a doubled key is not checked.
        if let Some(Err(fault)) = self.unread.map(|sought| sought.check(self.body)) {
            return self.explain_fault(fault);
        }
        if let Err(malformed) = check_document(self.body) {
            return PayloadError::malformed(malformed);
        }
        // A type's own error about the whole payload has no position.
        let position = (error.line() > 0).then_some(position);
        match again(text) {
            // `serde_json` may report a syntax error for what is JSON: half of a surrogate pair, or a wrong type, such as a
            // number instead of an enum.
            Some(misfit) if excess().is_none() => PayloadError::misfit(&misfit, position),
            _ => PayloadError::invalid(misfit::reason(&message), None, position),
        }
    }

    #[cold]
    fn explain_array(self, text: &str) -> PayloadError {
        if let Some(Err(fault)) = self.unread.map(|sought| sought.check(self.body)) {
            return self.explain_fault(fault);
        }
        if !self.trial
            && let Err(malformed) = check_document(self.body)
        {
            return PayloadError::malformed(malformed);
        }
        let spaces = text
            .len()
            .saturating_sub(text.trim_start_matches(JSON_SPACE).len());
        let (line, column) = document::position_of(text, spaces);
        let position = self.position(text, line, column);
        PayloadError::invalid(
            "invalid type: an array where a struct needs an object",
            None,
            Some(position),
        )
    }

    /// The offset of `text`, which is a part of the body.
    fn offset(self, text: &str) -> usize {
        text.as_ptr()
            .addr()
            .saturating_sub(self.body.as_ptr().addr())
    }

    /// Converts a position in `text` to one in the whole body.
    fn position(self, text: &str, line: usize, column: usize) -> (usize, usize) {
        let (base_line, base_column) = document::position_of(self.body, self.offset(text));
        if line <= 1 {
            (base_line, base_column.saturating_add(column))
        } else {
            (base_line.saturating_add(line).saturating_sub(1), column)
        }
    }
}

impl fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload")
            .field("bytes", &self.text.map(str::len))
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The white space of JSON.
const JSON_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

fn starts_with_bracket(text: &str) -> bool {
    text.trim_start_matches(JSON_SPACE).starts_with('[')
}

#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod path_tests;
#[cfg(test)]
mod tests;
