//! What `#[derive(OneOf)]` reads a value with.

use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use serde::de::{Deserializer, Error as _};

use crate::declare::event::EventDescriptor;
use crate::expression::Expression;
use crate::json::outline::Outline;
use crate::payload::PayloadType;
use crate::payload::bounds::{Excess, Level, Scope, Trial, count, excess, may_read};
use crate::payload::error::TRIED_TOO_LONG;
use crate::payload::hand::{Source, hand_up};
use crate::payload::misfit::{Misfit, NO_MEMBER, SEVERAL_MEMBERS};
use crate::payload::part::Part;
use crate::recognise::part::Picked;
use crate::recognise::plan::Plan;

/// The rules of an enum with `#[derive(OneOf)]`, prepared once.
#[derive(Debug)]
pub struct OneOfPlan {
    name: &'static str,
    events: &'static [EventDescriptor],
    plan: Plan,
}

/// The value of a `OneOf`, for the type of one member; its `Debug` shows nothing of it.
pub struct Member<'a>(Part<'a>);

impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Member(..)")
    }
}

impl Member<'_> {
    /// Parses the value as the type of the member.
    ///
    /// A struct is read from a JSON object only, never from an array. The structs inside it are serde's business.
    ///
    /// # Errors
    ///
    /// What does not fit, and where.
    pub fn parse<P: PayloadType>(self) -> Result<P, Misfit> {
        P::deserialize(self.0)
    }

    /// The error for an index that the enum does not have.
    #[must_use]
    pub fn no_such_event(&self) -> Misfit {
        Misfit::new("no such member")
    }
}

