//! `webhook send`: sends signed deliveries.

mod summary;
mod tamper;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{Request, StatusCode, Uri};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use ureq::Agent;
use uuid::Uuid;
use webhook_core::scheme::Keyring;

use crate::client;
use crate::compose::{self, ComposeArgs};
use crate::error::{Error, Exit, Result};
use crate::request::{RequestArgs, span};
use crate::screen::{self, BAD, DIM, GOOD, styled};
use crate::secret::SecretArgs;
use crate::subject::{Subject, SubjectArgs};
use summary::Summary;
use tamper::Tamper;

/// What a stranger's host gets at most.
const MOST_ELSEWHERE: u64 = 1_000;
const PARALLEL_ELSEWHERE: usize = 4;

const AFTER: &str = "\
Examples:
  webhook send http://127.0.0.1:3000/github --sender github --event push --data '{}'
  webhook send http://127.0.0.1:3000/stripe --sender stripe --event payment_intent.succeeded \\
      --body event.json --duplicate
  webhook send http://127.0.0.1:3000/stripe --sender stripe --data '{}' --late 10m --expect 401
  webhook send http://127.0.0.1:3000/stripe --sender stripe --data '{}' --repeat 1000 --parallel 4 --rate 200

The exit code is 0 if every reply is 2xx, or the status of --expect.";

/// Sends deliveries as a sender signs them, and prints a line for each and a summary
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// Where to send to
    #[arg(value_parser = client::url)]
    url: Uri,
    #[command(flatten)]
    subject: SubjectArgs,
    #[command(flatten)]
    secret: SecretArgs,
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    compose: ComposeArgs,
    /// The URL that is signed, where it differs from the one that is sent to
    #[arg(long, value_name = "URL", value_parser = client::url)]
    public_url: Option<Uri>,
    /// How many deliveries, each with an id of its own; a JSON body with the id in it is written anew
    #[arg(long, value_name = "N", default_value_t = 1)]
    repeat: u64,
    /// How many at a time
    #[arg(long, value_name = "M", default_value_t = 1)]
    parallel: usize,
    /// How many a second at most
    #[arg(long, value_name = "R")]
    rate: Option<f64>,
    /// Sends each delivery twice, byte for byte
    #[arg(long)]
    duplicate: bool,
    /// Changes a part after signing
    #[arg(long, value_enum, value_name = "PART")]
    tamper: Option<Tamper>,
    /// Signs as if this long ago, such as 10m
    #[arg(long, value_name = "TIME", value_parser = span)]
    late: Option<Duration>,
    /// The status that every reply has to have; 2xx by default
    #[arg(long, value_name = "STATUS")]
    expect: Option<StatusCode>,
    /// How long to wait for a reply
    #[arg(long, value_name = "TIME", value_parser = span, default_value = "30s")]
    timeout: Duration,
    /// The host is mine: allows more than 1,000 deliveries and more than 4 at a time to hosts that are not loopback
    #[arg(long)]
    my_own_host: bool,
    /// Prints the summary alone
    #[arg(short, long)]
    quiet: bool,
    /// Prints lines of JSON
    #[arg(long)]
    json: bool,
}

/// One reply, or why there is none.
struct Sent {
    number: u64,
    id: String,
    reply: Result<StatusCode>,
    took: Duration,
}

struct Job<'a> {
    args: &'a Args,
    subject: &'a Subject,
    keys: &'a Keyring,
    compose: ComposeArgs,
    draft: Request<Bytes>,
    started: Instant,
    next: AtomicU64,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    args.check()?;
    let subject = args.subject.load()?;
    if args.late.is_some() && subject.scheme()?.freshness().is_none() {
        return Err(Error::usage(
            "this sender signs no time, so a late delivery is like any other",
        ));
    }
    let keys = args.secret.keyring()?;
    let url = args.public_url.as_ref().unwrap_or(&args.url);
    let job = Job {
        args,
        subject: &subject,
        keys: &keys,
        compose: args.compose.clone().one_of_many(args.repeat > 1),
        draft: args.request.load(url.clone())?,
        started: Instant::now(),
        next: AtomicU64::new(0),
    };
    // What cannot be made is told before anything is sent.
    job.make("trial")?;
    let (sender, receiver) = mpsc::channel();
    let summary = thread::scope(|scope| {
        for _ in 0..args.parallel {
            let (job, sender) = (&job, sender.clone());
            scope.spawn(move || job.work(&sender));
        }
        drop(sender);
        args.watch(&receiver)
    })?;
    let elapsed = job.started.elapsed();
    if args.json {
        screen::json(&summary.to_json(elapsed))?;
    } else {
        summary.print(elapsed);
    }
    if summary.is_lost() {
        return Err(Error::new("there was no reply at all"));
    }
    Ok(Exit::of(summary.is_as_expected(args.expect)))
}

