//! OpenAPI 3.0 and 3.1: `webhooks`, `x-webhooks` and `callbacks`.

use crate::document::At;
use crate::document::node::Node;
use crate::error::{Error, ErrorKind};
use crate::read::apimatic::{self, Extension};
use crate::read::{Operation, Source};

const METHODS: [&str; 8] = [
    "post", "put", "patch", "get", "delete", "head", "options", "trace",
];

pub(super) fn read<'d>(root: &At<'d>) -> Result<Source<'d>, Error> {
    let version = root.node.get("openapi").and_then(Node::text);
    if !version.is_some_and(|version| version.starts_with("3.")) {
        return Err(Error::at(
            ErrorKind::Document,
            "/openapi",
            "only OpenAPI 3 is known, such as `openapi: \"3.1.0\"`",
        ));
    }
    let info = root.get("info");
    let about = |key| info.as_ref().and_then(|info| info.text(key));
    let mut source = Source {
        title: about("title"),
        version: about("version"),
        operations: Vec::new(),
        groups: apimatic::groups(root)?,
        left_out: Vec::new(),
    };
    for key in ["webhooks", "x-webhooks"] {
        let Some(webhooks) = root.get(key) else {
            continue;
        };
        if key == "x-webhooks" && apimatic::is_extension(&webhooks)? {
            continue;
        }
        for (name, item) in webhooks.entries() {
            source.path_item(name, &item, Extension::Webhooks)?;
        }
    }
    source.callbacks(root)?;
    source.stripe_events(root);
    Ok(source)
}

/// Whether a value is a path item: it has an HTTP method, or refers to one.
pub(super) fn is_path_item(at: &At<'_>) -> bool {
    let has = |key: &str| at.node.get(key).is_some_and(|node| node.map().is_some());
    METHODS.iter().any(|method| has(method)) || at.text("$ref").is_some()
}

impl<'d> Source<'d> {
    fn path_item(
        &mut self,
        name: &'d str,
        item: &At<'d>,
        extension: Extension,
    ) -> Result<(), Error> {
        let group = match extension {
            Extension::Webhooks => "x-webhook-group",
            Extension::Callbacks => "x-callback-group",
        };
        let item = item.resolved()?;
        let methods = METHODS.iter().filter_map(|method| item.get(method));
        let operations: Vec<_> = methods.filter(|at| at.node.map().is_some()).collect();
        let Some(found) = operations.first() else {
            let reason = "it has no HTTP method".to_owned();
            self.left_out.push((name.to_owned(), reason));
            return Ok(());
        };
        if operations.len() > 1 {
            return Err(item.error(
                ErrorKind::Document,
                "it has several methods; a webhook is sent with one",
            ));
        }
        let mut operation = Operation::new(name, item.place.clone());
        operation.id = found.text("operationId");
        operation.description = found.text("summary").or_else(|| found.text("description"));
        operation.group = found.text(group).or_else(|| item.text(group));
        operation.statuses = statuses(found);
        operation.extension = extension;
        match body(found)? {
            Body::Schema(schema) => operation.body = schema,
            Body::Other(types) => {
                let reason = format!("its body is {types}, and not JSON");
                self.left_out.push((name.to_owned(), reason));
                return Ok(());
            }
        }
        // Some documents hold the same webhooks twice, for old and new readers.
        if extension == Extension::Webhooks
            && self.operations.iter().any(|known| known.key == *name)
        {
            return Ok(());
        }
        self.operations.push(operation);
        Ok(())
    }

    /// The callbacks of operations, and those in the components.
    fn callbacks(&mut self, root: &At<'d>) -> Result<(), Error> {
        let paths = root.get("paths");
        let items = paths.iter().flat_map(At::entries).map(|(_, item)| item);
        let mut places = Vec::new();
        for item in items {
            for method in METHODS {
                let operation = item.get(method);
                places.extend(operation.and_then(|operation| operation.get("callbacks")));
            }
        }
        let mut known: Vec<String> = Vec::new();
        for callbacks in places {
            for (name, callback) in callbacks.entries() {
                let callback = callback.resolved()?;
                // Operations may share one callback of the components.
                if known.contains(&callback.place) {
                    continue;
                }
                known.push(callback.place.clone());
                for (expression, item) in callback.entries() {
                    if !expression.starts_with("x-") && item.node.map().is_some() {
                        self.path_item(name, &item, Extension::Callbacks)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Component schemas with `x-stripeEvent`, which is all that Stripe's document says about events.
    fn stripe_events(&mut self, root: &At<'d>) {
        let schemas = root.get("components").and_then(|at| at.get("schemas"));
        for (_, schema) in schemas.iter().flat_map(At::entries) {
            let event = schema.get("x-stripeEvent");
            let Some(name) = event.as_ref().and_then(|event| event.text("type")) else {
                continue;
            };
            let mut operation = Operation::new(name, schema.place.clone());
            operation.description = schema.text("description");
            let members = schema.get("properties");
            operation.payload = members.and_then(|members| members.get("object"));
            self.operations.push(operation);
        }
    }
}

enum Body<'d> {
    Schema(Option<At<'d>>),
    Other(String),
}

fn body<'d>(operation: &At<'d>) -> Result<Body<'d>, Error> {
    let Some(body) = operation.get("requestBody") else {
        return Ok(Body::Schema(None));
    };
    let Some(content) = body.resolved()?.get("content") else {
        return Ok(Body::Schema(None));
    };
    let is_json = |name: &str| {
        let name = name
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        name == "application/json" || name == "*/*" || name.ends_with("+json")
    };
    if let Some((_, media)) = content.entries().find(|(name, _)| is_json(name)) {
        return Ok(Body::Schema(media.get("schema")));
    }
    let types: Vec<_> = content.entries().map(|(name, _)| name).collect();
    Ok(if types.is_empty() {
        Body::Schema(None)
    } else {
        Body::Other(types.join(", "))
    })
}

fn statuses(operation: &At<'_>) -> Vec<u16> {
    let responses = operation.get("responses");
    let codes = responses.iter().flat_map(At::entries);
    codes.filter_map(|(code, _)| code.parse().ok()).collect()
}
