//! What the text of a chain of a query builder says of its tables: `From("turns t")`, `Join("runs r ON …")`, `Model(&Turn{})`.

use smol_str::SmolStr;

use crate::lang::go::ast::{Block, Decl, Expr, ExprKind, Stmt, StmtKind, UnaryOp};
use crate::lang::go::visit::{Visit, walk_stmt};
use crate::lang::sql::{Column, OPEN};
use crate::model::Span;
use crate::text::words::{plural_of, words_of};

use super::calls::{callee, content};

/// The tables of a builder of queries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Built {
    /// Those that are known.
    tables: Vec<Table>,
    /// There may be others.
    open: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Table {
    name: SmolStr,
    /// The name that it has in the query.
    alias: Option<SmolStr>,
}

impl Built {
    /// The table that an argument of a call names.
    pub(super) fn named(text: &str, argument: &Expr) -> Self {
        let mut built = Self::default();
        built.add(named_table(text, argument));
        built
    }

    /// The table of the rows of a type, which is declared by `declared` and has a method `TableName` as `method` says.
    pub(super) fn of_rows(name: &str, declared: &str, method: Option<&str>) -> Self {
        let mut built = Self::default();
        match method {
            Some(method) => built.add(returned(method).and_then(table_of)),
            None => match tagged(declared) {
                Some(table) => built.add(Some(table)),
                // A mapper may be told to name tables otherwise.
                None => {
                    built.add(Some(Table { name: of_many(name), alias: None }));
                    built.open = true;
                }
            },
        }
        built
    }

    /// Nothing says which tables, or not all.
    pub(super) fn of_unknown() -> Self {
        Self { open: true, ..Self::default() }
    }

    fn add(&mut self, table: Option<Table>) {
        match table {
            Some(table) if self.tables.contains(&table) => {}
            Some(table) => self.tables.push(table),
            None => self.open = true,
        }
    }

    /// Adds the tables of another one.
    pub(super) fn join(&mut self, other: Self) {
        other.tables.into_iter().for_each(|it| self.add(Some(it)));
        self.open |= other.open;
    }

    /// A table is known.
    pub(super) fn has_tables(&self) -> bool {
        !self.tables.is_empty()
    }

    /// Something is known, be it that there are other tables.
    pub(super) fn is_known(&self) -> bool {
        self.open || self.has_tables()
    }

    /// The column that a call of the chain means: of its only table, or of one of several.
    pub(super) fn column(&self, column: &Column) -> Option<Column> {
        if column.made_at.is_some() || !column.among.is_empty() {
            return None;
        }
        let Some(named) = &column.table else {
            return Some(match self.tables.as_slice() {
                [table] if !self.open => Column::of(&table.name, &column.name),
                several => {
                    let open = self.open.then(|| SmolStr::new_static(OPEN));
                    let among = several.iter().map(|it| it.name.clone()).chain(open).collect();
                    Column { among, ..Column::named(&column.name) }
                }
            });
        };
        let is_called = |it: &&Table| it.alias.as_ref().is_some_and(|it| it.eq_ignore_ascii_case(named));
        let mut called = self.tables.iter().filter(is_called);
        match (called.next(), called.next(), self.tables.as_slice()) {
            (Some(table), None, _) => Some(Column::of(&table.name, &column.name)),
            // A row that is there already.
            (None, _, [table]) if named.eq_ignore_ascii_case("excluded") => Some(Column::of(&table.name, &column.name)),
            _ => None,
        }
    }
}

/// A chain of calls, as its text says it.
#[derive(Default)]
pub(super) struct Chain {
    /// Where the variable stands that it begins with.
    pub root: Option<u32>,
    /// The tables that its calls name.
    pub said: Built,
    /// What a mapper is told the rows to be: the argument of `Model`, else that of `Find` and its like.
    pub model: Option<Span>,
    /// The last call gives rows or a statement, and no builder.
    pub ends: bool,
}

/// Calls that name a table.
const TABLES: [&str; 11] = [
    "From",
    "Into",
    "Insert",
    "InsertInto",
    "Update",
    "Delete",
    "DeleteFrom",
    "Replace",
    "Table",
    "TableExpr",
    "ModelTableExpr",
];

/// Calls of a mapper that take or give rows of the type of their first argument.
const ROWS: [&str; 10] =
    ["Find", "First", "Take", "Last", "Create", "Save", "FirstOrCreate", "FirstOrInit", "Delete", "Updates"];

/// Calls behind which a chain is no builder any more.
const ENDS: [&str; 7] = ["Query", "Exec", "Scan", "ToSql", "ToSQL", "Row", "Count"];

