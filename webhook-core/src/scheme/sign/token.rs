//! Makes tokens, as their senders do.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::expression::read::Input;
use crate::scheme::jwt::name_of;
use crate::scheme::keys::key_id::KeyId;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Encoding, JwtHash};
use crate::scheme::model::jwt::{Audience, Issuer, Jwt, LIFE};
use crate::scheme::sign::error::{SignError, SignErrorKind};
use crate::scheme::sign::maker::Maker;
use crate::scheme::verify::computed::Url;

/// The text that carries the token of a request.
pub(crate) fn value(
    scheme: &Scheme<'_>,
    jwt: &Jwt<'_>,
    (id, maker): (&KeyId, &mut Maker<'_>),
    input: &Input<'_>,
    time: SystemTime,
) -> Result<Zeroizing<Vec<u8>>, SignError> {
    let name = name_of(scheme.algorithm());
    let mut header = json!({"typ": "JWT", "alg": name});
    if scheme.algorithm().is_asymmetric()
        && let Some(header) = header.as_object_mut()
    {
        header.insert("kid".to_owned(), id.as_str().into());
    }
    let claims = claims(jwt, id, input, time)?;
    let part = |value: &Value| Encoding::Base64Url.encode(value.to_string().as_bytes());
    let message = format!("{}.{}", part(&header), part(&Value::Object(claims)));
    let signature = Encoding::Base64Url.encode(&maker.sign_token(message.as_bytes())?);
    let (before, behind) = (scheme.value().prefix(), scheme.value().suffix());
    Ok(Zeroizing::new(
        format!("{before}{message}.{signature}{behind}").into_bytes(),
    ))
}

fn claims(
    jwt: &Jwt<'_>,
    id: &KeyId,
    input: &Input<'_>,
    time: SystemTime,
) -> Result<Map<String, Value>, SignError> {
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    let url = || {
        let no_url = || SignError::new(SignErrorKind::Message, "the token needs an absolute URL");
        Ok(Url::new(input).map_err(|_| no_url())?.parts().concat())
    };
    let made = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    put("iat", made.as_secs().into());
    if jwt.expires {
        put("exp", made.saturating_add(LIFE).as_secs().into());
    }
    match jwt.issuer {
        Some(Issuer::Is(text)) => put("iss", text.into()),
        Some(Issuer::KeyId) => put("iss", id.as_str().into()),
        None => None,
    };
    match jwt.audience {
        Some(Audience::Is(text)) => put("aud", text.into()),
        Some(Audience::Url) => put("aud", url()?.into()),
        None => None,
    };
    for claim in jwt.claims.iter() {
        put(claim.name, claim.is.unwrap_or_default().into());
    }
    if let Some(name) = jwt.url {
        put(name, Encoding::Hex.encode(&Sha256::digest(url()?)).into());
    }
    if let Some(body) = jwt.body {
        let digest = match body.hash {
            JwtHash::Sha256 => body.encoding.encode(&Sha256::digest(input.body)),
            JwtHash::Sha384 => body.encoding.encode(&Sha384::digest(input.body)),
            JwtHash::Sha512 => body.encoding.encode(&Sha512::digest(input.body)),
        };
        put(body.name, digest.into());
    }
    Ok(claims)
}
