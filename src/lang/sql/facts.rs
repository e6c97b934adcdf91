//! Hits in SQL to facts: symbols of tables, columns and indexes, and the columns that hold the same values.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use super::syntax::{Column, Name, Sql, read};
use crate::model::{
    Certainty, FileFacts, Flow, FlowKind, Occurrence, Prefix, RepoId, Role, Source, Span, Strength, SymbolId,
    SymbolInfo, SymbolPath, SymbolTable,
};
use crate::text::sentences::{comment_block, line, sentence, stem, textual};
use crate::text::words::{TermHit, TermSet};

/// Lists every hit of a `.sql` file, each column with its table, each value with its column.
pub fn extract(source: &Source, hits: &[TermHit], _terms: &TermSet) -> FileFacts {
    if hits.is_empty() {
        return FileFacts::default();
    }
    let sql = read(&source.text, 0);
    let mut facts = FileFacts::default();
    let scope = scope(source.repo, &source.path);
    let tables = Tables::of(&sql);
    let stem = stem(&source.path);
    for hit in hits {
        let found = name_at(&sql.names, hit.span);
        let mut occurrence = match found {
            Some(name) => place(source, hit, name, &tables, &scope, &mut facts.symbols),
            None => textual(source, hit, Role::Other, Vec::new(), line(&source.text, hit.span)),
        };
        occurrence.context.splice(0..0, stem.clone());
        facts.occurrences.push(occurrence);
    }
    // A value means what its column means.
    for at in 0..facts.occurrences.len() {
        let it = &facts.occurrences[at];
        let (span, value) = (it.span, it.symbol.filter(|_| it.role == Role::SqlValue));
        let column = name_at(&sql.names, span).and_then(|name| name.column.as_ref());
        let (Some(value), Some(column)) = (value, column) else { continue };
        let column = column_symbol(&tables.complete(column), &scope, &source.path);
        let from = facts.symbols.intern(column);
        let (kind, strength) = (FlowKind::Sql, Strength::Strong);
        facts.flows.push(Flow { from, to: value, kind, strength, file: source.id, span });
    }
    let hit_symbols: FxHashSet<SymbolId> = facts.occurrences.iter().filter_map(|it| it.symbol).collect();
    for (from, to, span) in &sql.same {
        let (from, to) = (tables.complete(from), tables.complete(to));
        let ids = [from, to].map(|it| facts.symbols.intern(column_symbol(&it, &scope, &source.path)));
        if ids.iter().any(|it| hit_symbols.contains(it)) && ids[0] != ids[1] {
            let kind = FlowKind::Sql;
            facts.flows.push(Flow {
                from: ids[0],
                to: ids[1],
                kind,
                strength: Strength::Strong,
                file: source.id,
                span: *span,
            });
        }
    }
    facts
}

/// What keeps two tables of one name apart: the repository and the folder that owns the database.
pub fn scope(repo: RepoId, path: &str) -> SmolStr {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format_smolstr!("{}/{folder}", repo.0)
}

/// Between the scope of a database and the part of it that a symbol is of.
pub(super) const PART: char = '|';

/// The symbol of a column: `table.column`, or `?.column` when no text says which table. Names have no declaration, since a
/// schema may stand in several files; they are kept apart by `scope`. What a query makes itself, and a column of which only the tables of
/// its query are known, is no symbol that another query shares: the scope tells where it is from.
pub fn column_symbol(column: &Column, scope: &SmolStr, file: &str) -> SymbolInfo {
    let table = column.table.as_deref().unwrap_or("?");
    let scope = match (column.made_at, column.among.as_slice()) {
        (Some(at), _) => format_smolstr!("{scope}{PART}{}@{at}", file.rsplit('/').next().unwrap_or(file)),
        (None, []) => scope.clone(),
        (None, among) => format_smolstr!("{scope}{PART}{}", among.join(",").to_lowercase()),
    };
    let mut info = symbol(
        format_smolstr!("{table}.{}", column.name),
        column.name.clone(),
        Role::SqlColumn,
        &scope,
        column.table.clone(),
    );
    info.context.extend(column.among.iter().cloned());
    info
}

/// True for a column that a query makes itself (`max(x) AS y`): no table has it.
pub fn is_made(info: &SymbolInfo) -> bool {
    info.role == Role::SqlColumn && info.scope.contains(PART) && !SymbolPath(&info.path).is_of_unknown()
}

/// The symbol of a table, by its name.
pub fn table_symbol(table: &str, scope: &SmolStr) -> SymbolInfo {
    symbol(SmolStr::new(table), SmolStr::new(table), Role::SqlTable, scope, None)
}

/// The symbol of an index: `index:name`.
pub fn index_symbol(name: &str, table: Option<&SmolStr>, scope: &SmolStr) -> SymbolInfo {
    symbol(Prefix::Index.of(name), SmolStr::new(name), Role::SqlIndex, scope, table.cloned())
}

/// Why a value stays as it is when its column gets another name.
const KEPT: &str = "rows hold the value, or a program gives it by this name, whatever the column is called";

