//! What a struct says about its members, checked.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Field, Fields, FieldsNamed, LitStr, Type};

use super::parse::{FieldKeys, OwnKeys, StructKeys};
use crate::errors::Errors;
use crate::keys;
use crate::paths::Paths;

pub(super) struct Model<'a> {
    pub(super) ident: &'a Ident,
    pub(super) paths: Paths,
    pub(super) denies_others: bool,
    pub(super) members: Vec<Member<'a>>,
}

pub(super) struct Member<'a> {
    pub(super) field: &'a Ident,
    pub(super) ty: &'a Type,
    pub(super) key: String,
}

impl<'a> Model<'a> {
    pub(super) fn new(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let fields = check_struct(input, errors)?;
        let (_, own) = keys::attribute::<OwnKeys>(&input.attrs, "members", errors);
        let (_, given) = keys::attribute::<StructKeys>(&input.attrs, "serde", errors);
        let rule = given.rename_all.and_then(|name| Rule::new(&name, errors));
        let members = fields.named.iter();
        let members = members.filter_map(|field| member(field, rule, errors));
        let members: Vec<Member<'_>> = members.collect();
        check_keys(&members, errors);
        Some(Self {
            ident: &input.ident,
            paths: Paths::new(own.crate_path.as_ref()),
            denies_others: given.denies_others.is_some(),
            members,
        })
    }
}

fn member<'a>(field: &'a Field, rule: Option<Rule>, errors: &mut Errors) -> Option<Member<'a>> {
    let ident = field.ident.as_ref()?;
    keys::misplaced(&field.attrs, "members", "the struct", errors);
    let (_, given) = keys::attribute::<FieldKeys>(&field.attrs, "serde", errors);
    let name = || {
        let name = ident.unraw().to_string();
        rule.map_or_else(|| name.clone(), |rule| rule.applied(&name))
    };
    Some(Member {
        field: ident,
        ty: &field.ty,
        key: given.rename.as_ref().map_or_else(name, LitStr::value),
    })
}

fn check_struct<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<&'a FieldsNamed> {
    let ident = &input.ident;
    let mut wrong = |span: Span, found| {
        let message = format!("`#[derive(Members)]` goes on a struct, found {found}");
        errors.add(syn::Error::new(span, message));
        None
    };
    let data = match &input.data {
        Data::Struct(data) => data,
        Data::Enum(data) => return wrong(data.enum_token.span, "an enum"),
        Data::Union(data) => return wrong(data.union_token.span, "a union"),
    };
    let Fields::Named(fields) = &data.fields else {
        return wrong(ident.span(), "one whose fields have no names");
    };
    let generics = &input.generics;
    if !generics.params.is_empty() || generics.where_clause.is_some() {
        let help = "help: derive `serde::Deserialize` in place of `Members`";
        errors.at(
            generics,
            format!("struct `{ident}` cannot have generics\n{help}"),
        );
        return None;
    }
    Some(fields)
}

/// Checks that no two members have one key.
fn check_keys(members: &[Member<'_>], errors: &mut Errors) {
    let mut known = HashMap::new();
    for member in members {
        let field = member.field;
        if let Some(first) = known.insert(member.key.as_str(), field) {
            let text = format!("field `{field}` has the same key as `{first}`");
            let key = &member.key;
            errors.at(field, format!("{text}\nnote: the key of both is `{key}`"));
        }
    }
}

/// How serde makes the key of a field from its name.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    Same,
    Upper,
    Pascal,
    Camel,
    Kebab,
    UpperKebab,
}

const RULES: [(&str, Rule); 8] = [
    ("lowercase", Rule::Same),
    ("UPPERCASE", Rule::Upper),
    ("PascalCase", Rule::Pascal),
    ("camelCase", Rule::Camel),
    ("snake_case", Rule::Same),
    ("SCREAMING_SNAKE_CASE", Rule::Upper),
    ("kebab-case", Rule::Kebab),
    ("SCREAMING-KEBAB-CASE", Rule::UpperKebab),
];

impl Rule {
    fn new(name: &LitStr, errors: &mut Errors) -> Option<Self> {
        let given = name.value();
        let found = RULES.iter().find(|(name, _)| *name == given);
        if found.is_none() {
            let names = RULES.map(|(name, _)| name);
            errors.at(name, keys::unknown("rule", &given, &names));
        }
        found.map(|(_, rule)| *rule)
    }

    pub(super) fn applied(self, field: &str) -> String {
        match self {
            Self::Same => field.to_owned(),
            Self::Upper => field.to_ascii_uppercase(),
            Self::Pascal => pascal(field),
            Self::Camel => {
                let pascal = pascal(field);
                let mut chars = pascal.chars();
                let first = chars.next().map(|first| first.to_ascii_lowercase());
                first.into_iter().chain(chars).collect()
            }
            Self::Kebab => field.replace('_', "-"),
            Self::UpperKebab => field.to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn pascal(field: &str) -> String {
    let words = field.split('_').map(|word| {
        let mut chars = word.chars();
        let first = chars.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    });
    words.collect()
}
