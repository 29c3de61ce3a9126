//! What the README tells a newcomer to do, done: the first two programs in a new crate, and a copy of the template.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use super::{TestResult, workspace};

#[test]
fn the_first_programs_of_the_readme_run_as_pasted() -> TestResult {
    let readme = fs::read_to_string(workspace().join("README.md"))?;
    let landing = fs::read_to_string(workspace().join("webhook-core/docs/landing.md"))?;
    let [add, program, curl, printed, tests] = first_blocks(&readme)?;
    for block in [program, tests] {
        let lines = block.lines().count();
        assert!(lines <= 30, "{lines} lines: {block}");
    }
    for block in [program, curl, tests] {
        assert!(landing.contains(block), "not on the first page: {block}");
    }

    let folder = tempfile::tempdir()?;
    let receiver = run(add, folder.path())?;
    // A free port, because others may listen on 3000.
    let source = format!("{program}\n{tests}").replace("127.0.0.1:3000", "127.0.0.1:0");
    fs::write(receiver.join("src/main.rs"), source)?;
    test(&receiver)?;

    let secret = word_after(&readme, "`GITHUB_WEBHOOK_SECRET=");
    let mut server = Server::start("receiver", &receiver, secret)?;
    let genuine = server.request(curl)?;
    assert_eq!(server.send(&genuine)?, "HTTP/1.1 200 OK");
    let forged = genuine.replace("2026-01-31", "2026-01-30");
    assert_ne!(genuine, forged);
    assert_eq!(server.send(&forged)?, "HTTP/1.1 401 Unauthorized");
    let expected: Vec<String> = printed.lines().skip(1).map(without_times).collect();
    assert_eq!(server.stop()?, expected);

    let mut unset = program_of("receiver");
    let unset = unset.env_remove("GITHUB_WEBHOOK_SECRET").output()?;
    let error = "Error: the environment variable `GITHUB_WEBHOOK_SECRET` is not set\n";
    assert_eq!(String::from_utf8(unset.stderr)?, error);
    Ok(())
}

#[test]
fn the_template_is_built_and_tested_under_another_name() -> TestResult {
    let readme = fs::read_to_string(workspace().join("README.md"))?;
    let commands = blocks(&readme).into_iter().map(|(_, block)| block);
    let commands = commands.filter(|block| block.contains("examples/template"));
    let [commands] = commands.collect::<Vec<_>>()[..] else {
        return Err("one block copies the template".into());
    };
    let folder = tempfile::tempdir()?;
    let copied = run(commands, folder.path())?;
    let manifest = fs::read_to_string(copied.join("Cargo.toml"))?;
    let renamed = manifest.replacen("name = \"receiver\"", "name = \"renamed\"", 1);
    assert_ne!(manifest, renamed);
    fs::write(copied.join("Cargo.toml"), renamed)?;
    test(&copied)?;

    let mut server = Server::start("renamed", &copied, "s3cret")?;
    let health = format!(
        "GET /health HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        server.address
    );
    assert_eq!(server.send(&health)?, "HTTP/1.1 200 OK");
    let unsigned = "POST /github HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
    assert_eq!(server.send(unsigned)?, "HTTP/1.1 401 Unauthorized");
    // Not a terminal, so this is the log.
    let log = server.stop()?.join("\n");
    assert!(log.contains("WARN") && log.contains("rejected"), "{log}");
    Ok(())
}

#[test]
fn the_other_lines_that_add_crates_resolve() -> TestResult {
    for page in [
        "README.md",
        "webhook-core/docs/landing.md",
        "webhook-inbox/README.md",
        "webhook-inbox-nats/README.md",
    ] {
        let text = fs::read_to_string(workspace().join(page))?;
        let adds = blocks(&text).into_iter().map(|(_, block)| block);
        let mut adds: Vec<&str> = adds.filter(|block| block.contains("cargo add")).collect();
        if page == "README.md" {
            // Both belong to other tests, the template's and that of the first program.
            assert!(adds[0].starts_with("cargo new") && adds[1].starts_with("cp"));
            adds.drain(..2);
        }
        let [add] = adds[..] else {
            return Err(format!("{page}: {adds:?}").into());
        };
        let folder = tempfile::tempdir()?;
        let created = run("cargo new receiver && cd receiver", folder.path())?;
        run(add, &created)?;
        succeed(cargo(&created).args(["tree", "--offline"]))?;
    }
    Ok(())
}

/// The blocks of the README's first program: shell, program, request, what is printed, tests.
fn first_blocks(readme: &str) -> Result<[&str; 5], Box<dyn std::error::Error>> {
    let (kinds, blocks): (Vec<&str>, Vec<&str>) = blocks(readme).into_iter().take(5).unzip();
    assert_eq!(kinds, ["sh", "rust,no_run", "sh", "text", "rust"]);
    Ok(blocks.try_into().map_err(|_| "fewer blocks")?)
}

/// The blocks of a page: what stands behind the fence, and the text.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let fenced = page.split("```").skip(1).step_by(2);
    fenced.filter_map(|block| block.split_once('\n')).collect()
}

