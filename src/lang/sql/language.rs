//! What everybody else knows of SQL.

use smol_str::SmolStr;

use super::{
    SQL, TokenKind, databases, extract, generators, given_up, layout, migrations, name_at, read, rewrite, tokens,
};
use crate::lang::generated::by_comment;
use crate::lang::language::{Dialect, Kind, Spec};
use crate::model::Span;

/// The record of SQL.
pub const SPEC: Spec = Spec {
    comments: |_, text| comments(text),
    layout: layout::keep,
    fences: &["sql", "sqlite", "postgresql"],
    fence: names,
    kept: given_up::kept,
    module_files: migrations::AROUND,
    applied: migrations::applied,
    generators: generators::to_run,
    migrations: databases::migrations,
    compiled: |name| name.ends_with(".sql"),
    ground: |_| Box::new(rewrite::Statements),
    ..Spec::listing(DIALECTS, |files| files.each(DIALECTS, |source, hits| extract(source, hits, files.terms)))
};

const DIALECTS: &[Dialect] = &[Dialect {
    language: SQL,
    about: "`.sql`",
    files: &[".sql"],
    kind: Kind::Code,
    sample: "db/example.sql",
    declares: true,
    comments_speak: false,
    generated_names: &[],
    generated: by_comment,
}];

fn comments(text: &str) -> Vec<Span> {
    tokens(text).into_iter().filter(|it| it.kind == TokenKind::Comment).map(|it| it.span).collect()
}

/// `table`, `column` of the names at `places` in a code block.
fn names(code: &str, places: &[Span]) -> Vec<Vec<SmolStr>> {
    let read = read(code, 0);
    let names = |place: &Span| -> Vec<SmolStr> {
        let Some(name) = name_at(&read.names, *place) else { return Vec::new() };
        let column = name.column.as_ref();
        let table = name.table.clone().or_else(|| column.and_then(|it| it.table.clone()));
        table.into_iter().chain(column.map(|it| it.name.clone())).collect()
    };
    places.iter().map(names).collect()
}
