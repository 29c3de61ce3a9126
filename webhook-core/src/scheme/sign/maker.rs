//! Makes signatures of messages.

use zeroize::Zeroizing;

use crate::scheme::keys::digest::{Behind, KeyedMac};
use crate::scheme::keys::key_form::KeyFault;
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::Algorithm;
use crate::scheme::sign::error::{SignError, SignErrorKind};

/// Signs a message elsewhere.
pub(crate) type Elsewhere<'m> = &'m mut dyn FnMut(&[u8]) -> Result<Vec<u8>, SignError>;

/// Makes a signature from a message.
pub(crate) enum Maker<'a> {
    Token(Zeroizing<Vec<u8>>),
    Mac(KeyedMac),
    Behind(Behind),
    #[cfg(feature = "asymmetric")]
    Private(crate::scheme::keys::public_key::PrivateKey),
    Elsewhere(Elsewhere<'a>),
}

impl Maker<'_> {
    pub(crate) fn new(scheme: &Scheme<'_>, secret: &Secret) -> Result<Self, SignError> {
        let algorithm = scheme.algorithm();
        let key = if algorithm.is_asymmetric() {
            scheme.key().decode_private(secret)
        } else {
            scheme.key().decode(secret)
        };
        let key = key.map_err(|fault| match fault {
            KeyFault::Secret(kind) => refused(&format!("the secret {kind}")),
            KeyFault::Form(form) => {
                refused(&format!("the secret is not a key of the form `{form}`"))
            }
            KeyFault::Algorithm | KeyFault::ShortRsa(_) => refused(NOT_OF_ALGORITHM),
        })?;
        if algorithm == Algorithm::Token {
            return Ok(Self::Token(key));
        }
        let made = if algorithm.is_asymmetric() {
            Self::private(algorithm, &key)
        } else {
            let behind = Behind::new(algorithm, &key).map(Self::Behind);
            behind.or_else(|| KeyedMac::new(algorithm, &key).map(Self::Mac))
        };
        made.ok_or_else(|| refused(NOT_OF_ALGORITHM))
    }

    /// Signs what a token has in front of its signature.
    #[cfg(feature = "jwt")]
    pub(crate) fn sign_token(&mut self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match self {
            Self::Token(_) | Self::Behind(_) => {
                Err(refused("the algorithm does not sign JSON web tokens"))
            }
            Self::Mac(mac) => {
                let mut mac = mac.clone();
                mac.update(message);
                Ok(mac.finish().as_slice().to_vec())
            }
            #[cfg(feature = "asymmetric")]
            Self::Private(key) => Ok(key.sign_token(message)),
            Self::Elsewhere(signature) => signature(message),
        }
    }

    #[cfg(feature = "asymmetric")]
    fn private(algorithm: Algorithm, key: &[u8]) -> Option<Self> {
        crate::scheme::keys::public_key::PrivateKey::new(algorithm, key).map(Self::Private)
    }

    #[cfg(not(feature = "asymmetric"))]
    fn private(_: Algorithm, _: &[u8]) -> Option<Self> {
        None
    }
}

const NOT_OF_ALGORITHM: &str = "the secret is not a key that can sign with the algorithm";

pub(crate) fn refused(text: &str) -> SignError {
    SignError::new(SignErrorKind::Secret, text)
}
