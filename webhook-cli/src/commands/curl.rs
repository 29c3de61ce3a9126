//! `webhook curl`: the same as a command of the shell, which signs with `$SECRET`.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Uri};
use uuid::Uuid;
use webhook_core::scheme::{Algorithm, Encoding, KeyForm, Keyring, Scheme, Secret, TimeUnit};

use crate::compose::{self, ComposeArgs};
use crate::error::{Doing as _, Error, Exit, Result};
use crate::request::RequestArgs;
use crate::subject::{Subject, SubjectArgs};
use crate::{client, screen};

const AFTER: &str = "\
Examples:
  webhook curl http://127.0.0.1:3000/github --sender github --event push --data '{}'
  SECRET=whsec_.. sh -c \"$(webhook curl http://127.0.0.1:3000/stripe --sender stripe --data '{}')\"

The command needs sh, curl and openssl. It signs when it runs, with the time of then. Other users of the
machine can see the secret while openssl runs, because it is an argument there.";

/// Prints a command of the shell that sends a signed delivery
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Args {
    /// Where to send to
    #[arg(value_parser = client::url)]
    url: Uri,
    #[command(flatten)]
    subject: SubjectArgs,
    #[command(flatten)]
    request: RequestArgs,
    #[command(flatten)]
    compose: ComposeArgs,
    /// The URL that is signed, where it differs from the one that is sent to
    #[arg(long, value_name = "URL", value_parser = client::url)]
    public_url: Option<Uri>,
}

/// A time that no payload has by chance. It is replaced by the time of the run.
const STAND_IN: Duration = Duration::from_secs(1_999_999_937);
/// A token that no payload has by chance.
const TOKEN: &str = "stand-in-of-the-secret-a7b1";

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let subject = args.subject.load()?;
    let scheme = subject.scheme()?;
    let now = UNIX_EPOCH.checked_add(STAND_IN).unwrap_or(UNIX_EPOCH);
    let url = args.public_url.as_ref().unwrap_or(&args.url);
    let mut request = args.request.load(url.clone())?;
    args.compose
        .apply(&mut request, &subject, &Uuid::new_v4().to_string(), now)?;
    let mut script = String::new();
    let mut stands: Vec<(String, &str)> = Vec::new();
    if let Some((text, date)) = time(&scheme) {
        stands.push((text, "$t"));
        append(&mut script, format_args!("t=$({date})\n"));
    }
    if scheme.algorithm() == Algorithm::Token {
        compose::sign(
            &subject,
            &Keyring::from(Secret::new(TOKEN)),
            &mut request,
            now,
        )?;
        stands.push((TOKEN.to_owned(), "$SECRET"));
    } else {
        let (message, digest) = sign(&subject, &mut request, now)?;
        let command = openssl(&scheme)?;
        let message = quote(&message, &stands);
        append(
            &mut script,
            format_args!("message={message}\nsignature=$({command})\n"),
        );
        stands.push((digest, "$signature"));
    }
    if args.public_url.is_some() {
        *request.uri_mut() = args.url.clone();
    }
    write(&mut script, &request, &stands)?;
    screen::line(script.trim_end());
    Ok(Exit::Yes)
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
    subject: &Subject,
    request: &mut Request<Bytes>,
    now: SystemTime,
) -> Result<(String, String)> {
    let scheme = subject.scheme()?;
    let length = match scheme.algorithm() {
        Algorithm::HmacSha1 => 20,
        Algorithm::HmacSha256 | Algorithm::Sha256Prefix => 32,
        Algorithm::HmacSha384 => 48,
        Algorithm::HmacSha512 => 64,
        other => {
            return Err(Error::new(format!(
                "a shell cannot sign with {other}: use `webhook send`"
            )));
        }
    };
    let mut messages = Vec::new();
    let digest = vec![0xa7; length];
    let signed = scheme.sign_with("1", request, now, |message| {
        messages.push(message.to_vec());
        Ok::<_, String>(digest.clone())
    });
    signed.doing("the request cannot be signed")?;
    let [message] = messages.as_slice() else {
        return Err(Error::new(
            "this scheme signs several messages in one request: use `webhook send`",
        ));
    };
    let message = String::from_utf8(message.clone());
    let message =
        message.map_err(|_| Error::new("what is signed is not text: use `webhook send`"))?;
    let written = scheme.encoding();
    Ok((message, encoded(&digest, written)?))
}

/// The digest as the scheme writes it.
fn encoded(digest: &[u8], encoding: Encoding) -> Result<String> {
    // The library's own encoder, through a scheme without anything else.
    let bare = Scheme::in_header(Algorithm::HmacSha256, "x-digest").with_encoding(encoding);
    let mut request = Request::new(Bytes::new());
    let signed = bare.sign_with("1", &mut request, UNIX_EPOCH, |_| {
        Ok::<_, String>(digest.to_vec())
    });
    signed.doing("the digest")?;
    let value = request
        .headers()
        .get("x-digest")
        .and_then(|value| value.to_str().ok());
    value
        .map(str::to_owned)
        .ok_or_else(|| Error::new("the digest cannot be written"))
}

fn openssl(scheme: &Scheme<'_>) -> Result<String> {
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
        other => return Err(Error::new(format!("a shell cannot read a key of the form {other}: use `webhook send`"))),
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

fn write(script: &mut String, request: &Request<Bytes>, stands: &[(String, &str)]) -> Result<()> {
    let url = quote(&request.uri().to_string(), stands);
    append(
        script,
        format_args!("curl -i -X {} {url}", request.method()),
    );
    for (name, value) in request.headers() {
        let value = value
            .to_str()
            .map_err(|_| Error::new(format!("the header `{name}` is not text")))?;
        append(
            script,
            format_args!(" \\\n  -H {}", quote(&format!("{name}: {value}"), stands)),
        );
    }
    if !request.body().is_empty() {
        let body = str::from_utf8(request.body())
            .map_err(|_| Error::new("the body is not text: use `webhook send`"))?;
        append(
            script,
            format_args!(" \\\n  --data-binary {}", quote(body, stands)),
        );
    }
    script.push('\n');
    Ok(())
}

fn append(script: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let _written = script.write_fmt(text);
}

/// Quotes a text for the shell, with variables in place of what stands in for them.
fn quote(text: &str, stands: &[(String, &str)]) -> String {
    let found = stands
        .iter()
        .filter_map(|(stand, variable)| text.find(stand.as_str()).map(|at| (at, stand, variable)));
    match found.min_by_key(|(at, ..)| *at) {
        None if text.is_empty() => "''".to_owned(),
        None => format!("'{}'", text.replace('\'', "'\\''")),
        Some((at, stand, variable)) => {
            let (before, rest) = text.split_at(at);
            let after = rest.strip_prefix(stand.as_str()).unwrap_or_default();
            let part = |text: &str| {
                if text.is_empty() {
                    String::new()
                } else {
                    quote(text, stands)
                }
            };
            format!("{}\"{variable}\"{}", part(before), part(after))
        }
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
}
