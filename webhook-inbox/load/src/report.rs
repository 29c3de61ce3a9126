//! Figures and their targets.

use std::fmt;

/// What a command measured.
#[derive(Clone, Debug, Default)]
pub struct Report {
    title: String,
    figures: Vec<Figure>,
}

/// A number, and what it should be.
#[derive(Clone, Debug)]
pub struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    target: Option<Target>,
}

/// What a number should be.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// This or less.
    AtMost(f64),
    /// This or more.
    AtLeast(f64),
}

impl Report {
    /// Without figures yet.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            figures: Vec::new(),
        }
    }

    /// A number with a target.
    pub fn add(&mut self, name: &str, value: f64, unit: &'static str, target: Target) {
        self.push(name, value, unit, Some(target));
    }

    /// A number without a target.
    pub fn note(&mut self, name: &str, value: f64, unit: &'static str) {
        self.push(name, value, unit, None);
    }

    fn push(&mut self, name: &str, value: f64, unit: &'static str, target: Option<Target>) {
        self.figures.push(Figure {
            name: name.to_owned(),
            value,
            unit,
            target,
        });
    }

    /// Whether all targets are met.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.figures.iter().all(Figure::is_met)
    }
}

impl Figure {
    fn is_met(&self) -> bool {
        match self.target {
            None => true,
            // What is not a number meets no target.
            Some(Target::AtMost(most)) => self.value <= most,
            Some(Target::AtLeast(least)) => self.value >= least,
        }
    }
}

/// The middle one; of an even number, the upper one of the two.
#[must_use]
pub fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        self.figures.iter().try_for_each(|figure| {
            let missed = if figure.is_met() { "" } else { ": MISSED" };
            writeln!(f, "  {figure}{missed}")
        })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name, value, unit, ..
        } = self;
        let places = if value.fract() == 0.0 { 0 } else { 2 };
        let space = if unit.is_empty() { "" } else { " " };
        write!(f, "{name}: {value:.places$}{space}{unit}")?;
        match self.target {
            None => Ok(()),
            Some(Target::AtMost(most)) => write!(f, " (at most {most})"),
            Some(Target::AtLeast(least)) => write!(f, " (at least {least})"),
        }
    }
}
