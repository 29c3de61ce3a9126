//! Matches and answers the handshakes of a group.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, request};

use crate::declare::rules::handshake::reads_body_of;
use crate::delivery::Delivery;
use crate::dispatcher::delivery_run::Run;
use crate::dispatcher::limits::is_encoded;
use crate::guard;
use crate::handshake::answer::Refusal;
use crate::handshake::model::Handshake;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::Keyring;
use crate::verification::found::Found;

/// The program's closure that decides whether a handshake is answered.
pub(crate) type Admission = Arc<dyn Fn(&Delivery) -> bool + Send + Sync>;

/// The handshakes of one group, with the keys and tokens that their answers need.
pub(crate) struct Handshakes {
    pub(crate) all: &'static [Handshake],
    pub(crate) tokens: Keyring,
    /// The group's own keyring; empty if keyrings are looked up for each delivery.
    pub(crate) keys: Keyring,
    pub(crate) admission: Option<Admission>,
    /// The `Allow` header of a 405.
    pub(crate) allow: Option<HeaderValue>,
}

/// The step at which a request is compared with the handshakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before verification. Only handshakes that do not read the body match.
    Head,
    /// After the group's check passed.
    Checked,
    /// After a check that found no signature. Only handshakes that are never signed match.
    Unsigned,
}

impl Handshakes {
    /// Whether a request is a handshake, although its head is refused for deliveries.
    pub(crate) fn excuse(&self, parts: &request::Parts) -> bool {
        // No sender encodes the body of a handshake.
        if is_encoded(&parts.headers) {
            return false;
        }
        let mut head = Request::new(Bytes::new());
        head.method_mut().clone_from(&parts.method);
        head.uri_mut().clone_from(&parts.uri);
        head.headers_mut().clone_from(&parts.headers);
        let head = Delivery::from(head);
        self.at(Stage::Head)
            .any(|handshake| handshake.compare(&head).is_some())
    }

    /// The methods that are answered, if `POST` is not the only one.
    pub(crate) const fn allow(&self) -> Option<&HeaderValue> {
        self.allow.as_ref()
    }

    /// Answers a handshake; `None` if the request is not one. `key` is the id of the key that signed it.
    pub(crate) fn answer(
        &self,
        stage: Stage,
        request: &Delivery,
        found: &Found,
        key: Option<&KeyId>,
    ) -> Option<Outcome> {
        let mut refused = None;
        for handshake in self.at(stage) {
            match handshake.compare(request) {
                None => {}
                Some(Ok(())) => {
                    let admitted = self.admit(handshake, request);
                    let reply = || self.reply(handshake, request, found, key);
                    return Some(admitted.unwrap_or_else(reply));
                }
                Some(Err(refusal)) => refused = Some(refusal),
            }
        }
        refused.map(|refusal| Outcome::with_text(OutcomeKind::Malformed, refusal.as_str()))
    }

    /// The handshakes that can match at a stage.
    fn at(&self, stage: Stage) -> impl Iterator<Item = &'static Handshake> {
        self.all.iter().filter(move |handshake| {
            let body = reads_body_of(handshake.when);
            match (stage, handshake.needs_verification()) {
                (Stage::Head, signer) => !signer && !body,
                (Stage::Checked, signer) => signer || body,
                (Stage::Unsigned, signer) => !signer && body,
            }
        })
    }

    /// Refuses a handshake without the right token, or one that the program does not admit.
    fn admit(&self, handshake: &Handshake, request: &Delivery) -> Option<Outcome> {
        let tokens = self.tokens.iter().map(|(_, token)| token);
        let cause = if let Err(refusal) = handshake.check_token(request, tokens) {
            refusal.as_str()
        } else {
            let admits = self.admission.as_ref()?;
            match guard::call("the closure of `admit_handshakes`", || admits(request)) {
                Ok(true) => return None,
                Ok(false) => "the program did not admit the handshake",
                Err(panicked) => return Some(panicked.into()),
            }
        };
        let status = StatusCode::from_u16(handshake.refused).unwrap_or(StatusCode::UNAUTHORIZED);
        Some(Outcome::with_text(OutcomeKind::Rejected, cause).with_status(status))
    }

    fn reply(
        &self,
        handshake: &Handshake,
        request: &Delivery,
        found: &Found,
        key: Option<&KeyId>,
    ) -> Outcome {
        let mut keys = found.keyring().unwrap_or(&self.keys).iter();
        // The key that signed the handshake, or else the first one.
        let key = keys.find(|(id, _)| key.is_none_or(|key| key == *id));
        let key = key.map(|(id, secret)| (id.as_str(), secret));
        match handshake.reply_to(request, key) {
            Ok(response) => Outcome::handshake(response),
            Err(refusal @ Refusal::Challenge) => {
                Outcome::with_text(OutcomeKind::Malformed, refusal.as_str())
            }
            Err(refusal) => Outcome::with_text(OutcomeKind::Rejected, refusal.as_str()),
        }
    }
}

impl Run {
    /// The run of a handshake that was answered or refused.
    pub(crate) fn asked(answer: Outcome, key: Option<KeyId>) -> Self {
        let refused = answer.kind() == OutcomeKind::Rejected;
        Self {
            reason: refused.then_some("handshake"),
            ..Self::ended(answer, key)
        }
    }
}

impl fmt::Debug for Handshakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handshakes")
            .field("handshakes", &self.all.len())
            .finish_non_exhaustive()
    }
}
