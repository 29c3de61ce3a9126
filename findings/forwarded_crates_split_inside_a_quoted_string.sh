#!/usr/bin/env bash
# rfc7239 0.1.3 and forwarded-header-value 0.1.1 (crates.io): the `Forwarded` header with a quoted value.
#
# Behaviour: RFC 7239, section 4, lets a value be a quoted string, which may hold `;` and `,`. Both crates split the line
# at these characters first, also inside of quotes. With a `;` there, both refuse the element. With a `,` there, rfc7239
# returns the address, loses the host, and adds an element. They differ on empty elements of a list too.
# A guess: the crates that are named after the header and its RFC read its grammar.
# Seen: the output below.
# Why it matters: a receiver that signs the URL takes the host from the last element. An extension parameter of a proxy,
# or of a client in front of it, decides whether that host is found.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "probe"
version = "0.0.0"
edition = "2021"
[dependencies]
rfc7239 = "=0.1.3"
forwarded-header-value = "=0.1.1"
TOML
cat >"$work/src/main.rs" <<'RUST'
use forwarded_header_value::ForwardedHeaderValue;

fn main() {
    for line in [
        r#"for=192.0.2.1;host=a.example"#,
        r#"for=192.0.2.1;note="x;y";host=a.example"#,
        r#"for=192.0.2.1;note="x, y";host=a.example, for=192.0.2.2"#,
        r#"for=192.0.2.1, , for=192.0.2.2"#,
    ] {
        let elements = rfc7239::parse(line).map(|element| match element {
            Ok(element) => element.host.unwrap_or("no host").to_owned(),
            Err(_) => "error".to_owned(),
        });
        let first = elements.collect::<Vec<_>>().join(" | ");
        let second = match ForwardedHeaderValue::from_forwarded(line) {
            Ok(all) => {
                let hosts = all.iter().map(|element| element.forwarded_host.clone());
                hosts.map(|host| host.unwrap_or("no host".into())).collect::<Vec<_>>().join(" | ")
            }
            Err(_) => "error".to_owned(),
        };
        println!("{line}\n  rfc7239: {first}\n  forwarded-header-value: {second}");
    }
}
RUST
actual=$(cargo run --quiet --manifest-path "$work/Cargo.toml" --target-dir "$work/target" 2>"$work/log" || cat "$work/log" >&2)
expected=$(cat <<'OUT'
for=192.0.2.1;host=a.example
  rfc7239: a.example
  forwarded-header-value: a.example
for=192.0.2.1;note="x;y";host=a.example
  rfc7239: error
  forwarded-header-value: error
for=192.0.2.1;note="x, y";host=a.example, for=192.0.2.2
  rfc7239: no host | error | no host
  forwarded-header-value: error
for=192.0.2.1, , for=192.0.2.2
  rfc7239: no host | error | no host
  forwarded-header-value: no host | no host
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
