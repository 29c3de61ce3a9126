//! The headers with the attributes of a `CloudEvent` in binary mode.

use syn::LitStr;

use crate::consts::Consts;

/// Adds the header of each attribute that a rule reads, because the signature must cover both.
pub(super) fn add_headers(consts: &mut Consts) {
    let expressions = consts.expressions.iter();
    let literals: Vec<LitStr> = expressions.map(|(literal, _)| literal.clone()).collect();
    for literal in literals {
        let text = literal.value();
        let pointer = text.strip_prefix("$request.body#").unwrap_or(&text);
        let attribute = pointer.strip_prefix('/').filter(|name| {
            !matches!(*name, "data" | "datacontenttype") && !name.starts_with("data/")
        });
        if let Some(attribute) = attribute {
            let header = format!("$request.header.ce-{}", attribute.replace('/', "-"));
            consts.expression(&LitStr::new(&header, literal.span()));
        }
    }
}
