//! What recognises an event of a group or a variant of a oneOf, and when two of them cannot be told apart.

use std::collections::HashMap;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DataEnum, DeriveInput, Fields, Lit, LitStr, Result, Token, Type, Variant,
};

use crate::errors::Errors;
use crate::keys;
use crate::written::written;

/// A variant of an enum that one of the derives is on.
pub(crate) struct Member<'a> {
    pub(crate) variant: &'a Ident,
    pub(crate) attribute: Option<&'a Attribute>,
    /// `None` for a variant that holds nothing.
    pub(crate) payload: Option<&'a Type>,
    pub(crate) name: String,
    pub(crate) rule: Rule,
}

/// Values of the discriminator, and conditions that must all hold beside them.
#[derive(Default)]
pub(crate) struct Rule {
    pub(crate) values: Vec<LitStr>,
    pub(crate) conditions: Vec<Condition>,
}

pub(crate) struct Condition {
    pub(crate) expression: LitStr,
    /// `None` asks for presence.
    pub(crate) value: Option<LitStr>,
}

// "expression" = "value"
// "expression"
impl Parse for Condition {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let wrong = |error: syn::Error| {
            let help = "help: write `when(\"/pointer\" = \"value\")`, or `when(\"/pointer\")`";
            syn::Error::new(error.span(), format!("a condition is made of text\n{help}"))
        };
        let expression = input.parse().map_err(wrong)?;
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse().map_err(wrong)?),
            None => None,
        };
        Ok(Self { expression, value })
    }
}

impl Rule {
    // "value", "value", ..
    pub(crate) fn parse_values(
        &mut self,
        input: ParseStream<'_>,
        keys: &[&str],
        errors: &mut Errors,
    ) {
        while let Some(value) = parse_value(input, keys, self.values.is_empty()) {
            let comma = value.and_then(|value| {
                self.values.push(value);
                if input.is_empty() {
                    Ok(())
                } else {
                    input.parse::<Token![,]>().map(drop)
                }
            });
            if let Err(error) = comma {
                errors.add(error);
                keys::skip_value(input);
            }
        }
    }

    // when("expression" = "value", "expression")
    pub(crate) fn parse_when(&mut self, key: &Ident, input: ParseStream<'_>) -> Result<()> {
        let content = keys::parenthesized(key, input, "\"/pointer\" = \"value\"")?;
        let conditions = Punctuated::<Condition, Token![,]>::parse_terminated(&content)?;
        if conditions.is_empty() {
            return Err(syn::Error::new(key.span(), "`when` is empty"));
        }
        self.conditions.extend(conditions);
        Ok(())
    }

    pub(crate) fn expressions(&self) -> Vec<&LitStr> {
        self.conditions
            .iter()
            .map(|condition| &condition.expression)
            .collect()
    }

    pub(crate) fn is_structural(&self) -> bool {
        self.values.is_empty() && self.conditions.is_empty()
    }
}

/// One value; an error for what was meant as one, which only a first word can be.
fn parse_value(input: ParseStream<'_>, keys: &[&str], first: bool) -> Option<Result<LitStr>> {
    if input.peek(LitStr) {
        return Some(input.parse());
    }
    let ahead = input.fork();
    let (span, text) = if let Ok(literal) = ahead.parse::<Lit>() {
        (literal.span(), written(literal))
    } else {
        let word = ahead
            .parse::<Ident>()
            .ok()
            .filter(|_| first && (ahead.is_empty() || ahead.peek(Token![,])))?;
        (word.span(), word.to_string())
    };
    // A string behind a key is for `parse_keys` to report.
    (!keys.contains(&text.as_str())).then(|| {
        Err(syn::Error::new(
            span,
            format!("a value is text\nhelp: write `\"{text}\"`"),
        ))
    })
}

/// An expression in its one spelling: a short pointer at its full length, a header's name in lower case.
fn spelling(literal: &LitStr) -> String {
    let expression = literal.value();
    match expression.strip_prefix("$request.header.") {
        Some(header) => format!("$request.header.{}", header.to_ascii_lowercase()),
        None if expression.starts_with('/') => format!("$request.body#{expression}"),
        None => expression,
    }
}

