//! SQL in strings and templates: what a name in a statement is.

use std::rc::Rc;

use smol_str::SmolStr;

use super::emit::{Emit, outermost};
use crate::lang::sql;
use crate::lang::typescript::syntax::module::*;
use crate::model::{Certainty, Flow, FlowKind, Occurrence, Role, Span, Strength, SymbolInfo};

/// Functions that take a statement as their first argument, in packages such as `pg`, `mysql2`, `better-sqlite3`, `knex` and `typeorm`.
const RECEIVERS: &[&str] = &[
    "query",
    "execute",
    "prepare",
    "raw",
    "exec",
    "run",
    "all",
    "get",
    "whereRaw",
    "orderByRaw",
    "selectRaw",
    "havingRaw",
    "$queryRawUnsafe",
    "$executeRawUnsafe",
];

/// Tags of templates that are statements: `sql` of `drizzle-orm`, `slonik`, `postgres`, and those of `prisma`.
const TAGS: &[&str] = &["sql", "SQL", "$queryRaw", "$executeRaw"];

impl Emit<'_> {
    /// Places a hit in the text of a statement; false where the string is none.
    pub(super) fn statement(&mut self, it: &mut Occurrence, expr: ExprId) -> bool {
        let loaded = self.loaded.clone();
        let module = &loaded.module;
        let whole = self.whole_text(expr);
        let source = self.source;
        let Some(text) = source.text.get(whole.range()) else { return false };
        // A template with several hits is read once; hits come in their order.
        let statement = match &self.statement {
            Some((span, known)) if *span == whole => known.clone(),
            _ => {
                let (joined, start) = joined(&source.text, whole);
                let is_sql = sql::is_sql(&joined) || self.is_received(module, expr) && sql::parses(text);
                let read = is_sql.then(|| Rc::new(sql::read(&joined, start)));
                self.statement = Some((whole, read.clone()));
                read
            }
        };
        let Some(statement) = statement else { return false };
        let Some(name) = sql::name_at(&statement.names, it.span) else { return false };
        let scope = sql::scope(source.repo, &source.path);
        let word = SmolStr::new(source.text.get(name.span.range()).unwrap_or_default());
        let column = |column: &sql::Column| sql::column_symbol(column, &scope, &source.path);
        let is_placeholder = source.text[..name.span.start as usize].ends_with([':', '@', '$']);
        let symbol: Option<SymbolInfo> = match (name.role, &name.column) {
            (Role::SqlColumn, Some(it)) => Some(column(it)),
            (Role::SqlTable, _) => Some(sql::table_symbol(&word, &scope)),
            (Role::SqlIndex, _) => Some(sql::index_symbol(&word, name.table.as_ref(), &scope)),
            (Role::SqlValue, Some(_)) if !is_placeholder => Some(sql::value_symbol(&word, source, name.span)),
            _ => None,
        };
        it.role = name.role;
        it.declaration = name.declaration;
        it.context.extend(name.table.clone());
        if let Some(info) = symbol {
            let symbol = self.facts.symbols.intern(info);
            it.symbol = Some(symbol);
            it.certainty = Certainty::Resolved;
            // A value of rows means what its column means, and stays.
            if let (Role::SqlValue, Some(of)) = (name.role, &name.column) {
                it.kept = sql::kept_value(name).map(SmolStr::new_static);
                let from = self.facts.symbols.intern(column(of));
                let (kind, strength, file) = (FlowKind::Sql, Strength::Strong, source.id);
                self.facts.flows.push(Flow { from, to: symbol, kind, strength, file, span: name.span });
            }
        }
        true
    }

    /// The text of a string, or of the whole template, without quotes.
    fn whole_text(&self, expr: ExprId) -> Span {
        let it = self.loaded.module.expr(expr);
        match it.kind {
            ExprKind::Text(span) => span,
            _ => Span { start: it.span.start + 1, end: it.span.end.saturating_sub(1).max(it.span.start + 1) },
        }
    }

    /// A function that takes statements is given the string.
    fn is_received(&self, module: &Module, expr: ExprId) -> bool {
        let Place::Argument(call, 0) = outermost(module, expr) else { return false };
        let ExprKind::Call { callee, .. } = &module.expr(call).kind else { return false };
        let name = match &module.expr(*callee).kind {
            ExprKind::Member { name, .. } => name.name.as_str(),
            ExprKind::Ident(name) => name.as_str(),
            _ => return false,
        };
        RECEIVERS.contains(&name) || TAGS.contains(&name)
    }
}

