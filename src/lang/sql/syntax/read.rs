//! The door of the room: a text with its statements, and the bodies of its routines.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::parse::parse;
use super::reader::{Sql, StatementReader};
use super::routines::{Calls, routine};
use super::scopes::scopes;
use super::split::statements;
use super::token::{TokenKind, tokens};
use super::unfinished::open_up;
use crate::model::Role;

/// Reads SQL text. `base` is added to every span: the offset of `sql` in its file. Linear in the text, never fails.
pub fn read(sql: &str, base: u32) -> Sql {
    read_with(sql, base, Calls::default())
}

/// The same for a statement of a text whose triggers make these calls.
pub fn read_among(sql: &str, others: &Calls) -> Sql {
    read_with(sql, 0, others.clone())
}

fn read_with(sql: &str, base: u32, mut calls: Calls) -> Sql {
    let sql = &*quoted(sql);
    let all = tokens(sql);
    let parsed = parse(sql, &all, base);
    let whole: FxHashSet<u32> = parsed.iter().map(|it| it.place.begins()).collect();
    let statements = statements(sql, &all);
    calls.add(sql, &all, &statements);
    let mut reader = StatementReader::new(sql, base, scopes(&parsed));
    let mut bodies = Vec::new();
    for statement in statements {
        let first = all[statement.clone()].iter().find(|it| it.kind != TokenKind::Comment);
        let is_read = first.is_some_and(|it| whole.contains(&(base + it.span.start)));
        match routine(sql, &all, &statement, &calls, is_read) {
            Some(routine) => {
                reader.pieces(&all, routine.head.clone());
                bodies.push(routine);
            }
            None => reader.pieces(&all, statement),
        }
    }
    let mut out = reader.finished(&all);
    open_up(sql, base, &all, &mut out);
    name_arguments(sql, base, &mut out);
    if !bodies.is_empty() {
        bodies.iter().for_each(|it| it.read(sql, base, &mut out));
        out.names.sort_by_key(|it| (it.span.start, it.span.end));
    }
    out
}

/// `t.\"run_id\"` in a string literal of a program: the same bytes with the blank outside of the quotes. What stands in quotes of SQL is left.
fn quoted(sql: &str) -> Cow<'_, str> {
    let escape = |at: usize, bytes: &[u8]| bytes[at] == b'\\' && matches!(bytes.get(at + 1), Some(b'"' | b'`'));
    let mut found = Vec::new();
    let mut in_text = false;
    for at in 0..sql.len() {
        in_text ^= sql.as_bytes()[at] == b'\'';
        if !in_text && escape(at, sql.as_bytes()) {
            found.push(at);
        }
    }
    if found.is_empty() || found.len() % 2 == 1 {
        return Cow::Borrowed(sql);
    }
    let mut bytes = sql.as_bytes().to_vec();
    for (number, at) in found.into_iter().enumerate() {
        bytes[at] = b' ';
        if number % 2 == 1 {
            bytes.swap(at, at + 1);
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(sql), Cow::Owned)
}

/// `sqlc.arg(run_id)`, `sqlc.narg('run_id')`: a placeholder, as `@run_id` is.
fn name_arguments(sql: &str, base: u32, out: &mut Sql) {
    for name in out.names.iter_mut().filter(|it| it.role == Role::SqlColumn) {
        let before = sql[..(name.span.start - base) as usize].trim_end_matches(['"', '`']).trim_end();
        let Some(call) = before.strip_suffix('(') else { continue };
        let call = call.trim_end();
        if ["sqlc.arg", "sqlc.narg", "sqlc.slice"].iter().any(|it| call.ends_with(it)) {
            name.role = Role::SqlValue;
        }
    }
}
