//! Schemes as configuration.

pub(crate) mod from;
mod jwt;
pub(crate) mod print;
mod time;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::jwt::JwtConfig;
use self::time::duration;
use crate::scheme::grammar::template::Template;
use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, Encoding, KeyForm, Missing, TimeUnit};
use crate::scheme::model::error::{SchemeError, SchemeErrorKind};
use crate::scheme::model::field::{Field, Shape, Source};
use crate::scheme::model::freshness::Freshness;
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::model::parts::{AlgorithmHeader, Alternative, Label, List, RequiredHeader};
use crate::scheme::rules;
use crate::scheme::verify::Verifier;
use crate::senders;
use crate::text::diagnostic::Diagnostic;

/// Declares structs whose fields serde may leave out, and leaves out itself if they have their default value.
macro_rules! optional_keys {
    ($($(#[$doc:meta])* $visibility:vis struct $name:ident { $($key:ident: $ty:ty,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        $visibility struct $name {
            $(#[serde(skip_serializing_if = "is_default")] $key: $ty,)+
        }
    )+};
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

optional_keys! {
    /// A scheme in configuration, with the keys of the attribute. [`scheme`](Self::scheme) borrows a [`Scheme`] from it.
    ///
    /// Any format that serde reads will do, such as TOML, JSON or YAML. With `preset`, the other keys override the preset.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::config::SchemeConfig;
    ///
    /// let config: SchemeConfig = serde_json::from_str(r#"{
    ///     "algorithm": "hmac-sha256", "header": "X-Signature", "value": "v0={digest}",
    ///     "fields": { "ts": { "header": "X-Time" } }, "message": "{ts}.{$request.body}",
    ///     "timestamp": { "field": "ts", "tolerance": "5m" }
    /// }"#)?;
    /// let scheme = config.scheme()?;
    /// assert!(scheme.signs_body());
    ///
    /// let other: SchemeConfig = serde_json::from_str(r#"{"preset": "stripe", "message": "{t}.{$body}"}"#)?;
    /// let refused = other.scheme().map_err(|error| error.to_string());
    /// assert!(refused.is_err_and(|text| text.contains("unknown expression `{$body}`")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct SchemeConfig {
        preset: Option<String>,
        algorithm: Option<String>,
        header: Option<String>,
        query: Option<String>,
        repeated: Option<String>,
        numbered: Option<String>,
        per_key: Option<[String; 2]>,
        any_of: Option<[String; 2]>,
        header_or_query: Option<[String; 2]>,
        pointer: Option<String>,
        form: Option<String>,
        value: Option<String>,
        encoding: Option<String>,
        message: Option<String>,
        missing: Option<String>,
        key: Option<String>,
        list: Option<ListConfig>,
        alternatives: Vec<AlternativeConfig>,
        fields: BTreeMap<String, FieldConfig>,
        timestamp: Option<TimestampConfig>,
        required_headers: Vec<RequiredHeaderConfig>,
        algorithm_header: Option<AlgorithmHeaderConfig>,
        family: Option<[String; 2]>,
        each: Option<String>,
        document: Option<String>,
        jwt: Option<JwtConfig>,
        danger_touching_parts: bool,
    }

    struct FieldConfig {
        header: Option<String>,
        query: Option<String>,
        item: Option<String>,
        pointer: Option<String>,
        form: Option<String>,
        key_id: bool,
        shape: Option<String>,
        optional: bool,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListConfig {
    separator: char,
    /// Without it, the items have no labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pair: Option<char>,
    /// Without it, the label is the id of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    spaced: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sets: Option<char>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AlternativeConfig {
    value: String,
    algorithm: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TimestampConfig {
    field: String,
    #[serde(default = "seconds", skip_serializing_if = "is_seconds")]
    unit: String,
    tolerance: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ahead: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequiredHeaderConfig {
    header: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    equals: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starts_with: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AlgorithmHeaderConfig {
    header: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    names: BTreeMap<String, String>,
}

fn seconds() -> String {
    TimeUnit::Seconds.to_string()
}

fn is_seconds(unit: &str) -> bool {
    unit == TimeUnit::Seconds.as_str()
}

impl SchemeConfig {
    /// Returns the scheme, which borrows from the configuration.
    ///
    /// # Errors
    ///
    /// Everything that the attribute refuses at compile time, with the same texts, but for a scheme that leaves the body
    /// unsigned: ask [`Scheme::signs_body`].
    pub fn scheme(&self) -> Result<Scheme<'_>, SchemeError> {
        let scheme = self.parts().map_err(|message| error(&message))?;
        rules::names_are_valid(&scheme)
            .map_err(|message| SchemeError::new(SchemeErrorKind::Name, message.to_string()))?;
        let usable = rules::scheme_is_usable(&scheme);
        let borders = if self.danger_touching_parts {
            rules::touching_danger_is_needed(&scheme)
        } else {
            rules::parts_may_touch(&scheme)
        };
        let claims = rules::claims_are_given(&scheme);
        usable
            .and(borders)
            .and(claims)
            .map_err(|message| error(&message))?;
        Ok(scheme)
    }

    /// Returns a verifier of the scheme.
    ///
    /// # Errors
    ///
    /// As [`SchemeConfig::scheme`].
    pub fn verifier(&self) -> Result<Verifier, SchemeError> {
        Verifier::new(&self.scheme()?)
    }

    fn parts(&self) -> Result<Scheme<'_>, Diagnostic> {
        let mut scheme = self.start()?;
        if let Some(text) = &self.encoding {
            scheme = scheme.with_encoding(Encoding::parse(text)?);
        }
        if let Some(text) = &self.value {
            scheme = scheme.with_value(ValueTemplate::parse(text)?);
        }
        if let Some(text) = &self.message {
            scheme = scheme.with_message(Template::parse(text)?);
        }
        if let Some(text) = &self.missing {
            scheme = scheme.with_missing(Missing::parse(text)?);
        }
        if let Some(text) = &self.key {
            scheme = scheme.with_key(KeyForm::parse(text)?);
        }
        if let Some(list) = &self.list {
            scheme = scheme.with_list(list.lend()?);
        }
        for other in &self.alternatives {
            let value = ValueTemplate::parse(&other.value)?;
            let algorithm = Algorithm::parse(&other.algorithm)?;
            scheme = scheme.with_alternative(Alternative::new(value, algorithm));
        }
        for (name, field) in &self.fields {
            scheme = scheme.with_field(field.lend(name)?);
        }
        if let Some(timestamp) = &self.timestamp {
            let unit = TimeUnit::parse(&timestamp.unit)?;
            let age = duration(&timestamp.tolerance)?;
            let mut freshness = Freshness::new(&timestamp.field, unit, age);
            if let Some(ahead) = &timestamp.ahead {
                freshness = freshness.with_max_skew(duration(ahead)?);
            }
            scheme = scheme.with_freshness(freshness);
        }
        for required in &self.required_headers {
            scheme = scheme.with_required_header(match (&required.equals, &required.starts_with) {
                (Some(text), None) => RequiredHeader::equals(&required.header, text),
                (None, Some(text)) => RequiredHeader::starts_with(&required.header, text),
                _ => {
                    return Err(Diagnostic::new(
                        "a required header has one of `equals` and `starts_with`",
                    ));
                }
            });
        }
        if let Some(named) = &self.algorithm_header {
            let mut header = AlgorithmHeader::new(&named.header);
            if let Some(item) = &named.item {
                header = header.with_item(item);
            }
            for (name, algorithm) in &named.names {
                header = header.with(name, Algorithm::parse(algorithm)?);
            }
            scheme = scheme.with_algorithm_header(header);
        }
        if let Some([from, to]) = &self.family {
            scheme = scheme.with_family(from, to);
        }
        if let Some(each) = &self.each {
            scheme = scheme.with_each(each);
        }
        if let Some(jwt) = &self.jwt {
            scheme = scheme.with_jwt(jwt.lend(scheme.jwt)?);
        }
        if let Some(field) = &self.document {
            scheme = scheme.with_document_in(field);
        }
        if self.danger_touching_parts {
            scheme = scheme.with_danger_touching_parts();
        }
        Ok(scheme)
    }

    /// Starts with the preset, or with the algorithm and the location.
    fn start(&self) -> Result<Scheme<'_>, Diagnostic> {
        let algorithm = self
            .algorithm
            .as_deref()
            .map(Algorithm::parse)
            .transpose()?;
        let locations = [
            self.header.as_deref().map(SignatureLocation::Header),
            self.query.as_deref().map(SignatureLocation::Query),
            self.repeated
                .as_deref()
                .map(SignatureLocation::RepeatedHeader),
            self.numbered
                .as_deref()
                .map(SignatureLocation::NumberedHeaders),
            self.per_key
                .as_ref()
                .map(|[first, second]| SignatureLocation::HeaderPerKey([first, second])),
            self.any_of
                .as_ref()
                .map(|[one, other]| SignatureLocation::AnyHeader([one, other])),
            self.header_or_query
                .as_ref()
                .map(|[header, query]| SignatureLocation::HeaderOrQuery([header, query])),
            self.pointer.as_deref().map(SignatureLocation::Pointer),
            self.form.as_deref().map(SignatureLocation::Form),
        ];
        let mut given = locations.into_iter().flatten();
        let location = given.next();
        if given.next().is_some() {
            return Err(Diagnostic::new("a signature is in one place only"));
        }
        let Some(preset) = &self.preset else {
            let algorithm = algorithm.ok_or(
                Diagnostic::new("`algorithm` is missing").help("add `algorithm = \"hmac-sha256\"`"),
            )?;
            let location = location.ok_or(
                Diagnostic::new("nothing says where the signature is")
                    .help("add `header = \"..\"`"),
            )?;
            return Ok(Scheme::new(algorithm, location));
        };
        let mut scheme: Scheme<'_> = senders::scheme(preset)?;
        scheme.algorithm = algorithm.unwrap_or(scheme.algorithm);
        scheme.location = location.unwrap_or(scheme.location);
        Ok(scheme)
    }
}

impl ListConfig {
    fn lend(&self) -> Result<List<'_>, Diagnostic> {
        let label = self.label.as_deref();
        let mut list = match (self.pair, label) {
            (Some(pair), Some(label)) => List::new(self.separator, pair, Label::Is(label)),
            (Some(pair), None) => List::new(self.separator, pair, Label::KeyId),
            (None, None) => List::unlabelled(self.separator),
            (None, Some(_)) => {
                return Err(Diagnostic::new("the label of a list needs `pair`")
                    .help("add `pair = \"=\"`, or remove `label`"));
            }
        };
        if self.spaced {
            list = list.spaced();
        }
        Ok(match self.sets {
            Some(sets) => list.with_sets(sets),
            None => list,
        })
    }
}

impl FieldConfig {
    fn lend<'a>(&'a self, name: &'a str) -> Result<Field<'a>, Diagnostic> {
        let sources = [
            self.header.as_deref().map(Source::Header),
            self.query.as_deref().map(Source::Query),
            self.item.as_deref().map(Source::Item),
            self.pointer.as_deref().map(Source::Pointer),
            self.form.as_deref().map(Source::Form),
            self.key_id.then_some(Source::KeyId),
        ];
        let mut sources = sources.into_iter().flatten();
        let (Some(source), None) = (sources.next(), sources.next()) else {
            return Err(Diagnostic::new("field ")
                .quote(name)
                .then(" has one of `header`, `query`, `item`, `pointer`, `form` and `key_id`"));
        };
        let mut field = Field::new(name, source);
        if let Some(shape) = &self.shape {
            field = field.with_shape(Shape::parse(shape)?);
        }
        Ok(if self.optional {
            field.optional()
        } else {
            field
        })
    }
}

fn error(message: &Diagnostic) -> SchemeError {
    SchemeError::new(SchemeErrorKind::Parts, message.to_string())
}

/// Parses `500ms`, `300s`, `5m`, `2h` or `7d`.
#[cfg(test)]
mod tests;
