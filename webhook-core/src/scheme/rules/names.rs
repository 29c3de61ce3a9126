//! Rules on the names of headers, parameters and fields, and on pointers.

use crate::expression::Expression;
use crate::scheme::grammar::template::is_field;
use crate::text::const_str::{attempt, escapes_are_valid, is_token, survives_http};
use crate::text::diagnostic::Diagnostic;

/// Checks the name of a header: a token of RFC 9110.
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
/// The name is empty or has a character that is not allowed.
pub const fn header_name(name: &str) -> Result<(), Diagnostic> {
    if name.is_empty() {
        return Err(Diagnostic::new("empty header name"));
    }
    if !is_token(name) {
        return Err(Diagnostic::new("")
            .quote(name)
            .then(" is not a header name"));
    }
    Ok(())
}

/// Checks the name of a query parameter.
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
/// The name is empty, begins or ends with a space, or has a control character.
pub const fn query_name(name: &str) -> Result<(), Diagnostic> {
    if name.is_empty() {
        return Err(Diagnostic::new("empty parameter name"));
    }
    if !survives_http(name) {
        return Err(Diagnostic::new("white space around, or a control character in ").quote(name));
    }
    Ok(())
}

/// Checks a JSON pointer (RFC 6901) to a value within a document.
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
/// The pointer is empty, does not begin with `/`, or has a `~` that is not followed by `0` or `1`.
pub const fn pointer(text: &str) -> Result<(), Diagnostic> {
    match text.as_bytes() {
        [] => Err(Diagnostic::new("empty pointer").help("write a pointer such as `/data`")),
        [b'/', ..] if escapes_are_valid(text) => Ok(()),
        [b'/', ..] => Err(Diagnostic::new("`~` is not followed by `0` or `1` in ")
            .quote(text)
            .help("write `~0` for `~` and `~1` for `/`")),
        [b'$', ..] => {
            let message = Diagnostic::new("").quote(text).then(" is not a pointer");
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

/// Parses an expression for a value of the JSON body.
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
/// The text is not an expression, or not one for a value of the body.
pub const fn body_pointer(text: &str) -> Result<Expression<'_>, Diagnostic> {
    let expression = attempt!(Expression::parse(text));
    match expression {
        Expression::Pointer(_) => Ok(expression),
        _ => Err(Diagnostic::new("")
            .quote(text)
            .then(" is not a value of the body")
            .help("write a pointer such as `/id`")),
    }
}

/// Checks the name of a field.
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
/// The name does not begin with a lower-case letter, has other characters than letters, digits and `_`, or is the name of
/// a part of the request.
pub const fn field_name(name: &str) -> Result<(), Diagnostic> {
    if is_field(name) {
        return Ok(());
    }
    Err(Diagnostic::new("")
        .quote(name)
        .then(" cannot be the name of a field")
        .help("write letters, digits and `_`, and no name of a part of the request"))
}
