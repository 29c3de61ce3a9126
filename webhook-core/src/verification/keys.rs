//! What a group is added with, for each kind of group.

use std::fmt;
use std::sync::Arc;

use crate::delivery::Delivery;
use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::verification::custom::CustomVerifier;
use crate::verification::key_source::KeySource;
use crate::verification::verified::{CheckedDelivery, Unverified, Verified};

/// What [`group`](crate::DispatcherBuilder::group) and [`table`](crate::DispatcherBuilder::table) take to check the
/// deliveries of a group.
///
/// | group | takes |
/// |---|---|
/// | with a preset, a sender's scheme or `signature(..)` | a [`Secret`], an array or a `Vec` of secrets, a [`Keyring`], or a [`KeySource`] |
/// | with `signature = custom` | a [`CustomVerifier`] |
/// | with `signature = none` | [`Unsigned`] |
///
/// The trait is sealed. Implement [`KeySource`] or [`CustomVerifier`] instead.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit a group of the kind `{Kind}`",
    label = "does not fit",
    note = "a group with a preset or `signature(..)` takes a `Secret`, a `Keyring` or a `KeySource`",
    note = "a group with `signature = custom` takes a `CustomVerifier`, one with `signature = none` takes `Unsigned`"
)]
pub trait KeysFor<Kind: GroupKind> {
    #[doc(hidden)]
    fn __into_keys(self) -> GroupKeys;
}

/// What checks the deliveries of a group: [`WithSecret`], [`WithVerifier`] or [`Unsigned`].
///
/// The trait is sealed.
pub trait GroupKind: sealed::Sealed + 'static {
    /// The delivery that can be recognised.
    type Delivery: CheckedDelivery;
}

/// The kind of a group with a scheme of its own or of its sender: secrets check its deliveries.
#[derive(Clone, Copy, Debug)]
pub struct WithSecret;

/// The kind of a group with `signature = custom`: a [`CustomVerifier`] checks its deliveries.
#[derive(Clone, Copy, Debug)]
pub struct WithVerifier;

/// Adds a group with `signature = none`, and says so where it is added. It is also the kind of such a group.
///
/// # Examples
///
/// ```
/// # use serde::Deserialize;
/// use webhook_core::{Dispatcher, EventGroup, Unsigned, on_event};
/// # #[derive(Debug, Deserialize)]
/// # pub struct Order { pub id: String }
///
/// #[derive(Debug, EventGroup)]
/// #[event_group(path = "/shop", discriminator = "/type", signature = none)]
/// pub enum Shop {
///     #[event("order.created")]
///     OrderCreated(Order),
/// }
///
/// #[on_event(group = Shop, event = "order.created")]
/// fn created(order: Order) {}
///
/// let dispatcher = Dispatcher::builder().group::<Shop>(Unsigned).build()?;
/// let request = http::Request::post("/shop").body(r#"{"type":"order.created","id":"o1"}"#.to_owned())?;
/// assert_eq!(dispatcher.dispatch_blocking(request).status(), 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Security
///
/// Anyone who can reach the endpoint can send deliveries to it.
#[derive(Clone, Copy, Debug)]
pub struct Unsigned;

impl GroupKind for WithSecret {
    type Delivery = Verified<Delivery>;
}

impl GroupKind for WithVerifier {
    type Delivery = Verified<Delivery>;
}

impl GroupKind for Unsigned {
    type Delivery = Unverified<Delivery>;
}

mod sealed {
    use crate::verification::keys::{Keys, Unsigned, WithSecret, WithVerifier};

    #[expect(unnameable_types, reason = "sealed: other crates cannot implement it")]
    pub trait Sealed {}
    impl Sealed for WithSecret {}
    impl Sealed for WithVerifier {}
    impl Sealed for Unsigned {}

    /// Only this crate can create one, so only this crate can implement [`KeysFor`](super::KeysFor).
    #[expect(unnameable_types, reason = "only this crate can create one")]
    pub struct GroupKeys(pub(crate) Keys);
}

use sealed::GroupKeys;

/// What was given for a group.
pub(crate) enum Keys {
    Fixed(Keyring),
    Looked(Arc<dyn KeySource>),
    Verifier(Arc<dyn CustomVerifier>),
    Unsigned,
    /// They could not be had, which is reported.
    Missing,
}

impl Keys {
    pub(crate) fn of<K: GroupKind>(keys: impl KeysFor<K>) -> Self {
        keys.__into_keys().0
    }

    /// The keyring, if it is the same for all deliveries.
    pub(crate) fn fixed(&self) -> Option<&Keyring> {
        match self {
            Self::Fixed(keyring) => Some(keyring),
            _ => None,
        }
    }

    pub(crate) fn source(&self) -> Option<&Arc<dyn KeySource>> {
        match self {
            Self::Looked(source) => Some(source),
            _ => None,
        }
    }

    pub(crate) fn verifier(&self) -> Option<&Arc<dyn CustomVerifier>> {
        match self {
            Self::Verifier(verifier) => Some(verifier),
            _ => None,
        }
    }
}

/// Adds groups with secrets that stay the same.
macro_rules! fixed {
    ($($({$($parameters:tt)*})? $ty:ty,)+) => {$(
        #[diagnostic::do_not_recommend]
        impl$(<$($parameters)*>)? KeysFor<WithSecret> for $ty {
            fn __into_keys(self) -> GroupKeys {
                GroupKeys(Keys::Fixed(self.into()))
            }
        }
    )+};
}

fixed! {
    Secret,
    &Secret,
    Keyring,
    &Keyring,
    Vec<Secret>,
    {const N: usize} [Secret; N],
    {I: AsRef<str>, const N: usize} [(I, Secret); N],
}

#[diagnostic::do_not_recommend]
impl<S: KeySource + 'static> KeysFor<WithSecret> for S {
    fn __into_keys(self) -> GroupKeys {
        GroupKeys(Keys::Looked(Arc::new(self)))
    }
}

#[diagnostic::do_not_recommend]
impl<V: CustomVerifier + 'static> KeysFor<WithVerifier> for V {
    fn __into_keys(self) -> GroupKeys {
        GroupKeys(Keys::Verifier(Arc::new(self)))
    }
}

#[diagnostic::do_not_recommend]
impl KeysFor<Self> for Unsigned {
    fn __into_keys(self) -> GroupKeys {
        GroupKeys(Keys::Unsigned)
    }
}

impl fmt::Debug for GroupKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupKeys")
    }
}
