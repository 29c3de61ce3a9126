//! What a scheme signs.

use crate::expression::Expression;
use crate::scheme::grammar::computed::Computed;
use crate::scheme::grammar::template::{Segment, Template};
use crate::scheme::model::Scheme;
use crate::scheme::model::choice::{Algorithm, TimeUnit};
use crate::scheme::model::field::{Field, Source};
use crate::text::const_str::{equal, equal_any_case, strip_prefix, strip_prefix_any_case};

impl<'a> Scheme<'a> {
    /// Whether the whole body is signed. Never with [`Algorithm::Token`].
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, SignatureLocation, Scheme};
    ///
    /// let location = SignatureLocation::Header("X-Gitlab-Token");
    /// assert!(Scheme::new(Algorithm::HmacSha256, location).signs_body());
    /// assert!(!Scheme::new(Algorithm::Token, location).signs_body());
    /// ```
    #[must_use]
    pub const fn signs_body(&self) -> bool {
        self.signs(Expression::Body)
    }

    /// Whether the value of `expression` is signed.
    ///
    /// The body covers its pointers, and `$url` covers path and query. Otherwise, the message must contain the same
    /// expression, or a field with that value. `{$url | any_port}` covers path and query, but not the port.
    /// `{$url | decoded}` covers neither, because it does not distinguish `?` from `%3F`, and `{$url | sorted_with_form}` covers the
    /// path, the parameters of the query and the body. `{$request.query | sorted}` covers the parameters of the query. A CRC
    /// of the body does not cover the body. A header is covered under its names in both [families](Self::with_family). Of
    /// [`FirstOf`](Expression::FirstOf), every expression must be covered.
    ///
    /// # Examples
    ///
    /// ```
    /// use webhook_core::scheme::{Algorithm, Expression, Scheme};
    ///
    /// let scheme = Scheme::in_header(Algorithm::HmacSha256, "X-Hub-Signature-256");
    /// assert!(scheme.signs(Expression::Pointer("/action")));
    /// assert!(!scheme.signs(Expression::Header("X-GitHub-Event")));
    /// ```
    #[must_use]
    pub const fn signs(&self, expression: Expression<'_>) -> bool {
        if let Expression::FirstOf(all) = expression {
            return self.signs_each(all);
        }
        if let Some(jwt) = &self.jwt {
            return jwt.signs(expression);
        }
        // Where the elements of an array are signed, the body around them is not.
        let around = self.each.is_some() && matches!(expression, Expression::Pointer(_));
        if around || matches!(self.algorithm, Algorithm::Token) {
            return false;
        }
        let mut rest = self.message.source();
        while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
            let signed = match segment {
                Segment::Expression(signed) => Some(signed),
                Segment::Field(name) if self.signs_in_part(name) => None,
                Segment::Field(name) => self.value_of(name),
                Segment::Computed(Computed::UrlAnyPort) => match expression {
                    Expression::Path | Expression::Query(_) => Some(Expression::Url),
                    _ => None,
                },
                Segment::Computed(Computed::UrlWithForm)
                    if matches!(expression, Expression::Path | Expression::Query(_)) =>
                {
                    Some(Expression::Url)
                }
                Segment::Computed(computed) if computed.covers_body() => Some(Expression::Body),
                Segment::Computed(Computed::SortedQuery) => match expression {
                    Expression::Query(name) if !self.is_location(name) => Some(expression),
                    _ => None,
                },
                Segment::Literal(_)
                | Segment::Computed(_)
                | Segment::Chunk(_)
                | Segment::EndOfChunk => None,
            };
            if let Some(signed) = signed
                && (covers(signed, expression) || self.renames(signed, expression))
            {
                return true;
            }
            rest = tail;
        }
        false
    }

    /// Whether each of several values is signed: what is not there must not be added either.
    const fn signs_each(&self, all: &[Expression<'_>]) -> bool {
        let mut rest = all;
        while let [first, others @ ..] = rest {
            if !self.signs(*first) {
                return false;
            }
            rest = others;
        }
        !all.is_empty()
    }

    /// Whether the message contains the URL that the sender used.
    pub(crate) const fn reads_url(&self) -> bool {
        if let Some(jwt) = &self.jwt {
            return jwt.reads_url();
        }
        let mut rest = self.message.source();
        while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
            if let Segment::Expression(Expression::Url)
            | Segment::Computed(
                Computed::UrlAnyPort | Computed::UrlDecoded | Computed::UrlWithForm,
            ) = segment
            {
                return true;
            }
            rest = tail;
        }
        false
    }

    /// Whether an expression is the name of a signed header in the second family.
    const fn renames(&self, signed: Expression<'_>, expression: Expression<'_>) -> bool {
        let Some(family) = self.family else {
            return false;
        };
        let (Expression::Header(signed), Expression::Header(name)) = (signed, expression) else {
            return false;
        };
        match (
            strip_prefix_any_case(signed, family.from),
            strip_prefix_any_case(name, family.to),
        ) {
            (Some(signed), Some(name)) => equal_any_case(signed, name),
            _ => false,
        }
    }

    /// Whether the field of a form is signed that a pointer names, where the form is read as JSON. A form with two fields of
    /// that name is malformed.
    pub(crate) const fn signs_form_field(&self, pointer: &str) -> bool {
        let Some(wanted) = strip_prefix(pointer, "/") else {
            return false;
        };
        if matches!(self.algorithm, Algorithm::Token) {
            return false;
        }
        let mut rest = self.message.source();
        while let Ok(Some((segment, tail))) = Template::next_segment(rest) {
            if let Segment::Field(name) = segment
                && let Some(Field {
                    source: Source::Form(form),
                    ..
                }) = self.field(name)
                && equal(form, wanted)
            {
                return true;
            }
            rest = tail;
        }
        false
    }

    /// Whether the signature is in the query parameter of this name.
    const fn is_location(&self, name: &str) -> bool {
        match self.location.parameter() {
            Some(location) => equal(location, name),
            None => false,
        }
    }

    /// Whether a field is a time whose fraction is not signed.
    const fn signs_in_part(&self, name: &str) -> bool {
        match self.freshness {
            Some(freshness) => {
                equal(freshness.field, name) && matches!(freshness.unit, TimeUnit::DecimalSeconds)
            }
            None => false,
        }
    }

    /// The expression for the value of a field, if there is one. The pointer of an element does not name a value of the
    /// whole body.
    pub(crate) const fn value_of(&self, name: &str) -> Option<Expression<'a>> {
        match self.field(name) {
            Some(Field {
                source: Source::Header(header),
                ..
            }) => Some(Expression::Header(header)),
            Some(Field {
                source: Source::Query(name),
                ..
            }) => Some(Expression::Query(name)),
            Some(Field {
                source: Source::Pointer(pointer),
                ..
            }) if self.each.is_none() => Some(Expression::Pointer(pointer)),
            _ => None,
        }
    }
}

const fn covers(signed: Expression<'_>, expression: Expression<'_>) -> bool {
    match (signed, expression) {
        (Expression::Body, Expression::Pointer(_) | Expression::Item(_))
        | (Expression::Url, Expression::Path | Expression::Query(_)) => true,
        _ => signed.same(expression),
    }
}
