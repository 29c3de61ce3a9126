//! Kills servers under load, and measures them. `load` prints its commands.
#![expect(clippy::print_stdout, reason = "the figures are what it prints")]

use std::path::PathBuf;
use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt as _};
use webhook_inbox_load::{
    Blow, Database, Error, Lease, Report, Rounds, Setup, ack, backlog, engine, held, herd, latency,
    lease, rounds,
};

const USAGE: &str = "load COMMAND [OPTION..]

commands:
  kill, term, deploy    processes end under load, and every acknowledged delivery has one effect
  restart               the Postgres server stops and starts under load, by the command in WEBHOOK_TEST_POSTGRES_RESTART
  herd                  64 copies of a delivery come at one instant
  held                  deliveries come while handlers hold their transactions
  lease                 a killed process left a delivery running
  ack                   what an acknowledgement costs, against what is done by hand
  engine                what an acknowledgement and a run cost, against axum, sqlx and a job engine by hand
  backlog               what an acknowledgement costs while a million deliveries wait
  latency               how soon a handler starts

options:
  --postgres ADDRESS    an inbox in a database of its own on this server, instead of an SQLite file
  --folder FOLDER       where the SQLite file is, /tmp/load unless it is given
  --engine FILE         the program of the job engine, or WEBHOOK_LOAD_ENGINE; its src/main.rs says how to build it
  --processes NUMBER    how many share the inbox
  --rounds NUMBER       how often it happens
  --rows NUMBER         how many deliveries are sent, or wait in front";

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

struct Options {
    command: String,
    setup: Setup,
    engine: Option<PathBuf>,
    processes: Option<usize>,
    rounds: Option<u64>,
    rows: Option<u64>,
}

fn options(mut args: Parser) -> Result<Options, Error> {
    let mut server = std::env::current_exe()?;
    server.set_file_name("server");
    let mut options = Options {
        command: String::new(),
        setup: Setup::new(server, Database::Sqlite(PathBuf::from("/tmp/load"))),
        engine: std::env::var_os("WEBHOOK_LOAD_ENGINE").map(PathBuf::from),
        processes: None,
        rounds: None,
        rows: None,
    };
    while let Some(arg) = args.next()? {
        match arg {
            Arg::Value(command) if options.command.is_empty() => {
                options.command = command.string()?;
            }
            Arg::Long("postgres") => {
                options.setup.database = Database::Postgres(args.value()?.string()?);
            }
            Arg::Long("folder") => options.setup.database = Database::Sqlite(args.value()?.into()),
            Arg::Long("engine") => options.engine = Some(args.value()?.into()),
            Arg::Long("processes") => options.processes = Some(args.value()?.parse()?),
            Arg::Long("rounds") => options.rounds = Some(args.value()?.parse()?),
            Arg::Long("rows") => options.rows = Some(args.value()?.parse()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

async fn command(args: Parser) -> Result<Report, Error> {
    let options = options(args)?;
    let setup = &options
        .setup
        .clone()
        .processes(options.processes.unwrap_or(2));
    let blows = |blow, often, rows| Rounds {
        blow,
        rounds: options.rounds.unwrap_or(often),
        rows: options.rows.unwrap_or(rows),
        lease: None,
    };
    match options.command.as_str() {
        "kill" => rounds(setup, blows(Blow::Kill, 100, 40_000)).await,
        "term" => rounds(setup, blows(Blow::Terminate, 30, 15_000)).await,
        "deploy" => rounds(setup, blows(Blow::Deploy, 30, 15_000)).await,
        "restart" => {
            let command = std::env::var("WEBHOOK_TEST_POSTGRES_RESTART");
            let command = command.map_err(|_| "WEBHOOK_TEST_POSTGRES_RESTART is not set")?;
            rounds(setup, blows(Blow::Restart(command), 30, 15_000)).await
        }
        "ack" => ack(&options.setup, options.rounds.unwrap_or(5)).await,
        "engine" => {
            let program = options.engine.as_ref();
            let program = program.ok_or("--engine FILE is missing, and WEBHOOK_LOAD_ENGINE")?;
            let (turns, rows) = (options.rounds.unwrap_or(3), options.rows.unwrap_or(100_000));
            engine(&options.setup, program, turns, usize::try_from(rows)?).await
        }
        "backlog" => backlog(&options.setup, options.rows.unwrap_or(1_000_000)).await,
        "latency" => {
            let setup = &options
                .setup
                .clone()
                .processes(options.processes.unwrap_or(1));
            latency(setup, options.rows.unwrap_or(200)).await
        }
        "herd" => herd(setup, options.rounds.unwrap_or(30)).await,
        "held" => held(&options.setup).await,
        "lease" => {
            let in_front = options.rows.unwrap_or(0);
            let run = Lease {
                lease: None,
                in_front,
            };
            lease(&options.setup, run).await
        }
        _ => Err(USAGE.into()),
    }
}
