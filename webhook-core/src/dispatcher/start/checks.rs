//! Makes the check that verifies a group's deliveries.

use crate::declare::descriptor::Descriptor;
use crate::delivery::Delivery;
use crate::dispatcher::problem::{Problem, ProblemKind};
use crate::dispatcher::run::runtime::Check;
use crate::dispatcher::telemetry::log;
use crate::group::verify::verifier_of;
use crate::guard;
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::verify::Verifier;
use crate::verification::found::Found;
use crate::verification::key_source::KeySource;
use crate::verification::keys::Keys;

/// Why a group has no check. It is `None` if another rule reports the reason.
type Reason = Option<String>;

/// Makes the check, or reports why these keys cannot be used for the group.
pub(crate) fn check(
    descriptor: &'static Descriptor,
    keys: &Keys,
    problems: &mut Vec<Problem>,
) -> Option<Box<Check>> {
    let made = match keys {
        Keys::Fixed(keyring) => by_keyring(descriptor, keyring),
        Keys::Looked(_) => looked_up(descriptor),
        Keys::Verifier(_) => by_verifier(descriptor),
        Keys::Unsigned => Ok(unsigned()),
        Keys::Missing => Err(None),
    };
    let problem = |text| Problem::new(ProblemKind::Secret, descriptor.name, text);
    made.map_err(|reason| problems.extend(reason.map(problem)))
        .ok()
}

/// Returns the reason if a key source reports that its keys cannot be used.
pub(crate) fn refused(keys: &dyn KeySource) -> Option<String> {
    match guard::call("the key source", || keys.check()) {
        Ok(checked) => checked.err().map(|error| error.to_string()),
        Err(panicked) => Some(panicked.to_string()),
    }
}

/// Verifies with the keyring that was found for the delivery.
fn looked_up(descriptor: &Descriptor) -> Result<Box<Check>, Reason> {
    let verifier = verifier(descriptor)?;
    Ok(Box::new(move |delivery: &mut Delivery, found: &Found| {
        let Found::Keys { prepared, .. } = found else {
            return Err(Box::new(SignatureFailure::no_key()));
        };
        let signed = verifier.accept(delivery, prepared);
        signed.map(Some).map_err(Box::new)
    }))
}

fn by_keyring(descriptor: &Descriptor, keys: &Keyring) -> Result<Box<Check>, Reason> {
    let verifier = verifier(descriptor)?;
    let keys = verifier
        .prepare(keys)
        .map_err(|error| Some(error.to_string()))?;
    for id in keys.short() {
        log::short_key(descriptor.name, id);
    }
    Ok(Box::new(move |delivery: &mut Delivery, _: &Found| {
        let signed = verifier.accept(delivery, &keys);
        signed.map(Some).map_err(Box::new)
    }))
}

fn verifier(descriptor: &Descriptor) -> Result<Verifier, Reason> {
    let verifier = verifier_of(descriptor).ok_or(None)?;
    verifier.map_err(|error| Some(error.to_string()))
}

/// Verifies with the program's own code. Only a `custom` scheme allows this, because the rules that the compiler checked
/// for other schemes would not hold. The compiler sees to it, except for a group that was written by hand.
fn by_verifier(descriptor: &Descriptor) -> Result<Box<Check>, Reason> {
    let scheme = descriptor.sender.scheme.as_ref().ok_or(None)?;
    if scheme.algorithm() != Algorithm::Custom {
        let text = "the scheme of the group is not `custom`, so no verifier can check it";
        return Err(Some(text.to_owned()));
    }
    Ok(Box::new(|_: &mut Delivery, found: &Found| match found {
        Found::Verdict(Ok(signature)) => Ok(Some(signature.clone().into())),
        Found::Verdict(Err(failure)) => Err(Box::new(failure.clone())),
        _ => Err(Box::new(SignatureFailure::no_key())),
    }))
}

fn unsigned() -> Box<Check> {
    Box::new(|_, _| Ok(None))
}
