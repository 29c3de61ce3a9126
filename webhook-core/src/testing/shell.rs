//! A command of the shell that signs a request and sends it.

use std::fmt::{self, Write as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Uri};

use crate::scheme::keys::keyring::Keyring;
use crate::scheme::keys::secret::Secret;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm, TimeUnit};

/// Why a shell cannot sign or send a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoCommand(String);

impl fmt::Display for NoCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoCommand {}

fn no(text: impl Into<String>) -> NoCommand {
    NoCommand(text.into())
}

/// A time that no payload has by chance. It is replaced by the time of the run.
const STAND_IN: Duration = Duration::from_secs(1_999_999_937);
/// A token that no payload has by chance.
const TOKEN: &str = "stand-in-of-the-secret-a7b1";

/// Returns a command of the shell that signs a request with `$SECRET` when it runs, with the time of then, and sends it to `to`.
///
/// The request must not have a signature or a timestamp. The URL that is signed is that of the request. The command needs `sh`,
/// `curl` and `openssl`; other users of the machine can see the secret while `openssl` runs, because it is an argument there.
///
/// # Examples
///
/// ```
/// use bytes::Bytes;
/// use webhook_core::senders;
/// use webhook_core::testing::shell_command;
///
/// let url = http::Uri::from_static("http://127.0.0.1:3000/github");
/// let request = http::Request::post(&url).header("x-github-event", "ping").body(Bytes::from("{}"))?;
/// let command = shell_command(senders::github.scheme(), &request, &url)?;
/// assert!(command.contains(r#"openssl dgst -sha256 -hmac "$SECRET""#));
/// assert!(command.ends_with("--data-binary '{}'"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A public key signs, several messages are signed, or the request is not text that a terminal takes as it is.
pub fn shell_command(
    scheme: Option<&Scheme<'_>>,
    request: &Request<Bytes>,
    to: &Uri,
) -> Result<String, NoCommand> {
    if scheme.is_some_and(|scheme| scheme.jwt().is_some()) {
        return Err(no("a shell cannot sign a JSON web token"));
    }
    let now = UNIX_EPOCH.checked_add(STAND_IN).unwrap_or(UNIX_EPOCH);
    let (mut request, mut script) = (request.clone(), String::new());
    let mut stands: Vec<(String, &str)> = Vec::new();
    if let Some(scheme) = scheme {
        if let Some((text, date)) = time(scheme) {
            stands.push((text, "$t"));
            append(&mut script, format_args!("t=$({date})\n"));
        }
        if scheme.algorithm() == Algorithm::Token {
            let token = Keyring::from(Secret::new(TOKEN));
            let signed = scheme.sign_at(&token, &mut request, now);
            signed.map_err(|error| no(error.to_string()))?;
            stands.push((TOKEN.to_owned(), "$SECRET"));
        } else {
            let (message, digest) = sign(scheme, &mut request, now)?;
            let (message, command) = (quote(&message, &stands), openssl(scheme)?);
            append(
                &mut script,
                format_args!("message={message}\nsignature=$({command})\n"),
            );
            stands.push((digest, "$signature"));
        }
    }
    // Signing may have put a parameter into the query.
    let to = with_query(to, request.uri())?;
    write(&mut script, &request, &to, &stands)?;
    let obeyed = |letter: char| letter != '\n' && letter != '\t' && letter.is_control();
    if script.chars().any(obeyed) {
        return Err(no("it has control characters, which a terminal obeys"));
    }
    Ok(script)
}

fn with_query(to: &Uri, signed: &Uri) -> Result<Uri, NoCommand> {
    let Some(query) = signed.query() else {
        return Ok(to.clone());
    };
    let mut parts = to.clone().into_parts();
    let path = format!("{}?{query}", to.path());
    parts.path_and_query = Some(path.parse().map_err(|_| no("its URL cannot be written"))?);
    Uri::from_parts(parts).map_err(|_| no("its URL cannot be written"))
}

/// The written stand-in of the time, and what the shell writes in its place.
fn time(scheme: &Scheme<'_>) -> Option<(String, &'static str)> {
    Some(match scheme.freshness()?.unit() {
        TimeUnit::Seconds => (STAND_IN.as_secs().to_string(), "date +%s"),
        TimeUnit::Milliseconds => (STAND_IN.as_millis().to_string(), "date +%s000"),
        _ => (
            "2033-05-18T03:32:17Z".to_owned(),
            "date -u +%Y-%m-%dT%H:%M:%SZ",
        ),
    })
}

/// Signs with a digest that stands in for the right one. Returns the message, and how the digest is written.
fn sign(
    scheme: &Scheme<'_>,
    request: &mut Request<Bytes>,
    now: SystemTime,
) -> Result<(String, String), NoCommand> {
    let length = match scheme.algorithm() {
        Algorithm::HmacSha1 => 20,
        Algorithm::HmacSha256 | Algorithm::Sha256Prefix => 32,
        Algorithm::HmacSha384 => 48,
        Algorithm::HmacSha512 => 64,
        other => return Err(no(format!("a shell cannot sign with {other}"))),
    };
    let mut messages = Vec::new();
    let digest = vec![0xa7; length];
    let signed = scheme.sign_with("1", request, now, |message| {
        messages.push(message.to_vec());
        Ok::<_, String>(digest.clone())
    });
    signed.map_err(|error| no(format!("the request cannot be signed: {error}")))?;
    let [message] = messages.as_slice() else {
        return Err(no("this scheme signs several messages in one request"));
    };
    let message = String::from_utf8(message.clone());
    let message = message.map_err(|_| no("what is signed is not text"))?;
    let written = scheme.encoding();
    Ok((message, encoded(&digest, written)?))
}

