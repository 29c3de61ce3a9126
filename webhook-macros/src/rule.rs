//! How an event of a group or a variant of a oneOf is recognised, and which rules conflict.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::{Attribute, Data, DataEnum, DeriveInput, Fields, LitStr, Result, Token, Type, Variant};

use crate::errors::{Errors, fault};
use crate::value::Value;
use crate::written::written;

/// A variant of an enum with one of the derives.
pub(crate) struct Member<'a> {
    pub(crate) variant: &'a Ident,
    pub(crate) attribute: Option<&'a Attribute>,
    /// `None` for a variant that holds nothing.
    pub(crate) payload: Option<&'a Type>,
    pub(crate) name: String,
    pub(crate) rule: Rule,
}

/// The values of the discriminator, and conditions that must all hold as well.
pub(crate) struct Rule {
    pub(crate) values: Vec<LitStr>,
    pub(crate) conditions: Vec<Condition>,
}

pub(crate) struct Condition {
    pub(crate) expression: LitStr,
    /// `None` if the expression only has to be present.
    pub(crate) value: Option<LitStr>,
}

// when("expression" = "value", "expression")
pub(crate) fn when(value: &mut Value<'_>) -> Result<Vec<Condition>> {
    value.list("\"/pointer\" = \"value\"", parse_condition)
}

// "expression" = "value"
// "expression"
fn parse_condition(input: ParseStream<'_>) -> Result<Condition> {
    let text = || {
        input.parse::<LitStr>().or_else(|error| {
            let help = "help: write `when(\"/pointer\" = \"value\")`, or `when(\"/pointer\")`";
            fault(
                error.span(),
                format!("a condition must consist of strings\n{help}"),
            )
        })
    };
    let expression = text()?;
    let equals = input.parse::<Option<Token![=]>>()?;
    let value = equals.map(|_| text()).transpose()?;
    Ok(Condition { expression, value })
}

/// The error for a value without an expression to compare it with.
pub(crate) const EXCESS: &str = "more values than `discriminator` has expressions";

impl Rule {
    pub(crate) fn new(values: Vec<LitStr>, conditions: Vec<Vec<Condition>>) -> Self {
        Self {
            values,
            conditions: conditions.into_iter().flatten().collect(),
        }
    }

    pub(crate) fn expressions(&self) -> impl Iterator<Item = &LitStr> {
        let conditions = self.conditions.iter();
        conditions.map(|condition| &condition.expression)
    }

    pub(crate) fn is_structural(&self) -> bool {
        self.values.is_empty() && self.conditions.is_empty()
    }
}

/// An expression in normal form: pointers in full, header names in lower case.
fn spelling(literal: &LitStr) -> String {
    let expression = literal.value();
    match expression.strip_prefix("$request.header.") {
        Some(header) => format!("$request.header.{}", header.to_ascii_lowercase()),
        None if expression.starts_with('/') => format!("$request.body#{expression}"),
        None => expression,
    }
}

impl Member<'_> {
    /// The payload type as a user writes it.
    pub(crate) fn written(&self) -> String {
        self.payload.map_or_else(|| "()".to_owned(), written)
    }
}

/// The enum below `#[derive(derive)]`. Errors call it `noun`.
pub(crate) fn check_enum<'a>(
    input: &'a DeriveInput,
    derive: &str,
    noun: &str,
    errors: &mut Errors,
) -> Option<&'a DataEnum> {
    let mut wrong = |span: Span, found| {
        let message = format!("`#[derive({derive})]` goes on an enum, found a {found}");
        errors.add(syn::Error::new(span, message));
        None
    };
    let data = match &input.data {
        Data::Enum(data) => data,
        Data::Struct(data) => return wrong(data.struct_token.span, "struct"),
        Data::Union(data) => return wrong(data.union_token.span, "union"),
    };
    let (ident, generics) = (&input.ident, &input.generics);
    if !generics.params.is_empty() || generics.where_clause.is_some() {
        let help = if generics.lifetimes().next().is_some() {
            "help: hold owned data: `String` instead of `&str`"
        } else {
            "help: write concrete types in the variants"
        };
        let message = format!("{noun} `{ident}` cannot have generics\n{help}");
        errors.at(generics, message);
        return None;
    }
    if data.variants.is_empty() {
        errors.at(ident, format!("{noun} `{ident}` has no variants"));
    }
    Some(data)
}

/// The type in a variant with one unnamed field.
pub(crate) fn only_field(variant: &Variant) -> Option<&Type> {
    match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            fields.unnamed.first().map(|field| &field.ty)
        }
        _ => None,
    }
}

/// Checks that a rule uses each expression once. A second use would be redundant, or contradict the first.
pub(crate) fn check_expressions(
    expressions: &mut dyn Iterator<Item = &LitStr>,
    errors: &mut Errors,
) {
    let mut seen = Vec::new();
    for expression in expressions {
        let place = spelling(expression);
        if seen.contains(&place) {
            let text = format!("expression `{}` is used twice", expression.value());
            errors.at(expression, text);
        }
        seen.push(place);
    }
}

/// Checks that at most one rule of `members` can match a delivery.
///
/// At run time the rule with more conditions wins, so only rules with equally many conditions can conflict. Members
/// without values and conditions are told apart by parsing. Errors call a member `kind`.
pub(crate) fn check_rules<'a>(
    kind: &str,
    members: impl Iterator<Item = &'a Member<'a>>,
    errors: &mut Errors,
) {
    // By values and number of conditions: only rules within one entry can conflict.
    let mut alike: HashMap<_, Vec<(&Member<'_>, Conditions)>> = HashMap::new();
    for member in members.filter(|member| !member.rule.is_structural()) {
        let values: Vec<String> = member.rule.values.iter().map(LitStr::value).collect();
        let spelt = |condition: &Condition| {
            let value = condition.value.as_ref().map(LitStr::value);
            (spelling(&condition.expression), value)
        };
        let conditions: Conditions = member.rule.conditions.iter().map(spelt).collect();
        let earlier = alike.entry((values, conditions.len())).or_default();
        let clash = earlier.iter().find_map(|(other, theirs)| {
            let (one, two) = (&other.variant, &member.variant);
            match (implies(theirs, &conditions), implies(&conditions, theirs)) {
                (true, true) => Some(format!("{kind} `{two}` has the same rule as `{one}`")),
                (true, false) => Some(format!(
                    "every delivery of {kind} `{one}` matches `{two}` too"
                )),
                (false, true) => Some(format!(
                    "every delivery of {kind} `{two}` matches `{one}` too"
                )),
                (false, false) => None,
            }
        });
        if let Some(clash) = clash {
            let help = "add a condition to one of them with `when(..)`";
            errors.at(member.attribute, format!("{clash}\nhelp: {help}"));
        }
        earlier.push((member, conditions));
    }
}

/// Expressions in normal form, and the values that they must have.
type Conditions = HashMap<String, Option<String>>;

/// Whether every delivery that satisfies `left` also satisfies `right`.
fn implies(left: &Conditions, right: &Conditions) -> bool {
    let mut right = right.iter();
    right.all(|(key, value)| matches!(left.get(key), Some(own) if value.is_none() || own == value))
}
