//! `#[on_event(..)]`.

mod expand;
mod model;
mod parse;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use crate::errors::Errors;

pub(crate) fn attribute(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let arguments = parse::Arguments::parse(arguments, &mut errors);
    let function = parse::parse_function(item.clone(), &mut errors);
    let model = function
        .as_ref()
        .and_then(|function| model::Model::new(&arguments, function, &mut errors));
    // The function itself is never touched, so that editors keep working on it.
    let mut output = item;
    match model {
        Some(model) if errors.count() == 0 => output.extend(expand::expand(&model)),
        _ => output.extend(errors.into_compile_errors()),
    }
    output
}
