//! `webhook completions`: what a shell completes.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::Cli;
use crate::error::{Exit, Result};
use crate::screen;

const AFTER: &str = "\
Examples:
  webhook completions bash > ~/.local/share/bash-completion/completions/webhook
  webhook completions zsh > ~/.zfunc/_webhook
  webhook completions fish > ~/.config/fish/completions/webhook.fish";

/// Prints the completions of a shell
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let mut completions = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "webhook", &mut completions);
    screen::bytes(&completions)?;
    Ok(Exit::Yes)
}
