//! An observer that prints a line for every delivery.

pub(crate) mod flood;
pub(crate) mod lines;

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::observe::print::flood::Flood;
use crate::observe::print::lines::Lines;
use crate::observe::record::{DeliveryRecord, Observer};

/// An [`Observer`] that prints a line for every delivery, for the terminal of a developer.
///
/// ```text
/// 07:21:05 shop     order.created    200 handled    584 µs  shop::created
/// 07:21:09 shop     -                401 rejected    61 µs  the signature does not match ..
/// ```
///
/// A line has the time of receipt (in UTC), the group, the event, the status and the outcome, the duration, the handler, and the
/// [cause](DeliveryRecord::cause) and the id of a delivery that was not handled. Each item of a delivery of many events has a
/// line too. A run of a stored delivery has `run` in place of the status. A request that no group declares has a line with 404.
///
/// At most 20 lines are printed in each second, then the number of the others; [`at_most`](Self::at_most) changes that. Lines
/// are coloured if the output is a terminal and the environment variable `NO_COLOR` is not set.
///
/// It writes on the task that answers the sender, so a terminal that does not take the line holds the delivery up. In
/// production, use `tracing`.
///
/// # Examples
///
/// ```
/// use webhook_core::Dispatcher;
/// use webhook_core::observe::PrintDeliveries;
///
/// let dispatcher = Dispatcher::builder().observer(PrintDeliveries::to_stderr()).build()?;
/// # Ok::<(), webhook_core::BuildError>(())
/// ```
///
/// # Security
///
/// Texts that may come from a request are cut at 120 characters, and characters that a terminal would obey or hide are escaped.
/// A line contains no payload and no secret, as long as the errors of your handlers contain none.
pub struct PrintDeliveries {
    printer: Arc<Printer>,
}

struct Printer {
    /// The time since some start.
    now: Box<dyn Fn() -> Duration + Send + Sync>,
    output: Mutex<Output>,
}

struct Output {
    writer: Box<dyn Write + Send>,
    lines: Lines,
    flood: Flood,
}

impl PrintDeliveries {
    /// Prints to the standard error.
    #[must_use]
    pub fn to_stderr() -> Self {
        Self::to_writer(io::stderr()).colors(shows_colors(&io::stderr()))
    }

    /// Prints to the standard output.
    #[must_use]
    pub fn to_stdout() -> Self {
        Self::to_writer(io::stdout()).colors(shows_colors(&io::stdout()))
    }

    /// Prints to any writer, without colours. Errors of the writer are ignored.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::observe::PrintDeliveries;
    ///
    /// let file = std::io::sink(); // or std::fs::File
    /// let observer = PrintDeliveries::to_writer(file).at_most(1_000);
    /// ```
    #[must_use]
    pub fn to_writer(writer: impl Write + Send + 'static) -> Self {
        let start = Instant::now();
        Self::with_time(writer, move || start.elapsed())
    }

    /// Sets whether lines are coloured.
    #[must_use]
    pub fn colors(self, colors: bool) -> Self {
        self.printer.lock().lines.colors = colors;
        self
    }

    /// Sets how many lines are printed in each second; 20 by default.
    #[must_use]
    pub fn at_most(self, lines: u32) -> Self {
        self.printer.lock().flood.most = lines;
        self
    }

    /// Prints what `write` writes, after the number of the lines that were left out before.
    fn print(&self, write: impl FnOnce(&mut Output, &mut String)) {
        let printer = &self.printer;
        let now = (printer.now)();
        let mut output = printer.lock();
        let counts = output.flood.rest(now).is_some();
        let mut text = String::new();
        let hidden = output.flood.begin(now);
        output.count(hidden, &mut text);
        write(&mut output, &mut text);
        output.write(&text);
        let rest = output.flood.rest(now).filter(|_| !counts);
        drop(output);
        if let Some(rest) = rest {
            count_after(rest, printer);
        }
    }

    /// Takes the time from a function.
    fn with_time(
        writer: impl Write + Send + 'static,
        now: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> Self {
        let output = Output {
            writer: Box::new(writer),
            lines: Lines::new(false),
            flood: Flood::new(20),
        };
        let printer = Printer {
            now: Box::new(now),
            output: Mutex::new(output),
        };
        Self {
            printer: Arc::new(printer),
        }
    }
}

impl Observer for PrintDeliveries {
    fn observe(&self, record: &Arc<DeliveryRecord>) {
        self.print(|output, text| output.delivery(record, text));
    }

    fn no_group(&self) {
        self.print(Output::no_group);
    }
}

impl Output {
    fn delivery(&mut self, record: &DeliveryRecord, text: &mut String) {
        if self.flood.admits() {
            self.lines.delivery(record, text);
        }
        for (index, item) in record.items().iter().enumerate() {
            if self.flood.admits() {
                self.lines.item(index, item, text);
            }
        }
    }

    fn no_group(&mut self, text: &mut String) {
        if self.flood.admits() {
            self.lines.no_group(text);
        }
    }

    /// Prints the number of lines that were left out.
    fn print_hidden(&mut self) {
        let mut text = String::new();
        let hidden = self.flood.take_hidden();
        self.count(hidden, &mut text);
        self.write(&text);
    }

    fn count(&self, hidden: u64, text: &mut String) {
        if hidden > 0 {
            self.lines.hidden(hidden, self.flood.most, text);
        }
    }

    /// A line is written as a whole, so that it is not mixed with other output.
    fn write(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let written = self.writer.write_all(text.as_bytes());
        drop(written.and_then(|()| self.writer.flush()));
    }
}

impl Printer {
    /// A panic of the writer cannot leave the columns inconsistent.
    fn lock(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints how many lines were left out in a second after it has ended. Without it, the number would wait for the next delivery.
fn count_after(rest: Duration, printer: &Arc<Printer>) {
    let printer = Arc::clone(printer);
    let count = move || {
        thread::sleep(rest);
        printer.lock().print_hidden();
    };
    let thread = thread::Builder::new().name("webhook-print".to_owned());
    // Without a thread, the next delivery prints it.
    drop(thread.spawn(count));
}

impl Drop for PrintDeliveries {
    fn drop(&mut self) {
        self.printer.lock().print_hidden();
    }
}

impl fmt::Debug for PrintDeliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrintDeliveries")
    }
}

/// Whether an output is a terminal whose user wants colours: <https://no-color.org>.
fn shows_colors(output: &impl IsTerminal) -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    !no_color && !is_dumb && output.is_terminal()
}

#[cfg(test)]
#[path = "print_tests.rs"]
mod tests;
