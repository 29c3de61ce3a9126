//! Keyrings: several secrets, such as during a rotation.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::scheme::keys::digest::PreparedSecret;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::keys::secret::{Secret, SecretErrorKind};
use crate::scheme::model::choice::KeyForm;

/// One or more secrets, each with an id that appears in logs. A delivery is genuine if any of them signed it.
///
/// Secrets without an id get `1`, `2` and so on.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Keyring, Secret};
///
/// let keyring = Keyring::from([("2026", Secret::new("new")), ("2025", Secret::new("old"))]);
/// assert_eq!(format!("{keyring:?}"), r#"Keyring["2026", "2025"]"#);
///
/// let keyring = Keyring::from([Secret::new("new"), Secret::new("old")]);
/// assert_eq!(keyring.ids().collect::<Vec<_>>(), ["1", "2"]);
/// ```
///
/// If several owners send to one group, set the [`owner`](Self::owner) of the keys.
#[derive(Clone, Default)]
pub struct Keyring {
    keys: Vec<(KeyId, Secret)>,
    owner: Option<Box<str>>,
}

impl Keyring {
    /// An empty keyring. Add a secret before using it: [`check`](Self::check) refuses an empty one.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(webhook_core::scheme::Keyring::new().is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a secret.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Keyring, Secret};
    ///
    /// assert_eq!(Keyring::from(Secret::new("old")).with("next", Secret::new("new")).len(), 2);
    /// ```
    #[must_use]
    pub fn with(self, id: impl AsRef<str>, secret: Secret) -> Self {
        let owner = self.owner.clone().unwrap_or_default();
        self.with_owned(owner, id, secret)
    }

    /// Adds a secret of another owner than the keyring's.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Keyring, Secret};
    ///
    /// let shops = Keyring::new()
    ///     .with_owned("shop a", "a-2026", Secret::new("the secret of A"))
    ///     .with_owned("shop b", "b-2026", Secret::new("the secret of B"));
    /// assert_eq!(shops.len(), 2);
    /// ```
    #[must_use]
    pub fn with_owned(
        mut self,
        owner: impl AsRef<str>,
        id: impl AsRef<str>,
        secret: Secret,
    ) -> Self {
        let id = KeyId::new(id.as_ref()).owned_by(owner.as_ref());
        self.keys.push((id, secret));
        self
    }

    /// Sets the owner of the keys: of those without an owner, and of those added later [`with`](Self::with) an id.
    ///
    /// In an `idempotent` group, the same delivery id from two owners is not a duplicate. Keys of the same owner count as
    /// one, so that a delivery stays the same while its secret is rotated. Without owners, all deliveries of a group count
    /// as from one. [`TenantKeyrings`](crate::verification::TenantKeyrings) sets the tenant as the owner, unless one is set;
    /// in a [`KeySource`](crate::verification::KeySource) of your own, set it here.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Keyring, Secret};
    ///
    /// let acme = Keyring::from(Secret::new("old")).owner("acme").with("next", Secret::new("new"));
    /// assert_eq!(acme.len(), 2);
    /// ```
    #[must_use]
    pub fn owner(mut self, owner: impl AsRef<str>) -> Self {
        let owner = owner.as_ref();
        for (id, _) in &mut self.keys {
            if id.owner().is_empty() {
                *id = id.owned_by(owner);
            }
        }
        self.owner = Some(owner.into());
        self
    }

    /// Sets the owner, unless one is set.
    pub(crate) fn or_owner(self, owner: &str) -> Self {
        match self.owner {
            Some(_) => self,
            None => self.owner(owner),
        }
    }