impl OneOfPlan {
    /// Prepares the rules of the enum `name`; only expressions of the body can have a value.
    #[must_use]
    pub fn new(
        name: &'static str,
        discriminator: &'static [Expression<'static>],
        events: &'static [EventDescriptor],
    ) -> Self {
        Self {
            name,
            events,
            plan: Plan::from_parts(discriminator, events),
        }
    }

    /// Reads a value: finds the one member that it is, and parses that one with `parse`.
    ///
    /// # Errors
    ///
    /// The deserializer's own, or one that names the enum and the members but no value.
    pub fn deserialize<'de, D: Deserializer<'de>, T>(
        &self,
        deserializer: D,
        parse: impl Fn(usize, Member<'_>) -> Result<T, Misfit>,
    ) -> Result<T, D::Error> {
        if !may_read() {
            return Err(D::Error::custom("the depth of the body is not known yet"));
        }
        // The outermost one outlines its text, and finds there what is too deep; those inside of it get their parts.
        match Source::read(deserializer)? {
            Source::Part(document, place) => self
                .read(&document, place, &parse)
                .map_err(|failure| hand_up(failure.into())),
            Source::Text(text) => self.read_text(text, &parse).map_err(D::Error::custom),
        }
    }

    fn read_text<T>(
        &self,
        text: Box<str>,
        parse: &impl Fn(usize, Member<'_>) -> Result<T, Misfit>,
    ) -> Result<T, Failure> {
        let _scope = Scope::outlined(text.len());
        let document = Rc::new(Level::outline(text).map_err(|excess| self.exceeded(excess))?);
        self.read(&document, document.root(), parse)
    }

    fn read<T>(
        &self,
        document: &Rc<Outline>,
        place: Range<usize>,
        parse: &impl Fn(usize, Member<'_>) -> Result<T, Misfit>,
    ) -> Result<T, Failure> {
        let _level = Level::enter().map_err(|excess| self.exceeded(excess))?;
        let picked = self.pick(document, &place)?;
        let part = Part::whole(document, place);
        match picked {
            Some(index) => parse(index, Member(part)).map_err(|misfit| self.unfit(index, misfit)),
            None => self.try_members(&part, parse),
        }
    }

    /// The member that the rules choose; what that takes is off the stack before the member is parsed.
    #[inline(never)]
    fn pick(&self, document: &Outline, place: &Range<usize>) -> Result<Option<usize>, Failure> {
        let mut read = 0;
        let picked = self.plan.pick(document, place, &mut read);
        count(read).map_err(|excess| self.exceeded(excess))?;
        match picked {
            Picked::One(index) => Ok(Some(index)),
            Picked::None => Ok(None),
            other => Err(self.unclear(other)),
        }
    }

    /// Parses the members that have no rule, to find the one that the value is; its value is kept.
    fn try_members<T>(
        &self,
        part: &Part<'_>,
        parse: &impl Fn(usize, Member<'_>) -> Result<T, Misfit>,
    ) -> Result<T, Failure> {
        let _trial = Trial::begin(self.name);
        let (mut kept, mut fitting) = (None, Vec::new());
        for index in self.plan.structural() {
            let begun = count(part.own_bytes()).map_err(Misfit::from);
            if let Ok(value) = begun.and_then(|()| parse(*index, Member(part.clone()))) {
                kept = Some(value);
                fitting.push(*index);
            }
            if let Some(excess) = excess() {
                return Err(self.exceeded(excess));
            }
        }
        match (kept, fitting.as_slice()) {
            (Some(value), [_]) => Ok(value),
            (_, []) => Err(self.unclear(Picked::None)),
            _ => Err(self.unclear(Picked::Several(fitting))),
        }
    }

    #[cold]
    fn exceeded(&self, excess: Excess) -> Failure {
        Failure::Exceeded {
            name: self.name,
            excess,
        }
    }

    #[cold]
    fn unfit(&self, index: usize, misfit: Misfit) -> Failure {
        match excess() {
            Some(excess) => self.exceeded(excess),
            None => Failure::Unfit {
                name: self.name,
                member: self.member(index),
                misfit,
            },
        }
    }

    #[cold]
    fn unclear(&self, picked: Picked) -> Failure {
        let name = self.name;
        match picked {
            Picked::Several(members) => {
                let members = members.iter().map(|index| self.member(*index)).collect();
                Failure::Several { name, members }
            }
            Picked::Unclear(cause) => Failure::None {
                name,
                cause: Some(cause),
            },
            Picked::None | Picked::One(_) => Failure::None { name, cause: None },
        }
    }

    fn member(&self, index: usize) -> &'static str {
        self.events.get(index).map_or("", EventDescriptor::name)
    }
}

/// Why a value is no member.
#[derive(Debug)]
enum Failure {
    None {
        name: &'static str,
        cause: Option<&'static str>,
    },
    Several {
        name: &'static str,
        members: Vec<&'static str>,
    },
    Unfit {
        name: &'static str,
        member: &'static str,
        misfit: Misfit,
    },
    Exceeded {
        name: &'static str,
        excess: Excess,
    },
}

/// What the `OneOf` further out is told: it knows its own name.
impl From<Failure> for Misfit {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::None { .. } => Self::new(NO_MEMBER),
            Failure::Several { .. } => Self::new(SEVERAL_MEMBERS),
            Failure::Unfit { misfit, .. } => misfit,
            Failure::Exceeded { excess, .. } => excess.into(),
        }
    }
}

// The payload's own errors tell these texts by their first words: `REASONS` in `payload/misfit.rs`.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None { name, cause } => {
                write!(f, "no member of `{name}` matches")?;
                cause.map_or(Ok(()), |cause| write!(f, ": {cause}"))
            }
            Self::Several { name, members } => {
                write!(
                    f,
                    "more than one member of `{name}` matches: `{}`",
                    members.join("`, `")
                )
            }
            Self::Unfit {
                name,
                member,
                misfit,
            } => write!(f, "member `{member}` of `{name}` does not fit: {misfit}"),
            Self::Exceeded {
                name,
                excess: Excess::Levels,
            } => write!(f, "`{name}` nests deeper than 128 levels"),
            Self::Exceeded {
                excess: Excess::Trials(name),
                ..
            } => write!(f, "{TRIED_TOO_LONG} `{name}`"),
        }
    }
}

#[cfg(test)]
#[path = "one_of_bounds_tests.rs"]
mod bounds_tests;
#[cfg(test)]
#[path = "one_of_tests.rs"]
mod tests;
