//! Makes the request that a sender checks an endpoint with.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri, header};
use serde_json::{Value, json};

use crate::expression::Expression;
use crate::handshake::model::{Handshake, Reply};
use crate::scheme::sign::place::with_parameter;

impl Handshake {
    /// Makes this handshake's request, as its sender does: to `url`, with `challenge` in every place that it asks for, and with
    /// `token` where it has one. A [verified](Self::verified) one still has to be signed.
    ///
    /// `None` if a value does not fit its place, such as a header that is not text.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::{Delivery, senders};
    ///
    /// let asked = senders::dropbox.handshakes().first().ok_or("no handshake")?;
    /// let url = "https://example.test/dropbox".parse()?;
    /// let question = asked.question(&url, "c0ffee", None).ok_or("no place")?;
    /// assert_eq!(question.uri(), "https://example.test/dropbox?challenge=c0ffee");
    ///
    /// let answer = asked.answer(&Delivery::from(question), None).ok_or("no answer")?;
    /// assert_eq!(answer.body().as_ref(), b"c0ffee");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn question(
        &self,
        url: &Uri,
        challenge: &str,
        token: Option<&str>,
    ) -> Option<Request<Bytes>> {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = Method::from_bytes(self.method.as_bytes()).ok()?;
        *request.uri_mut() = url.clone();
        let mut body = Value::Null;
        let mut put = |place, text: &str| put(&mut request, &mut body, place, text);
        for place in self.asked() {
            put(place, challenge)?;
        }
        for condition in self.when {
            match condition.equals {
                Some(text) => put(condition.expression, text)?,
                None if self.asked().any(|asked| asked == condition.expression) => {}
                None => put(condition.expression, challenge)?,
            }
        }
        if let (Some(place), Some(token)) = (self.token, token) {
            put(place, token)?;
        }
        if !body.is_null() {
            *request.body_mut() = Bytes::from(body.to_string());
            let json = HeaderValue::from_static("application/json");
            request
                .headers_mut()
                .entry(header::CONTENT_TYPE)
                .or_insert(json);
        }
        Some(request)
    }

    /// What the reply repeats.
    fn asked(&self) -> impl Iterator<Item = Expression<'static>> {
        let (one, pairs) = match self.reply {
            Reply::Echo(place) | Reply::EchoField(_, place) => (Some(place), &[][..]),
            Reply::Digest(digest) => (Some(digest.of), &[][..]),
            Reply::EchoHeaders(pairs) => (None, pairs),
            Reply::Empty | Reply::Json(_) => (None, &[][..]),
        };
        one.into_iter().chain(pairs.iter().map(|(place, _)| *place))
    }
}

fn put(
    request: &mut Request<Bytes>,
    body: &mut Value,
    place: Expression<'_>,
    text: &str,
) -> Option<()> {
    match place {
        Expression::Header(name) => {
            let name: HeaderName = name.parse().ok()?;
            request
                .headers_mut()
                .insert(name, HeaderValue::from_str(text).ok()?);
        }
        Expression::Query(name) => {
            *request.uri_mut() = with_parameter(request.uri(), name, text).ok()?;
        }
        Expression::Pointer(pointer) => {
            let mut at = body;
            for name in pointer.strip_prefix('/')?.split('/') {
                if at.is_null() {
                    *at = json!({});
                }
                let name = name.replace("~1", "/").replace("~0", "~");
                at = at.as_object_mut()?.entry(name).or_insert(Value::Null);
            }
            // A number or a truth value is written as one, as the sender does.
            let scalar = serde_json::from_str(text)
                .ok()
                .filter(|value: &Value| !value.is_object() && !value.is_array());
            *at = scalar.unwrap_or_else(|| text.into());
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::scheme::keys::secret::Secret;
    use crate::senders;

    #[test]
    fn every_handshake_recognises_its_own_question_and_answers_it() {
        let url = Uri::from_static("https://hooks.example.test/in");
        let mut asked = 0;
        for (name, sender) in senders::ALL {
            for handshake in sender.handshakes() {
                let question =
                    handshake.question(&url, "c0ffee0123456789abcdef01", Some("the-token"));
                let question = Delivery::from(question.unwrap_or_else(|| panic!("{name}")));
                assert!(handshake.matches(&question), "{name}: {question:?}");
                let secret = Secret::new("the-token");
                let answer = handshake.answer(&question, Some(("1", &secret)));
                assert!(
                    answer.is_some_and(|answer| answer.status().is_success()),
                    "{name}"
                );
                asked += 1;
            }
        }
        assert!(asked >= 15, "{asked}");
    }
}
