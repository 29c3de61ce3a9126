//! Two families of header names, of which a delivery uses one.

use http::{HeaderMap, HeaderName};

use crate::expression::read::Input;
use crate::scheme::failure::{Fault, SignatureFailure};
use crate::scheme::model::parts;
use crate::scheme::verify::plan::Plan;

/// The second family of a scheme's header names.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// The plan with the names of this family.
    pub(crate) plan: Plan,
    /// The prefixes of the first family and of this one, in lower case.
    first: Box<str>,
    second: Box<str>,
}

impl Family {
    /// Prepares a scheme with the names of its second family; `None` if a name is too long.
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
    pub(crate) fn is_used(&self, input: &Input<'_>) -> bool {
        self.plan.location.is_present(input)
    }

    /// Whether a request that is to be signed has headers of this family, and none of the first.
    pub(crate) fn is_begun(&self, headers: &HeaderMap) -> bool {
        let has = |prefix: &str| headers.keys().any(|name| name.as_str().starts_with(prefix));
        has(&self.second) && !has(&self.first)
    }

    /// Replaces the headers of the family that was not used with copies of the verified ones.
    ///
    /// The replaced headers were not verified, and anyone may have added them.
    pub(crate) fn keep_used(
        &self,
        headers: &mut HeaderMap,
        second_is_used: bool,
    ) -> Result<(), SignatureFailure> {
        let (used, other) = if second_is_used {
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
            let name = renamed(name.as_str(), used, other)?;
            Some((name.parse::<HeaderName>().ok()?, value.clone()))
        });
        for (name, value) in copies.collect::<Vec<_>>() {
            // Do not leave out a copy: the event or the id may be read from it.
            if headers.try_append(name, value).is_err() {
                return Err(
                    Fault::malformed("more headers than a request can have").into_failure(true, 0)
                );
            }
        }
        Ok(())
    }
}

fn renamed(name: &str, from: &str, to: &str) -> Option<String> {
    name.strip_prefix(from).map(|rest| format!("{to}{rest}"))
}
