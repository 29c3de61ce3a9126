//! What may be the name of a header, of a parameter, of a field, and what may be a pointer.

use crate::expression::Expression;
use crate::scheme::grammar::template::is_field;
use crate::text::const_str::{attempt, escapes_are_valid, is_token, survives_http};
use crate::text::diagnostic::Diagnostic;

/// Says whether `name` can be a header's name: a token of RFC 9110.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::header_name;
///
/// assert!(header_name("X-Signature").is_ok());
/// assert!(header_name("X Signature").is_err());
/// ```
///
/// # Errors
///
/// The name is empty, or has a character that no header name has.
pub const fn header_name(name: &str) -> Result<(), Diagnostic> {
    if name.is_empty() {
        return Err(Diagnostic::new("empty header name"));
    }
    if !is_token(name) {
        return Err(Diagnostic::new("").quote(name).then(" is no header name"));
    }
    Ok(())
}

/// Says whether `name` can be a query parameter's name.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::query_name;
///
/// assert!(query_name("signature").is_ok());
/// assert!(query_name("").is_err());
/// ```
///
/// # Errors
///
/// The name is empty, has white space at an end, or a control character.
pub const fn query_name(name: &str) -> Result<(), Diagnostic> {
    if name.is_empty() {
        return Err(Diagnostic::new("empty parameter name"));
    }
    if !survives_http(name) {
        return Err(
            Diagnostic::new("white space at an end of, or a control character in ").quote(name),
        );
    }
    Ok(())
}

/// Says whether `text` is a JSON pointer (RFC 6901) to something within a document.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::pointer;
///
/// assert!(pointer("/data/0").is_ok());
/// assert!(pointer("data").is_err_and(|text| text.as_str().contains("write `/data`")));
/// ```
///
/// # Errors
///
/// The pointer is empty, does not begin with `/`, or has a `~` before neither `0` nor `1`.
pub const fn pointer(text: &str) -> Result<(), Diagnostic> {
    match text.as_bytes() {
        [] => Err(Diagnostic::new("empty pointer").help("write a pointer such as `/data`")),
        [b'/', ..] if escapes_are_valid(text) => Ok(()),
        [b'/', ..] => Err(Diagnostic::new("`~` before neither `0` nor `1` in ")
            .quote(text)
            .help("write `~0` for `~` and `~1` for `/`")),
        [b'$', ..] => {
            let message = Diagnostic::new("").quote(text).then(" is no pointer");
            match Expression::parse(text) {
                Ok(Expression::Pointer(pointer)) => Err(message.help("write ").quote(pointer)),
                _ => Err(message.help("write a pointer such as `/data`")),
            }
        }
        _ => Err(Diagnostic::new("pointer without a leading `/`: ")
            .quote(text)
            .help("write `/")
            .then(text)
            .then("`")),
    }
}

/// Parses an expression that must name a value of the JSON body.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::{Expression, rules::body_pointer};
///
/// assert_eq!(body_pointer("$request.body#/id").ok(), Some(Expression::Pointer("/id")));
/// assert!(body_pointer("$method").is_err());
/// ```
///
/// # Errors
///
/// The text is no expression, or one that is not in the body.
pub const fn body_pointer(text: &str) -> Result<Expression<'_>, Diagnostic> {
    let expression = attempt!(Expression::parse(text));
    match expression {
        Expression::Pointer(_) => Ok(expression),
        _ => Err(Diagnostic::new("")
            .quote(text)
            .then(" is no value of the body")
            .help("write a pointer such as `/id`")),
    }
}

/// Says whether `name` can be a field's.
///
/// # Examples
///
/// ```
/// use webhook_core::scheme::rules::field_name;
///
/// assert!(field_name("ts").is_ok());
/// assert!(field_name("body").is_err());
/// ```
///
/// # Errors
///
/// The name does not begin with a lower-case letter, has another character than letters, digits and `_`, or is what
/// a part of the request is called.
pub const fn field_name(name: &str) -> Result<(), Diagnostic> {
    if is_field(name) {
        return Ok(());
    }
    Err(Diagnostic::new("")
        .quote(name)
        .then(" is no name for a field")
        .help("write letters, digits and `_`, and no name of a part of the request"))
}