    /// The ids, in the order in which the secrets are tried.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(id, _)| id.as_str())
    }

    /// The number of secrets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no secrets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Checks for mistakes that do not depend on the scheme.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{KeyErrorKind, Keyring, Secret, SecretErrorKind};
    ///
    /// let kind = |keyring: Keyring| keyring.check().err().map(|error| error.kind());
    /// assert_eq!(kind(Keyring::new()), Some(KeyErrorKind::NoSecret));
    /// let pasted = KeyErrorKind::Secret(SecretErrorKind::TrailingWhitespace);
    /// assert_eq!(kind(Secret::new("pasted\n").into()), Some(pasted));
    /// assert_eq!(kind(Secret::new("your-shared-secret").into()), None);
    /// ```
    ///
    /// # Errors
    ///
    /// There are no secrets, a secret is blank or ends in white space (PEM files may end in a newline), two share an id, or
    /// two owners have the same secret.
    pub fn check(&self) -> Result<(), KeyError> {
        if self.is_empty() {
            return Err(KeyError::no_secret());
        }
        let mut ids = HashSet::with_capacity(self.len());
        for (id, secret) in self.iter() {
            match secret.check() {
                Err(SecretErrorKind::TrailingWhitespace) if secret.is_pem() => {}
                checked => checked.map_err(|kind| KeyError::new(KeyErrorKind::Secret(kind), id))?,
            }
            if !ids.insert(id.as_str()) {
                return Err(KeyError::new(KeyErrorKind::DoubledId, id));
            }
        }
        self.check_owners()
    }

    /// Checks that each secret has one owner: a delivery signed with it could otherwise come from either.
    fn check_owners(&self) -> Result<(), KeyError> {
        let mut owners = self.iter().map(|(id, _)| id.owner());
        let first = owners.next();
        if owners.all(|owner| Some(owner) == first) {
            return Ok(());
        }
        let mut owners = HashMap::with_capacity(self.len());
        for (id, secret) in self.iter() {
            let owner = id.owner();
            if *owners.entry(secret.expose()).or_insert(owner) != owner {
                return Err(KeyError::new(KeyErrorKind::OtherOwner, id));
            }
        }
        Ok(())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&KeyId, &Secret)> {
        self.keys.iter().map(|(id, secret)| (id, secret))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring")?;
        f.debug_list().entries(self.ids()).finish()
    }
}

impl From<Secret> for Keyring {
    fn from(secret: Secret) -> Self {
        numbered([secret])
    }
}

impl From<&Secret> for Keyring {
    fn from(secret: &Secret) -> Self {
        numbered([secret.clone()])
    }
}

impl From<&Self> for Keyring {
    fn from(keyring: &Self) -> Self {
        keyring.clone()
    }
}

impl<const N: usize> From<[Secret; N]> for Keyring {
    fn from(secrets: [Secret; N]) -> Self {
        numbered(secrets)
    }
}

impl From<Vec<Secret>> for Keyring {
    fn from(secrets: Vec<Secret>) -> Self {
        numbered(secrets)
    }
}

/// An id with each secret.
impl<I: AsRef<str>, const N: usize> From<[(I, Secret); N]> for Keyring {
    fn from(keys: [(I, Secret); N]) -> Self {
        keys.into_iter().fold(Self::new(), |keyring, (id, secret)| {
            keyring.with(id, secret)
        })
    }
}

impl FromIterator<(String, Secret)> for Keyring {
    fn from_iter<I: IntoIterator<Item = (String, Secret)>>(keys: I) -> Self {
        keys.into_iter().fold(Self::new(), |keyring, (id, secret)| {
            keyring.with(id, secret)
        })
    }
}

fn numbered(secrets: impl IntoIterator<Item = Secret>) -> Keyring {
    (1_usize..)
        .map(|number| number.to_string())
        .zip(secrets)
        .collect()
}

/// A keyring prepared for the algorithm of a scheme, by [`Verifier::prepare`](crate::scheme::Verifier::prepare).
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Keyring, Scheme, Secret, Verifier};
///
/// let verifier = Verifier::new(&Scheme::in_header(Algorithm::HmacSha256, "X-Signature"))?;
/// let keys = verifier.prepare(&Keyring::from(Secret::new("your-shared-secret")))?;
/// assert_eq!(format!("{keys:?}"), r#"PreparedKeys["1"]"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct PreparedKeys {
    pub(crate) keys: Vec<PreparedKey>,
}

