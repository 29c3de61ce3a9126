//! Rules on how the parts of a scheme fit together.

use crate::expression::Expression;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm, Missing};
use crate::scheme::model::field::{Field, Source};
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::model::parts::Label;
use crate::scheme::rules::family::family_fits;
use crate::scheme::rules::fields::{
    fields_are_known, fields_are_used, is_in_message, timestamp_is_listed,
};
use crate::scheme::rules::lists::list_fits;
use crate::scheme::rules::names::{field_name, header_name, pointer, query_name};
use crate::text::const_str::{attempt, equal, equal_any_case, survives_http};
use crate::text::diagnostic::Diagnostic;

/// Checks all names in a scheme: of headers, parameters, fields and labels, and pointers.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, SignatureLocation, Scheme, rules::names_are_valid};
///
/// let scheme = Scheme::new(Algorithm::HmacSha256, SignatureLocation::RepeatedHeader("X Signature"));
/// let refused = names_are_valid(&scheme).map_err(|message| message.to_string());
/// assert_eq!(refused, Err("`X Signature` is not a header name".to_owned()));
/// ```
///
/// # Errors
///
/// A name is invalid. The text quotes the first one.
pub const fn names_are_valid(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    attempt!(match scheme.location() {
        SignatureLocation::Header(name)
        | SignatureLocation::RepeatedHeader(name)
        | SignatureLocation::NumberedHeaders(name) => {
            header_name(name)
        }
        SignatureLocation::HeaderPerKey([first, second])
        | SignatureLocation::AnyHeader([first, second]) => match header_name(first) {
            Ok(()) => header_name(second),
            Err(message) => Err(message),
        },
        SignatureLocation::HeaderOrQuery([header, query]) => match header_name(header) {
            Ok(()) => query_name(query),
            Err(message) => Err(message),
        },
        SignatureLocation::Query(name) | SignatureLocation::Form(name) => query_name(name),
        SignatureLocation::Pointer(text) => pointer(text),
    });
    if let Some(each) = scheme.each() {
        attempt!(pointer(each));
    }
    let mut rest = scheme.fields.as_slice();
    while let [Some(field), others @ ..] = rest {
        attempt!(field_name(field.name()));
        attempt!(match field.source() {
            Source::Header(name) => header_name(name),
            Source::Item(name) | Source::Form(name) | Source::Query(name) => query_name(name),
            Source::Pointer(text) => pointer(text),
            Source::KeyId => Ok(()),
        });
        rest = others;
    }
    let mut rest = scheme.required.as_slice();
    while let [Some(required), others @ ..] = rest {
        attempt!(header_name(required.header()));
        if required.text().is_empty() || !survives_http(required.text()) {
            return Err(Diagnostic::new("no header can have the value ").quote(required.text()));
        }
        rest = others;
    }
    if let Some(named) = scheme.algorithm_header {
        attempt!(header_name(named.header()));
    }
    if let Some(family) = scheme.family {
        attempt!(header_name(family.from));
        attempt!(header_name(family.to));
    }
    if let Some(list) = scheme.list()
        && let Label::Is(label) = list.label()
    {
        attempt!(query_name(label));
    }
    Ok(())
}

/// Checks whether a scheme can be used, no matter what it signs.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Scheme, Template, rules::scheme_is_usable};
///
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature");
/// assert!(scheme_is_usable(&scheme).is_ok());
///
/// let message = Template::parse("{ts}.{$request.body}").map_err(|text| text.to_string())?;
/// let refused = scheme_is_usable(&scheme.with_message(message)).map_err(|text| text.to_string());
/// assert!(refused.is_err_and(|text| text.starts_with("unknown field `ts`")));
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
///
/// As the other rules of parts, keys, lists, families and fields, such as [`algorithm_fits`] and [`timestamp_is_signed`].
pub const fn scheme_is_usable(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    attempt!(algorithm_fits(scheme));
    attempt!(algorithm_is_available(scheme));
    attempt!(key_fits(scheme));
    attempt!(jwt_fits(scheme));
    attempt!(nothing_is_overfull(scheme));
    attempt!(family_fits(scheme));
    attempt!(list_fits(scheme));
    attempt!(fields_are_known(scheme));
    attempt!(fields_are_used(scheme));
    timestamp_is_signed(scheme)
}

