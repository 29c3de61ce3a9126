//! `webhook curl`: the same as a command of the shell, which signs with `$SECRET`.

use std::time::SystemTime;

use http::Uri;
use uuid::Uuid;
use webhook_core::testing::shell_command;

use crate::compose::ComposeArgs;
use crate::error::{Error, Exit, Result};
use crate::request::RequestArgs;
use crate::subject::SubjectArgs;
use crate::{client, screen};

const AFTER: &str = "\
Examples:
  webhook curl http://127.0.0.1:3000/github --sender github --event push --data '{}'
  SECRET=whsec_.. sh -c \"$(webhook curl http://127.0.0.1:3000/stripe --sender stripe --data '{}')\"

The command needs sh, curl and openssl. It signs when it runs, with the time of then. Other users of the
machine can see the secret while openssl runs, because it is an argument there.";

/// Prints a command of the shell that sends a signed delivery
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// Where to send to
    #[arg(value_parser = client::url)]
    url: Uri,
    #[command(flatten)]
    subject: SubjectArgs,
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    compose: ComposeArgs,
    /// The URL that is signed, where it differs from the one that is sent to
    #[arg(long, value_name = "URL", value_parser = client::url)]
    public_url: Option<Uri>,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let subject = args.subject.load()?;
    let scheme = subject.scheme()?;
    let url = args.public_url.as_ref().unwrap_or(&args.url);
    let mut request = args.request.load(url.clone())?;
    args.compose.apply(
        &mut request,
        &subject,
        &Uuid::new_v4().to_string(),
        SystemTime::now(),
    )?;
    let command = shell_command(Some(&scheme), &request, &args.url);
    let command = command.map_err(|reason| Error::new(format!("{reason}: use `webhook send`")))?;
    screen::line(command);
    Ok(Exit::Yes)
}