impl Member<'_> {
    /// The payload type as a person writes it.
    pub(crate) fn written(&self) -> String {
        self.payload.map_or_else(|| "()".to_owned(), written)
    }
}

/// The enum that `#[derive(derive)]` is on, whose kind is called `noun`.
pub(crate) fn check_enum<'a>(
    input: &'a DeriveInput,
    derive: &str,
    noun: &str,
    errors: &mut Errors,
) -> Option<&'a DataEnum> {
    let mut wrong = |item: &dyn ToTokens, found| {
        errors.at(
            item,
            format!("`#[derive({derive})]` goes on an enum, found a {found}"),
        );
    };
    let data = match &input.data {
        Data::Enum(data) => data,
        Data::Struct(data) => {
            wrong(&data.struct_token, "struct");
            return None;
        }
        Data::Union(data) => {
            wrong(&data.union_token, "union");
            return None;
        }
    };
    let generics = &input.generics;
    if !generics.params.is_empty() || generics.where_clause.is_some() {
        let help = if generics.lifetimes().next().is_some() {
            "hold what owns its data: `String` for `&str`"
        } else {
            "write the types that the variants hold"
        };
        errors.at(
            generics,
            format!(
                "{noun} `{}` has generics, which no {noun} can have\nhelp: {help}",
                input.ident
            ),
        );
        return None;
    }
    if data.variants.is_empty() {
        errors.at(
            &input.ident,
            format!("{noun} `{}` has no variants", input.ident),
        );
    }
    Some(data)
}

/// The type that a variant with one unnamed field holds.
pub(crate) fn only_field(variant: &Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            fields.unnamed.first().map(|field| &field.ty)
        }
        _ => None,
    }
}

/// Checks that no rule looks at one expression twice: the second time would be idle, or could never hold.
pub(crate) fn check_expressions(expressions: &[&LitStr], errors: &mut Errors) {
    let mut seen = Vec::new();
    for expression in expressions {
        let place = spelling(expression);
        if seen.contains(&place) {
            errors.at(
                expression,
                format!("`{}` is looked at twice", expression.value()),
            );
        }
        seen.push(place);
    }
}

/// Checks that each two rules of `members` can be told apart.
///
/// More conditions narrow a rule and so go first; only rules with equally many conditions can meet. Members that only
/// their structure recognises are told apart at run time. `kind` is what messages call a member.
pub(crate) fn check_rules<'a>(
    kind: &str,
    members: impl Iterator<Item = &'a Member<'a>>,
    errors: &mut Errors,
) {
    // By values and number of conditions: only within one entry can two meet.
    let mut alike: HashMap<_, Vec<(&Member<'_>, Conditions)>> = HashMap::new();
    for member in members.filter(|member| !member.rule.is_structural()) {
        let values: Vec<String> = member.rule.values.iter().map(LitStr::value).collect();
        let conditions: Conditions = (member.rule.conditions.iter())
            .map(|condition| {
                (
                    spelling(&condition.expression),
                    condition.value.as_ref().map(LitStr::value),
                )
            })
            .collect();
        let earlier = alike.entry((values, conditions.len())).or_default();
        let clash = earlier.iter().find_map(|(other, theirs)| {
            let (one, two) = (&other.variant, &member.variant);
            match (implies(theirs, &conditions), implies(&conditions, theirs)) {
                (true, true) => Some(format!("{kind} `{two}` has the same rule as `{one}`")),
                (true, false) => Some(format!("{kind} `{one}` can never be told from `{two}`")),
                (false, true) => Some(format!("{kind} `{two}` can never be told from `{one}`")),
                (false, false) => None,
            }
        });
        if let Some(clash) = clash {
            let help =
                "help: a further condition in `when(..)` makes one of them the more specific";
            errors.at(member.attribute, format!("{clash}\n{help}"));
        }
        earlier.push((member, conditions));
    }
}

/// Expressions in their one spelling, and the values asked for.
type Conditions = HashMap<String, Option<String>>;

/// Whether every delivery that meets `left` also meets `right`.
fn implies(left: &Conditions, right: &Conditions) -> bool {
    right.iter().all(|(key, value)| {
        left.get(key)
            .is_some_and(|theirs| value.is_none() || theirs == value)
    })
}
