//! Short forms for what the consts of senders are written with.

use std::time::Duration;

use crate::scheme::grammar::template::Template;
use crate::scheme::grammar::value::ValueTemplate;
use crate::scheme::model::choice::TimeUnit;
use crate::scheme::model::freshness::Freshness;

pub(crate) const fn message(source: &'static str) -> Template<'static> {
    match Template::parse(source) {
        Ok(template) => template,
        Err(_) => unreachable!(),
    }
}

pub(crate) const fn value(source: &'static str) -> ValueTemplate<'static> {
    match ValueTemplate::parse(source) {
        Ok(template) => template,
        Err(_) => unreachable!(),
    }
}

pub(crate) const fn within(
    field: &'static str,
    unit: TimeUnit,
    seconds: u64,
) -> Freshness<'static> {
    Freshness::new(field, unit, Duration::from_secs(seconds))
}
