//! What many deliveries came to.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use http::StatusCode;
use serde_json::{Value, json};

use crate::commands::send::Sent;
use crate::error::{Doing as _, Result};
use crate::screen::{self, HEAD, styled};

pub(super) struct Summary {
    statuses: BTreeMap<u16, u64>,
    lost: u64,
    /// In microseconds.
    times: Histogram<u64>,
}

/// Bars are this long at most.
const WIDTH: u64 = 40;

impl Summary {
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            statuses: BTreeMap::new(),
            lost: 0,
            times: Histogram::new(3).doing("the histogram")?,
        })
    }

    pub(super) fn add(&mut self, sent: &Sent) {
        match &sent.reply {
            Ok(status) => *self.statuses.entry(status.as_u16()).or_default() += 1,
            Err(_) => self.lost += 1,
        }
        let micros = u64::try_from(sent.took.as_micros()).unwrap_or(u64::MAX);
        // It grows with what it gets, up to what it cannot count.
        let _counted = self.times.record(micros.max(1));
    }

    pub(super) fn count(&self) -> u64 {
        self.times.len()
    }

    pub(super) fn is_as_expected(&self, status: Option<StatusCode>) -> bool {
        let fits = |found: u16| match status {
            Some(status) => status.as_u16() == found,
            None => (200..300).contains(&found),
        };
        self.lost == 0 && self.statuses.keys().all(|found| fits(*found))
    }

    pub(super) fn is_lost(&self) -> bool {
        self.statuses.is_empty() && self.lost > 0
    }

    fn quantile(&self, quantile: f64) -> Duration {
        Duration::from_micros(self.times.value_at_quantile(quantile))
    }

    pub(super) fn print(&self, elapsed: Duration) {
        let statuses = self
            .statuses
            .iter()
            .map(|(status, count)| format!("{count} x {status}"));
        let lost = (self.lost > 0).then(|| format!("{} without a reply", self.lost));
        let all: Vec<String> = statuses.chain(lost).collect();
        screen::line("");
        screen::line(format_args!(
            "{}  in {}, {:.0} a second",
            styled(HEAD, all.join(", ")),
            milliseconds(elapsed),
            self.rate(elapsed),
        ));
        let [half, most, max] =
            [0.5, 0.99, 1.0].map(|quantile| milliseconds(self.quantile(quantile)));
        screen::line(format_args!("p50 {half}  p99 {most}  max {max}"));
        if self.count() > 1 {
            self.print_bars();
        }
    }

    /// Doubling bounds, from the one of the fastest to the one of the slowest.
    fn print_bars(&self) {
        let bins = self.times.iter_log(125, 2.0);
        let bins = bins.map(|bin| (bin.value_iterated_to(), bin.count_since_last_iteration()));
        let bins: Vec<_> = bins.skip_while(|(_, count)| *count == 0).collect();
        let most = bins
            .iter()
            .map(|(_, count)| *count)
            .max()
            .unwrap_or(1)
            .max(1);
        for (bound, count) in bins {
            let length = count.saturating_mul(WIDTH).div_ceil(most);
            let bar = "#".repeat(usize::try_from(length).unwrap_or_default());
            let bound = milliseconds(Duration::from_micros(bound));
            let line = format!("up to {bound:>10}  {count:>8}  {bar}");
            screen::line(line.trim_end());
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a rate needs no more precision")]
    fn rate(&self, elapsed: Duration) -> f64 {
        self.count() as f64 / elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    pub(super) fn to_json(&self, elapsed: Duration) -> Value {
        let micros = |quantile| self.times.value_at_quantile(quantile);
        json!({
            "summary": { "statuses": self.statuses, "lost": self.lost, "seconds": elapsed.as_secs_f64(), "a_second": self.rate(elapsed),
                "p50_us": micros(0.5), "p99_us": micros(0.99), "max_us": micros(1.0) },
        })
    }
}

pub(super) fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