impl Chain {
    pub(super) fn of(text: &str, value: &Expr) -> Self {
        let mut chain = Self::default();
        let (mut at, mut rows) = (value, None);
        while let ExprKind::Call { function, arguments, .. } = &at.kind {
            let (name, operand) = callee(function);
            chain.ends |= std::ptr::eq(at, value) && ENDS.iter().any(|it| name.starts_with(it));
            match arguments.as_slice() {
                [joined, ..] if name.contains("Join") => {
                    let literal = joined.is_string().then(|| joined_table(content(&text[joined.span.range()])));
                    chain.said.add(literal.unwrap_or_else(|| named_table(text, joined)));
                }
                all if name.starts_with("FromS") && !all.is_empty() => chain.said.add(None),
                [row] if name == "Model" => chain.model = Some(row.span),
                // Mappers delete and update rows of a type by the calls of these names, too.
                [row] if ROWS.contains(&name) && is_row(row) => rows = Some(row.span),
                [_, ..] if TABLES.contains(&name) && (arguments.len() == 1 || name == "From") => {
                    arguments.iter().for_each(|it| chain.said.add(named_table(text, it)));
                }
                _ => {}
            }
            let Some(operand) = operand else { break };
            at = operand;
        }
        chain.root = matches!(at.kind, ExprKind::Ident(_)).then_some(at.span.start);
        chain.model = chain.model.or(rows);
        chain
    }
}

/// `&turn`, `&Turn{}`, `new(Turn)`: a row, or where rows are put.
fn is_row(argument: &Expr) -> bool {
    match &argument.kind {
        ExprKind::Unary { op: UnaryOp::Address, .. } => true,
        ExprKind::Call { function, .. } => callee(function).0 == "new",
        _ => false,
    }
}

/// `"turns t"`, `goqu.T("turns").As("t")`.
fn named_table(text: &str, argument: &Expr) -> Option<Table> {
    if argument.is_string() {
        return table_of(content(&text[argument.span.range()]));
    }
    let ExprKind::Call { function, arguments, .. } = &argument.kind else { return None };
    let ([name], (called, operand)) = (arguments.as_slice(), callee(function)) else { return None };
    let literal = || name.is_string().then(|| content(&text[name.span.range()]));
    match called {
        "T" => table_of(literal()?),
        "As" => Some(Table { alias: Some(SmolStr::new(literal()?)), ..named_table(text, operand?)? }),
        _ => None,
    }
}

/// `turns`, `app.turns`, `turns t`, `turns AS t`.
fn table_of(text: &str) -> Option<Table> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_name =
        |it: &&str| it.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'.')) && !it.is_empty();
    let (table, alias) = match words.as_slice() {
        [table] => (table, None),
        [table, alias] => (table, Some(alias)),
        [table, word, alias] if word.eq_ignore_ascii_case("AS") => (table, Some(alias)),
        _ => return None,
    };
    let whole = [Some(table), alias].into_iter().flatten().all(is_name);
    let name = SmolStr::new(table.rsplit('.').next().unwrap_or(table));
    whole.then(|| Table { name, alias: alias.map(SmolStr::new) })
}

/// The table of `LEFT JOIN runs r ON r.id = t.run`, with and without the words before it.
fn joined_table(text: &str) -> Option<Table> {
    const LEADS: [&str; 9] = ["LEFT", "RIGHT", "INNER", "OUTER", "FULL", "CROSS", "NATURAL", "JOIN", "ONLY"];
    let is = |it: &&str, all: &[&str]| all.iter().any(|word| it.eq_ignore_ascii_case(word));
    let words = text.split_whitespace().map(|it| it.split('(').next().unwrap_or(it));
    let words = words.skip_while(|it| is(it, &LEADS)).take_while(|it| !is(it, &["ON", "USING"]));
    table_of(&words.collect::<Vec<_>>().join(" ")).filter(|_| !text.trim_start().starts_with('('))
}

/// What the variables of a function are given, in the order of the text; where `in_place`, a call that stands alone changes its builder.
pub(super) fn given(text: &str, body: &Block, in_place: bool) -> Vec<Given> {
    let mut collector = Collector { text, in_place, found: Vec::new() };
    collector.block(body);
    collector.found
}

/// Collects what is given to variables, and the calls on them that stand alone.
struct Collector<'a> {
    text: &'a str,
    /// Its builders change where they are.
    in_place: bool,
    found: Vec<Given>,
}

/// What a variable is given.
pub(super) struct Given {
    /// Where the variable stands.
    pub variable: u32,
    /// The chain that it gets; `None` for what is none.
    pub chain: Option<Chain>,
    /// The variable gets it as its value, and is not changed in place.
    pub is_new: bool,
}