/// The digest as the scheme writes it.
fn encoded(digest: &[u8], encoding: Encoding) -> Result<String, NoCommand> {
    // The library's own encoder, through a scheme without anything else.
    let bare = Scheme::in_header(Algorithm::HmacSha256, "x-digest").with_encoding(encoding);
    let mut request = Request::new(Bytes::new());
    let signed = bare.sign_with("1", &mut request, UNIX_EPOCH, |_| {
        Ok::<_, String>(digest.to_vec())
    });
    signed.map_err(|error| no(error.to_string()))?;
    let value = request.headers().get("x-digest");
    let value = value.and_then(|value| value.to_str().ok());
    let value = value.map(str::to_owned);
    value.ok_or_else(|| no("the digest cannot be written"))
}

fn openssl(scheme: &Scheme<'_>) -> Result<String, NoCommand> {
    let hash = match scheme.algorithm() {
        Algorithm::HmacSha1 => "sha1",
        Algorithm::HmacSha384 => "sha384",
        Algorithm::HmacSha512 => "sha512",
        _ => "sha256",
    };
    let hexadecimal = "od -An -v -tx1 | tr -d ' \\n'";
    let decode = |text: &str| {
        format!(
            "-mac HMAC -macopt \"hexkey:$(printf %s \"{text}\" | openssl base64 -d -A | {hexadecimal})\""
        )
    };
    let key = match scheme.key() {
        KeyForm::Utf8 => "-hmac \"$SECRET\"".to_owned(),
        KeyForm::Hex => "-mac HMAC -macopt \"hexkey:$SECRET\"".to_owned(),
        KeyForm::Base64 => decode("$SECRET"),
        KeyForm::Whsec => decode("${SECRET#whsec_}"),
        KeyForm::Sha1 => "-mac HMAC -macopt \"hexkey:$(printf %s \"$SECRET\" | openssl dgst -sha1 -r | cut -d' ' -f1)\"".to_owned(),
        other => return Err(no(format!("a shell cannot read a key of the form {other}"))),
    };
    let (input, key) = if scheme.algorithm() == Algorithm::Sha256Prefix {
        ("printf %s%s \"$SECRET\" \"$message\"", String::new())
    } else {
        ("printf %s \"$message\"", format!(" {key}"))
    };
    let output = match scheme.encoding() {
        Encoding::Hex => "-r | cut -d' ' -f1",
        Encoding::Base64 => "-binary | openssl base64 -A",
        _ => "-binary | openssl base64 -A | tr '+/' '-_' | tr -d '='",
    };
    Ok(format!("{input} | openssl dgst -{hash}{key} {output}"))
}

fn write(
    script: &mut String,
    request: &Request<Bytes>,
    to: &Uri,
    stands: &[(String, &str)],
) -> Result<(), NoCommand> {
    let url = quote(&to.to_string(), stands);
    append(
        script,
        format_args!("curl -i -X {} {url}", request.method()),
    );
    for (name, value) in request.headers() {
        let value = value.to_str();
        let value = value.map_err(|_| no(format!("the header `{name}` is not text")))?;
        append(
            script,
            format_args!(" \\\n  -H {}", quote(&format!("{name}: {value}"), stands)),
        );
    }
    if !request.body().is_empty() {
        let body = str::from_utf8(request.body()).map_err(|_| no("the body is not text"))?;
        append(
            script,
            format_args!(" \\\n  --data-binary {}", quote(body, stands)),
        );
    }
    Ok(())
}

fn append(script: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _written = script.write_fmt(text);
}

/// Quotes a text for the shell, with variables in place of what stands in for them.
fn quote(text: &str, stands: &[(String, &str)]) -> String {
    let mut quoted = String::new();
    let mut rest = text;
    loop {
        let found = stands.iter().filter_map(|(stand, variable)| {
            let at = rest.find(stand.as_str())?;
            Some((at, stand, variable))
        });
        let Some((at, stand, variable)) = found.min_by_key(|(at, ..)| *at) else {
            if !rest.is_empty() || quoted.is_empty() {
                append(
                    &mut quoted,
                    format_args!("'{}'", rest.replace('\'', "'\\''")),
                );
            }
            return quoted;
        };
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        if !before.is_empty() {
            append(
                &mut quoted,
                format_args!("'{}'", before.replace('\'', "'\\''")),
            );
        }
        append(&mut quoted, format_args!("\"{variable}\""));
        rest = after.strip_prefix(stand.as_str()).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_for_the_shell() {
        let stands = [("NOW".to_owned(), "$t"), ("MAC".to_owned(), "$signature")];
        assert_eq!(
            quote("t=NOW,v1=MAC", &stands),
            "'t='\"$t\"',v1='\"$signature\""
        );
        assert_eq!(quote("it's $(rm) `x`", &stands), "'it'\\''s $(rm) `x`'");
        assert_eq!(quote("", &stands), "''");
    }

    #[test]
    fn what_a_terminal_obeys_is_not_written() {
        let url = Uri::from_static("http://127.0.0.1/in");
        let command = |body: &'static [u8]| {
            let request = Request::post(&url).body(Bytes::from_static(body)).unwrap();
            shell_command(None, &request, &url).map_err(|error| error.to_string())
        };
        assert_eq!(
            command(b"a\n\tb").unwrap(),
            "curl -i -X POST 'http://127.0.0.1/in' \\\n  --data-binary 'a\n\tb'"
        );
        let control = Err("it has control characters, which a terminal obeys".to_owned());
        assert_eq!(command(b"\x1b[201~"), control);
        assert_eq!(command("\u{9b}31m".as_bytes()), control);
        assert_eq!(command(b"\xff"), Err("the body is not text".to_owned()));
    }
}
