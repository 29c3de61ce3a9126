//! Tokens that prove that a POST comes from a form of the page.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::access::Visitor;

/// The key of this process's tokens.
#[derive(Clone)]
pub(crate) struct Tokens(Hmac<Sha256>);

impl Tokens {
    /// `None` if the system has no random numbers.
    pub(crate) fn random() -> Option<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).ok()?;
        Self::of(&key)
    }

    pub(crate) fn of(key: &[u8]) -> Option<Self> {
        Hmac::new_from_slice(key).ok().map(Self)
    }

    /// The token of a visitor. Another site cannot read it, and that of another visitor does not fit.
    pub(crate) fn of_visitor(&self, visitor: &Visitor) -> String {
        let mac = self.mac(visitor).finalize().into_bytes();
        base16ct::lower::encode_string(&mac)
    }

    /// Whether it is the token of this visitor, in constant time.
    pub(crate) fn fits(&self, visitor: &Visitor, token: &str) -> bool {
        let mut bytes = [0; 32];
        match base16ct::lower::decode(token, &mut bytes) {
            Ok(token) => self.mac(visitor).verify_slice(token).is_ok(),
            Err(_) => false,
        }
    }

    fn mac(&self, visitor: &Visitor) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(visitor.name().as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_visitor_alone() {
        let tokens = Tokens::random().unwrap();
        let (ada, bob) = (Visitor::new("ada"), Visitor::new("bob"));
        let token = tokens.of_visitor(&ada);
        assert!(tokens.fits(&ada, &token));
        assert!(!tokens.fits(&bob, &token));
        assert!(!Tokens::random().unwrap().fits(&ada, &token));
        for other in [
            "",
            "00",
            &token[2..],
            &format!("{token}00"),
            &token.to_uppercase(),
        ] {
            assert!(!tokens.fits(&ada, other), "{other}");
        }
    }
}
