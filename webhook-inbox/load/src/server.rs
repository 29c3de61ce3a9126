//! A process of the server.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::Error;

/// How long a server may take to start.
const START: Duration = Duration::from_secs(30);

/// A server that runs. It is killed when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    log: PathBuf,
    /// Open for as long as the server may print.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Server {
    /// Starts a server, and waits until it listens. What it logs is added to the file.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub async fn start(program: &Path, args: &[String], log: &Path) -> Result<Self, Error> {
        let mut child = spawn(program, args, log)?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut output = BufReader::new(output).lines();
        let line = timeout(START, output.next_line()).await;
        let line = line.ok().and_then(Result::ok).flatten();
        let address = line.and_then(|line| line.parse().ok());
        let Some(address) = address else {
            return Err(failed("the server did not start", log));
        };
        Ok(Self {
            child,
            address,
            log: log.to_owned(),
            _output: output,
        })
    }

    /// The number of its process.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it as a crash does, with SIGKILL.
    ///
    /// # Errors
    ///
    /// It had ended before.
    pub async fn kill(&mut self) -> Result<(), Error> {
        if let Some(status) = self.child.try_wait()? {
            let ended = format!("the server had ended before it was killed: {status}");
            return Err(failed(&ended, &self.log));
        }
        Ok(self.child.kill().await?)
    }

    /// Asks it to end, with SIGTERM, and waits until it has.
    ///
    /// # Errors
    ///
    /// It ends badly, or takes longer.
    pub async fn terminate(&mut self, within: Duration) -> Result<(), Error> {
        let id = self.child.id().ok_or("the server had ended before")?;
        let id = rustix::process::Pid::from_raw(i32::try_from(id)?).ok_or("a process 0")?;
        rustix::process::kill_process(id, rustix::process::Signal::TERM)?;
        match timeout(within, self.child.wait()).await {
            Ok(status) if status.as_ref().is_ok_and(std::process::ExitStatus::success) => Ok(()),
            Ok(status) => Err(failed(
                &format!("the server ended badly: {status:?}"),
                &self.log,
            )),
            Err(_) => Err(failed("the server did not end", &self.log)),
        }
    }

    /// The processor time that it has used.
    ///
    /// # Errors
    ///
    /// It has ended, or `/proc` cannot be read.
    pub fn processor_time(&self) -> Result<Duration, Error> {
        let id = self.child.id().ok_or("the server has ended")?;
        processor_time(&id.to_string())
    }

    /// What it has in memory, in MiB. Linux only.
    pub(crate) fn memory(&self) -> Result<f64, Error> {
        let id = self.child.id().ok_or("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = memory.and_then(|memory| memory.trim().strip_suffix(" kB"));
        let memory: u32 = memory.ok_or("/proc cannot be read")?.parse()?;
        Ok(f64::from(memory) / 1024.0)
    }
}

/// The processor time that a process has used, in steps of 10 ms. `self` is the name of this one. Linux only.
///
/// # Errors
///
/// There is no such process, or no folder `/proc`.
pub fn processor_time(process: &str) -> Result<Duration, Error> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // After the name, which is in parentheses and may contain anything.
    let (_, rest) = stat.rsplit_once(')').ok_or("/proc cannot be read")?;
    let mut fields = rest.split_whitespace().skip(11);
    let (user, system) = (fields.next(), fields.next());
    let ticks = |field: Option<&str>| field.and_then(|field| field.parse::<u64>().ok());
    let (user, system) = ticks(user)
        .zip(ticks(system))
        .ok_or("/proc cannot be read")?;
    let second = rustix::param::clock_ticks_per_second();
    Ok(Duration::from_millis((user + system) * 1000 / second))
}

/// The bytes that this process has read from files, also from those that the system holds in memory. Linux only.
///
/// # Errors
///
/// `/proc` cannot be read.
pub fn bytes_read() -> Result<u64, Error> {
    let counters = std::fs::read_to_string("/proc/self/io")?;
    let read = counters
        .lines()
        .find_map(|line| line.strip_prefix("rchar:"));
    Ok(read.ok_or("/proc cannot be read")?.trim().parse()?)
}

fn spawn(program: &Path, args: &[String], log: &Path) -> Result<Child, Error> {
    let log = File::options().create(true).append(true).open(log)?;
    let child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .kill_on_drop(true)
        .spawn();
    child.map_err(|error| format!("{} cannot be started: {error}", program.display()).into())
}

/// With the end of the log.
pub(crate) fn failed(what: &str, log: &Path) -> Error {
    let log = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = log.lines().rev().take(10).collect();
    let lines: Vec<&str> = lines.into_iter().rev().collect();
    format!("{what}\n{}", lines.join("\n")).into()
}
