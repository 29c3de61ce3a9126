//! The rules of a group that takes over the events of a sender.

use crate::declare::body_kind::BodyKind;
use crate::declare::rules::arrival::group_danger_is_needed;
use crate::declare::sender::Sender;
use crate::expression::Expression;
use crate::scheme::model::Scheme;
use crate::scheme::rules::danger::discriminator_is_signed;
use crate::text::diagnostic::Diagnostic;

/// Checks whether the scheme of a group signs the places where a sender's deliveries carry their event.
///
/// A place that a sender of [`senders`](crate::senders) leaves unsigned itself is accepted. A place that it signs has to
/// be signed by the group's scheme too.
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
/// That of [`discriminator_is_signed`] for the first unsigned place.
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

/// Like [`sender_event_is_signed`], in a group that must sign its body.
///
/// An unsigned body is accepted, because [`body_is_signed`](crate::scheme::rules::danger::body_is_signed) reports it.
///
/// # Errors
///
/// As [`sender_event_is_signed`], if the body is signed.
pub const fn sender_event_beside_body_is_signed(
    sender: &Sender,
    scheme: &Scheme<'_>,
) -> Result<(), Diagnostic> {
    if scheme.signs_body() {
        return sender_event_is_signed(sender, scheme);
    }
    Ok(())
}

