//! The tokens and closures that the program gives for the handshakes of a group.

use std::sync::Arc;

use http::HeaderValue;

use crate::declare::descriptor::Descriptor;
use crate::declare::rules::handshake::check_fit;
use crate::dispatcher::problem::ProblemKind;
use crate::dispatcher::run::handshakes::{Admission, Handshakes};
use crate::dispatcher::start::routes::Wiring;
use crate::handshake::model::Handshake;
use crate::scheme::keys::keyring::Keyring;

/// The tokens and the closure for the handshakes of one group.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) tokens: Option<Keyring>,
    pub(crate) admission: Option<Admission>,
}

impl Given {
    /// Prepares the handshakes of a group; `None` for a group without any. `keys` are those that stay the same.
    pub(crate) fn handshakes(
        self,
        descriptor: &'static Descriptor,
        keys: Option<&Keyring>,
        wiring: &mut Wiring<'_>,
    ) -> Option<Arc<Handshakes>> {
        let handshakes = descriptor.sender.handshakes;
        self.check(descriptor, wiring);
        if handshakes.is_empty() {
            return None;
        }
        let keys = keys.filter(|_| handshakes.iter().any(Handshake::needs_key));
        Some(Arc::new(Handshakes {
            all: handshakes,
            tokens: self.tokens.unwrap_or_default(),
            keys: keys.cloned().unwrap_or_default(),
            admission: self.admission,
            allow: allow(descriptor.body.method(), handshakes),
        }))
    }

    fn check(&self, descriptor: &'static Descriptor, wiring: &mut Wiring<'_>) {
        let handshakes = descriptor.sender.handshakes;
        let mut report = |text: &str| {
            wiring.report(ProblemKind::Handshake, descriptor.name, text.to_owned());
        };
        for handshake in handshakes {
            if let Err(message) = check_fit(
                handshake,
                descriptor.sender.scheme.as_ref(),
                descriptor.body,
            ) {
                report(message.as_str());
            }
            if handshake.needs_admission() && self.admission.is_none() {
                report(
                    "the answer to a handshake agrees to something: choose with `admit_handshakes` which ones are answered",
                );
            }
        }
        let wanted = handshakes.iter().any(Handshake::needs_token);
        match &self.tokens {
            None if wanted => {
                report(
                    "a handshake compares a token: pass it to `handshake_token`, or write `handshake = none`",
                );
            }
            Some(_) if !wanted => report("a token is given, but no handshake asks for one"),
            Some(tokens)
                if tokens.is_empty() || tokens.iter().any(|(_, token)| token.check().is_err()) =>
            {
                report("the token of a handshake is blank or ends in white space");
            }
            _ => {}
        }
        if handshakes.is_empty() && self.admission.is_some() {
            report("`admit_handshakes` is given, but the group has no handshake");
        }
    }
}

fn allow(own: &'static str, handshakes: &[Handshake]) -> Option<HeaderValue> {
    let mut methods = vec![own];
    for handshake in handshakes {
        if !methods.contains(&handshake.method) {
            methods.push(handshake.method);
        }
    }
    HeaderValue::from_str(&methods.join(", ")).ok()
}
