//! Words: values that are identifiers stand without quotes, whichever key they follow. Other texts, such as
//! `"hmac-sha256"`, are strings.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{LitStr, Path, Result, Token};

use crate::errors::fault;
use crate::value::Value;

impl Value<'_> {
    /// `key = word`, or `key = "text"` for a text that is not an identifier, such as `"hmac-sha256"`
    pub(crate) fn word(&mut self, example: &str) -> Result<LitStr> {
        let word = self.parsed(example, parse_word)?;
        self.check_bare(&word);
        Ok(word.text)
    }

    /// `key = word`, for a key that takes one word only
    pub(crate) fn only(&mut self, expected: &str, example: &str, help: &str) -> Result<()> {
        let word = self.parsed(example, parse_word)?;
        let given = word.text.value();
        if given == expected {
            self.check_bare(&word);
            return Ok(());
        }
        let text = format!("unknown value `{given}`, expected `{expected}`");
        self.errors.at(&word.text, format!("{text}\nhelp: {help}"));
        Ok(())
    }

    /// Reports an identifier in quotes: every key takes words without them. The word counts as given, so that no other
    /// error calls it missing.
    fn check_bare(&mut self, word: &Word) {
        let text = word.text.value();
        if word.quoted && is_word(&text) {
            let help = format!("help: write `{} = {text}`", self.key);
            let message = format!("`{}` takes a word without quotes\n{help}", self.key);
            self.errors.at(&word.text, message);
        }
    }

    // preset = stripe
    // preset = crate::senders::ACME
    pub(crate) fn preset(&mut self, example: &str) -> Result<Path> {
        let ahead = self.input.fork();
        if ahead.parse::<Token![=]>().is_ok() && ahead.peek(LitStr) {
            let word = self.parsed(example, parse_word)?;
            self.check_bare(&word);
            return word
                .text
                .parse_with(Path::parse_mod_style)
                .or_else(|error| {
                    let message = format!(
                        "`{}` has a value of the wrong kind\nhelp: write `{} = {example}`",
                        self.key, self.key
                    );
                    fault(error.span(), message)
                });
        }
        self.parsed(example, |input| {
            // `box` is a sender and a keyword.
            if input.peek(Token![box]) {
                let word = input.call(Ident::parse_any)?;
                return Ok(Ident::new_raw("box", word.span()).into());
            }
            input.call(Path::parse_mod_style)
        })
    }
}

/// A word, and whether it is in quotes.
struct Word {
    text: LitStr,
    quoted: bool,
}

// hex
// "hmac-sha256"
fn parse_word(input: ParseStream<'_>) -> Result<Word> {
    let quoted = input.peek(LitStr);
    let text = if quoted {
        input.parse()?
    } else {
        let word = input.call(Ident::parse_any)?;
        LitStr::new(&word.unraw().to_string(), word.span())
    };
    Ok(Word { text, quoted })
}

/// Whether `text` can be written without quotes.
fn is_word(text: &str) -> bool {
    Ident::parse_any.parse_str(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::Errors;

    #[test]
    fn words_stand_without_quotes_and_other_texts_in_them() {
        let parse = |text: &str| {
            let parser = |input: ParseStream<'_>| {
                let (key, errors) = (&input.parse()?, &mut Errors::default());
                let word = Value { key, input, errors }.word("hex")?;
                let texts = std::mem::take(errors).texts();
                Ok((word.value(), texts))
            };
            parser.parse_str(text)
        };
        for (text, word) in [
            ("key = hex", "hex"),
            ("key = box", "box"),
            (r#"key = "hmac-sha256""#, "hmac-sha256"),
            (r#"key = "hex 32""#, "hex 32"),
        ] {
            assert_eq!(parse(text).unwrap(), (word.to_owned(), Vec::new()));
        }
        let (word, errors) = parse(r#"key = "hex""#).unwrap();
        let error = "`key` takes a word without quotes\nhelp: write `key = hex`";
        assert_eq!(
            (word.as_str(), errors.as_slice()),
            ("hex", &[error.to_owned()][..])
        );
        let error = parse("key = 3").unwrap_err().to_string();
        assert_eq!(
            error,
            "`key` has a value of the wrong kind\nhelp: write `key = hex`"
        );
    }
}
