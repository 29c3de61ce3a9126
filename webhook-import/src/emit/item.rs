//! Structs, enums, and enums of alternatives.

use crate::emit::text::{Meta, doc, field, literal, put, spaces};
use crate::emit::{Notes, Writer, has_to_be_sent, unique};
use crate::ident;
use crate::types::{Entry, Id, Member, Type};

impl Writer<'_, '_> {
    pub(super) fn item(&self, name: &str, id: Id, notes: &mut Notes, code: &mut String) {
        let Some(entry) = self.types.get(id) else {
            return;
        };
        code.push('\n');
        if self.options.descriptions
            && let Some(description) = &entry.description
        {
            doc(0, description, code);
        }
        match &entry.ty {
            Type::Object {
                members,
                denies_others,
            } => {
                // Reads the same as serde's derive, and costs the compiler a fraction of it.
                let read = if members.iter().any(has_to_be_sent) {
                    "Deserialize"
                } else {
                    "Members"
                };
                notes.add(read);
                put(
                    code,
                    format_args!("#[derive(Clone, Debug, PartialEq, {read})]\n"),
                );
                self.object(
                    name,
                    members,
                    (*denies_others, entry.is_strict),
                    notes,
                    code,
                );
            }
            Type::Enum(values) => {
                notes.add("Deserialize");
                code.push_str("#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]\n");
                enumeration(name, values, &entry.place, notes, code);
            }
            Type::Union {
                property,
                alternatives,
            } => {
                notes.add("OneOf");
                code.push_str("#[derive(Clone, Debug, PartialEq, OneOf)]\n");
                self.union(name, entry, (property, alternatives), notes, code);
            }
            _ => {}
        }
    }

    fn object(
        &self,
        name: &str,
        members: &[Member],
        (denies_others, is_strict): (bool, bool),
        notes: &mut Notes,
        code: &mut String,
    ) {
        let names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
        let origins = members.iter().map(|member| member.place.as_str());
        let placed = names.iter().copied().zip(origins);
        let fields = unique(placed, ident::field_name, &[], &mut notes.renamed);
        let rule = best(&FIELD_RULES, &fields, &names);
        let mut parts = Vec::new();
        if rule.0 != "none" {
            parts.push(Meta::text("rename_all", rule.0));
        }
        if denies_others {
            parts.push(Meta::word("deny_unknown_fields"));
        }
        if !parts.is_empty() {
            Meta::List("serde", parts).attribute(0, code);
        }
        put(code, format_args!("pub struct {name} {{\n"));
        for (member, own) in members.iter().zip(&fields) {
            if self.options.descriptions
                && let Some(description) = &member.description
            {
                doc(4, description, code);
            }
            if (rule.1)(own) != member.name {
                Meta::List("serde", vec![Meta::text("rename", &member.name)]).attribute(4, code);
            }
            field(
                4,
                &ident::written(own),
                &self.member(member, is_strict, notes),
                code,
            );
        }
        code.push_str("}\n");
    }

    fn union(
        &self,
        name: &str,
        entry: &Entry,
        (property, alternatives): (&str, &[(Vec<String>, Id)]),
        notes: &mut Notes,
        code: &mut String,
    ) {
        let pointer = literal(&crate::types::below("", property));
        let rows: Vec<_> = alternatives
            .iter()
            .flat_map(|(values, id)| values.iter().map(move |value| (value.as_str(), *id)))
            .collect();
        let placed = rows.iter().map(|(value, _)| (*value, entry.place.as_str()));
        let variants = unique(
            placed,
            ident::type_name,
            &["Other", "Self"],
            &mut notes.renamed,
        );
        put(code, format_args!("pub enum {name} {{\n"));
        for ((value, id), variant) in rows.iter().zip(&variants) {
            let condition = Meta::Word(format!("{pointer} = {}", literal(value)));
            Meta::List("one_of", vec![Meta::List("when", vec![condition])]).attribute(4, code);
            spaces(4, code);
            put(
                code,
                format_args!("{variant}({}),\n", self.plain(*id, true, notes)),
            );
        }
        if !entry.is_strict {
            code.push_str("    Other(serde_json::Value),\n");
        }
        code.push_str("}\n");
    }
}

fn enumeration(name: &str, values: &[String], place: &str, notes: &mut Notes, code: &mut String) {
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    let placed = values.iter().map(|value| (*value, place));
    let variants = unique(placed, ident::type_name, &["Self"], &mut notes.renamed);
    let rule = best(&VARIANT_RULES, &variants, &values);
    if rule.0 != "none" {
        Meta::List("serde", vec![Meta::text("rename_all", rule.0)]).attribute(0, code);
    }
    put(code, format_args!("pub enum {name} {{\n"));
    for (value, variant) in values.iter().zip(&variants) {
        if (rule.1)(variant) != *value {
            Meta::List("serde", vec![Meta::text("rename", value)]).attribute(4, code);
        }
        spaces(4, code);
        put(code, format_args!("{variant},\n"));
    }
    code.push_str("}\n");
}

/// A rule of `rename_all`, and what it makes of an identifier.
type Rule = (&'static str, fn(&str) -> String);

const FIELD_RULES: [Rule; 5] = [
    ("none", str::to_owned),
    ("camelCase", |field| lower_first(&pascal(field))),
    ("PascalCase", pascal),
    ("kebab-case", |field| field.replace('_', "-")),
    ("SCREAMING_SNAKE_CASE", str::to_ascii_uppercase),
];

const VARIANT_RULES: [Rule; 7] = [
    ("none", str::to_owned),
    ("snake_case", snake),
    ("lowercase", str::to_ascii_lowercase),
    ("camelCase", lower_first),
    ("kebab-case", |variant| snake(variant).replace('_', "-")),
    ("SCREAMING_SNAKE_CASE", |variant| {
        snake(variant).to_ascii_uppercase()
    }),
    ("UPPERCASE", str::to_ascii_uppercase),
];

/// The rule that leaves the fewest names to write, the first of them.
fn best(rules: &'static [Rule], identifiers: &[String], names: &[&str]) -> Rule {
    let missed = |rule: &Rule| {
        let pairs = identifiers.iter().zip(names);
        pairs
            .filter(|(identifier, name)| (rule.1)(identifier) != **name)
            .count()
    };
    let best = rules
        .iter()
        .min_by_key(|rule| (missed(rule), usize::from(rule.0 != "none")));
    best.copied().unwrap_or(("none", str::to_owned))
}

/// As serde does.
fn pascal(field: &str) -> String {
    let mut pascal = String::new();
    let mut capital = true;
    for c in field.chars() {
        if c == '_' {
            capital = true;
        } else if capital {
            pascal.push(c.to_ascii_uppercase());
            capital = false;
        } else {
            pascal.push(c);
        }
    }
    pascal
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

fn snake(variant: &str) -> String {
    let mut snake = String::new();
    for (index, c) in variant.char_indices() {
        if index > 0 && c.is_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
