//! `webhook man`: manual pages.

use std::fs;
use std::path::PathBuf;

use clap::CommandFactory as _;

use crate::Cli;
use crate::error::{Doing as _, Exit, Result};
use crate::screen;

const AFTER: &str = "\
Examples:
  webhook man ~/.local/share/man/man1";

/// Writes a manual page for each subcommand
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// The folder to write to
    dir: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    fs::create_dir_all(&args.dir).doing(args.dir.display())?;
    clap_mangen::generate_to(Cli::command(), &args.dir).doing(args.dir.display())?;
    screen::line(format_args!("written to {}", args.dir.display()));
    Ok(Exit::Yes)
}
