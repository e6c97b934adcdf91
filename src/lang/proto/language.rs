//! What everybody else knows of Protocol Buffers.

use super::{PROTO, comments, facts, generators, made, rewrite, syntax_errors};
use crate::lang::generated::by_comment;
use crate::lang::language::{Dialect, Kind, Spec};

/// The record of Protocol Buffers.
pub const SPEC: Spec = Spec {
    errors: |_, text| syntax_errors(text),
    comments: |_, text| comments(text),
    fences: &["proto", "protobuf"],
    short: without_package,
    module_files: generators::AROUND,
    generators: generators::to_run,
    made: made::making,
    names: facts::names,
    compiled: |name| name.ends_with(".proto"),
    ground: |_| Box::new(rewrite::Ground::default()),
    ..Spec::listing(DIALECTS, facts::facts)
};

const DIALECTS: &[Dialect] = &[Dialect {
    language: PROTO,
    about: "`.proto`",
    files: &[".proto"],
    kind: Kind::Code,
    sample: "proto/example.proto",
    declares: true,
    comments_speak: false,
    generated_names: &[],
    generated: by_comment,
}];

/// Messages begin with a capital, packages don't.
fn without_package(symbol: &str) -> &str {
    let is_message = |part: &str| part.starts_with(|c: char| c.is_uppercase());
    let mut start = 0;
    for part in symbol.split('.') {
        if is_message(part) {
            return &symbol[start..];
        }
        start += part.len() + 1;
    }
    symbol
}
