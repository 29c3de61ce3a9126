//! `#[on_event(..)]`.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors;
use crate::keys;

/// Prints the function unchanged, so that editors keep working in it, and the record of the handler after it.
pub(crate) fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut output = item.clone();
    output.extend(errors::beside(|errors| {
        let (variants, keys) = parse::parse_variants(arguments, errors);
        let given = keys::parse_tokens(keys, errors);
        let function = parse::parse_function(item, errors)?;
        let model = model::Model::new(&variants, &given, &function, errors)?;
        errors.is_empty().then(|| expand::expand(&model))
    }));
    output
}
