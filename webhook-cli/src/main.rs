//! `webhook`: signs, verifies, sends, records and replays webhooks of every sender that `webhook-core` knows.
//!
//! | file | what it does |
//! |---|---|
//! | `commands/` | one file per subcommand |
//! | `subject.rs`, `secret.rs`, `request.rs` | the options that several subcommands share |
//! | `message.rs` | requests and replies as files |
//! | `compose.rs` | makes a request a sender's: its event, its id, what it signs |
//! | `client.rs` | sends requests |
//! | `screen.rs` | what is printed |

mod client;
mod commands;
mod compose;
mod error;
mod message;
mod request;
mod screen;
mod secret;
mod subject;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::commands::{
    completions, curl, handshake, import, inbox, man, record, replay, send, senders, sign, verify,
};
use crate::error::{Exit, Result};

const AFTER: &str = "\
Exit codes: 0 yes, 1 no (a signature that does not verify, a reply that is not 2xx), 2 wrong usage,
3 could not run (no secret, no connection, a file that cannot be read).

Secrets are read from $WEBHOOK_SECRET, from --secret-env, from --secret-file, or from a prompt. They are
never printed, and never an argument, because arguments are visible to other users.";

/// Signs, verifies, sends, records and replays webhooks.
#[derive(Debug, Parser)]
#[command(name = "webhook", version, max_term_width = 100, after_help = AFTER)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Senders(senders::Args),
    Sign(sign::Args),
    Verify(verify::Args),
    Send(send::Args),
    Curl(curl::Args),
    Handshake(handshake::Args),
    Record(record::Args),
    Replay(replay::Args),
    Inbox(inbox::Args),
    Import(import::Args),
    Completions(completions::Args),
    Man(man::Args),
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(exit) => exit.into(),
        Err(error) => {
            screen::error(&error);
            error.exit().into()
        }
    }
}

fn run(cli: Cli) -> Result<Exit> {
    match cli.command {
        Command::Senders(args) => senders::run(&args),
        Command::Sign(args) => sign::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Send(args) => send::run(&args),
        Command::Curl(args) => curl::run(&args),
        Command::Handshake(args) => handshake::run(&args),
        Command::Record(args) => record::run(&args),
        Command::Replay(args) => replay::run(&args),
        Command::Inbox(args) => inbox::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
