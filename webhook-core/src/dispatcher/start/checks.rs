//! Makes the check that verifies a group's deliveries.

use crate::delivery::Delivery;
use crate::dispatcher::problem::{Problem, ProblemKind};
use crate::dispatcher::run::runtime::Check;
use crate::dispatcher::telemetry::log;
use crate::group::SignedGroup;
use crate::group::verify::verifier_of;
use crate::guard;
use crate::scheme::failure::SignatureFailure;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::model::choice::Algorithm;
use crate::verification::found::Found;
use crate::verification::key_source::KeySource;

/// Verifies with the keyring that was found for the delivery.
pub(crate) fn looked_up<G: SignedGroup>(problems: &mut Vec<Problem>) -> Option<Box<Check>> {
    let name = G::DESCRIPTOR.name;
    let verifier = verifier_of(G::DESCRIPTOR)?
        .map_err(|error| problems.push(Problem::new(ProblemKind::Secret, name, error.to_string())))
        .ok()?;
    Some(Box::new(move |delivery: &mut Delivery, found: &Found| {
        let Found::Keys { prepared, .. } = found else {
            return Err(Box::new(SignatureFailure::no_key()));
        };
        let signed = verifier.accept(delivery, prepared);
        signed.map(Some).map_err(Box::new)
    }))
}

/// Returns the reason if a key source reports that its keys cannot be used.
pub(crate) fn refused(keys: &dyn KeySource) -> Option<String> {
    match guard::call("the key source", || keys.check()) {
        Ok(checked) => checked.err().map(|error| error.to_string()),
        Err(panicked) => Some(panicked.to_string()),
    }
}

pub(crate) fn signed<G: SignedGroup>(
    keys: &Keyring,
    problems: &mut Vec<Problem>,
) -> Option<Box<Check>> {
    let mut problem = |text: String| {
        problems.push(Problem::new(ProblemKind::Secret, G::DESCRIPTOR.name, text));
    };
    let verifier = verifier_of(G::DESCRIPTOR)?
        .map_err(|error| problem(error.to_string()))
        .ok()?;
    let keys = verifier
        .prepare(keys)
        .map_err(|error| problem(error.to_string()))
        .ok()?;
    for id in keys.short() {
        log::short_key(G::DESCRIPTOR.name, id);
    }
    Some(Box::new(move |delivery: &mut Delivery, _: &Found| {
        let signed = verifier.accept(delivery, &keys);
        signed.map(Some).map_err(Box::new)
    }))
}

/// Verifies with the program's own code. Only a `custom` scheme allows this, because the rules that the compiler checked
/// for other schemes would not hold.
pub(crate) fn by_verifier<G: SignedGroup>(problems: &mut Vec<Problem>) -> Option<Box<Check>> {
    let scheme = G::DESCRIPTOR.sender.scheme.as_ref()?;
    if scheme.algorithm() != Algorithm::Custom {
        let text = "the scheme of the group is not `custom`: write `signature = custom`, or give its secret to `group`";
        let problem = Problem::new(ProblemKind::Secret, G::DESCRIPTOR.name, text.into());
        problems.push(problem);
        return None;
    }
    Some(Box::new(|_: &mut Delivery, found: &Found| match found {
        Found::Verdict(Ok(signature)) => Ok(Some(signature.clone().into())),
        Found::Verdict(Err(failure)) => Err(Box::new(failure.clone())),
        _ => Err(Box::new(SignatureFailure::no_key())),
    }))
}

pub(crate) fn unsigned() -> Box<Check> {
    Box::new(|_, _| Ok(None))
}
