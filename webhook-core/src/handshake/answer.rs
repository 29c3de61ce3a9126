//! Recognises handshakes and answers them.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde::de::IgnoredAny;

use crate::delivery::{Delivery, essence, media_type};
use crate::expression::Expression;
use crate::expression::condition::Condition;
use crate::expression::read::{FORM, Fault, Input, Place, Value, read};
use crate::handshake::model::{Digest, Handshake, MAX_ECHO, Reply};
use crate::scheme::keys::digest::is_one_of;
use crate::scheme::keys::secret::Secret;

/// Why a handshake is not answered, as a text for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The token is missing, or not one of the receiver's.
    Token,
    /// A value that tells the handshake from a delivery is not text.
    NotText,
    /// The group has no key to answer with.
    Key,
    /// The challenge is absent, or does not look like one.
    Challenge,
}

impl Refusal {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "the handshake's token is not one of the receiver's",
            Self::NotText => "a value that a handshake reads is not UTF-8",
            Self::Key => "the group has no key to answer the handshake with",
            Self::Challenge => {
                "the handshake's challenge is absent, too long, or has unexpected characters"
            }
        }
    }
}

impl Handshake {
    /// Whether a request is this handshake.
    #[must_use]
    pub fn matches(&self, request: &Delivery) -> bool {
        self.compare(request) == Some(Ok(()))
    }

    /// Compares a request with the conditions: `None` if it is not this handshake. It cannot be told if a value that they
    /// read is not text.
    pub(crate) fn compare(&self, request: &Delivery) -> Option<Result<(), Refusal>> {
        if request.method().as_str() != self.method {
            return None;
        }
        let mut told = Ok(());
        for condition in self.when {
            match is_met(condition, request) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(refusal) => told = Err(refusal),
            }
        }
        Some(told)
    }

    /// Answers the handshake. `None` if the request is not this handshake, or must not be answered.
    ///
    /// `key` is the id and the secret to compare the token with, or to make the digest with. This does not check whether
    /// the handshake is [verified](Self::verified) or [admitted](Self::admitted): a dispatcher does, and you must.
    #[must_use]
    pub fn answer(
        &self,
        request: &Delivery,
        key: Option<(&str, &Secret)>,
    ) -> Option<Response<Bytes>> {
        if !self.matches(request) {
            return None;
        }
        let token = key.map(|(_, secret)| secret);
        self.check_token(request, token).ok()?;
        self.reply_to(request, key).ok()
    }

    /// Compares the token of the handshake with each of the receiver's.
    pub(crate) fn check_token<'s, T: IntoIterator<Item = &'s Secret>>(
        &self,
        request: &Delivery,
        tokens: T,
    ) -> Result<(), Refusal> {
        let Some(token) = self.token else {
            return Ok(());
        };
        let given = text_at(request, token).ok_or(Refusal::Token)?;
        if is_one_of(given.as_bytes(), tokens.into_iter()) {
            Ok(())
        } else {
            Err(Refusal::Token)
        }
    }

    /// The answer to a handshake that was found and is permitted.
    pub(crate) fn reply_to(
        &self,
        request: &Delivery,
        key: Option<(&str, &Secret)>,
    ) -> Result<Response<Bytes>, Refusal> {
        let mut answer = self.answer_with(request, key)?;
        *answer.status_mut() = StatusCode::from_u16(self.ok).unwrap_or_default();
        Ok(answer)
    }

    fn answer_with(
        &self,
        request: &Delivery,
        key: Option<(&str, &Secret)>,
    ) -> Result<Response<Bytes>, Refusal> {
        match self.reply {
            Reply::Empty => Ok(Response::new(Bytes::new())),
            Reply::Json(body) => Ok(with_type(body, "application/json")),
            Reply::Echo(expression) => {
                let text = echoed(request, expression)?.into_owned();
                Ok(with_type(text, "text/plain"))
            }
            Reply::EchoField(field, expression) => {
                let object = serde_json::json!({ field: echoed(request, expression)? });
                Ok(with_type(object.to_string(), "application/json"))
            }
            Reply::EchoHeaders(pairs) => echo_headers(request, pairs),
            Reply::Digest(digest) => digest.answer(request, key.ok_or(Refusal::Key)?),
        }
    }
}

