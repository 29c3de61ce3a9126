//! Which deliveries are shown. The URL of the page says it.

use std::sync::Arc;
use std::time::SystemTime;

use form_urlencoded::{Serializer, parse};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use webhook_core::observe::DeliveryRecord;

use crate::live::time_of;
use crate::outcomes::Class;
use crate::text::is_odd;

/// The longest value of a filter.
const LONGEST: usize = 200;

/// Which deliveries are shown. A field that is empty is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub(crate) group: String,
    pub(crate) event: String,
    /// The name of an outcome, of a state of the inbox, or [`PROBLEMS`].
    pub(crate) outcome: String,
    pub(crate) text: String,
    /// As a form writes it: `2026-01-31T12:00`, in UTC.
    pub(crate) since: String,
    pub(crate) until: String,
    /// Only what is older than this key.
    pub(crate) before: Option<u64>,
}

/// Every outcome that is not a success.
pub(crate) const PROBLEMS: &str = "problems";

impl Filter {
    /// Reads the query of a URL, or the fields of a form. What it does not know is left out.
    pub(crate) fn parse(query: &[u8]) -> Self {
        let mut filter = Self::default();
        for (name, value) in parse(query) {
            let value = value.trim();
            // Ids and causes have such characters spelt out, so they could not match.
            let value = value.chars().filter(|letter| !is_odd(*letter));
            let value: String = value.take(LONGEST).collect();
            match &*name {
                "group" => filter.group = value,
                "event" => filter.event = value,
                "outcome" => filter.outcome = value,
                "text" => filter.text = value,
                "since" => filter.since = value,
                "until" => filter.until = value,
                "before" => filter.before = value.parse().ok(),
                _ => {}
            }
        }
        filter
    }

    /// The fields that are set, in the order of the form.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, String)> {
        let texts = [
            ("group", self.group.clone()),
            ("event", self.event.clone()),
            ("outcome", self.outcome.clone()),
            ("text", self.text.clone()),
            ("since", self.since.clone()),
            ("until", self.until.clone()),
            (
                "before",
                self.before.map_or_else(String::new, |key| key.to_string()),
            ),
        ];
        texts.into_iter().filter(|(_, value)| !value.is_empty())
    }

    /// The query of the URL, with its question mark; empty without fields.
    pub(crate) fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.fields());
        match query.finish() {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        }
    }

    pub(crate) fn with_before(&self, before: Option<u64>) -> Self {
        Self {
            before,
            ..self.clone()
        }
    }

    /// Whether it names any deliveries, not counting the page.
    pub(crate) fn is_set(&self) -> bool {
        self.with_before(None) != Self::default()
    }

    pub(crate) fn since(&self) -> Option<SystemTime> {
        time(&self.since)
    }

    pub(crate) fn until(&self) -> Option<SystemTime> {
        time(&self.until)
    }

    /// Whether a record is shown.
    pub(crate) fn shows(&self, record: &Arc<DeliveryRecord>) -> bool {
        let at = time_of(record);
        let text = self.text.to_lowercase();
        let holds =
            |part: Option<&str>| part.is_some_and(|part| part.to_lowercase().contains(&text));
        let is_event = |event: Option<&str>| event == Some(self.event.as_str());
        (self.group.is_empty() || record.group() == self.group)
            && (self.event.is_empty()
                || is_event(record.event())
                || record.items().iter().any(|item| is_event(item.event())))
            && match &*self.outcome {
                "" => true,
                PROBLEMS => Class::of(record.outcome()) != Class::Good,
                name => record.outcome().as_str() == name,
            }
            && (text.is_empty()
                || [
                    record.id(),
                    record.cause(),
                    record.event(),
                    record.handler(),
                    Some(record.group()),
                ]
                .into_iter()
                .any(holds)
                || record
                    .items()
                    .iter()
                    .any(|item| holds(item.id()) || holds(item.cause())))
            && self.since().is_none_or(|since| at >= since)
            && self.until().is_none_or(|until| at < until)
    }
}

/// A time as a form writes it, in UTC.
fn time(text: &str) -> Option<SystemTime> {
    let civil: DateTime = text.trim_end_matches('Z').parse().ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_filter_comes_back_from_its_url() {
        let query = b"group=shop&event=order.created&outcome=problems&text=%3Cb%3E%26&since=2026-01-31T12%3A00&other=1&before=7&until=";
        let filter = Filter::parse(query);
        assert_eq!(filter.text, "<b>&");
        assert_eq!((filter.before, filter.until()), (Some(7), None));
        assert_eq!(
            Filter::parse(filter.query().trim_start_matches('?').as_bytes()),
            filter
        );
        assert_eq!(Filter::default().query(), "");
        assert!(!Filter::parse(b"before=1").is_set() && filter.is_set());
        let long = format!("text={}", "x".repeat(1_000));
        assert_eq!(Filter::parse(long.as_bytes()).text.len(), LONGEST);
    }

    #[test]
    fn times_are_those_of_forms() {
        let noon = UNIX_EPOCH + Duration::from_secs(12 * 3_600);
        for text in [
            "1970-01-01T12:00",
            "1970-01-01T12:00:00",
            "1970-01-01T12:00Z",
            "1970-01-01 12:00",
        ] {
            assert_eq!(time(text), Some(noon), "{text}");
        }
        for text in ["", "noon", "1970-13-01T00:00", "-999999-01-01T00:00"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
