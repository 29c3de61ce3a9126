//! Values that are a `OneOf` in each other, and a reader of its own to compare them with.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use webhook_core::extract::Envelope;
use webhook_core::{EventGroup, OneOf, on_event};

/// Holds one more.
#[derive(Debug, serde::Deserialize)]
pub struct Branch {
    next: Box<Node>,
    #[serde(default)]
    all: Vec<Node>,
}

/// Holds none.
#[derive(Debug, serde::Deserialize)]
pub struct Leaf {
    leaf: u8,
}

/// By a rule.
#[derive(Debug, OneOf)]
#[one_of(discriminator = "/t")]
pub enum Node {
    /// By its value.
    #[one_of("b")]
    Branch(Branch),
    /// By its value.
    #[one_of("l")]
    Leaf(Leaf),
}

/// Begins with the child.
#[derive(Debug, serde::Deserialize)]
pub struct And {
    inner: Box<Expr>,
    and: u8,
}

/// Begins with the child too.
#[derive(Debug, serde::Deserialize)]
pub struct Or {
    inner: Box<Expr>,
    or: u8,
}

/// By structure.
#[derive(Debug, OneOf)]
pub enum Expr {
    /// Tried.
    And(And),
    /// Tried.
    Or(Or),
    /// Tried.
    Leaf(Leaf),
}

/// The whole body of an enveloped delivery.
#[derive(Debug, serde::Deserialize)]
pub struct Outer {
    around: Option<Node>,
}

/// One payload of each kind.
#[derive(Debug, EventGroup)]
#[event_group(path = "/nested", discriminator = "/type", payload = "/data", signature = none)]
pub enum Nested {
    /// Rules.
    #[event("node")]
    Node(Node),
    /// Structure.
    #[event("expr")]
    Expr(Expr),
    /// The same beside a payload, which may be missing.
    #[event("enveloped")]
    Enveloped(Option<u8>),
}

#[on_event(group = "nested", ty = Node)]
fn node(node: Node) {
    assert!(node.sum() < u64::MAX);
}

#[on_event(group = "nested", ty = Expr)]
fn expr(expr: Expr) {
    assert!(expr.sum() < u64::MAX);
}

#[on_event(group = "nested", event = "enveloped")]
fn enveloped(_: Option<u8>, Envelope(outer): Envelope<Outer>) {
    assert!(outer.around.is_none_or(|node| node.sum() < u64::MAX));
}

impl Node {
    /// All leaves and branches, added.
    pub fn sum(&self) -> u64 {
        match self {
            Self::Branch(Branch { next, all }) => all.iter().fold(next.sum() + 1000, |sum, node| sum + node.sum()),
            Self::Leaf(Leaf { leaf }) => (*leaf).into(),
        }
    }
}

impl Expr {
    /// All leaves and numbers, added.
    pub fn sum(&self) -> u64 {
        match self {
            Self::And(And { inner, and }) => inner.sum() + 1000 + u64::from(*and),
            Self::Or(Or { inner, or }) => inner.sum() + 2000 + u64::from(*or),
            Self::Leaf(Leaf { leaf }) => (*leaf).into(),
        }
    }
}

/// Any JSON document, with its doubled keys.
#[derive(Debug)]
pub enum Tree {
    /// A text.
    Text(String),
    /// A whole number that is not negative.
    Whole(u64),
    /// Its elements.
    List(Vec<Self>),
    /// Its keys and values, in their order.
    Object(Vec<(String, Self)>),
    /// `null`.
    Null,
    /// Any other.
    Other,
}

impl Tree {
    /// The one value of `key`; an error where there are more.
    fn get(&self, key: &str) -> Result<Option<&Self>, ()> {
        let Self::Object(entries) = self else { return Err(()) };
        let mut found = entries.iter().filter(|(other, _)| other == key);
        match (found.next(), found.next()) {
            (found, None) => Ok(found.map(|(_, value)| value)),
            _ => Err(()),
        }
    }

