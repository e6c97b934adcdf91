//! Links what files say apart from each other: a column in a fragment and its table, a use and the declaration in another
//! file. Symbols that turn out to be one are merged.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::model::{FileFacts, Flow, FlowKind, Role, Strength, SymbolId, SymbolInfo};

/// Merges symbols that are the same thing, over all files.
pub fn link(facts: &mut FileFacts) {
    let mut same: FxHashMap<SymbolId, SymbolId> = FxHashMap::default();
    merge_uses(facts, &mut same);
    complete_columns(facts, &mut same);
    let resolve = |id: SymbolId| {
        let once = same.get(&id).copied().unwrap_or(id);
        same.get(&once).copied().unwrap_or(once)
    };
    for occurrence in &mut facts.occurrences {
        occurrence.symbol = occurrence.symbol.map(resolve);
    }
    for flow in &mut facts.flows {
        (flow.from, flow.to) = (resolve(flow.from), resolve(flow.to));
    }
    facts.flows.retain(|flow| flow.from != flow.to);
    indexes(facts);
}

/// An index is named after what it is for: where its table has one column with a term, the index means that.
fn indexes(facts: &mut FileFacts) {
    let mut columns: FxHashMap<(SmolStr, String), Vec<SymbolId>> = FxHashMap::default();
    let key = |info: &SymbolInfo| Some((info.scope.clone(), info.context.last()?.to_lowercase()));
    for occurrence in facts.occurrences.iter().filter(|it| it.role == Role::SqlColumn) {
        let Some(symbol) = occurrence.symbol else { continue };
        let Some(key) = key(facts.symbols.get(symbol)) else { continue };
        let found = columns.entry(key).or_default();
        if !found.contains(&symbol) {
            found.push(symbol);
        }
    }
    let mut flows = Vec::new();
    for occurrence in facts.occurrences.iter().filter(|it| it.role == Role::SqlIndex) {
        let Some(to) = occurrence.symbol else { continue };
        let table = key(facts.symbols.get(to)).and_then(|key| columns.get(&key));
        if let Some([from]) = table.map(Vec::as_slice) {
            let (kind, strength) = (FlowKind::Sql, Strength::Strong);
            flows.push(Flow { from: *from, to, kind, strength, file: occurrence.file, span: occurrence.span });
        }
    }
    facts.flows.extend(flows);
}

/// A use that knows its symbol by name only (an imported TypeScript property) is the one declaration of that name.
fn merge_uses(facts: &FileFacts, same: &mut FxHashMap<SymbolId, SymbolId>) {
    let mut declared: FxHashMap<(&SmolStr, &SmolStr), Vec<SymbolId>> = FxHashMap::default();
    for (id, info) in facts.symbols.iter().filter(|(_, info)| info.decl.is_some()) {
        declared.entry((&info.path, &info.scope)).or_default().push(id);
    }
    for (id, info) in facts.symbols.iter().filter(|(_, info)| info.decl.is_none()) {
        if let Some([one]) = declared.get(&(&info.path, &info.scope)).map(Vec::as_slice) {
            same.insert(id, *one);
        }
    }
}

/// `run_id = ?` names no table: it is the column of the only table of that database that has one.
fn complete_columns(facts: &FileFacts, same: &mut FxHashMap<SymbolId, SymbolId>) {
    let column = |info: &SymbolInfo| (info.scope.clone(), info.name.to_lowercase());
    let mut tables: FxHashMap<(SmolStr, String), Vec<SymbolId>> = FxHashMap::default();
    let columns = || facts.symbols.iter().filter(|(_, info)| info.role == Role::SqlColumn);
    for (id, info) in columns().filter(|(_, info)| !info.path.starts_with("?.")) {
        tables.entry(column(info)).or_default().push(id);
    }
    for (id, info) in columns().filter(|(_, info)| info.path.starts_with("?.")) {
        if let Some([one]) = tables.get(&column(info)).map(Vec::as_slice) {
            same.insert(id, *one);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Certainty, FileId, Occurrence, Span};

    fn column(path: &str, scope: &str) -> SymbolInfo {
        SymbolInfo {
            path: path.into(),
            scope: scope.into(),
            name: path.rsplit('.').next().unwrap_or_default().into(),
            role: Role::SqlColumn,
            decl: None,
            context: Vec::new(),
            generated: false,
            external: false,
        }
    }

    fn symbol_after_link(others: &[(&str, &str)]) -> String {
        let mut facts = FileFacts::default();
        let fragment = facts.symbols.intern(column("?.run_id", "a"));
        for (path, scope) in others {
            facts.symbols.intern(column(path, scope));
        }
        facts.occurrences.push(Occurrence {
            file: FileId(0),
            span: Span::new(0, 6),
            term: 0,
            role: Role::SqlColumn,
            symbol: Some(fragment),
            declaration: false,
            certainty: Certainty::Resolved,
            context: Vec::new(),
            text: SmolStr::default(),
            group: None,
        });
        link(&mut facts);
        facts.symbols.get(facts.occurrences[0].symbol.expect("it had one")).path.to_string()
    }

    #[test]
    fn a_fragment_belongs_to_the_only_table_of_its_database_that_has_the_column() {
        assert_eq!(symbol_after_link(&[("turns.run_id", "a"), ("jobs.run_id", "b")]), "turns.run_id");
        assert_eq!(symbol_after_link(&[("turns.run_id", "a"), ("jobs.run_id", "a")]), "?.run_id");
    }
}
