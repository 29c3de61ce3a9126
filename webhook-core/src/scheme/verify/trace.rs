//! What a verification read, and which secrets it tried, for people who ask why.

use crate::delivery::Delivery;
use crate::expression::read::Input;
use crate::scheme::failure::{Fault, SignatureFailure};
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::keyring::{PreparedKey, PreparedKeys};
use crate::scheme::verify::Verifier;
use crate::scheme::verify::signed::{Evidence, Signed};

/// How far a verification got. It holds no secret, no digest and no value of the request.
pub(crate) struct Trace {
    /// Why the signature cannot be read.
    pub(crate) location: Option<Fault>,
    /// What is wrong with each field, in the order of the scheme; empty if they were not read.
    pub(crate) fields: Vec<Option<Fault>>,
    /// Why the required headers do not fit.
    pub(crate) required: Option<Fault>,
    /// Whether each secret made the signature; empty if it did not come to that.
    pub(crate) keys: Vec<(KeyId, bool)>,
    /// Who signed, and when; `None` if several did.
    pub(crate) verdict: Result<Option<Signed>, SignatureFailure>,
}

impl Verifier {
    /// Verifies a delivery once more, step by step.
    pub(crate) fn trace(&self, delivery: &Delivery, keys: &PreparedKeys) -> Trace {
        let input = Input::from(delivery);
        let plan = self.plan_of(&input);
        let verdict = self.verify_signed(delivery, keys);
        let mut trace = Trace {
            location: None,
            fields: Vec::new(),
            required: None,
            keys: Vec::new(),
            verdict: Ok(None),
        };
        // Elements that are signed one by one have signatures and fields of their own.
        if plan.each.is_none() {
            let json = plan.pointers.of(input.body);
            match plan.location.read(&input, &json) {
                Err(fault) => trace.location = Some(fault),
                Ok(carried) => {
                    let list = plan.reader.separators();
                    let list = list.map(|list| (list, carried.first()));
                    trace.fields = plan.fields.faults(&input, &json, list);
                    trace.required = plan.check_required_headers(&input).err();
                }
            }
        }
        let compared = match &verdict {
            Ok(_) => true,
            Err(failure) => failure.keys_tried() > 0,
        };
        if compared {
            let positions = 0..keys.keys.len();
            let keys = positions.filter_map(|position| {
                let id = keys.keys.get(position)?.id.clone();
                Some((id, self.is_signed_by(delivery, keys, position)))
            });
            trace.keys = keys.collect();
        }
        trace.verdict = verdict.map(|evidence| match evidence {
            Evidence::Whole(signed) => Some(signed),
            Evidence::Items(_) => None,
        });
        trace
    }

    /// Whether the secret at this position made the signature. The others are blank, so that each keeps its position.
    fn is_signed_by(&self, delivery: &Delivery, keys: &PreparedKeys, position: usize) -> bool {
        let keys = keys.keys.iter().enumerate();
        let keys = keys.map(|(other, key)| PreparedKey {
            id: key.id.clone(),
            secrets: if other == position {
                key.secrets.clone()
            } else {
                Box::default()
            },
            is_short: key.is_short,
        });
        let keys = PreparedKeys {
            keys: keys.collect(),
        };
        match self.verify_signed(delivery, &keys) {
            Ok(_) => true,
            Err(failure) => failure.signed_at().is_some(),
        }
    }
}