/// A pointer with one key names a field, in a request whose body is a form.
fn form_field<'b>(
    expression: Expression<'_>,
    request: &'b Delivery,
) -> Option<Result<Value<'b>, Fault>> {
    let Expression::Pointer(pointer) = expression else {
        return None;
    };
    let name = pointer.strip_prefix('/')?;
    let is_form = media_type(request.headers()).eq_ignore_ascii_case(FORM);
    let place = (is_form && !name.contains(['/', '~'])).then(|| Place::Form(name.into()))?;
    Some(place.read_outside(&Input::from(request)))
}

fn is_met(condition: &Condition, request: &Delivery) -> Result<bool, Refusal> {
    let value = form_field(condition.expression, request);
    let value = match value.unwrap_or_else(|| read(condition.expression, request)) {
        Err(Fault::NotText) => return Err(Refusal::NotText),
        value => value.ok(),
    };
    let text = value.as_ref().and_then(Value::text);
    Ok(match (condition.equals, condition.expression) {
        (None, _) => value.is_some_and(|value| value != Value::Absent),
        // Ignore the case of a media type, and its parameters.
        (Some(expected), Expression::Header(name)) if name.eq_ignore_ascii_case("content-type") => {
            text.is_some_and(|text| essence(text).eq_ignore_ascii_case(expected))
        }
        (Some(expected), _) => text == Some(expected),
    })
}

fn text_at<'d>(request: &'d Delivery, expression: Expression<'_>) -> Option<Cow<'d, str>> {
    read(expression, request).ok()?.into_text().ok()?
}

/// A value that is safe to repeat.
fn echoed<'d>(
    request: &'d Delivery,
    expression: Expression<'static>,
) -> Result<Cow<'d, str>, Refusal> {
    text_at(request, expression)
        .filter(|value| value.len() <= MAX_ECHO && !value.chars().any(char::is_control))
        .ok_or(Refusal::Challenge)
}

fn echo_headers(
    request: &Delivery,
    pairs: &[(Expression<'static>, &'static str)],
) -> Result<Response<Bytes>, Refusal> {
    let mut response = Response::new(Bytes::new());
    for (expression, name) in pairs {
        if read(*expression, request) == Ok(Value::Absent) {
            continue;
        }
        let value = HeaderValue::from_str(&echoed(request, *expression)?);
        let name = HeaderName::from_bytes(name.as_bytes());
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(Refusal::Challenge);
        };
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

impl Digest {
    fn answer(
        &self,
        request: &Delivery,
        (id, secret): (&str, &Secret),
    ) -> Result<Response<Bytes>, Refusal> {
        let value = text_at(request, self.of).ok_or(Refusal::Challenge)?;
        // A value that is JSON could also be a body.
        if !(self.shortest..=self.longest).contains(&value.len())
            || !self.alphabet.contains_all(&value)
            || serde_json::from_str::<IgnoredAny>(&value).is_ok()
        {
            return Err(Refusal::Challenge);
        }
        let digest = self.of_text(&value, secret).ok_or(Refusal::Key)?;
        let mut text = String::from(self.before);
        if let Some(between) = self.between {
            text.push_str(&value);
            text.push_str(between);
        }
        if self.key_id {
            text.push_str(id);
            text.push('|');
        }
        text.push_str(&digest);
        text.push_str(self.after);
        let media_type = if self.before.is_empty() {
            "text/plain"
        } else {
            "application/json"
        };
        Ok(with_type(text, media_type))
    }

    fn of_text(&self, text: &str, secret: &Secret) -> Option<String> {
        let mut signed = http::Request::new(Bytes::copy_from_slice(text.as_bytes()));
        *signed.method_mut() = Method::POST;
        self.scheme.sign(secret, &mut signed).ok()?;
        let digest = signed.headers().get("x-digest")?;
        digest.to_str().ok().map(str::to_owned)
    }
}

/// A response that browsers do not sniff for another media type.
fn with_type(body: impl Into<Bytes>, media_type: &'static str) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let nosniff = HeaderValue::from_static("nosniff");
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}
