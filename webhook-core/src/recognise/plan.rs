//! The rules of a group, prepared once.

use std::any::TypeId;

use crate::declare::body_kind::BodyKind;
use crate::declare::descriptor::Descriptor;
use crate::declare::event::EventDescriptor;
use crate::expression::Expression;
use crate::expression::condition::Condition;
use crate::expression::read::Place;
use crate::json::items::Each;
use crate::json::sought::Sought;
use crate::recognise::index::Index;
use crate::recognise::rule::{Rule, Test};

/// The rules of a group, prepared to recognise a delivery in one pass.
#[derive(Debug, Default)]
pub struct Plan {
    /// Every body pointer to read.
    pub(crate) sought: Sought,
    /// Every expression to read, without duplicates.
    pub(crate) places: Vec<Place>,
    /// The sources of the discriminators, in order.
    pub(crate) discriminator: Vec<usize>,
    /// The source of the delivery's id.
    pub(crate) id: Option<usize>,
    /// The events with a value or a condition, sorted by values and key.
    pub(crate) rules: Vec<Rule>,
    pub(crate) index: Index,
    /// The sources in the keys of rules.
    pub(crate) keys: Vec<usize>,
    /// The events that are recognised by the shape of their payload.
    pub(crate) structural: Vec<usize>,
    /// The sources that count as absent if their value is empty, because the scheme signs both alike.
    pub(crate) blank: Vec<usize>,
    /// The sources that have the first value of others.
    pub(crate) firsts: Vec<FirstOf>,
    /// Finds the items of a delivery, in a group with `each`.
    pub(crate) each: Option<Each>,
    body: BodyKind,
    /// The group with these rules; `None` for a `OneOf`.
    group: Option<TypeId>,
}

/// A source whose value is the first one of others. All are read, so that the pass over the body stays one.
#[derive(Debug)]
pub(crate) struct FirstOf {
    pub(crate) source: usize,
    pub(crate) others: Vec<usize>,
}

impl Plan {
    /// Binds the rules to a group; no other group can use them.
    pub(crate) const fn of_group(mut self, group: TypeId) -> Self {
        self.group = Some(group);
        self
    }

    /// Whether these are the rules of `group`.
    pub(crate) fn is_of(&self, group: TypeId) -> bool {
        self.group == Some(group)
    }

    /// Prepares the rules of a group.
    pub(crate) fn new(descriptor: &'static Descriptor) -> Self {
        let (discriminator, events) = (descriptor.discriminator(), descriptor.events());
        let each = descriptor.each().map(Each::new);
        let mut plan = Self::from_parts(discriminator, events, (descriptor.body, each));
        plan.id = descriptor.id().map(|expression| plan.source(expression));
        // An empty pointer is the whole body, which need not be found.
        let pointer = descriptor.payload().filter(|pointer| !pointer.is_empty());
        if let Some(pointer) = pointer {
            plan.sought.set_payload(pointer, descriptor.payload_or_body);
        }
        if descriptor.signs_blank_as_absent() {
            let may_be_blank = |place: &Place| match place {
                Place::Header(_) | Place::Query(_) => true,
                Place::Pointer(_) | Place::Outer(_) | Place::Form(_) => {
                    !descriptor.signs(Expression::Body)
                }
                _ => false,
            };
            let places = plan.places.iter().enumerate();
            let places = places.filter(|(_, place)| may_be_blank(place));
            plan.blank = places.map(|(at, _)| at).collect();
        }
        plan
    }

    /// Prepares rules without an id, whose payload is the whole body.
    pub(crate) fn from_parts(
        discriminator: &'static [Expression<'static>],
        events: &'static [EventDescriptor],
        (body, each): (BodyKind, Option<Each>),
    ) -> Self {
        let mut plan = Self {
            each,
            body,
            ..Self::default()
        };
        plan.discriminator = discriminator
            .iter()
            .map(|part| plan.source(*part))
            .collect();
        for (event, descriptor) in events.iter().enumerate() {
            plan.add(event, descriptor);
        }
        plan.rules.sort_by(|one, other| {
            one.values
                .cmp(other.values)
                .then_with(|| one.key().cmp(&other.key()))
        });
        plan.index = Index::new(&plan.rules);
        plan.keys = plan
            .rules
            .iter()
            .filter_map(|rule| Some(rule.key()?.source))
            .collect();
        plan.keys.sort_unstable();
        plan.keys.dedup();
        plan
    }

    fn add(&mut self, event: usize, descriptor: &EventDescriptor) {
        // Without discriminators, an event's values cannot be compared.
        let values = if self.discriminator.is_empty() {
            &[]
        } else {
            descriptor.values()
        };
        if values.is_empty() && descriptor.conditions().is_empty() {
            // With discriminators, such an event has no rule. The derive refuses it.
            if self.discriminator.is_empty() {
                self.structural.push(event);
            }
            return;
        }
        let mut tests: Vec<_> = descriptor
            .conditions()
            .iter()
            .map(|test| self.test(test))
            .collect();
        // Conditions with a value come first, because the first one is looked up.
        tests.sort_by_key(|test| test.equals.is_none());
        self.rules.push(Rule {
            values,
            tests,
            event,
        });
    }

    fn test(&mut self, condition: &Condition) -> Test<'static> {
        Test {
            source: self.source(condition.expression()),
            equals: condition.value(),
        }
    }

    fn source(&mut self, expression: Expression<'static>) -> usize {
        if let Expression::FirstOf(all) = expression {
            let others = all.iter().map(|one| self.source(*one)).collect();
            self.places.push(Place::Never);
            let source = self.places.len().saturating_sub(1);
            self.firsts.push(FirstOf { source, others });
            return source;
        }
        let trie = &mut self.sought.trie;
        let place = match (expression, self.body) {
            (Expression::Pointer(pointer), BodyKind::Form | BodyKind::Multipart) => {
                pair_of(pointer, Place::Form)
            }
            (Expression::Pointer(pointer), BodyKind::Query) => pair_of(pointer, Place::Query),
            (Expression::Pointer(pointer), _) if let Some(each) = &mut self.each => {
                Place::Outer(each.add(pointer))
            }
            (Expression::Item(pointer), _) if self.each.is_some() => {
                Place::Pointer(trie.insert(pointer))
            }
            // For a rule, the whole of a JSON body is a value like those in it.
            (Expression::Body, BodyKind::Json) => Place::Pointer(trie.insert("")),
            _ => Place::new(
                expression,
                |name| name.parse().ok(),
                |pointer| trie.insert(pointer),
            )
            .unwrap_or(Place::Never),
        };
        let known = self.places.iter().position(|other| *other == place);
        // What is never there may be the place of the first value of others.
        let known = known.filter(|_| place != Place::Never);
        known.unwrap_or_else(|| {
            self.places.push(place);
            self.places.len().saturating_sub(1)
        })
    }
}

/// The pair that a pointer names: a field of a form, or a parameter of the query. They have no values in others.
fn pair_of(pointer: &str, place: fn(Box<str>) -> Place) -> Place {
    let name = pointer.strip_prefix('/').filter(|name| !name.contains('/'));
    name.map_or(Place::Never, |name| {
        place(name.replace("~1", "/").replace("~0", "~").into())
    })
}