impl Args {
    fn check(&self) -> Result<()> {
        let is_many = self.sends() > MOST_ELSEWHERE || self.parallel > PARALLEL_ELSEWHERE;
        if is_many && !client::is_loopback(&self.url) && !self.my_own_host {
            return Err(Error::usage(
                "to a host that is not loopback at most 1,000 deliveries, 4 at a time; --my-own-host says that it is yours",
            ));
        }
        if self.repeat == 0 || self.parallel == 0 {
            return Err(Error::usage("--repeat and --parallel are at least 1"));
        }
        if self.rate.is_some_and(|rate| rate.is_nan() || rate <= 0.0) {
            return Err(Error::usage("--rate is a number above 0"));
        }
        Ok(())
    }

    /// How often each delivery is sent.
    fn copies(&self) -> u64 {
        if self.duplicate { 2 } else { 1 }
    }

    fn sends(&self) -> u64 {
        self.repeat.saturating_mul(self.copies())
    }

    /// Prints what comes, and sums it up.
    fn watch(&self, receiver: &mpsc::Receiver<Vec<Sent>>) -> Result<Summary> {
        let bar = ProgressBar::with_draw_target(Some(self.sends()), ProgressDrawTarget::stderr());
        if let Ok(style) =
            ProgressStyle::with_template("{bar:40} {pos}/{len}  {per_sec}  {eta} left")
        {
            bar.set_style(style);
        }
        let started = Instant::now();
        let mut summary = Summary::new()?;
        for sent in receiver.iter().flatten() {
            summary.add(&sent);
            if self.json && !self.quiet {
                sent.print_json()?;
            } else if !self.quiet {
                bar.suspend(|| sent.print());
            }
            if started.elapsed() > Duration::from_secs(1) {
                bar.set_position(summary.count());
            }
        }
        bar.finish_and_clear();
        Ok(summary)
    }
}

impl Job<'_> {
    fn work(&self, out: &mpsc::Sender<Vec<Sent>>) {
        let agent = client::agent(self.args.timeout);
        let (mut done, mut told) = (Vec::new(), Instant::now());
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.args.repeat {
                break;
            }
            if let Some(rate) = self.args.rate {
                #[expect(clippy::cast_precision_loss, reason = "a rate needs no more precision")]
                let due = Duration::from_secs_f64(number as f64 / rate);
                thread::sleep(due.saturating_sub(self.started.elapsed()));
            }
            self.deliver(number, &agent, &mut done);
            // Several at once, because each message wakes the thread that prints.
            if done.len() >= 64 || told.elapsed() >= Duration::from_millis(20) {
                told = Instant::now();
                // Who read them has failed.
                if out.send(std::mem::take(&mut done)).is_err() {
                    return;
                }
            }
        }
        let _read_or_failed = out.send(done);
    }

    /// Sends a delivery, twice if it is to be repeated.
    fn deliver(&self, number: u64, agent: &Agent, done: &mut Vec<Sent>) {
        let given = self.compose.id();
        let id = given.map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
        let made = self.make(&id);
        for _ in 0..self.args.copies() {
            let started = Instant::now();
            let reply = match &made {
                Ok(request) => client::send(agent, request).map(|reply| reply.status()),
                Err(error) => Err(Error::new(error)),
            };
            done.push(Sent {
                number: number + 1,
                id: id.clone(),
                reply,
                took: started.elapsed(),
            });
        }
    }

    /// A signed request.
    fn make(&self, id: &str) -> Result<Request<Bytes>> {
        let now = SystemTime::now();
        let signed_at = self
            .args
            .late
            .and_then(|late| now.checked_sub(late))
            .unwrap_or(now);
        let mut request = self.draft.clone();
        self.compose
            .apply(&mut request, self.subject, id, signed_at)?;
        match self.args.tamper {
            None => compose::sign(self.subject, self.keys, &mut request, signed_at)?,
            Some(part) => part.apply(&mut request, self.subject, self.keys, signed_at)?,
        }
        if let Some(signed) = &self.args.public_url {
            *request.uri_mut() = with_query(&self.args.url, request.uri(), signed)?;
        }
        Ok(request)
    }
}

/// The URL to send to, with the query of the signed one if signing wrote it.
fn with_query(to: &Uri, signed: &Uri, before: &Uri) -> Result<Uri> {
    match signed.query() {
        Some(query) if signed.query() != before.query() => {
            let mut parts = to.clone().into_parts();
            let path = format!("{}?{query}", to.path()).parse();
            parts.path_and_query = Some(path.map_err(|_| Error::new("the URL is too long"))?);
            Uri::from_parts(parts).map_err(Error::new)
        }
        _ => Ok(to.clone()),
    }
}

impl Sent {
    fn print(&self) {
        let took = summary::milliseconds(self.took);
        let text = match &self.reply {
            Ok(status) => {
                let style = if status.is_success() { GOOD } else { BAD };
                styled(style, status.as_u16())
            }
            Err(error) => styled(BAD, screen::plain(&error.to_string())),
        };
        let id = styled(DIM, screen::plain(&self.id));
        screen::line(format_args!("{:>6}  {text}  {took:>10}  {id}", self.number));
    }

    fn print_json(&self) -> Result<()> {
        let (status, error) = match &self.reply {
            Ok(status) => (Some(status.as_u16()), None),
            Err(error) => (None, Some(error.to_string())),
        };
        let micros = u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX);
        screen::json(
            &json!({ "number": self.number, "id": self.id, "status": status, "error": error, "took_us": micros }),
        )
    }
}