/// Literals in one sum are so many at most.
const PARTS: usize = 64;

/// `"SELECT a " + "FROM t" + suffix`: the literals that are added to the one at `whole` and stand right beside it, as one text with where it
/// begins. What is between them is blank, and a mark stands where a name touches a value that is not known.
fn joined(text: &str, whole: Span) -> (String, u32) {
    let is_quote = |it: char| matches!(it, '"' | '\'' | '`');
    let (mut start, mut end) = (whole.start as usize, whole.end as usize);
    let mut found = text[start..end].to_owned();
    let is_of_name = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    for _ in 0..PARTS {
        let Some(quote) = text[end..].chars().next().filter(|it| is_quote(*it)) else { break };
        let Some(after) = text[end + quote.len_utf8()..].trim_start().strip_prefix('+') else { break };
        let after = after.trim_start();
        let begin = text.len() - after.len();
        let Some(next) = after.chars().next().filter(|it| is_quote(*it)) else {
            if is_of_name(found.chars().next_back()) {
                found.push_str("%s");
            }
            break;
        };
        let Some(close) = literal_end(&after[1..], next) else { break };
        found.push_str(&" ".repeat(begin + 1 - end));
        found.push_str(&after[1..=close]);
        end = begin + 1 + close;
    }
    for _ in 0..PARTS {
        let Some(before) = text[..start].strip_suffix(is_quote) else { break };
        let Some(before) = before.trim_end().strip_suffix('+') else { break };
        let before = before.trim_end();
        let Some(quote) = before.chars().next_back().filter(|it| is_quote(*it)) else {
            if is_of_name(found.chars().next()) {
                found.insert_str(0, "%s");
                start -= 2;
            }
            break;
        };
        let inside = &before[..before.len() - 1];
        let line = inside.rfind('\n').map_or(0, |at| at + 1);
        let from = if quote == '`' { 0 } else { line };
        let Some(open) = inside[from..].rfind(quote).map(|at| from + at + 1) else { break };
        let mut longer = inside[open..].to_owned();
        longer.push_str(&" ".repeat(start - inside.len()));
        longer.push_str(&found);
        (found, start) = (longer, open);
    }
    (found, start as u32)
}

/// Where a literal ends that begins in front of `text`.
fn literal_end(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, it)| {
        let is_end = it == quote && !is_escaped;
        is_escaped = it == '\\' && !is_escaped;
        is_end.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_that_are_added_up_are_one_statement() {
        let of = |text: &str, literal: &str| {
            let at = text.find(literal).unwrap();
            let (joined, start) = joined(text, Span::new(at, at + literal.len()));
            (joined.split_whitespace().collect::<Vec<_>>().join(" "), text[start as usize..].chars().take(3).collect())
        };
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        let two = "q('SELECT a ' +\n  \"FROM t\")";
        assert_eq!(of(two, "SELECT a "), pair("SELECT a FROM t", "SEL"));
        assert_eq!(of(two, "FROM t"), pair("SELECT a FROM t", "SEL"));
        assert_eq!(of("q('FROM t' + x + ' WHERE')", "FROM t"), pair("FROM t%s", "FRO"));
        assert_eq!(of("q(x + 't WHERE b')", "t WHERE b"), pair("%st WHERE b", " 't"));
        assert_eq!(of("q('FROM t ' + x)", "FROM t "), pair("FROM t", "FRO"));
        assert_eq!(of("'a' + 'it\\'s' + `b", "a"), pair("a it\\'s", "a' "));
    }
}
