//! Compares the candidates of a request with its keys and spellings.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::time::SystemTime;

use crate::expression::read::Input;
use crate::json::pointers::Pointed;
use crate::scheme::failure::{Fault, SignatureFailure, SignatureFailureKind};
use crate::scheme::keys::digest::{KeyedMac, PreparedSecret, token_matches};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::PreparedKey;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::verify::candidate::{Candidate, Candidates, Carried, NO_CANDIDATES, Signature};
use crate::scheme::verify::fields::{NO_VALUES, Separators};
use crate::scheme::verify::message::Subject;
use crate::scheme::verify::once::Once;
use crate::scheme::verify::plan::Plan;
use crate::scheme::verify::window;

/// A bound on the work of several signatures: each is compared with each key.
const MAX_COMPARISONS: usize = 64;
/// More lists of signatures than a rotation needs. Each has a message of its own.
const MAX_SETS: usize = 8;

/// One verification.
pub(crate) struct Check<'a> {
    pub(crate) algorithms: &'a [Algorithm],
    pub(crate) plan: &'a Plan,
    pub(crate) keys: &'a [PreparedKey],
    pub(crate) now: SystemTime,
    /// The parts computed once per request, for any number of signed elements.
    pub(crate) once: Once,
    /// The algorithm that a header names, once read.
    pub(crate) named: OnceCell<Result<Option<usize>, Fault>>,
}

/// Who signed a request and, if that is signed, when.
type Found<'a> = (&'a KeyId, Option<SystemTime>);

impl<'a> Check<'a> {
    /// Verifies a request, or one element of its body. Returns who signed it and, if that is signed, when.
    pub(crate) fn run(&self, input: &Input<'_>) -> Result<Found<'a>, SignatureFailure> {
        let plan = self.plan;
        let document = plan.document(input);
        let document = document.map_err(|fault| fault.into_failure(false, 0))?;
        let json = plan.pointers.of(&document);
        let carried = plan.location.read(input, &json);
        let carried =
            carried.map_err(|fault| fault.into_failure(plan.location.is_present(input), 0))?;
        let list = plan.reader.separators();
        let with_list = |text| list.map(|list| (list, text));
        match list.filter(|list| list.has_sets()) {
            None => {
                let list = with_list(carried.first());
                self.run_one(input, &json, list, &carried)
            }
            Some(list) => self.run_sets(list, carried.first(), |set| {
                let carried = Carried::One(Cow::Borrowed(set));
                self.run_one(input, &json, with_list(set), &carried)
            }),
        }
    }

    /// Verifies several lists of signatures, each with a time and other fields of its own. One genuine list is enough.
    #[cold]
    fn run_sets<'b>(
        &self,
        list: Separators,
        text: &'b [u8],
        verify: impl Fn(&'b [u8]) -> Result<Found<'a>, SignatureFailure>,
    ) -> Result<Found<'a>, SignatureFailure> {
        let sets = list.sets(text).count();
        if sets > MAX_SETS || sets.saturating_mul(self.keys.len()) > MAX_COMPARISONS {
            let fault = Fault::malformed("more lists of signatures than may be tried");
            return Err(fault.into_failure(true, 0));
        }
        let mut found = None;
        let mut nearest: Option<SignatureFailure> = None;
        // Every list is tried, so that the time does not tell which one was genuine.
        for set in list.sets(text) {
            match verify(set) {
                Ok(signed) => {
                    found.get_or_insert(signed);
                }
                Err(failure) => {
                    let known = nearest.as_ref().map(|nearest| progress(nearest.kind()));
                    if known.is_none_or(|known| progress(failure.kind()) > known) {
                        nearest = Some(failure);
                    }
                }
            }
        }
        let failure = || nearest.unwrap_or_else(|| Fault::NO_SECRET.into_failure(true, 0));
        found.ok_or_else(failure)
    }