    /// The number at `key`, which has to be there once.
    fn small(&self, key: &str) -> Option<u64> {
        match self.get(key) {
            Ok(Some(Self::Whole(number))) if *number < 256 => Some(*number),
            _ => None,
        }
    }

    /// What [`Node::sum`] says, if it is a node.
    pub fn node(&self) -> Option<u64> {
        match self.get("t").ok()?? {
            Self::Text(kind) if kind == "b" => {
                let next = self.get("next").ok()??.node()?;
                let all = match self.get("all").ok()? {
                    None => 0,
                    Some(Self::List(all)) => all.iter().map(Self::node).sum::<Option<u64>>()?,
                    Some(_) => return None,
                };
                Some(next + 1000 + all)
            }
            Self::Text(kind) if kind == "l" => self.small("leaf"),
            _ => None,
        }
    }

    /// What [`Expr::sum`] says, if it is an expression.
    pub fn expr(&self) -> Option<u64> {
        let inner = self.get("inner").ok().flatten().and_then(Self::expr);
        let and = inner.and_then(|inner| Some(inner + 1000 + self.small("and")?));
        let or = inner.and_then(|inner| Some(inner + 2000 + self.small("or")?));
        let mut fitting = [and, or, self.small("leaf")].into_iter().flatten();
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// What is found at `key` of the outermost object.
    pub fn at(&self, key: &str) -> Option<&Self> {
        self.get(key).ok()?
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyTree)
    }
}

struct AnyTree;

impl<'de> Visitor<'de> for AnyTree {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("anything")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Whole(number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Tree::Object(object))
    }
}

/// How deep objects and arrays nest in good JSON; `None` for what is none.
pub fn depth(json: &str) -> Option<usize> {
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    Some(deepest)
}

/// Writes a document that is nearly a [`Node`] or an [`Expr`], as the bytes say: each chooses what comes next.
pub fn written(choices: &[u8]) -> String {
    const OPEN: [&str; 8] = [
        r#"{"t":"b","next":"#,
        r#"{"next":"#,
        r#"{"t":"b","all":["#,
        r#"{"inner":"#,
        r#"{ "more" : [[],{"t":"b"}], "inner" :"#,
        r#"{"\u0074":"b","x":"\"{","next":"#,
        "[",
        r#"{"next":0,"t":"b","next":"#,
    ];
    const CLOSE: [&str; 8] = [
        "}",
        r#","t":"b"}"#,
        r#"],"next":{"t":"l","leaf":2}}"#,
        r#","or":1}"#,
        r#","and":2}"#,
        r#" , "all" : [ {"leaf":3,"t":"l"} ] }"#,
        "]",
        r#","or":1,"and":1}"#,
    ];
    const LEAF: [&str; 8] = [
        r#"{"t":"l","leaf":1}"#,
        r#"{"leaf":255}"#,
        r#"{"t":"l","leaf":256}"#,
        "7",
        r#"{"leaf":"x","t":"l"}"#,
        "null",
        r#"{"t":"\u006c","leaf":0,"more":[[[[]]]]}"#,
        "\"\\ud800\"",
    ];
    let (mut text, mut open) = (String::new(), Vec::new());
    let mut choices = choices.iter().copied();
    for choice in choices.by_ref() {
        if choice & 0xc0 == 0xc0 {
            break;
        }
        // The high bits say how often, so that few bytes nest deep.
        for _ in 0..=(choice >> 4) {
            text.push_str(OPEN[usize::from(choice & 7)]);
            open.push(choice & 7);
        }
    }
    text.push_str(LEAF[usize::from(choices.next().unwrap_or_default() & 7)]);
    while let Some(opened) = open.pop() {
        // What fits what was opened, or now and then anything.
        let close = match (choices.next(), opened) {
            (Some(choice), _) if choice & 0x80 != 0 => choice & 7,
            (_, 0 | 5 | 7) => 0,
            (Some(choice), 3 | 4) => 3 + (choice & 1),
            (None, 3 | 4) => 3,
            (_, 6) => 6,
            (_, opened) => opened,
        };
        text.push_str(CLOSE[usize::from(close)]);
    }
    text
}
