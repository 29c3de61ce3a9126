//! Two families of header names, of which a delivery uses one.

use http::{HeaderMap, HeaderName};

use crate::expression::read::Input;
use crate::scheme::failure::{Fault, SignatureFailure};
use crate::scheme::model::parts;
use crate::scheme::verify::plan::Plan;

/// The second family of a scheme's header names.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// The scheme under the names of this family.
    pub(crate) plan: Plan,
    /// How names begin in the first family and in this one, in lower case.
    first: Box<str>,
    second: Box<str>,
}

impl Family {
    /// Prepares a scheme under the names of its second family; `None` for a name that is too long.
    pub(crate) fn new(
        family: parts::Family<'_>,
        plan: impl FnOnce(&dyn Fn(&str) -> Option<HeaderName>) -> Option<Plan>,
    ) -> Option<Self> {
        let (first, second) = (
            family.from.to_ascii_lowercase(),
            family.to.to_ascii_lowercase(),
        );
        let renamed = |name: &str| {
            let name = name.to_ascii_lowercase();
            let renamed = renamed(&name, &first, &second);
            renamed.unwrap_or(name).parse().ok()
        };
        Some(Self {
            plan: plan(&renamed)?,
            first: first.into(),
            second: second.into(),
        })
    }

    /// Whether a request uses this family.
    pub(crate) fn is_taken(&self, input: &Input<'_>) -> bool {
        self.plan.location.is_in(input)
    }

    /// Leaves of a verified delivery the headers of the family that was taken, under the names of both.
    ///
    /// What stood under the other names was not looked at, and anyone may have added it.
    pub(crate) fn settle(
        &self,
        headers: &mut HeaderMap,
        second_is_taken: bool,
    ) -> Result<(), SignatureFailure> {
        let (taken, other) = if second_is_taken {
            (&self.second, &self.first)
        } else {
            (&self.first, &self.second)
        };
        let is_other = |name: &&HeaderName| name.as_str().starts_with(&**other);
        let strangers: Vec<HeaderName> = headers.keys().filter(is_other).cloned().collect();
        for name in strangers {
            headers.remove(name);
        }
        let copies = headers.iter().filter_map(|(name, value)| {
            let name = renamed(name.as_str(), taken, other)?;
            Some((name.parse::<HeaderName>().ok()?, value.clone()))
        });
        for (name, value) in copies.collect::<Vec<_>>() {
            // A header without its other name could be one that says the event or the id.
            if headers.try_append(name, value).is_err() {
                return Err(Fault::malformed("more headers than a request can have").after(true, 0));
            }
        }
        Ok(())
    }
}

fn renamed(name: &str, from: &str, to: &str) -> Option<String> {
    name.strip_prefix(from).map(|rest| format!("{to}{rest}"))
}