    /// Verifies one text, or several of which each is a signature.
    fn run_one<'b>(
        &self,
        input: &Input<'b>,
        json: &Pointed<'_, 'b>,
        list: Option<(Separators, &'b [u8])>,
        carried: &Carried<'_>,
    ) -> Result<Found<'a>, SignatureFailure> {
        let plan = self.plan;
        let unread = |fault: Fault| fault.into_failure(true, 0);
        let mut values = NO_VALUES;
        plan.fields
            .read(input, json, list, &mut values)
            .map_err(unread)?;
        plan.check_required_headers(input).map_err(unread)?;
        let timestamp = plan.fields.timestamp(&values).map_err(unread)?;
        let named = *self.named.get_or_init(|| plan.named(input));
        let named = named.map_err(unread)?;
        let mut candidates = NO_CANDIDATES;
        plan.reader
            .read(carried, self.algorithms, named, &mut candidates)
            .map_err(unread)?;
        let claimed = candidates.iter().flatten().count();
        if claimed > 1 && claimed.saturating_mul(self.keys.len()) > MAX_COMPARISONS {
            return Err(unread(Fault::malformed(
                "more signatures than may be tried with so many keys",
            )));
        }
        // Not shared by several lists: each may list other signed headers.
        let once = (&self.once, &plan.message.once_for_body());
        let subject = |key| Subject {
            input,
            json,
            values: &values,
            once,
            key,
            spelling: 0,
        };
        let spellings = plan.message.spellings(input);
        let mut signed_by = None;
        for (position, key) in self.keys.iter().enumerate() {
            let genuine = self
                .signed((position, key), &candidates, &subject(&key.id), spellings)
                .map_err(unread)?;
            if genuine && signed_by.is_none() {
                signed_by = Some(&key.id);
            }
        }
        let tried = self.keys.len();
        let signed_by = signed_by.ok_or_else(|| Fault::NO_SECRET.into_failure(true, tried))?;
        let Some((sent, window)) = timestamp else {
            return Ok((signed_by, None));
        };
        let signed_at = window::time(sent);
        match window.check(sent, self.now) {
            Ok(()) => Ok((signed_by, signed_at)),
            Err(fault) => Err(fault.into_failure(true, tried).with_signed_at(signed_at)),
        }
    }

    /// Whether a key made one of the candidates.
    fn signed(
        &self,
        (position, key): (usize, &PreparedKey),
        candidates: &Candidates<'_>,
        subject: &Subject<'_, '_>,
        spellings: u8,
    ) -> Result<bool, Fault> {
        let mut genuine = false;
        for (slot, secret) in key.secrets.iter().enumerate() {
            let of_key = |candidate: &&Candidate<'_>| {
                candidate.slot == slot
                    && candidate.only.is_none_or(|only| only == position)
                    && candidate
                        .label
                        .is_none_or(|label| label == key.id.as_str().as_bytes())
            };
            let candidates = || candidates.iter().flatten().filter(of_key);
            if candidates().next().is_none() {
                continue;
            }
            for spelling in 0..spellings {
                // Stopping early reveals only which spelling the sender chose, which is not secret.
                if genuine && spelling > 0 {
                    break;
                }
                let subject = Subject {
                    spelling,
                    ..*subject
                };
                let feed = |mac: &mut KeyedMac| {
                    let message = &self.plan.message;
                    message.feed(&subject, |bytes| mac.update(bytes))
                };
                let digests = || {
                    candidates().filter_map(|candidate| match &candidate.signature {
                        Signature::Digest(digest) => Some(digest.as_slice()),
                        Signature::Long(_) | Signature::Token(_) => None,
                    })
                };
                match secret {
                    PreparedSecret::Mac(mac) => {
                        let mut mac = mac.clone();
                        feed(&mut mac)?;
                        genuine |= mac.matches_any(digests());
                    }
                    PreparedSecret::Behind(behind) => {
                        genuine |= behind.after(feed)?.matches_any(digests());
                    }
                    PreparedSecret::Token(hash) => {
                        for candidate in candidates() {
                            if let Signature::Token(text) = candidate.signature {
                                genuine |= token_matches(hash, text);
                            }
                        }
                    }
                    #[cfg(feature = "asymmetric")]
                    PreparedSecret::Public(public) => {
                        for candidate in candidates() {
                            let signature = match &candidate.signature {
                                Signature::Digest(digest) => digest.as_slice(),
                                Signature::Long(bytes) => bytes,
                                Signature::Token(_) => continue,
                            };
                            genuine |= public.verifies(signature, &|sink| {
                                self.plan.message.feed(&subject, sink)
                            })?;
                        }
                    }
                }
            }
        }
        Ok(genuine)
    }
}

/// How far a verification came. Of several lists, the one that came farthest tells most.
const fn progress(kind: SignatureFailureKind) -> u8 {
    match kind {
        SignatureFailureKind::Expired => 3,
        SignatureFailureKind::BadSignature => 2,
        SignatureFailureKind::Malformed => 1,
        _ => 0,
    }
}
