//! The rules on how the deliveries of a group arrive: with which method, as which kind of body, and compressed or not.

use crate::declare::body_kind::BodyKind;
use crate::declare::sender::Sender;
use crate::expression::Expression;
use crate::scheme::model::Scheme;
use crate::scheme::rules::danger::discriminator_danger_is_needed;
use crate::text::const_str::equal;
use crate::text::diagnostic::Diagnostic;

/// Checks that the features that a group needs are enabled.
///
/// # Errors
///
/// The group reads bodies of several parts, or compressed ones, and this program cannot.
pub const fn is_available(body: BodyKind, gzip: bool) -> Result<(), Diagnostic> {
    if body.is_multipart() && !cfg!(feature = "multipart") {
        let text =
            "deliveries arrive as `multipart/form-data`, which needs a feature of `webhook-core`";
        return Err(Diagnostic::new(text).help("enable the feature `multipart`"));
    }
    if gzip && !cfg!(feature = "gzip") {
        let text = "`decode = gzip` needs a feature of `webhook-core`";
        return Err(Diagnostic::new(text).help("enable the feature `gzip`"));
    }
    Ok(())
}

/// Checks that a group that reads the query has a sender whose deliveries are pairs: in a form, or in a query that it signs in
/// place of the body.
///
/// # Errors
///
/// The sender sends JSON, whose places the query does not have.
pub const fn sender_sends_pairs(sender: &Sender) -> Result<(), Diagnostic> {
    let signs_query_alone = match &sender.scheme {
        Some(scheme) => scheme.signs(Expression::Query("")) && !scheme.signs_body(),
        None => false,
    };
    if sender.body.is_pairs() || signs_query_alone {
        return Ok(());
    }
    let text = "`body = query` reads parameters, and the deliveries of this sender are JSON";
    Err(Diagnostic::new(text).help("remove it"))
}

/// Checks that the media type, which says where the parts of a body begin, is signed with the body.
///
/// # Errors
///
/// The body is signed without it.
pub const fn parts_are_read_as_signed(
    scheme: &Scheme<'_>,
    body: BodyKind,
) -> Result<(), Diagnostic> {
    let media_type = Expression::Header("content-type");
    if !body.is_multipart() || !scheme.signs_body() || scheme.signs(media_type) {
        return Ok(());
    }
    let text =
        "the media type is not signed: with another border between them, other parts are read";
    Err(Diagnostic::new(text).help(
        "add `{$request.header.Content-Type}` to `message`, or say `danger_unsigned_discriminator`",
    ))
}

/// Checks whether `danger_unsigned_discriminator` has an effect in a group: a discriminator is not signed, or what says where
/// the parts of its bodies begin.
///
/// # Errors
///
/// As [`discriminator_danger_is_needed`], if the parts are read as they are signed.
pub const fn group_danger_is_needed(
    scheme: &Scheme<'_>,
    body: BodyKind,
    discriminators: &[Expression<'_>],
) -> Result<(), Diagnostic> {
    if parts_are_read_as_signed(scheme, body).is_err() {
        return Ok(());
    }
    discriminator_danger_is_needed(scheme, discriminators)
}

/// Checks that the document that is read is the one whose values are signed.
///
/// # Errors
///
/// The scheme reads the document in a part of the body, and the group reads it elsewhere.
pub const fn document_is_read_as_signed(
    scheme: &Scheme<'_>,
    body: BodyKind,
) -> Result<(), Diagnostic> {
    let Some(document) = scheme.document else {
        return Ok(());
    };
    if let BodyKind::MultipartField(name) = body
        && equal(name, document)
    {
        return Ok(());
    }
    Err(Diagnostic::new("the signature is in the JSON of the part ")
        .quote(document)
        .then(", and the group reads its events elsewhere")
        .help("write `body = multipart(..)` with this name"))
}