impl Collector<'_> {
    fn given(&mut self, target: u32, value: &Expr) {
        let is_chain = matches!(value.kind, ExprKind::Call { .. } | ExprKind::Ident(_));
        let chain = is_chain.then(|| Chain::of(self.text, value));
        self.found.push(Given { variable: target, chain, is_new: true });
    }
}

impl Visit for Collector<'_> {
    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { left, right, .. } | StmtKind::Define { left, right } if left.len() == right.len() => {
                let variables = left.iter().zip(right).filter(|(it, _)| matches!(it.kind, ExprKind::Ident(_)));
                variables.for_each(|(target, value)| self.given(target.span.start, value));
            }
            // A builder that is changed where it is: `q.Where(…)`.
            StmtKind::Expr(value) if self.in_place => {
                let chain = Chain::of(self.text, value);
                if let Some(root) = chain.root {
                    self.found.push(Given { variable: root, chain: Some(chain), is_new: false });
                }
            }
            StmtKind::Decl(decls) => {
                for decl in decls {
                    let Decl::Var(spec) = decl else { continue };
                    let pairs = spec.names.iter().zip(&spec.values);
                    pairs.for_each(|(name, value)| self.given(name.span.start, value));
                }
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }
}

/// The strings of `[]string{"a", "b"}`, of which all elements are such.
pub(super) fn strings(list: &Expr) -> Option<Vec<&Expr>> {
    let ExprKind::Composite { elements, .. } = &list.kind else { return None };
    let all = elements.iter().all(|it| it.key.is_none() && it.value.is_string());
    all.then(|| elements.iter().map(|it| &it.value).collect())
}

/// The only thing that a function gives back, where it is a literal: `TableName() string { return "turns"`.
fn returned(text: &str) -> Option<&str> {
    let body = text.split_once('{')?.1.trim().strip_prefix("return")?.trim();
    let inner = body.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains('"')).then_some(inner)
}

/// `bun:"table:turns,alias:t"` and `tableName struct{} `pg:"turns,alias:t"`` in a struct.
fn tagged(text: &str) -> Option<Table> {
    let parts = text.match_indices('`').map(|(at, _)| text[at + 1..].split('`').next().unwrap_or_default());
    for tag in parts.filter(|it| it.starts_with("bun:\"") || it.starts_with("pg:\"")) {
        let options = tag.split('"').nth(1).unwrap_or_default();
        let option = |name: &str| options.split(',').find_map(|it| it.trim().strip_prefix(name));
        let of_pg = || text.contains("tableName struct{}").then(|| options.split(',').next()).flatten();
        let table = option("table:").or_else(|| of_pg().filter(|_| tag.starts_with("pg:")));
        if let Some(table) = table.filter(|it| !it.is_empty()) {
            return table_of(table).map(|it| Table { alias: option("alias:").map(SmolStr::new), ..it });
        }
    }
    None
}

/// What mappers make of the name of a row for a table: `LotEntry` is one of `lot_entries`.
fn of_many(name: &str) -> SmolStr {
    let mut words: Vec<String> = words_of(name).into_iter().map(str::to_lowercase).collect();
    let last = words.pop().unwrap_or_default();
    words.push(plural_of(&last));
    SmolStr::new(words.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_a_join_is_read_behind_its_words() {
        for (text, expected) in [
            ("runs r ON r.id = t.run", Some(("runs", Some("r")))),
            ("LEFT JOIN app.runs AS r USING (id)", Some(("runs", Some("r")))),
            ("runs USING(id)", Some(("runs", None))),
            ("(SELECT 1) x ON true", None),
        ] {
            let found = joined_table(text);
            let found = found.as_ref().map(|it| (it.name.as_str(), it.alias.as_deref()));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_row_says_its_table() {
        assert_eq!(returned("TableName() string { return \"turns\" "), Some("turns"));
        assert_eq!(returned("TableName() string { return prefix + \"turns\" "), None);
        let of = |it: &str| tagged(it).map(|it| (it.name, it.alias));
        let bun = "Turn struct { bun.BaseModel `bun:\"table:turns,alias:t\"`; ID int `bun:\"id\"`";
        assert_eq!(of(bun), Some(("turns".into(), Some("t".into()))));
        assert_eq!(of("Turn struct { ID int `bun:\"id,pk\"`"), None);
        assert_eq!(of("Turn struct { tableName struct{} `pg:\"turns\"`"), Some(("turns".into(), None)));
        assert_eq!(["Lot", "LotEntry", "Box", "Day"].map(of_many), ["lots", "lot_entries", "boxes", "days"]);
    }
}