/// Checks whether message, encoding and fields fit the algorithm.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Algorithm, Encoding, Scheme, rules::algorithm_fits};
///
/// let token = Scheme::in_header(Algorithm::Token, "X-Gitlab-Token");
/// assert!(algorithm_fits(&token).is_ok());
/// assert!(algorithm_fits(&token.with_encoding(Encoding::Base64)).is_err());
/// ```
///
/// # Errors
///
/// A token has a message, an encoding, `missing`, a field or a timestamp; or the message contains the signature.
pub const fn algorithm_fits(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    if matches!(scheme.algorithm(), Algorithm::Token) {
        return token_fits(scheme);
    }
    let mut rest = scheme.message().source();
    while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
        let expression = match segment {
            Segment::Expression(expression) => Some(expression),
            Segment::Computed(
                Computed::UrlAnyPort | Computed::UrlDecoded | Computed::UrlWithForm,
            ) => Some(Expression::Url),
            Segment::Computed(Computed::Crc32) => Some(Expression::Body),
            Segment::Computed(computed) if computed.covers_body() => Some(Expression::Body),
            _ => None,
        };
        if let Some(expression) = expression {
            let circular = match (scheme.location(), expression) {
                (
                    SignatureLocation::Header(location)
                    | SignatureLocation::RepeatedHeader(location),
                    Expression::Header(name),
                ) => equal_any_case(location, name),
                (SignatureLocation::AnyHeader([one, other]), Expression::Header(name)) => {
                    equal_any_case(one, name) || equal_any_case(other, name)
                }
                (SignatureLocation::HeaderOrQuery([header, _]), Expression::Header(name)) => {
                    equal_any_case(header, name)
                }
                (SignatureLocation::Pointer(_) | SignatureLocation::Form(_), Expression::Body)
                | (
                    SignatureLocation::Query(_) | SignatureLocation::HeaderOrQuery(_),
                    Expression::Url,
                ) => true,
                (SignatureLocation::Pointer(location), Expression::Pointer(name))
                | (
                    SignatureLocation::Query(location)
                    | SignatureLocation::HeaderOrQuery([_, location]),
                    Expression::Query(name),
                ) => equal(location, name),
                _ => false,
            };
            if circular {
                let message = Diagnostic::new("`{");
                let message = match segment {
                    Segment::Computed(computed) => computed.append_to(&message),
                    _ => expression.append_to(&message),
                };
                let message = message.then("}` contains the signature itself");
                return Err(message.help("leave it out of `message`"));
            }
        }
        rest = tail;
    }
    Ok(())
}

/// Checks whether the features that the algorithm needs are on.
///
/// # Errors
///
/// The algorithm is asymmetric, and the feature `asymmetric` is off.
pub const fn algorithm_is_available(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    if scheme.algorithm().is_asymmetric() && !cfg!(feature = "asymmetric") {
        return Err(Diagnostic::new("the algorithm ")
            .quote(scheme.algorithm().as_str())
            .then(" needs a feature that is off")
            .help("add the feature `asymmetric` of `webhook-core`"));
    }
    Ok(())
}

/// Checks whether the form of the key fits the algorithm.
///
/// # Errors
///
/// The form is that of a public key and the algorithm symmetric, or the other way round; or `basic` and no token.
pub const fn key_fits(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let algorithm = scheme.algorithm();
    let fits = match scheme.key() {
        KeyForm::Utf8 | KeyForm::Whsec | KeyForm::Sha1 | KeyForm::Nfkd => {
            !algorithm.is_asymmetric()
        }
        KeyForm::Whpk | KeyForm::Spki | KeyForm::Jwk => algorithm.is_asymmetric(),
        KeyForm::Basic => matches!(algorithm, Algorithm::Token),
        KeyForm::Hex | KeyForm::Base64 => true,
    };
    if fits {
        return Ok(());
    }
    let help = if algorithm.is_asymmetric() {
        "write `hex`, `base64`, `whpk`, `spki` or `jwk`"
    } else {
        "write `utf8`, `hex`, `base64` or `whsec`"
    };
    Err(Diagnostic::new("no key of ")
        .quote(algorithm.as_str())
        .then(" has the form ")
        .quote(scheme.key().as_str())
        .help(help))
}

/// Checks that a scheme with a JSON web token has nothing that only digests have.
///
/// # Errors
///
/// The feature `jwt` is off, no token has the algorithm, or a part of the scheme has no effect.
pub const fn jwt_fits(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let Some(jwt) = &scheme.jwt else {
        return Ok(());
    };
    if !cfg!(feature = "jwt") {
        return Err(
            Diagnostic::new("JSON web tokens need a feature that is off")
                .help("add the feature `jwt` of `webhook-core`"),
        );
    }
    if !matches!(
        scheme.algorithm(),
        Algorithm::HmacSha256
            | Algorithm::HmacSha384
            | Algorithm::HmacSha512
            | Algorithm::RsaSha256
            | Algorithm::EcdsaP256
            | Algorithm::Ed25519
    ) {
        return Err(Diagnostic::new("no token has the algorithm ")
            .quote(scheme.algorithm().as_str())
            .help("write an `hmac` algorithm, `rsa-sha256`, `ecdsa-p256` or `ed25519`"));
    }
    let idle = if !equal(scheme.message().source(), Template::BODY.source()) {
        "message"
    } else if !scheme.fields.is_empty() {
        "field"
    } else if scheme.freshness().is_some() {
        "timestamp"
    } else if scheme.list().is_some() {
        "list"
    } else if !scheme.alternatives.is_empty() || scheme.algorithm_header.is_some() {
        "algorithm"
    } else if scheme.each().is_some() || scheme.document.is_some() || scheme.family.is_some() {
        "location"
    } else {
        ""
    };
    if !idle.is_empty() {
        return Err(
            Diagnostic::new("what a token signs are its claims, and it has no ")
                .quote(idle)
                .help("remove it"),
        );
    }
    if !matches!(
        scheme.location(),
        SignatureLocation::Header(_) | SignatureLocation::Query(_)
    ) {
        return Err(Diagnostic::new(
            "a token is in a header or a query parameter",
        ));
    }
    if jwt.claims.is_overfull() {
        return Err(Diagnostic::new(
            "a token has at most four claims to compare",
        ));
    }
    Ok(())
}

