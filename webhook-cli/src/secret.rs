//! Secrets: from the environment, a file or a prompt.

use std::env;
use std::fs;
use std::io::{self, IsTerminal as _};

use webhook_core::scheme::{Keyring, Secret};

use crate::error::{Doing as _, Error, Result};

/// The variable that is read where no other is named.
pub(crate) const VARIABLE: &str = "WEBHOOK_SECRET";

#[derive(Debug, clap::Args)]
pub(crate) struct SecretArgs {
    /// An environment variable with the secret, or ID=VARIABLE; may be repeated
    #[arg(long, value_name = "VARIABLE", help_heading = "Secrets")]
    secret_env: Vec<String>,
    /// A file with the secret, or ID=FILE; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Secrets")]
    secret_file: Vec<String>,
}

/// Secrets with their ids.
pub(crate) type Secrets = Vec<(String, Secret)>;

impl SecretArgs {
    /// The secrets that were named; `$WEBHOOK_SECRET` or a prompt if none was.
    pub(crate) fn load(&self) -> Result<Secrets> {
        let named = named(&self.secret_env, &self.secret_file)?;
        if !named.is_empty() {
            return Ok(named);
        }
        if env::var_os(VARIABLE).is_some() {
            return Ok(vec![("1".to_owned(), from_env(VARIABLE)?)]);
        }
        if !io::stdin().is_terminal() {
            return Err(Error::new(format!(
                "set ${VARIABLE}, or give --secret-env or --secret-file"
            )));
        }
        let text = rpassword::prompt_password("secret (not shown): ").doing("the prompt")?;
        Ok(vec![("1".to_owned(), Secret::new(text))])
    }

    pub(crate) fn keyring(&self) -> Result<Keyring> {
        self.load().map(Keyring::from_iter)
    }
}

/// Secrets of the environment and of files, as NAME or ID=NAME.
pub(crate) fn named(variables: &[String], files: &[String]) -> Result<Secrets> {
    let mut secrets = Vec::new();
    for named in variables {
        let (id, variable) = named.split_once('=').unwrap_or((named, named));
        secrets.push((id.to_owned(), from_env(variable)?));
    }
    for named in files {
        let (id, path) = named.split_once('=').unwrap_or((named, named));
        let bytes = fs::read(path).doing(path)?;
        // An editor ends the last line.
        let secret = match String::from_utf8(bytes) {
            Ok(text) => Secret::new(text.trim_end_matches(['\r', '\n'])),
            Err(error) => Secret::from_bytes(error.into_bytes()),
        };
        secrets.push((id.to_owned(), secret));
    }
    Ok(secrets)
}

fn from_env(variable: &str) -> Result<Secret> {
    Secret::from_env(variable).doing("the secret")
}
