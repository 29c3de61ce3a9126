//! Turns a scheme into configuration.

use crate::config::jwt::JwtConfig;
use crate::config::time::write_duration;
use crate::config::{
    AlgorithmHeaderConfig, AlternativeConfig, FieldConfig, ListConfig, RequiredHeaderConfig,
    SchemeConfig, TimestampConfig,
};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, KeyForm};
use crate::scheme::model::field::{Shape, Source};
use crate::scheme::model::location::SignatureLocation;
use crate::scheme::model::parts::Label;

impl From<&Scheme<'_>> for SchemeConfig {
    fn from(scheme: &Scheme<'_>) -> Self {
        let token = scheme.algorithm() == Algorithm::Token || scheme.jwt.is_some();
        if scheme.algorithm() == Algorithm::Custom {
            return Self {
                algorithm: Some(scheme.algorithm().to_string()),
                ..Self::default()
            };
        }
        let mut config = Self {
            algorithm: Some(scheme.algorithm().to_string()),
            value: Some(scheme.value().to_string()),
            encoding: (!token).then(|| scheme.encoding().to_string()),
            message: (!token).then(|| scheme.message().to_string()),
            missing: (!token).then(|| scheme.missing().to_string()),
            key: (scheme.key() != KeyForm::Utf8).then(|| scheme.key().to_string()),
            family: scheme
                .family
                .map(|family| [family.from.into(), family.to.into()]),
            each: scheme.each().map(Into::into),
            document: scheme.document.map(Into::into),
            jwt: scheme.jwt.as_ref().map(JwtConfig::from),
            danger_touching_parts: scheme.danger_touching_parts,
            ..Self::default()
        };
        let name = Some(scheme.location().name().to_owned());
        match scheme.location() {
            SignatureLocation::Header(_) => config.header = name,
            SignatureLocation::Query(_) => config.query = name,
            SignatureLocation::RepeatedHeader(_) => config.repeated = name,
            SignatureLocation::NumberedHeaders(_) => config.numbered = name,
            SignatureLocation::HeaderPerKey(names) => config.per_key = Some(names.map(Into::into)),
            SignatureLocation::AnyHeader(names) => config.any_of = Some(names.map(Into::into)),
            SignatureLocation::HeaderOrQuery(names) => {
                config.header_or_query = Some(names.map(Into::into));
            }
            SignatureLocation::Pointer(_) => config.pointer = name,
            SignatureLocation::Form(_) => config.form = name,
        }
        config.list = scheme.list().map(|list| ListConfig {
            separator: list.separator(),
            pair: list.pair(),
            label: match list.label() {
                Label::Is(label) => Some(label.into()),
                Label::KeyId | Label::None => None,
            },
            spaced: list.is_spaced(),
            sets: list.sets(),
        });
        config
            .alternatives
            .extend(scheme.alternatives().map(|other| AlternativeConfig {
                value: other.value().to_string(),
                algorithm: other.algorithm().to_string(),
            }));
        for field in scheme.fields() {
            let mut written = FieldConfig {
                shape: (field.shape() != Shape::Any).then(|| field.shape().to_string()),
                optional: field.is_optional(),
                ..FieldConfig::default()
            };
            match field.source() {
                Source::Header(name) => written.header = Some(name.into()),
                Source::Query(name) => written.query = Some(name.into()),
                Source::Item(name) => written.item = Some(name.into()),
                Source::Pointer(name) => written.pointer = Some(name.into()),
                Source::Form(name) => written.form = Some(name.into()),
                Source::KeyId => written.key_id = true,
            }
            config.fields.insert(field.name().into(), written);
        }
        config.timestamp = scheme.freshness().map(|freshness| TimestampConfig {
            field: freshness.field().into(),
            unit: freshness.unit().to_string(),
            tolerance: write_duration(freshness.max_age()),
            ahead: (freshness.max_skew() != freshness.max_age())
                .then(|| write_duration(freshness.max_skew())),
        });
        config
            .required_headers
            .extend(
                scheme
                    .required_headers()
                    .map(|required| RequiredHeaderConfig {
                        header: required.header().into(),
                        equals: required.is_whole().then(|| required.text().into()),
                        starts_with: (!required.is_whole()).then(|| required.text().into()),
                    }),
            );
        config.algorithm_header = scheme.algorithm_header.map(|named| {
            let names = named.named.iter();
            AlgorithmHeaderConfig {
                header: named.header().into(),
                item: named.item.map(Into::into),
                names: names
                    .map(|(name, algorithm)| (name.into(), algorithm.to_string()))
                    .collect(),
            }
        });
        config
    }
}