/// Runs the lines of a shell block in a folder, and returns the folder where they lead to.
fn run(block: &str, folder: &Path) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let clone = workspace().display().to_string();
    let mut folder = folder.to_owned();
    let commands = block.lines().filter_map(|line| line.split(" #").next());
    for command in commands.flat_map(|line| line.split("&&")) {
        let words = command.split_whitespace();
        let words = words.map(|word| {
            match word
                .strip_prefix("../")
                .unwrap_or(word)
                .strip_prefix("webhooks/")
            {
                Some(inside) => format!("{clone}/{inside}"),
                None => word.to_owned(),
            }
        });
        let words: Vec<String> = words.collect();
        match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["cd", to] => folder.push(to),
            ["cp", "-r", from, to] => copy(Path::new(from), &folder.join(to))?,
            ["cargo", "new", name] => {
                succeed(cargo(&folder).args(["new", name]))?;
            }
            ["cargo", "add", ref arguments @ ..] => add(arguments, &folder)?,
            ref other => return Err(format!("cannot run {other:?}").into()),
        }
    }
    Ok(folder)
}

/// Adds dependencies. Those of this repository are not published, so they come by their path.
fn add(arguments: &[&str], folder: &Path) -> TestResult {
    let (ours, others): (Vec<&str>, Vec<&str>) = arguments
        .iter()
        .partition(|argument| argument.starts_with("webhook-"));
    if ours.is_empty() {
        succeed(cargo(folder).args(["add", "--offline"]).args(&others))?;
    }
    for name in ours {
        let path = workspace().join(name);
        succeed(
            cargo(folder)
                .args(["add", "--offline", "--path"])
                .arg(path)
                .args(&others),
        )?;
    }
    Ok(())
}

/// Builds a program and runs its tests. Neither may warn.
fn test(folder: &Path) -> TestResult {
    // The versions that are at hand without a network.
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    succeed(cargo(folder).args(["build", "--offline"]))?;
    let printed = succeed(cargo(folder).args(["test", "--offline"]))?;
    assert!(printed.contains("test result: ok."), "{printed}");
    assert!(!printed.contains("running 0 tests"), "{printed}");
    Ok(())
}

fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("RUSTFLAGS");
    command
}

/// Where the crates that `crates.rs` checks are built too, for the macros and build scripts that they share.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("checked")
}

/// Runs a command, which may not fail or warn, and returns what it prints.
fn succeed(command: &mut Command) -> Result<String, Box<dyn std::error::Error>> {
    let output = command.output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !errors.contains("warning"),
        "{command:?}: {errors}{}",
        String::from_utf8_lossy(&output.stdout)
    );
    Ok(String::from_utf8(output.stdout)?)
}

fn program_of(name: &str) -> Command {
    Command::new(target().join(format!("debug/{name}{}", env::consts::EXE_SUFFIX)))
}

/// A program that serves, until it is dropped.
struct Server {
    process: Child,
    lines: io::Lines<BufReader<std::process::ChildStdout>>,
    address: String,
}

impl Server {
    fn start(name: &str, folder: &Path, secret: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let mut process = program_of(name)
            .current_dir(folder)
            .env("GITHUB_WEBHOOK_SECRET", secret)
            .env("ADDRESS", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().ok_or("no output")?;
        let mut lines = BufReader::new(output).lines();
        let first = lines.next().ok_or("nothing is printed")??;
        let address = first
            .strip_prefix("listening on http://")
            .ok_or_else(|| first.clone())?;
        Ok(Self {
            address: address.to_owned(),
            process,
            lines,
        })
    }

    /// The request of a `curl` command in the README: words in quotes, at the ends of options.
    fn request(&self, curl: &str) -> Result<String, Box<dyn std::error::Error>> {
        let path = word_after(curl, "http://127.0.0.1:3000");
        let quoted: Vec<&str> = curl.split('\'').collect();
        let mut headers = String::new();
        let mut body = "";
        for pair in quoted.chunks_exact(2) {
            match pair[0].split_whitespace().last() {
                Some("-H") => headers.extend([pair[1], "\r\n"]),
                Some("--data-binary") => body = pair[1],
                other => return Err(format!("unknown option {other:?}").into()),
            }
        }
        Ok(format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            self.address,
            body.len()
        ))
    }

    /// Sends a request and returns the first line of the reply.
    fn send(&self, request: &str) -> Result<String, Box<dyn std::error::Error>> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.write_all(request.as_bytes())?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        Ok(reply.lines().next().unwrap_or_default().to_owned())
    }

    /// Ends the program and returns what it printed: the handlers' lines, then those of deliveries, without times.
    fn stop(&mut self) -> Result<Vec<String>, Box<dyn std::error::Error>> {
        self.process.kill()?;
        let mut printed: Vec<String> = self.lines.by_ref().collect::<Result<_, _>>()?;
        let errors = self.process.stderr.take().ok_or("no standard error")?;
        for line in BufReader::new(errors).lines() {
            printed.push(without_times(&line?));
        }
        Ok(printed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The words of a line that `PrintDeliveries` prints, without the time and the duration. Other lines stay.
fn without_times(line: &str) -> String {
    if !line.starts_with(|first: char| first.is_ascii_digit()) {
        return line.to_owned();
    }
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    let unit = words.iter().position(|word| ["µs", "ms"].contains(word));
    let timed = |at: usize| unit.is_some_and(|unit| at == unit || at + 1 == unit);
    let left = words.iter().enumerate().filter(|(at, _)| !timed(*at));
    left.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

fn word_after<'t>(text: &'t str, before: &str) -> &'t str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_whitespace().next().unwrap_or_default()
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        // What a build has left in the template is not part of it.
        if entry.file_name() == "target" {
            continue;
        }
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}
