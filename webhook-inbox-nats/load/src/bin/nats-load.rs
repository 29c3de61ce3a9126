//! Kills NATS servers and receivers under load, and measures them. `nats-load` prints its commands.
#![expect(clippy::print_stdout, reason = "the figures are what it prints")]

use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt as _};
use webhook_inbox_load::{Error, Report};
use webhook_inbox_nats_load::{Kills, Setup, ack, backlog, herd, kill};

const USAGE: &str = "nats-load COMMAND [OPTION..]

commands:
  kill       the leader is killed 50 times under load, and one of two receivers in turn: what was acknowledged runs
  herd       64 copies of a delivery come to two receivers at one instant
  ack        what an acknowledgement costs, against a bare publish, and against Postgres
  backlog    what a run costs with 1, 2 and 4 processes while 100,000 deliveries wait

options:
  --nats FILE           the program of the NATS server, or WEBHOOK_TEST_NATS_SERVER
  --postgres ADDRESS    a Postgres server to compare with, or WEBHOOK_TEST_POSTGRES
  --folder FOLDER       where the servers keep their files
  --rounds NUMBER       how often it happens
  --rows NUMBER         how many deliveries are sent, or wait";

#[tokio::main]
async fn main() -> ExitCode {
    match command(Parser::from_env()).await {
        Ok(report) => {
            print!("{report}");
            if report.is_met() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn command(mut args: Parser) -> Result<Report, Error> {
    let mut receiver = std::env::current_exe()?;
    receiver.set_file_name("nats-receiver");
    let (mut command, mut rounds, mut rows) = (String::new(), None, None);
    let mut nats = std::env::var_os("WEBHOOK_TEST_NATS_SERVER").map(PathBuf::from);
    let mut postgres = std::env::var("WEBHOOK_TEST_POSTGRES").ok();
    let mut folder = std::env::temp_dir();
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Value(value) if command.is_empty() => command = value.string()?,
            Arg::Long("nats") => nats = Some(args.value()?.into()),
            Arg::Long("postgres") => postgres = Some(args.value()?.string()?),
            Arg::Long("folder") => folder = args.value()?.into(),
            Arg::Long("rounds") => rounds = Some(args.value()?.parse()?),
            Arg::Long("rows") => rows = Some(args.value()?.parse()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let nats = nats.ok_or("--nats FILE is missing, and WEBHOOK_TEST_NATS_SERVER");
    let setup = |nats| Setup {
        nats,
        receiver,
        folder,
    };
    match command.as_str() {
        "kill" => {
            let leaders = rounds.unwrap_or(50);
            let kills = Kills {
                leaders,
                receivers: leaders,
                rows: rows.unwrap_or(20_000),
                lease: 30,
            };
            kill(&setup(nats?), kills).await
        }
        "herd" => herd(&setup(nats?), rounds.unwrap_or(30)).await,
        "ack" => ack(&setup(nats?), postgres.as_deref(), rounds.unwrap_or(3)).await,
        "backlog" => backlog(&setup(nats?), rows.unwrap_or(100_000)).await,
        _ => Err(USAGE.into()),
    }
}
