//! What a group's sender may ask beside its deliveries, and who is answered.

use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, request};

use crate::declare::descriptor::Descriptor;
use crate::declare::rules::handshake::{fits, reads_body_of};
use crate::delivery::Delivery;
use crate::dispatcher::limits::is_encoded;
use crate::dispatcher::run::begun::Begun;
use crate::dispatcher::run::runtime::{Beside, Runtime};
use crate::dispatcher::start::builder::DispatcherBuilder;
use crate::dispatcher::start::problem::ProblemKind;
use crate::dispatcher::start::routes::Wiring;
use crate::group::EventGroup;
use crate::guard;
use crate::handshake::answer::Refusal;
use crate::handshake::model::Handshake;
use crate::outcome::{Outcome, OutcomeKind};
use crate::scheme::failure::{SignatureFailure, SignatureFailureKind};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::Keyring;
use crate::verification::key_source::Found;
use crate::verification::verified::CheckedDelivery as _;

/// Says whether a question is answered that the program must agree to.
pub(crate) type Admission = Arc<dyn Fn(&Delivery) -> bool + Send + Sync>;

/// The handshakes of one group, and what their answers need.
pub(crate) struct Questions {
    handshakes: &'static [Handshake],
    tokens: Keyring,
    /// The group's own keyring; empty where it is looked up for each delivery.
    keys: Keyring,
    admission: Option<Admission>,
    /// What is told to who uses another method.
    allow: Option<HeaderValue>,
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
    /// Prepares the handshakes of a group; `None` for one without.
    pub(crate) fn new(
        descriptor: &'static Descriptor,
        given: Given,
        wiring: &mut Wiring<'_>,
    ) -> Option<Arc<Self>> {
        let handshakes = descriptor.handshakes;
        given.check(descriptor, wiring);
        if handshakes.is_empty() {
            return None;
        }
        Some(Arc::new(Self {
            handshakes,
            tokens: given.tokens.unwrap_or_default(),
            keys: given.keys.unwrap_or_default(),
            admission: given.admission,
            allow: allow(handshakes),
        }))
    }

    /// Whether a request that is no delivery by its head is a question all the same.
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
        self.at(Stage::Head).any(|handshake| handshake.asks(&head))
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
        let handshake = self.at(stage).find(|handshake| handshake.asks(request))?;
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

impl<G: EventGroup> Runtime<G> {
    /// Checks a delivery; what did not verify, and a question, has ended.
    pub(crate) fn admit(
        &self,
        delivery: Delivery,
        beside: Beside<'_>,
    ) -> Result<G::Delivery, Box<Begun>> {
        match self.checked(delivery) {
            Ok(delivery) => match self.answer_checked(&delivery) {
                None => Ok(delivery),
                Some(answer) => {
                    let key = delivery.signed_by().cloned();
                    Err(Box::new(Begun::asked(answer, key)))
                }
            },
            Err(rejected) => Err(Box::new(match self.answer_unsigned(&rejected) {
                Some(answer) => Begun::asked(answer, None),
                None => self.reject(rejected.0, &rejected.1, beside),
            })),
        }
    }

    /// Answers a question that passed the check of a delivery.
    pub(crate) fn answer_checked(&self, delivery: &G::Delivery) -> Option<Outcome> {
        let questions = self.questions.as_ref()?;
        questions.answer(Stage::Checked, delivery.delivery(), delivery.signed_by())
    }

    /// Answers a question that never carries a signature, and carries none.
    pub(crate) fn answer_unsigned(
        &self,
        rejected: &(SignatureFailure, Delivery),
    ) -> Option<Outcome> {
        let questions = self.questions.as_ref()?;
        let (failure, delivery) = rejected;
        if failure.kind() != SignatureFailureKind::Missing {
            return None;
        }
        questions.answer(Stage::Unsigned, delivery, None)
    }
}

impl fmt::Debug for Questions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Questions")
            .field("handshakes", &self.handshakes.len())
            .finish_non_exhaustive()
    }
}

/// What the program gave for the handshakes of a group.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) tokens: Option<Keyring>,
    pub(crate) keys: Option<Keyring>,
    pub(crate) admission: Option<Admission>,
}

