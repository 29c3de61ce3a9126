//! How a group is signed, and what it leaves unsigned. A document is data: what weakens the protection, the user says.

use webhook_core::scheme::{
    Algorithm, Encoding, Expression, Scheme, Template, ValueTemplate, rules,
};
use webhook_core::senders::Sender;

use crate::error::{Error, ErrorKind};
use crate::options::{Danger, Options};
use crate::read::{GroupData, SignatureData};
use crate::route::rule::sender;
use crate::route::{Condition, Event};

/// How a group is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Signature {
    /// All of a sender that is known.
    Preset(String),
    /// Only the scheme of a sender that is known.
    Of(String),
    None,
    Custom,
    /// What the document says.
    Described {
        algorithm: &'static str,
        header: String,
        encoding: &'static str,
        value: Option<String>,
        message: Option<String>,
    },
}

impl Signature {
    /// That of a group: the document's, or else the user's.
    pub(super) fn of(data: Option<&GroupData<'_>>, options: &Options) -> Result<Self, Error> {
        if let Some(signature) = data.and_then(|data| data.signature.as_ref()) {
            return described(signature);
        }
        if let Some(preset) = &options.preset {
            sender(preset)?;
            return Ok(Self::Preset(preset.clone()));
        }
        match options.signature.as_deref() {
            Some("none") => Ok(Self::None),
            Some("custom") => Ok(Self::Custom),
            Some(name) => match sender(name)?.scheme() {
                Some(_) => Ok(Self::Of(name.to_owned())),
                None => Err(Error::new(
                    ErrorKind::Signature,
                    format_args!("`{name}` has no scheme: it only asks"),
                )),
            },
            None => Err(Error::at(
                ErrorKind::Signature,
                data.map_or("", |data| data.place.as_str()),
                "the document does not say how its deliveries are signed; say `--preset SENDER` (`webhook senders` lists \
                 them), `--signature custom` for a verifier of yours, or `--signature none`",
            )),
        }
    }

    fn scheme(&self) -> Result<Option<Scheme<'_>>, Error> {
        Ok(match self {
            Self::Preset(name) | Self::Of(name) => sender(name)?.scheme().copied(),
            Self::None | Self::Custom => None,
            Self::Described {
                algorithm,
                header,
                encoding,
                value,
                message,
            } => {
                let fault = |text: &str| Error::new(ErrorKind::Signature, text);
                let algorithm = Algorithm::parse(algorithm).map_err(|text| fault(text.as_str()))?;
                let encoding = Encoding::parse(encoding).map_err(|text| fault(text.as_str()))?;
                let mut scheme = Scheme::in_header(algorithm, header).with_encoding(encoding);
                if let Some(value) = value {
                    scheme = scheme.with_value(
                        ValueTemplate::parse(value).map_err(|text| fault(text.as_str()))?,
                    );
                }
                if let Some(message) = message {
                    scheme = scheme.with_message(
                        Template::parse(message).map_err(|text| fault(text.as_str()))?,
                    );
                }
                Some(scheme)
            }
        })
    }

    /// The keys that say what a group leaves unsigned. Those that it needs and the user did not accept are an error.
    pub(super) fn dangers(
        &self,
        place: &str,
        reads: &Reads<'_, '_>,
        options: &Options,
    ) -> Result<Vec<&'static str>, Error> {
        let Some(scheme) = self.scheme()? else {
            return Ok(Vec::new());
        };
        let mut needed = Vec::new();
        let mut need = |danger, fault: Option<String>| {
            needed.extend(fault.map(|text| (danger, text)));
        };
        let first_line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
        let fault = rules::body_is_signed(reads.group, &scheme).err();
        let is_unsigned = fault.is_some();
        need(
            Danger::UnsignedBody,
            fault.map(|text| first_line(text.as_str())),
        );
        if !matches!(self, Self::Preset(_)) {
            let fault = rules::parts_may_touch(&scheme).err();
            need(
                Danger::TouchingParts,
                fault.map(|text| first_line(text.as_str())),
            );
        }
        for expression in reads.expressions()? {
            let checked = if is_unsigned && options.danger.contains(&Danger::UnsignedBody) {
                rules::discriminator_is_signed(&scheme, expression)
            } else {
                rules::discriminator_beside_body_is_signed(&scheme, expression)
            };
            let fault = checked.err();
            need(
                Danger::UnsignedDiscriminator,
                fault.map(|text| first_line(text.as_str())),
            );
        }
        let mut keys = Vec::new();
        for (danger, text) in needed {
            if !options.danger.contains(&danger) {
                let flag = Options {
                    danger: vec![danger],
                    ..Options::default()
                }
                .command("");
                let flag = flag.split(" --").nth(1).unwrap_or_default().to_owned();
                return Err(Error::at(
                    ErrorKind::Signature,
                    place,
                    format_args!("{text}; accept it with `--{flag}`"),
                ));
            }
            if !keys.contains(&danger.key()) {
                keys.push(danger.key());
            }
        }
        Ok(keys)
    }
}

/// What a group reads to tell its events apart.
pub(super) struct Reads<'a, 'd> {
    pub(super) group: &'a str,
    /// The discriminator, unless it is the preset's.
    pub(super) discriminator: Option<&'a [String]>,
    pub(super) events: &'a [Event<'d>],
    pub(super) preset: Option<&'a Sender>,
}

impl Reads<'_, '_> {
    fn expressions(&self) -> Result<Vec<Expression<'_>>, Error> {
        let conditions = self.events.iter().flat_map(|event| &event.conditions);
        let conditions = conditions.map(|Condition { pointer, .. }| pointer.as_str());
        let in_items = self.preset.is_some_and(|sender| sender.each().is_some());
        let texts = self
            .discriminator
            .iter()
            .copied()
            .flatten()
            .map(String::as_str);
        texts
            .chain(conditions)
            .map(|text| {
                let parsed = if in_items {
                    Expression::parse_beside_each(text).map(rules::of_item)
                } else {
                    Expression::parse(text)
                };
                parsed.map_err(|fault| Error::new(ErrorKind::Options, fault.as_str()))
            })
            .collect()
    }
}

fn described(data: &SignatureData<'_>) -> Result<Signature, Error> {
    let fault = |text: &str| Error::at(ErrorKind::Signature, &data.place, text);
    let plain: String = data
        .algorithm
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let algorithm = match plain.as_str() {
        "hmacsha256" => "hmac-sha256",
        "hmacsha512" => "hmac-sha512",
        _ => {
            return Err(fault(
                "the algorithm is neither HMAC-SHA256 nor HMAC-SHA512",
            ));
        }
    };
    let encoding = match data.encoding.map(str::to_ascii_lowercase).as_deref() {
        None | Some("hex") => "hex",
        Some("base64") => "base64",
        Some("base64url") => "base64url",
        Some(_) => return Err(fault("the encoding is none of hex, base64 and base64url")),
    };
    let signature = Signature::Described {
        algorithm,
        header: data.header.trim().to_owned(),
        encoding,
        value: data
            .value
            .filter(|value| *value != "{digest}")
            .map(str::to_owned),
        message: data
            .message
            .filter(|message| *message != "{$request.body}")
            .map(str::to_owned),
    };
    let usable = signature
        .scheme()
        .map_err(|error| fault(&error.to_string()))?
        .map_or(Ok(()), |scheme| {
            rules::names_are_valid(&scheme).and_then(|()| rules::scheme_is_usable(&scheme))
        });
    usable.map_err(|text| fault(text.as_str()))?;
    Ok(signature)
}
