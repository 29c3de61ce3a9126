//! The grammar of how deliveries arrive.

use syn::{LitStr, Result};

use crate::errors::fault;
use crate::value::Value;

// body = form | body = form("field") | body = multipart | body = multipart("field") | body = query
pub(crate) struct Body {
    pub(crate) word: BodyWord,
    /// The field that holds the JSON.
    pub(crate) field: Option<LitStr>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyWord {
    Form,
    Multipart,
    Query,
}

impl Body {
    /// Whether pairs are the payload, and no JSON.
    pub(crate) fn is_pairs(&self) -> bool {
        self.field.is_none()
    }

    pub(crate) fn is_query(&self) -> bool {
        self.word == BodyWord::Query
    }
}

pub(super) fn body(value: &mut Value<'_>) -> Result<Body> {
    let written = value.word("form")?;
    let word = match written.value().as_str() {
        "form" => BodyWord::Form,
        "multipart" => BodyWord::Multipart,
        "query" => BodyWord::Query,
        _ => {
            let help = "help: leave `body` out for JSON (the default)";
            let words = "`form`, `form(\"field\")`, `multipart`, `multipart(\"field\")` or `query`";
            return fault(written.span(), format!("`body` must be {words}\n{help}"));
        }
    };
    if word == BodyWord::Query {
        return Ok(Body { word, field: None });
    }
    let field = value.is_parenthesized().then(|| value.parenthesized(""));
    let field = field.transpose()?.map(|inner| inner.parse());
    let field = field.transpose()?;
    Ok(Body { word, field })
}