/// Columns of the catalogues of databases, whose values are names.
const CATALOGUE: [&str; 8] =
    ["name", "column_name", "table_name", "index_name", "tablename", "tbl_name", "relname", "attname"];

/// The values of a column of this name are names of tables, columns and indexes.
pub(super) fn is_of_catalogue(column: &str) -> bool {
    CATALOGUE.iter().any(|it| it.eq_ignore_ascii_case(column))
}

/// Why a value keeps its text, in files of SQL and in statements of programs alike: it is what rows hold. `None` for other names, and for
/// what is compared with a column of a catalogue.
pub fn kept_value(name: &Name) -> Option<&'static str> {
    let column = name.column.as_ref().filter(|_| name.role == Role::SqlValue)?;
    (!is_of_catalogue(&column.name)).then_some(KEPT)
}

/// The symbol of a value or of a placeholder: no other statement shares it.
pub fn value_symbol(value: &str, source: &Source, at: Span) -> SymbolInfo {
    let path = format_smolstr!("value:{value}");
    let symbol = symbol(path, SmolStr::new(value), Role::SqlValue, &SmolStr::default(), None);
    SymbolInfo { decl: Some((source.id, at)), ..symbol }
}

fn symbol(path: SmolStr, name: SmolStr, role: Role, scope: &SmolStr, table: Option<SmolStr>) -> SymbolInfo {
    SymbolInfo {
        path,
        scope: scope.clone(),
        name,
        role,
        decl: None,
        context: table.into_iter().collect(),
        generated: false,
        external: false,
    }
}

/// The tables that some SQL text declares or uses, to complete columns that stand without one.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    of_column: FxHashMap<String, Vec<SmolStr>>,
}

impl Tables {
    /// Collects the columns of each table from one or several readings.
    pub fn of<'a>(readings: impl IntoIterator<Item = &'a Sql>) -> Self {
        let mut of_column: FxHashMap<String, Vec<SmolStr>> = FxHashMap::default();
        let columns = readings.into_iter().flat_map(|it| &it.names).filter_map(|it| it.column.as_ref());
        for column in columns.filter(|it| it.made_at.is_none()) {
            let Some(table) = &column.table else { continue };
            let tables = of_column.entry(column.name.to_lowercase()).or_default();
            if !tables.iter().any(|it| it.eq_ignore_ascii_case(table)) {
                tables.push(table.clone());
            }
        }
        Self { of_column }
    }

    /// The column with its table, when exactly one table (of those that its query names) has a column of that name.
    pub fn complete(&self, column: &Column) -> Column {
        if column.table.is_some() || column.made_at.is_some() {
            return column.clone();
        }
        let possible =
            |table: &&SmolStr| column.among.is_empty() || column.among.iter().any(|it| it.eq_ignore_ascii_case(table));
        let tables: Vec<&SmolStr> =
            self.of_column.get(&column.name.to_lowercase()).into_iter().flatten().filter(possible).collect();
        match tables.as_slice() {
            [table] => Column::of(table, &column.name),
            _ => column.clone(),
        }
    }
}

impl<'a> IntoIterator for &'a Sql {
    type Item = &'a Sql;
    type IntoIter = std::iter::Once<&'a Sql>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

/// The innermost name that holds or overlaps `span`. `names` must be sorted by span.
pub fn name_at(names: &[Name], span: Span) -> Option<&Name> {
    let up_to = names.partition_point(|it| it.span.start < span.end);
    names[..up_to].iter().rev().take(4).filter(|it| it.span.overlaps(span)).min_by_key(|it| it.span.len())
}

fn place(
    source: &Source,
    hit: &TermHit,
    name: &Name,
    tables: &Tables,
    scope: &SmolStr,
    symbols: &mut SymbolTable,
) -> Occurrence {
    let text = match name.role {
        Role::Comment => sentence(&source.text, comment_block(&source.text, name.span, "--"), hit.span),
        _ => line(&source.text, hit.span),
    };
    let mut it = textual(source, hit, name.role, Vec::new(), text);
    it.declaration = name.declaration;
    it.context.extend(name.table.clone());
    let word = source.text.get(name.span.range()).unwrap_or_default();
    let info = match (name.role, &name.column) {
        // Rows hold the value whatever their column is called, and programs give placeholders their values by name.
        (Role::SqlValue, Some(column)) => {
            let column = tables.complete(column);
            it.context.extend(column.table);
            it.context.push(column.name);
            it.kept = kept_value(name).map(SmolStr::new_static);
            Some(value_symbol(word, source, name.span))
        }
        (Role::SqlColumn, Some(column)) => {
            let column = tables.complete(column);
            it.context.extend(column.table.clone());
            let known = column.table.is_some() || column.made_at.is_some() || !column.among.is_empty();
            known.then(|| column_symbol(&column, scope, &source.path))
        }
        (Role::SqlTable, _) => Some(table_symbol(word, scope)),
        (Role::SqlIndex, _) => Some(index_symbol(word, name.table.as_ref(), scope)),
        _ => None,
    };
    if let Some(info) = info {
        it.symbol = Some(symbols.intern(info));
        it.certainty = Certainty::Resolved;
    }
    it
}