/// As [`group_danger_is_needed`], in a group that takes over a sender's events: one of them, or of the group's own
/// discriminators, is not signed. That a known sender leaves no choice does not make the word wrong.
///
/// # Errors
///
/// As [`group_danger_is_needed`] of the sender's discriminators, where the group has none of its own.
pub const fn sender_danger_is_needed(
    sender: &Sender,
    scheme: &Scheme<'_>,
    body: BodyKind,
    discriminators: &[Expression<'_>],
) -> Result<(), Diagnostic> {
    let of_sender = group_danger_is_needed(scheme, body, sender.discriminator);
    if of_sender.is_ok() || discriminators.is_empty() {
        return of_sender;
    }
    group_danger_is_needed(scheme, body, discriminators)
}

/// Checks whether the scheme of a sender is known.
///
/// # Errors
///
/// Only its handshakes are known.
pub const fn sender_has_scheme(sender: &Sender) -> Result<(), Diagnostic> {
    if sender.scheme.is_some() {
        return Ok(());
    }
    Err(
        Diagnostic::new("the library has only the handshakes of this sender, not its scheme")
            .help("add `signature(..)`, and take its handshakes with `handshake = ..`"),
    )
}

/// Checks whether the deliveries of a sender have ids, in a durable group that declares no other way to find a repeated one.
///
/// # Examples
///
/// ```
/// use webhook_core::__private::{rules::sender_has_id, scheme_of};
/// use webhook_core::senders::{self, Sender};
///
/// assert!(sender_has_id(&senders::github).is_ok());
/// let own = Sender::new("own", scheme_of(&senders::github));
/// assert!(sender_has_id(&own).is_err());
/// ```
///
/// # Errors
///
/// They have none.
pub const fn sender_has_id(sender: &Sender) -> Result<(), Diagnostic> {
    if sender.id.is_some() {
        return Ok(());
    }
    Err(
        Diagnostic::new("`durable` finds a repeated delivery by its id, and this sender has none").help(
            "write `durable(key = digest)` to find it by its body, or `durable(key = each)` to take every delivery for a new one",
        ),
    )
}

/// Checks whether the deliveries of a sender have ids, in a group that runs each delivery once by its id.
///
/// # Examples
///
/// ```
/// use webhook_core::__private::rules::idempotent_sender_has_id;
/// use webhook_core::senders;
///
/// assert!(idempotent_sender_has_id(&senders::github).is_ok());
/// assert!(idempotent_sender_has_id(&senders::calendly).is_err());
/// ```
///
/// # Errors
///
/// They have none.
pub const fn idempotent_sender_has_id(sender: &Sender) -> Result<(), Diagnostic> {
    if sender.id.is_some() {
        return Ok(());
    }
    Err(
        Diagnostic::new("`idempotent` runs each delivery once by its id, and this sender has none")
            .help(
                "add `id = \"/..\"`, or write `idempotent = digest` to find a repeated delivery by its body",
            ),
    )
}

/// Checks whether a sender has handshakes.
///
/// # Errors
///
/// It has none.
pub const fn sender_has_handshakes(sender: &Sender) -> Result<(), Diagnostic> {
    if sender.handshakes.is_empty() {
        return Err(Diagnostic::new("this sender has no handshake").help("remove it"));
    }
    Ok(())
}

/// Checks whether a sender has at least as many discriminators as the events have values.
///
/// Without a discriminator, an event may have one value, its name, if a condition tells it: `alone` is the number of values
/// of events without conditions.
///
/// # Examples
///
/// ```
/// use webhook_core::__private::rules::sender_has_values;
/// use webhook_core::senders;
///
/// assert!(sender_has_values(&senders::github, 2, 2).is_ok());
/// assert!(sender_has_values(&senders::stripe, 2, 2).is_err());
/// assert!(sender_has_values(&senders::messenger, 1, 0).is_ok());
/// assert!(sender_has_values(&senders::messenger, 1, 1).is_err());
/// ```
///
/// # Errors
///
/// The events have values, and the sender has no discriminator or fewer discriminators than values.
pub const fn sender_has_values(
    sender: &Sender,
    values: usize,
    alone: usize,
) -> Result<(), Diagnostic> {
    if values <= sender.discriminator().len() {
        return Ok(());
    }
    if sender.discriminator().is_empty() {
        if values == 1 && alone == 0 {
            return Ok(());
        }
        return Err(Diagnostic::new("this sender has no discriminator").help(
            "add `discriminator = \"..\"`, tell each event by `when(..)`, or take only the scheme with `signature = ..`",
        ));
    }
    Err(Diagnostic::new(
        "an event has more values than the sender has discriminators",
    ))
}

/// Checks whether the library knows what the deliveries of a sender are about, in a group that does not say it.
///
/// # Examples
///
/// ```
/// use webhook_core::__private::rules::sender_has_payload;
/// use webhook_core::senders;
///
/// assert!(sender_has_payload(&senders::stripe).is_ok());
/// assert!(sender_has_payload(&senders::websub).is_err());
/// ```
///
/// # Errors
///
/// It is a sender of the library's own list whose payload is not known, or one whose payload is at a place that cannot be
/// one.
pub const fn sender_has_payload(sender: &Sender) -> Result<(), Diagnostic> {
    let fits = match (sender.payload, sender.each) {
        (None, _) => sender.evidence.is_none(),
        (Some(Expression::Item(_)), Some(_))
        | (
            Some(
                Expression::Body
                | Expression::Pointer(_)
                | Expression::FirstOf([Expression::Pointer(_), Expression::Body]),
            ),
            None,
        ) => return Ok(()),
        (Some(_), _) => {
            return Err(Diagnostic::new("the payload of this sender is at a place that cannot be one")
                .help("use `Expression::Item` beside `with_each`, and otherwise `Expression::Pointer` or `Expression::Body`"));
        }
    };
    if fits {
        return Ok(());
    }
    Err(Diagnostic::new(
        "the library does not know where the deliveries of this sender have what their event is about",
    )
    .help("add `payload = \"/..\"`, or `payload = \"$request.body\"` for the whole body"))
}

/// Checks whether a group that takes only the scheme of a sender can leave out the payload.
///
/// # Examples
///
/// ```
/// use webhook_core::__private::rules::envelope_is_said;
/// use webhook_core::senders;
///
/// assert!(envelope_is_said(&senders::github).is_ok());
/// let refused = envelope_is_said(&senders::stripe).map_err(|text| text.to_string());
/// assert!(refused.is_err_and(|text| text.contains("write `payload = \"/data/object\"`")));
/// ```
///
/// # Errors
///
/// The sender has an envelope around what its events are about.
pub const fn envelope_is_said(sender: &Sender) -> Result<(), Diagnostic> {
    if !sender.has_envelope() {
        return Ok(());
    }
    let help = if let Some(each) = sender.each {
        let each = if each.is_empty() {
            "$request.body"
        } else {
            each
        };
        let message = Diagnostic::new("this sender sends several events in one request, and the group takes all of them for one")
            .then("\nhelp: write `each = \"")
            .then(each)
            .then("\"");
        match sender.payload {
            Some(Expression::Item(pointer)) if !pointer.is_empty() => {
                message.then(", payload = \"").then(pointer).then("\"")
            }
            _ => message,
        }
    } else {
        let message = Diagnostic::new("this sender puts what an event is about into an envelope, and the group hands the envelope to its handlers")
            .then("\nhelp: write `payload = \"");
        match sender.payload {
            Some(Expression::Pointer(pointer)) => message.then(pointer).then("\""),
            Some(Expression::FirstOf([Expression::Pointer(pointer), ..])) => {
                message.then(pointer).then("\"")
            }
            _ => message.then("/..\""),
        }
    };
    Err(help.then("`, or `payload = \"$request.body\"` for all of it"))
}

/// Checks whether a group that says `body` can take over a sender: items are read from JSON.
///
/// # Errors
///
/// The sender sends several events in one request.
pub const fn sender_has_no_items(sender: &Sender) -> Result<(), Diagnostic> {
    if sender.each.is_none() {
        return Ok(());
    }
    Err(Diagnostic::new(
        "`body` cannot be combined with a sender of several events in one request: items are read from JSON",
    )
    .help("remove it"))
}

/// Checks whether a group can say `payload` or `each` beside a sender, whose deliveries have to be JSON for that.
///
/// # Errors
///
/// The deliveries are forms.
pub const fn sender_sends_json(sender: &Sender) -> Result<(), Diagnostic> {
    if !sender.body.is_pairs() {
        return Ok(());
    }
    Err(Diagnostic::new(
        "the deliveries of this sender are forms, and the whole form is the payload",
    )
    .help("remove it"))
}
