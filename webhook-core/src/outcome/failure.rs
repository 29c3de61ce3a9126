//! How a handler failed.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

/// An error of a handler that says how it fails.
///
/// An error type without it needs no more than `Display`: it fails with the group's status, and the text goes to the
/// log.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use webhook_core::{Failure, HandlerError};
///
/// enum RestockError { WarehouseBusy, NoSuchItem }
///
/// impl HandlerError for RestockError {
///     fn into_failure(self) -> Failure {
///         match self {
///             Self::WarehouseBusy => Failure::retry(Duration::from_secs(30)),
///             Self::NoSuchItem => Failure::permanent().because("no such item"),
///         }
///     }
/// }
/// ```
pub trait HandlerError {
    /// Says how the handler failed.
    fn into_failure(self) -> Failure;
}

impl HandlerError for Failure {
    fn into_failure(self) -> Failure {
        self
    }
}

/// How a handler failed, and a text for the log; the text never reaches the sender.
///
/// Any standard error turns into one with `?`.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use webhook_core::Failure;
///
/// async fn ship(order: u64) -> Result<(), Failure> {
///     let stock = std::fs::read_to_string("stock.txt")?; // 500, and the error is in the log
///     match stock.trim() {
///         "closed" => Err(Failure::retry(Duration::from_secs(3600))), // 503: the sender tries again
///         "" => Err(Failure::permanent().because(format!("order {order} was never placed"))), // 422
///         _ => Ok(()),
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Failure {
    pub(crate) kind: FailureKind,
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum FailureKind {
    Failed,
    Retry(Duration),
    Permanent,
    Status(StatusCode),
}

impl Failure {
    /// Fails with the status that the group's `reply(failed = ..)` says; 500 by default.
    #[must_use]
    pub fn new(text: impl fmt::Display) -> Self {
        Self {
            kind: FailureKind::Failed,
            text: text.to_string(),
        }
    }

    /// Asks the sender to try again after a while: 503 with `Retry-After`, in whole seconds, rounded up, a day at most.
    #[must_use]
    pub const fn retry(after: Duration) -> Self {
        Self {
            kind: FailureKind::Retry(after),
            text: String::new(),
        }
    }

    /// Fails in a way that no retry can mend: 422, or the group's `reply(permanent = ..)`.
    #[must_use]
    pub const fn permanent() -> Self {
        Self {
            kind: FailureKind::Permanent,
            text: String::new(),
        }
    }

    /// Fails with a status of your own, whatever the group says. A status outside 4xx and 5xx counts as 500.
    ///
    /// # Examples
    ///
    /// ```
    /// use http::StatusCode;
    /// use webhook_core::Failure;
    ///
    /// // The endpoint is retired: senders that know the status stop.
    /// let gone = Failure::status(StatusCode::GONE).because("the shop was closed");
    /// assert_eq!(gone.to_string(), "the shop was closed");
    /// ```
    #[must_use]
    pub fn status(status: StatusCode) -> Self {
        let failed = status.is_client_error() || status.is_server_error();
        Self {
            kind: FailureKind::Status(if failed {
                status
            } else {
                StatusCode::INTERNAL_SERVER_ERROR
            }),
            text: String::new(),
        }
    }

    /// Adds a text for the log.
    #[must_use]
    pub fn because(mut self, text: impl fmt::Display) -> Self {
        self.text = text.to_string();
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

// `Failure` is no `Error` itself, because this conversion would then overlap with `From<T> for T`.
impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error)
    }
}
