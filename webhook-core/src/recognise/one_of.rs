//! Reading a value whose type derives `OneOf`.

use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use serde::de::{Deserializer, Error as _};

use crate::declare::body_kind::BodyKind;
use crate::declare::event::EventDescriptor;
use crate::expression::Expression;
use crate::json::outline::Outline;
use crate::payload::PayloadType;
use crate::payload::bounds::{Excess, Level, Scope, Trial, count, excess, may_read};
use crate::payload::error::TRIED_TOO_LONG;
use crate::payload::hand::{Source, hand_up};
use crate::payload::misfit::{Misfit, NO_MEMBER, SEVERAL_MEMBERS};
use crate::payload::part::Part;
use crate::recognise::NotFound;
use crate::recognise::choose::Choice;
use crate::recognise::plan::Plan;

/// The rules of an enum with `#[derive(OneOf)]`, prepared once.
#[derive(Debug)]
pub struct OneOfPlan {
    name: &'static str,
    events: &'static [EventDescriptor],
    plan: Plan,
}

/// The value of a `OneOf`, to parse as a member. `Debug` does not print the value.
pub struct Member<'a>(Part<'a>);

impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Member(..)")
    }
}

impl Member<'_> {
    /// Parses the value as the type of the member.
    ///
    /// A struct is read only from a JSON object, never from an array. serde decides this for structs inside it.
    ///
    /// # Errors
    ///
    /// What does not fit, and its path.
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
    /// Prepares the rules of the enum `name`. Only expressions of the body can have a value.
    #[must_use]
    pub fn new(
        name: &'static str,
        discriminator: &'static [Expression<'static>],
        events: &'static [EventDescriptor],
    ) -> Self {
        Self {
            name,
            events,
            plan: Plan::from_parts(discriminator, events, (BodyKind::Json, None)),
        }
    }

    /// Reads a value: finds its member, and parses it with `parse`.
    ///
    /// # Errors
    ///
    /// The deserializer's error, or one that names the enum and the members but no value.
    pub fn deserialize<'de, D: Deserializer<'de>, T>(
        &self,
        deserializer: D,
        parse: impl Fn(usize, Member<'_>) -> Result<T, Misfit>,
    ) -> Result<T, D::Error> {
        if !may_read() {
            return Err(D::Error::custom("the depth of the body is not known yet"));
        }
        // The outermost `OneOf` outlines its text, which checks the depth. Inner ones get parts of that outline.
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
            Some(index) => parse(index, Member(part)).map_err(|misfit| self.invalid(index, misfit)),
            None => self.try_members(&part, parse),
        }
    }

    /// Finds the member by the rules. Not inlined, so that its locals are off the stack before the member is parsed.
    #[inline(never)]
    fn pick(&self, document: &Outline, place: &Range<usize>) -> Result<Option<usize>, Failure> {
        let mut read = 0;
        let choice = self.plan.pick(document, place, &mut read);
        count(read).map_err(|excess| self.exceeded(excess))?;
        match choice {
            Ok(Choice::One(index)) => Ok(Some(index)),
            Ok(Choice::None) | Err(NotFound::Unknown { .. }) => Ok(None),
            Ok(Choice::Several(members)) => Err(self.several(&members)),
            Err(NotFound::Malformed(cause)) => Err(self.fail(Why::None(Some(cause)))),
            Err(NotFound::Invalid(misfit)) => Err(self.fail(Why::Unread(misfit))),
        }
    }

    /// Parses the value as every member without a rule, and returns the result if exactly one fits.
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
            (_, []) => Err(self.fail(Why::None(None))),
            _ => Err(self.several(&fitting)),
        }
    }

    #[cold]
    fn fail(&self, why: Why) -> Failure {
        let name = self.name;
        Failure { name, why }
    }

    #[cold]
    fn exceeded(&self, excess: Excess) -> Failure {
        self.fail(Why::Exceeded(excess))
    }

    #[cold]
    fn invalid(&self, index: usize, misfit: Misfit) -> Failure {
        self.fail(match excess() {
            Some(excess) => Why::Exceeded(excess),
            None => Why::Invalid(self.member(index), misfit),
        })
    }

    #[cold]
    fn several(&self, members: &[usize]) -> Failure {
        let members = members.iter().map(|index| self.member(*index)).collect();
        self.fail(Why::Several(members))
    }

    fn member(&self, index: usize) -> &'static str {
        self.events.get(index).map_or("", EventDescriptor::name)
    }
}

/// Why a value is not a member of the `OneOf` called `name`.
#[derive(Debug)]
struct Failure {
    name: &'static str,
    why: Why,
}

#[derive(Debug)]
enum Why {
    /// No member matches, with the cause if the value is ambiguous.
    None(Option<&'static str>),
    /// What says the member cannot be read.
    Unread(Misfit),
    /// These members match.
    Several(Vec<&'static str>),
    /// This member matches and does not fit.
    Invalid(&'static str, Misfit),
    Exceeded(Excess),
}

/// What the outer `OneOf` gets, which knows its own name.
impl From<Failure> for Misfit {
    fn from(failure: Failure) -> Self {
        match failure.why {
            Why::None(_) => Self::new(NO_MEMBER),
            Why::Several(_) => Self::new(SEVERAL_MEMBERS),
            Why::Unread(misfit) | Why::Invalid(_, misfit) => misfit,
            Why::Exceeded(excess) => excess.into(),
        }
    }
}

// `REASONS` in `payload/misfit.rs` recognises these texts by their first words.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name;
        match &self.why {
            Why::None(None) => write!(f, "no member of `{name}` matches"),
            Why::None(Some(cause)) => write!(f, "no member of `{name}` matches: {cause}"),
            Why::Unread(misfit) => write!(f, "no member of `{name}` matches: {misfit}"),
            Why::Several(members) => {
                let members = members.join("`, `");
                write!(f, "more than one member of `{name}` matches: `{members}`")
            }
            Why::Invalid(member, misfit) => {
                write!(f, "member `{member}` of `{name}` does not fit: {misfit}")
            }
            Why::Exceeded(Excess::Levels) => write!(f, "`{name}` nests deeper than 128 levels"),
            Why::Exceeded(Excess::Trials(name)) => write!(f, "{TRIED_TOO_LONG} `{name}`"),
        }
    }
}

#[cfg(test)]
#[path = "one_of_bounds_tests.rs"]
mod bounds_tests;
#[cfg(test)]
#[path = "one_of_tests.rs"]
mod tests;
