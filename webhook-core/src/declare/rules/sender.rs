//! Rules on the events of a sender that a group takes over.

use crate::declare::sender::Sender;
use crate::expression::Expression;
use crate::scheme::model::Scheme;
use crate::scheme::rules::danger::{discriminator_danger_is_needed, discriminator_is_signed};
use crate::text::diagnostic::Diagnostic;

/// Says whether the places where a sender's deliveries say their event are signed under the scheme of a group.
///
/// A sender of [`senders`](crate::senders) that leaves its event unsigned leaves no choice;
/// what it signs itself has to be signed by another scheme too.
///
/// # Examples
///
/// ```
/// use webhook_core::__private::{rules::sender_event_is_signed, scheme_of};
/// use webhook_core::scheme::Expression;
/// use webhook_core::senders::{self, Sender};
///
/// let github = scheme_of(&senders::github);
/// assert!(sender_event_is_signed(&senders::github, &github).is_ok());
/// assert!(sender_event_is_signed(&senders::stripe, &scheme_of(&senders::gitlab_token)).is_err());
/// let own = Sender::new("own", github).with_discriminator(&[Expression::Header("X-Event")]);
/// assert!(sender_event_is_signed(&own, &github).is_err());
/// ```
///
/// # Errors
///
/// What [`discriminator_is_signed`] says of the first place that is not.
pub const fn sender_event_is_signed(
    sender: &Sender,
    scheme: &Scheme<'_>,
) -> Result<(), Diagnostic> {
    let mut rest = sender.discriminator;
    while let [first, others @ ..] = rest {
        if !sender.leaves_no_choice(*first)
            && let Err(message) = discriminator_is_signed(scheme, *first)
        {
            return Err(message);
        }
        rest = others;
    }
    Ok(())
}

/// The same in a group that must sign its body: where it does not, that is one mistake, which
/// [`body_is_signed`](crate::scheme::rules::danger::body_is_signed) tells.
///
/// # Errors
///
/// As [`sender_event_is_signed`], where the body is signed.
pub const fn sender_event_beside_body_is_signed(
    sender: &Sender,
    scheme: &Scheme<'_>,
) -> Result<(), Diagnostic> {
    if scheme.signs_body() {
        return sender_event_is_signed(sender, scheme);
    }
    Ok(())
}

/// Says whether `danger_unsigned_discriminator` has an effect in a group that takes over a sender's events.
///
/// # Errors
///
/// As [`discriminator_danger_is_needed`], where the events of the sender need none.
pub const fn sender_danger_is_needed(
    sender: &Sender,
    scheme: &Scheme<'_>,
    discriminators: &[Expression<'_>],
) -> Result<(), Diagnostic> {
    match sender_event_is_signed(sender, scheme) {
        Ok(()) => discriminator_danger_is_needed(scheme, discriminators),
        Err(_) => Ok(()),
    }
}

/// Says whether the scheme of a sender is known.
///
/// # Errors
///
/// Only its handshakes are.
pub const fn sender_has_scheme(sender: &Sender) -> Result<(), Diagnostic> {
    if sender.scheme.is_some() {
        return Ok(());
    }
    Err(
        Diagnostic::new("this library knows the handshakes of this sender, not how it signs")
            .help("add `signature(..)`, and take its handshakes with `handshake = ..`"),
    )
}

/// Says whether a sender asks something before the first delivery.
///
/// # Errors
///
/// It does not.
pub const fn sender_has_handshakes(sender: &Sender) -> Result<(), Diagnostic> {
    if sender.handshakes.is_empty() {
        return Err(Diagnostic::new("this sender has no handshake").help("remove it"));
    }
    Ok(())
}

/// Says whether a sender's deliveries say their event in at least as many places as the events have values.
///
/// # Examples
///
/// ```
/// use webhook_core::__private::rules::sender_has_values;
/// use webhook_core::senders;
///
/// assert!(sender_has_values(&senders::github, 2).is_ok());
/// assert!(sender_has_values(&senders::stripe, 2).is_err());
/// ```
///
/// # Errors
///
/// The events have values, and the sender has no discriminator, or fewer of them.
pub const fn sender_has_values(sender: &Sender, values: usize) -> Result<(), Diagnostic> {
    if values <= sender.discriminator().len() {
        return Ok(());
    }
    if sender.discriminator().is_empty() {
        return Err(Diagnostic::new(
            "this sender's deliveries do not say their event in one place",
        )
        .help("add `discriminator = \"..\"`, or take only its scheme with `signature = ..`"));
    }
    Err(Diagnostic::new(
        "an event has more values than the sender's deliveries have discriminators",
    ))
}
