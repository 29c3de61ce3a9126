//! The header `Forwarded`, parsed whole and strictly (RFC 7239, section 4).
//!
//! Proxies add their element to the line that a client wrote. If a fault in the client's part were passed over, the
//! proxy's own part could be read as something else: a quote that the client opens and never closes would contain it.

use std::borrow::Cow;

/// What one proxy says.
pub(crate) struct Element<'l> {
    pairs: Vec<(&'l [u8], Cow<'l, [u8]>)>,
}

impl Element<'_> {
    /// The value of a parameter. Names are compared in any case.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let named = |(other, _): &&(&[u8], _)| other.eq_ignore_ascii_case(name.as_bytes());
        let (_, value) = self.pairs.iter().find(named)?;
        str::from_utf8(value).ok()
    }
}

/// The RFC defines four. Each is compared with those before it, so there is a bound on the work.
const MAX_PAIRS: usize = 16;

/// The elements of a line, in order; `None` if any part of the line is not as the RFC says.
///
/// An element without parameters counts: what stands before it is not the last that was said.
pub(crate) fn elements(line: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut rest = Rest(line);
    let mut elements = vec![rest.element()?];
    while rest.eat(b',') {
        elements.push(rest.element()?);
    }
    rest.0.is_empty().then_some(elements)
}

/// What is left of a line.
struct Rest<'l>(&'l [u8]);

impl<'l> Rest<'l> {
    /// `[pair] *(";" [pair])`, with blanks around each pair: around commas the RFC has them, and around semicolons RFC
    /// 9110 has them for parameters of other headers.
    fn element(&mut self) -> Option<Element<'l>> {
        let mut pairs: Vec<(&[u8], Cow<'_, [u8]>)> = Vec::new();
        loop {
            self.take_while(is_blank);
            let name = self.take_while(is_token);
            if !name.is_empty() {
                let value = self.eat(b'=').then(|| self.value())??;
                let twice = pairs
                    .iter()
                    .any(|(other, _)| other.eq_ignore_ascii_case(name));
                if twice || pairs.len() == MAX_PAIRS {
                    return None;
                }
                pairs.push((name, value));
                self.take_while(is_blank);
            }
            if !self.eat(b';') {
                return Some(Element { pairs });
            }
        }
    }

    /// `token / quoted-string`, without the quotes.
    fn value(&mut self) -> Option<Cow<'l, [u8]>> {
        if !self.eat(b'"') {
            let token = self.take_while(is_token);
            return (!token.is_empty()).then_some(Cow::Borrowed(token));
        }
        let mut value = Cow::Borrowed(self.take_while(is_quoted));
        while self.eat(b'\\') {
            let (escaped, behind) = self.0.split_first()?;
            self.0 = behind;
            value.to_mut().push(*escaped);
            value.to_mut().extend_from_slice(self.take_while(is_quoted));
        }
        self.eat(b'"').then_some(value)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let behind = self.0.strip_prefix(&[byte]);
        behind.map(|behind| self.0 = behind).is_some()
    }

    fn take_while(&mut self, is_part: impl Fn(u8) -> bool) -> &'l [u8] {
        let length = self.0.iter().position(|byte| !is_part(*byte));
        let length = length.unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at_checked(length).unwrap_or((self.0, b""));
        self.0 = rest;
        taken
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Whether a byte stands for itself in quotes. A header's value has no other control characters than tabs.
fn is_quoted(byte: u8) -> bool {
    !matches!(byte, b'"' | b'\\')
}
