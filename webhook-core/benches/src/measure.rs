//! Takes turns: every contender runs once in every round, in an order that changes, so that what else the machine does
//! weighs on all of them.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::random::Random;

/// How long one turn should last: longer than the clock is coarse, shorter than a scheduler's slice.
const TURN: Duration = Duration::from_micros(400);

/// How many inputs are made beforehand.
const AT_ONCE: usize = 8;

/// Something that is measured: told how often to run, it says how long that took.
pub struct Contender<'a> {
    name: &'static str,
    run: Box<dyn FnMut(usize) -> Duration + 'a>,
}

impl<'a> Contender<'a> {
    /// Measures `once`, whose result is used up.
    pub fn new<T>(name: &'static str, mut once: impl FnMut() -> T + 'a) -> Self {
        let run = move |times| {
            let start = Instant::now();
            for _ in 0..times {
                drop(black_box(once()));
            }
            start.elapsed()
        };
        Self {
            name,
            run: Box::new(run),
        }
    }

    /// Measures `once` on inputs that are made before the clock starts, as a server hands requests over.
    pub fn with_input<I, T>(
        name: &'static str,
        mut input: impl FnMut() -> I + 'a,
        mut once: impl FnMut(I) -> T + 'a,
    ) -> Self {
        let run = move |times: usize| {
            let at_once = times.clamp(1, AT_ONCE);
            let mut total = Duration::ZERO;
            // Few at a time, so that an input is still in the caches, as one is that was just read.
            for _ in 0..times.div_ceil(at_once) {
                let mut inputs: Vec<I> = (0..at_once).map(|_| input()).collect();
                let start = Instant::now();
                while let Some(input) = inputs.pop() {
                    drop(black_box(once(input)));
                }
                total += start.elapsed();
            }
            #[expect(clippy::cast_precision_loss, reason = "counts are small")]
            let share = times as f64 / (times.div_ceil(at_once) * at_once) as f64;
            total.mul_f64(share)
        };
        Self {
            name,
            run: Box::new(run),
        }
    }
}

/// What one contender took, and its ratio to the base of the same round.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub name: &'static str,
    /// Median of all rounds.
    pub nanoseconds: f64,
    /// Median of the ratios of all rounds.
    pub ratio: f64,
    /// Median of the differences of all rounds.
    pub over: f64,
}

/// Runs all contenders in turn. The base is the fastest, by its median, of the first `bases`.
///
/// In each of its turns a contender runs a multiple of `samples` times, so that it sees each sample as often, after it
/// has seen each once while nobody looks at the clock.
#[must_use]
pub fn compare(
    rounds: usize,
    bases: usize,
    samples: usize,
    mut contenders: Vec<Contender<'_>>,
) -> Vec<Measured> {
    let calibrate = |contender| calibrate(contender, samples);
    let times: Vec<usize> = contenders.iter_mut().map(calibrate).collect();
    let mut taken = vec![Vec::with_capacity(rounds); contenders.len()];
    let mut random = Random::default();
    let mut order: Vec<usize> = (0..contenders.len()).collect();
    for _ in 0..rounds {
        // What the one before leaves in the caches weighs on all alike.
        random.shuffle(&mut order);
        for at in order.iter().copied() {
            (contenders[at].run)(samples);
            taken[at].push(per_run((contenders[at].run)(times[at]), times[at]));
        }
    }
    let medians: Vec<f64> = taken.iter().map(|taken| median(taken.clone())).collect();
    let base = (0..bases)
        .min_by(|a, b| medians[*a].total_cmp(&medians[*b]))
        .unwrap_or(0);
    let of_base = taken[base].clone();
    contenders
        .iter()
        .zip(&taken)
        .zip(&medians)
        .map(|((contender, taken), nanoseconds)| {
            let pairs = || taken.iter().zip(&of_base);
            Measured {
                name: contender.name,
                nanoseconds: *nanoseconds,
                ratio: median(pairs().map(|(one, base)| one / base).collect()),
                over: median(pairs().map(|(one, base)| one - base).collect()),
            }
        })
        .collect()
}

/// Prints a case as rows of a Markdown table.
pub fn print(case: &str, measured: &[Measured]) {
    for row in measured {
        println!(
            "| {case} | {} | {:.0} | {:.3} | {:+.0} |",
            row.name, row.nanoseconds, row.ratio, row.over
        );
    }
}

/// The heading of the table.
pub const HEADING: &str =
    "| case | what | ns | ratio | over the base, ns |\n| --- | --- | ---: | ---: | ---: |";

/// Runs a future that never waits.
///
/// # Panics
///
/// It waited.
pub fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the future waits"),
    }
}

/// Finds out how many runs make a turn, and warms up.
fn calibrate(contender: &mut Contender<'_>, samples: usize) -> usize {
    let mut times = samples;
    loop {
        let took = (contender.run)(times);
        if took >= TURN || times >= 1 << 14 {
            return times;
        }
        times *= 2;
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts and times are small")]
fn per_run(took: Duration, times: usize) -> f64 {
    took.as_nanos() as f64 / times as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