/// Checks that the group says each claim that its sender's tokens have for it alone. Others can have tokens that differ in
/// these claims only.
///
/// # Errors
///
/// A claim is compared with nothing.
pub const fn claims_are_given(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let Some(jwt) = &scheme.jwt else {
        return Ok(());
    };
    let Some(claim) = jwt.first_unsaid() else {
        return Ok(());
    };
    Err(Diagnostic::new("the claim ")
        .quote(claim)
        .then(" of the token is compared with nothing, and strangers have tokens that are like it but for this claim")
        .help("say `signature(preset = .., jwt(claims(\"")
        .then(claim)
        .then("\" = \"..\")))`"))
}

/// As [`jwt_fits`] and [`claims_are_given`].
///
/// # Errors
///
/// As the two.
#[doc(hidden)]
pub const fn jwt_is_complete(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    attempt!(jwt_fits(scheme));
    claims_are_given(scheme)
}

const fn nothing_is_overfull(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    if scheme.fields.is_overfull() {
        return Err(Diagnostic::new("a scheme has at most eight fields"));
    }
    if scheme.required.is_overfull() {
        return Err(Diagnostic::new(
            "a scheme has at most four required headers",
        ));
    }
    if scheme.alternatives.is_overfull() {
        return Err(Diagnostic::new(
            "a scheme has at most four other forms of the value",
        ));
    }
    if let Some(named) = scheme.algorithm_header
        && (named.named.is_overfull() || named.named.is_empty())
    {
        return Err(Diagnostic::new("a header names one to four algorithms"));
    }
    if scheme.each().is_some() && !matches!(scheme.location(), SignatureLocation::Pointer(_)) {
        return Err(
            Diagnostic::new("elements that are signed one by one carry their signatures")
                .help("make the location a pointer"),
        );
    }
    Ok(())
}

/// Checks whether the timestamp is signed, so that an old delivery cannot be given a new one.
///
/// A header may also be signed through a list (`{names | header_pairs}`). A delivery whose list lacks it is malformed.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use webhook_core::scheme::{
///     Algorithm, Field, Freshness, Scheme, Source, TimeUnit, rules::timestamp_is_signed,
/// };
///
/// let window = Freshness::new("ts", TimeUnit::Seconds, Duration::from_secs(300));
/// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Signature").with_freshness(window);
/// assert!(timestamp_is_signed(&scheme.with_field(Field::new("ts", Source::Header("X-Time")))).is_err());
/// assert!(timestamp_is_signed(&scheme.with_field(Field::new("ts", Source::Pointer("/time")))).is_ok());
/// ```
///
/// # Errors
///
/// The timestamp is not part of the message, or the tolerance is zero.
pub const fn timestamp_is_signed(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let Some(freshness) = scheme.freshness() else {
        return Ok(());
    };
    if freshness.max_age().is_zero() {
        return Err(Diagnostic::new("a tolerance of zero accepts no delivery")
            .help("leave the timestamp out to accept deliveries of any age"));
    }
    let name = freshness.field();
    let in_body = match scheme.field(name) {
        Some(Field {
            source: Source::Pointer(_),
            ..
        }) => scheme.signs_body(),
        Some(Field {
            source: Source::Query(query),
            ..
        }) => scheme.signs(Expression::Query(query)),
        _ => false,
    };
    let in_message = is_in_message(scheme, name) || timestamp_is_listed(scheme);
    if in_body || (in_message && !matches!(scheme.algorithm(), Algorithm::Token)) {
        return Ok(());
    }
    Err(Diagnostic::new("timestamp ")
        .quote(name)
        .then(" is not signed: anyone who has seen one request can replay it with a new timestamp")
        .help("add `{")
        .then(name)
        .then("}` to `message`, or remove `timestamp`"))
}

/// Checks that a token has no parts that only signatures have.
const fn token_fits(scheme: &Scheme<'_>) -> Result<(), Diagnostic> {
    let key = if !equal(scheme.message().source(), Template::BODY.source()) {
        "message"
    } else if !matches!(scheme.encoding(), Encoding::Hex) {
        "encoding"
    } else if !matches!(scheme.missing(), Missing::Refuse) {
        "missing"
    } else if !scheme.fields.is_empty() {
        "field"
    } else if scheme.freshness().is_some() {
        "timestamp"
    } else {
        return Ok(());
    };
    Err(Diagnostic::new("a token signs nothing and has no ")
        .quote(key)
        .help("remove ")
        .quote(key))
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