#[derive(Clone)]
pub(crate) struct PreparedKey {
    pub(crate) id: KeyId,
    /// One for each algorithm of the scheme.
    pub(crate) secrets: Box<[PreparedSecret]>,
    pub(crate) is_short: bool,
}

impl PreparedKeys {
    /// The ids, in the order in which the secrets are tried.
    pub fn ids(&self) -> impl Iterator<Item = &KeyId> {
        self.keys.iter().map(|key| &key.id)
    }

    /// The ids of keys with less than 24 bytes. A program should warn of them when it starts.
    pub fn short(&self) -> impl Iterator<Item = &KeyId> {
        let short = self.keys.iter().filter(|key| key.is_short);
        short.map(|key| &key.id)
    }
}

impl fmt::Debug for PreparedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreparedKeys")?;
        f.debug_list()
            .entries(self.ids().map(KeyId::as_str))
            .finish()
    }
}

/// Why a keyring cannot be used. The text contains the id of the secret, never the secret.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Keyring, Scheme, Secret, Verifier};
///
/// let verifier = Verifier::new(&Scheme::in_header(Algorithm::HmacSha256, "X-Signature"))?;
/// let error = verifier.prepare(&Keyring::from(Secret::new(""))).map_err(|error| error.to_string());
/// assert_eq!(error.err().as_deref(), Some("the secret `1` is blank"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct KeyError {
    kind: KeyErrorKind,
    id: Option<KeyId>,
}

impl KeyError {
    pub(crate) fn new(kind: KeyErrorKind, id: &KeyId) -> Self {
        Self {
            kind,
            id: Some(id.clone()),
        }
    }

    pub(crate) fn no_secret() -> Self {
        Self {
            kind: KeyErrorKind::NoSecret,
            id: None,
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> KeyErrorKind {
        self.kind
    }

    /// The id of the secret; `None` if the keyring is empty.
    #[must_use]
    pub fn id(&self) -> Option<&KeyId> {
        self.id.as_ref()
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(id) = &self.id {
            write!(f, "the secret `{id}` ")?;
        }
        match self.kind {
            KeyErrorKind::NoSecret => f.write_str("the keyring has no secret"),
            KeyErrorKind::Secret(kind) => kind.fmt(f),
            KeyErrorKind::DoubledId => f.write_str("shares its id with another"),
            KeyErrorKind::OtherOwner => f.write_str("is the secret of another owner as well"),
            KeyErrorKind::Form(KeyForm::Nfkd) => {
                f.write_str("is not ASCII, which needs the feature `unicode` of `webhook-core`")
            }
            KeyErrorKind::Form(form) => write!(f, "is not a key of the form `{form}`"),
            KeyErrorKind::Refused => f.write_str("is not a key of the algorithm"),
            KeyErrorKind::ShortRsa(bits) => write!(
                f,
                "is an RSA key of {bits} bits, and one of at least 2048 is needed"
            ),
        }
    }
}

impl fmt::Debug for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for KeyError {}

/// What is wrong with a keyring.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, KeyErrorKind, Keyring, Scheme, Verifier};
///
/// let verifier = Verifier::new(&Scheme::in_header(Algorithm::HmacSha256, "X-Signature"))?;
/// let error = verifier.prepare(&Keyring::new()).map_err(|error| error.kind());
/// assert_eq!(error.err(), Some(KeyErrorKind::NoSecret));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyErrorKind {
    /// The keyring is empty.
    NoSecret,
    /// A secret is blank, or ends in white space.
    Secret(SecretErrorKind),
    /// Two secrets share an id.
    DoubledId,
    /// Two owners have the same secret, so that it does not identify the sender.
    OtherOwner,
    /// A secret does not have the form that the scheme requires.
    Form(KeyForm),
    /// The algorithm refuses the secret as a key.
    Refused,
    /// The secret is an RSA key of this many bits, which are less than 2048.
    ShortRsa(usize),
}
