#!/usr/bin/env bash
# sqlx 0.9.0 (crates.io): a crate that implements `Executor` compiles or not, depending on the features of its neighbours.
#
# Behaviour: `sqlx::Executor` has the hidden method `describe` only if the feature `macros` is on. It is required, and its type
# `Describe` is not exported by sqlx. A wrapper that implements the trait without it (to count statements, say) compiles alone
# and fails as soon as any other crate of the program enables `macros`, which is a default feature. With it, it fails alone.
# A guess: features add items; a trait that others may implement keeps its required methods.
# Seen: the output below.
# Why it matters: a receiver that hands its users a watched connection has to enable `macros` for everybody, and to name
# `sqlx-core` beside sqlx.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/src"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "watched"
version = "0.0.0"
edition = "2024"

[features]
neighbour = ["sqlx/macros"]

[dependencies]
sqlx = { version = "=0.9.0", default-features = false }
sqlx-core = { version = "=0.9.0", default-features = false }
futures-core = "0.3"
TOML
cat >"$work/src/lib.rs" <<'RUST'
use futures_core::{future::BoxFuture, stream::BoxStream};
use sqlx::{Database, Either, Error, Execute, Executor, SqlStr};

#[derive(Debug)]
pub struct Watched<'a, C>(pub &'a mut C);

impl<'c, 'a: 'c, DB: Database, C: std::fmt::Debug + Send> Executor<'c> for Watched<'a, C>
where
    &'a mut C: Executor<'a, Database = DB>,
{
    type Database = DB;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<DB::QueryResult, DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        let _ = query;
        unimplemented!()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        let _ = query;
        unimplemented!()
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [DB::TypeInfo]) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        let _ = (sql, parameters);
        unimplemented!()
    }
}
RUST
check() { # prints the codes of the errors
    { cargo check --quiet --manifest-path "$work/Cargo.toml" "$@" 2>&1 || true; } | grep -oE '^error\[E[0-9]+\]: .*' || echo "compiles"
}
actual=$(
    echo "alone: $(check)"
    echo "beside a crate with macros: $(check --features neighbour)"
)
expected=$(cat <<'OUT'
alone: compiles
beside a crate with macros: error[E0046]: not all trait items implemented, missing: `describe`
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
