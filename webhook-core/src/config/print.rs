//! How a scheme prints and serialises.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::config::SchemeConfig;
use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, KeyForm, Missing};

/// One line, for tables.
impl fmt::Display for Scheme<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.algorithm == Algorithm::Custom {
            return f.write_str("custom");
        }
        let token = matches!(self.algorithm, Algorithm::Token) || self.jwt.is_some();
        write!(f, "{}", self.algorithm)?;
        if let Some(jwt) = &self.jwt {
            f.write_str(" JSON web token")?;
            if let Some(body) = jwt.body {
                write!(f, " with {} of the body in {}", body.hash, body.name)?;
            }
        }
        if !token {
            write!(f, " of {}", self.message)?;
        }
        if let Some(each) = self.each {
            write!(f, " for each of {each}")?;
        }
        write!(f, " in {}", self.location)?;
        if let Some(field) = self.document {
            write!(f, " of the JSON in the form field {field}")?;
        }
        if let Some(list) = self.list {
            write!(f, ", {list}")?;
        }
        if !token {
            write!(f, ", {}", self.encoding)?;
        }
        if self.value != ValueTemplate::DIGEST {
            write!(f, ", as {}", self.value)?;
        }
        for other in self.alternatives() {
            write!(f, " or {} ({})", other.value(), other.algorithm())?;
        }
        if self.key != KeyForm::Utf8 {
            write!(f, ", {} key", self.key)?;
        }
        for field in self.fields() {
            write!(f, ", {field}")?;
        }
        if let Some(window) = self.freshness {
            write!(f, ", {} within {:?}", window.field(), window.max_age())?;
        }
        for required in self.required_headers() {
            write!(f, ", {required}")?;
        }
        if self.missing == Missing::Empty {
            f.write_str(", missing values are empty")?;
        }
        Ok(())
    }
}

/// Serialises like [`SchemeConfig`], with the keys and values of the attribute.
impl Serialize for Scheme<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SchemeConfig::from(self).serialize(serializer)
    }
}
