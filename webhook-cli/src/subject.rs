//! Whose deliveries: a sender that is known by name, or a scheme in a file.

use std::fs;
use std::path::PathBuf;

use webhook_core::config::SchemeConfig;
use webhook_core::scheme::Scheme;
use webhook_core::senders::{self, Sender};

use crate::error::{Doing as _, Error, Result};

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct SubjectArgs {
    /// The sender, by its name: `webhook senders` lists them
    #[arg(long, value_name = "NAME")]
    sender: Option<String>,
    /// A scheme in a file, with the keys of the attribute `signature(..)`, as TOML or JSON
    #[arg(long, value_name = "FILE")]
    scheme: Option<PathBuf>,
}

/// A sender or a scheme.
#[derive(Debug)]
pub(crate) enum Subject {
    Sender(&'static str, Box<Sender>),
    Config(Box<SchemeConfig>),
}

impl SubjectArgs {
    pub(crate) fn of(sender: Option<String>, scheme: Option<PathBuf>) -> Self {
        Self { sender, scheme }
    }

    pub(crate) fn load(&self) -> Result<Subject> {
        if let Some(name) = &self.sender {
            return sender(name).map(|(name, sender)| Subject::Sender(name, Box::new(sender)));
        }
        let path = self
            .scheme
            .as_deref()
            .ok_or_else(|| Error::usage("give --sender or --scheme"))?;
        let place = || path.display();
        let text = fs::read_to_string(path).doing(place())?;
        let config = if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            serde_json::from_str(&text).doing(place())?
        } else {
            toml::from_str(&text).doing(place())?
        };
        let subject = Subject::Config(Box::new(config));
        subject.scheme()?;
        Ok(subject)
    }
}

impl Subject {
    pub(crate) fn scheme(&self) -> Result<Scheme<'_>> {
        match self {
            Self::Sender(name, sender) => {
                let scheme = sender.scheme().copied();
                scheme.ok_or_else(|| {
                    Error::new(format!(
                        "`{name}` has handshakes only: how it signs is not known"
                    ))
                })
            }
            Self::Config(config) => config.scheme().doing("the scheme"),
        }
    }

    pub(crate) fn sender(&self) -> Option<&Sender> {
        match self {
            Self::Sender(_, sender) => Some(sender),
            Self::Config(_) => None,
        }
    }
}

/// The sender of this name.
pub(crate) fn sender(name: &str) -> Result<(&'static str, Sender)> {
    let unknown = match senders::find(name) {
        Ok((known, sender)) => return Ok((known, *sender)),
        Err(unknown) => unknown,
    };
    let hint = unknown
        .suggestion()
        .unwrap_or("`webhook senders` lists those that are known");
    Err(Error::usage(format!(
        "unknown sender `{}`; {hint}",
        crate::screen::plain(name)
    )))
}
