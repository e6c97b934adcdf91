//! Links what SQL says in several places: a column in a fragment and its table, an index and the column that it is for.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::model::{FileFacts, Flow, FlowKind, Role, Strength, SymbolId, SymbolInfo, SymbolPath};

/// `run_id = ?` names no table: it is the column of the only table of that database that has one.
pub(crate) fn complete_columns(facts: &FileFacts, same: &mut FxHashMap<SymbolId, SymbolId>) {
    let column = |info: &SymbolInfo| (info.scope.clone(), info.name.to_lowercase());
    let mut tables: FxHashMap<(SmolStr, String), Vec<SymbolId>> = FxHashMap::default();
    let columns = || facts.symbols.iter().filter(|(_, info)| info.role == Role::SqlColumn);
    for (id, info) in columns().filter(|(_, info)| !SymbolPath(&info.path).is_of_unknown()) {
        tables.entry(column(info)).or_default().push(id);
    }
    for (id, info) in columns().filter(|(_, info)| SymbolPath(&info.path).is_of_unknown()) {
        if let Some([one]) = tables.get(&column(info)).map(Vec::as_slice) {
            same.insert(id, *one);
        }
    }
}

/// An index is named after what it is for: where its table has one column with a term, the index means that.
pub(crate) fn indexes(facts: &mut FileFacts) {
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
