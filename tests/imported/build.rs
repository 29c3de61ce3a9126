//! Imports the documents of the tests, so that the test compiles what a user would check in.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Read as _;
use std::{env, fs};

use flate2::read::GzDecoder;
use webhook_import::{Danger, Document, Imported, Options, With, import};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../webhook-import/tests");

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}/data");
    println!("cargo::rerun-if-changed={FOLDER}/documents");
    let mut files = Files {
        out: env::var("OUT_DIR")?,
        modules: String::new(),
    };

    let mut options = Options::default();
    options.preset = Some("github".to_owned());
    options.all = true;
    let mut text = Vec::new();
    GzDecoder::new(fs::File::open(format!(
        "{FOLDER}/data/github/openapi-webhooks.json.gz"
    ))?)
    .read_to_end(&mut text)?;
    let github = import(&Document::read("openapi-webhooks.json", &text)?, &options)?;
    files.add("github", &github.code)?;
    files.add("github_handlers", &handlers(&github)?)?;
    files.index("of_github")?;

    let mut options = Options::default();
    options.path = Some("/apimatic".to_owned());
    options.signature = Some("none".to_owned());
    options.danger = vec![Danger::UnsignedBody];
    files.add("apimatic", &of("apimatic.yaml", &options)?.code)?;

    let mut options = Options::default();
    options.payload = Some("/data".to_owned());
    options.id = Some("/id".to_owned());
    options.path = Some("/stateset".to_owned());
    files.add("stateset", &of("stateset.yaml", &options)?.code)?;

    options.signature = Some("none".to_owned());
    options.id = Some("/message_id".to_owned());
    options.path = Some("/masonhub/unsigned".to_owned());
    options.name = Some("MasonhubUnsigned".to_owned());
    files.add("masonhub", &of("masonhub.yaml", &options)?.code)?;

    let mut options = Options::default();
    options.signature = Some("none".to_owned());
    options.with = vec![With::Jiff, With::Uuid];
    options.descriptions = true;
    files.add("oddities", &of("oddities.yaml", &options)?.code)?;
    options.strict = true;
    options.name = Some("Strict".to_owned());
    files.add("oddities_strict", &of("oddities.yaml", &options)?.code)?;
    options.strict = false;
    options.name = Some("Required".to_owned());
    options.require = vec!["/order/id".to_owned(), "/order/lines/*/price".to_owned()];
    files.add("oddities_required", &of("oddities.yaml", &options)?.code)?;

    files.index("of_documents")?;
    Ok(())
}

/// Files of code, and the modules that they are.
struct Files {
    out: String,
    modules: String,
}

impl Files {
    fn add(&mut self, name: &str, code: &str) -> Result<(), Box<dyn Error>> {
        let file = format!("{}/{name}.rs", self.out);
        fs::write(&file, code)?;
        write!(self.modules, "#[path = {file:?}]\npub(crate) mod {name};\n")?;
        Ok(())
    }

    fn index(&mut self, name: &str) -> Result<(), Box<dyn Error>> {
        fs::write(
            format!("{}/{name}.rs", self.out),
            std::mem::take(&mut self.modules),
        )?;
        Ok(())
    }
}

fn of(name: &str, options: &Options) -> Result<Imported, webhook_import::Error> {
    let document = Document::open(format!("{FOLDER}/documents/{name}"))?;
    import(&document, options)
}

/// A handler of its own for each event, which says which one it is and what it was given.
fn handlers(imported: &Imported) -> Result<String, Box<dyn Error>> {
    let mut code = "use super::github::*;\nuse crate::examples::handled;\nuse webhook_core::extract::RawBody;\nuse webhook_core::on_event;\n".to_owned();
    let mut names = String::new();
    for group in &imported.report.groups {
        for event in &group.events {
            let (variant, name) = (&event.variant, &event.name);
            let payload = event.payload.as_deref().unwrap_or("()");
            let function = variant.to_lowercase();
            write!(
                code,
                "#[on_event({}::{variant})]\nfn {function}(payload: {payload}, RawBody(body): RawBody) {{ handled({name:?}, payload, body) }}\n",
                group.name
            )?;
            write!(names, "{name:?}, ")?;
        }
    }
    writeln!(code, "pub(crate) const EVENTS: &[&str] = &[{names}];")?;
    Ok(code)
}