impl Given {
    fn check(&self, descriptor: &'static Descriptor, wiring: &mut Wiring<'_>) {
        let handshakes = descriptor.handshakes;
        let mut report = |text: &str| {
            wiring.report(ProblemKind::Handshake, descriptor.name, text.to_owned());
        };
        for handshake in handshakes {
            if let Err(message) = fits(handshake, descriptor.scheme.as_ref(), descriptor.body) {
                report(message.as_str());
            }
            if handshake.needs_admission() && self.admission.is_none() {
                report("a handshake agrees to something: say with `admit_handshakes` to what");
            }
        }
        let wanted = handshakes.iter().any(Handshake::needs_token);
        match &self.tokens {
            None if wanted => {
                report(
                    "a handshake compares a token: give it to `handshake_token`, or say `handshake = none`",
                );
            }
            Some(_) if !wanted => report("a token is given, and no handshake asks for one"),
            Some(tokens)
                if tokens.is_empty() || tokens.iter().any(|(_, token)| token.check().is_err()) =>
            {
                report("the token of a handshake is blank, or ends in white space");
            }
            _ => {}
        }
        if handshakes.is_empty() && self.admission.is_some() {
            report("`admit_handshakes` is given, and the group has no handshake");
        }
    }
}

impl DispatcherBuilder {
    /// Gives the tokens that a group's handshakes compare, each of which is enough: Meta's verify token, or the topics of
    /// `WebSub` subscriptions.
    ///
    /// A sender puts them into URLs, which logs keep: they are no secrets that sign.
    ///
    /// # Examples
    ///
    /// ```
    /// # use serde::Deserialize;
    /// # use webhook_core::{Dispatcher, EventGroup, Secret, on_event};
    /// # #[derive(Debug, Deserialize)]
    /// # pub struct Change { pub entry: Vec<serde_json::Value> }
    /// #[derive(Debug, EventGroup)]
    /// #[event_group(path = "/meta", preset = meta)]
    /// pub enum Meta {
    ///     #[event("page")]
    ///     Page(Change),
    /// }
    /// # #[on_event(group = Meta, ty = Change)]
    /// # fn change(change: Change) {}
    ///
    /// let dispatcher = Dispatcher::builder()
    ///     .group::<Meta>(Secret::new("the secret of the app"))
    ///     .handshake_token::<Meta>(Secret::new("made up for this"))
    ///     .build()?;
    /// let ask = |token| {
    ///     let uri = format!("/meta?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}");
    ///     http::Request::get(uri).body(String::new()).map(|request| dispatcher.dispatch_blocking(request).status())
    /// };
    /// assert_eq!((ask("made+up+for+this")?.as_u16(), ask("guessed")?.as_u16()), (200, 403));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn handshake_token<G: EventGroup>(mut self, tokens: impl Into<Keyring>) -> Self {
        self.given::<G>(|given| given.tokens = Some(tokens.into()));
        self
    }

    /// Says which handshakes of a group are answered; without it all are that need no admission.
    ///
    /// It is asked behind a token and before the answer, and looks at what may be anybody's request.
    pub fn admit_handshakes<G: EventGroup>(
        mut self,
        admits: impl Fn(&Delivery) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.given::<G>(|given| given.admission = Some(Arc::new(admits)));
        self
    }

    /// Keeps a group's keys where an answer needs them, and nowhere else.
    pub(crate) fn keep_for_handshakes<G: EventGroup>(&mut self, keys: &Keyring) {
        if G::DESCRIPTOR.handshakes.iter().any(Handshake::needs_key) {
            self.given::<G>(|given| given.keys = Some(keys.clone()));
        }
    }

    fn given<G: EventGroup>(&mut self, give: impl FnOnce(&mut Given)) {
        let (id, name) = (TypeId::of::<G>(), G::DESCRIPTOR.name);
        if let Some((.., given)) = self.handshakes.iter_mut().find(|(other, ..)| *other == id) {
            return give(given);
        }
        let mut given = Given::default();
        give(&mut given);
        self.handshakes.push((id, name, given));
    }
}

fn allow(handshakes: &[Handshake]) -> Option<HeaderValue> {
    let mut methods = vec![Method::POST.as_str()];
    for handshake in handshakes {
        if !methods.contains(&handshake.method) {
            methods.push(handshake.method);
        }
    }
    let methods = methods.join(", ");
    (methods.len() > Method::POST.as_str().len())
        .then(|| HeaderValue::from_str(&methods).ok())
        .flatten()
}
