//! What a group's sender may ask beside its deliveries, and who is answered.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, request};

use crate::declare::rules::handshake::reads_body_of;
use crate::delivery::Delivery;
use crate::dispatcher::begun::Begun;
use crate::dispatcher::limits::is_encoded;
use crate::guard;
use crate::handshake::answer::Refusal;
use crate::handshake::model::Handshake;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::Keyring;
use crate::verification::key_source::Found;

/// Says whether a question is answered that the program must agree to.
pub(crate) type Admission = Arc<dyn Fn(&Delivery) -> bool + Send + Sync>;

/// The handshakes of one group, and what their answers need.
pub(crate) struct Questions {
    pub(crate) handshakes: &'static [Handshake],
    pub(crate) tokens: Keyring,
    /// The group's own keyring; empty where it is looked up for each delivery.
    pub(crate) keys: Keyring,
    pub(crate) admission: Option<Admission>,
    /// What is told to who uses another method.
    pub(crate) allow: Option<HeaderValue>,
}

/// How far a request has come when its question is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nothing was verified, and nothing of the body is looked at.
    Head,
    /// It passed the group's check.
    Checked,
    /// It carries no signature; only a question that never does may be read out of its body.
    Unsigned,
}

impl Questions {
    /// Whether a request that is refused as a delivery by its head is a handshake.
    pub(crate) fn excuse(&self, parts: &request::Parts) -> bool {
        // An encoded body is nothing that anybody asks with.
        if is_encoded(&parts.headers) {
            return false;
        }
        let mut head = Request::new(Bytes::new());
        head.method_mut().clone_from(&parts.method);
        head.uri_mut().clone_from(&parts.uri);
        head.headers_mut().clone_from(&parts.headers);
        let head = Delivery::from(head);
        self.at(Stage::Head)
            .any(|handshake| handshake.matches(&head))
    }

    /// The methods that are answered, where there are others than `POST`.
    pub(crate) const fn allow(&self) -> Option<&HeaderValue> {
        self.allow.as_ref()
    }

    /// Answers a question; `None` for a request that is none. `key` is the id of the key that signed it.
    pub(crate) fn answer(
        &self,
        stage: Stage,
        request: &Delivery,
        key: Option<&KeyId>,
    ) -> Option<Outcome> {
        let handshake = self
            .at(stage)
            .find(|handshake| handshake.matches(request))?;
        Some(
            self.admit(handshake, request)
                .unwrap_or_else(|| self.reply(handshake, request, key)),
        )
    }

    /// The handshakes that are looked for at a stage.
    fn at(&self, stage: Stage) -> impl Iterator<Item = &'static Handshake> {
        self.handshakes.iter().filter(move |handshake| {
            let body = reads_body_of(handshake.when);
            match (stage, handshake.needs_verification()) {
                (Stage::Head, signer) => !signer && !body,
                (Stage::Checked, signer) => signer || body,
                (Stage::Unsigned, signer) => !signer && body,
            }
        })
    }

    /// What refuses who may not ask.
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

    fn reply(&self, handshake: &Handshake, request: &Delivery, key: Option<&KeyId>) -> Outcome {
        let mut keys = Found::keyring(request).unwrap_or(&self.keys).iter();
        // The key that signed the question, or the one that is tried first.
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

impl Begun {
    /// A question that was answered or refused.
    pub(crate) fn asked(answer: Outcome, key: Option<KeyId>) -> Self {
        let refused = answer.kind() == OutcomeKind::Rejected;
        Self {
            reason: refused.then_some("handshake"),
            ..Self::ended(answer, key)
        }
    }

    /// The same, with the answer beside it.
    pub(crate) fn answered(answer: Outcome, key: Option<KeyId>) -> Box<(Outcome, Self)> {
        let begun = Self::asked(Outcome::new(answer.kind()), key);
        Box::new((answer, begun))
    }
}

impl fmt::Debug for Questions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Questions")
            .field("handshakes", &self.handshakes.len())
            .finish_non_exhaustive()
    }
}
