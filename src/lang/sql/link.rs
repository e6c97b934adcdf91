//! Links what SQL says in several places: a column in a fragment and its table, an index and the column that it is for.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::facts::PART;
use crate::model::{FileFacts, Flow, FlowKind, Role, Strength, SymbolId, SymbolInfo, SymbolPath};

/// A table that one folder declares and others use is the table of one database: their symbols are those of the folder that declares it.
/// Where several folders declare a table of the name, each has a database, and a folder without one uses that of the nearest.
pub(crate) fn databases(facts: &mut FileFacts, same: &mut FxHashMap<SymbolId, SymbolId>) {
    let declared: FxHashSet<SymbolId> =
        facts.occurrences.iter().filter(|it| it.declaration).filter_map(|it| it.symbol).collect();
    let mut owners: FxHashMap<(SmolStr, String), Vec<SmolStr>> = FxHashMap::default();
    // Where only an index is made, the table is another folder's, if one declares it.
    let mut indexed: FxHashMap<(SmolStr, String), Vec<SmolStr>> = FxHashMap::default();
    // A view is declared by no name with a term, perhaps: where its column gets a value from another one, it is made.
    let ends = facts.flows.iter().filter(|it| it.kind == FlowKind::Sql);
    let flowing: FxHashSet<SymbolId> = ends.flat_map(|it| [it.from, it.to]).collect();
    let mut made: FxHashMap<(SmolStr, String), Vec<SmolStr>> = FxHashMap::default();
    let mut uses: Vec<(SymbolId, SymbolInfo)> = Vec::new();
    for (id, info) in facts.symbols.iter().filter(|(_, info)| is_of_database(info)) {
        let Some(table) = table_of(info) else { continue };
        if declared.contains(&id) {
            let all = if info.role == Role::SqlIndex { &mut indexed } else { &mut owners };
            let folders = all.entry((repository(&info.scope), table)).or_default();
            if !folders.contains(&info.scope) {
                folders.push(info.scope.clone());
            }
        } else if flowing.contains(&id) && info.role == Role::SqlColumn {
            let folders = made.entry((repository(&info.scope), table)).or_default();
            if !folders.contains(&info.scope) {
                folders.push(info.scope.clone());
            }
        }
        uses.push((id, info.clone()));
    }
    for (id, info) in uses {
        let Some(table) = table_of(&info) else { continue };
        let key = (repository(&info.scope), table);
        let Some(folders) = owners.get(&key).or_else(|| indexed.get(&key)).or_else(|| made.get(&key)) else { continue };
        if let Some(scope) = nearest(folders, &info.scope).filter(|it| **it != info.scope) {
            let of_owner = facts.symbols.intern(SymbolInfo { scope: scope.clone(), ..info });
            same.insert(id, of_owner);
        }
    }
}

fn is_of_database(info: &SymbolInfo) -> bool {
    let named = matches!(info.role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
    named && !info.scope.contains(PART) && !SymbolPath(&info.path).is_of_unknown()
}

/// The table of a symbol, in lower case.
fn table_of(info: &SymbolInfo) -> Option<String> {
    match info.role {
        Role::SqlTable => Some(info.path.to_lowercase()),
        _ => info.context.first().map(|it| it.to_lowercase()),
    }
}

/// The repository of a scope, `number/folder`.
fn repository(scope: &str) -> SmolStr {
    SmolStr::new(scope.split('/').next().unwrap_or_default())
}

/// The folder of the database that a file of `scope` uses: its own, the only one, or the one that shares the most folders.
fn nearest<'a>(folders: &'a [SmolStr], scope: &SmolStr) -> Option<&'a SmolStr> {
    if let Some(own) = folders.iter().find(|it| *it == scope) {
        return Some(own);
    }
    let shared = |it: &SmolStr| it.split('/').zip(scope.split('/')).take_while(|(a, b)| a == b).count();
    let most = folders.iter().map(shared).max()?;
    let mut best = folders.iter().filter(|it| shared(it) == most);
    let first = best.next();
    best.next().map_or(first, |_| None)
}

/// `run_id = ?` names no table: it is the column of the only table of that database that has one. A query over several tables means the
/// only one of these that has it.
pub(crate) fn complete_columns(facts: &FileFacts, same: &mut FxHashMap<SymbolId, SymbolId>) {
    let resolve = |id: SymbolId| same.get(&id).copied().unwrap_or(id);
    let mut tables: FxHashMap<(SmolStr, String), Vec<SymbolId>> = FxHashMap::default();
    let mut of_repository: FxHashMap<(SmolStr, String), Vec<SymbolId>> = FxHashMap::default();
    let columns = || facts.symbols.iter().filter(|(_, info)| info.role == Role::SqlColumn);
    for (id, info) in columns().filter(|(_, info)| is_of_database(info)) {
        let name = info.name.to_lowercase();
        for (key, all) in
            [((info.scope.clone(), name.clone()), &mut tables), ((repository(&info.scope), name), &mut of_repository)]
        {
            let found = all.entry(key).or_default();
            if !found.contains(&resolve(id)) {
                found.push(resolve(id));
            }
        }
    }
    let mut merged = Vec::new();
    for (id, info) in columns().filter(|(_, info)| SymbolPath(&info.path).is_of_unknown()) {
        let name = info.name.to_lowercase();
        let among = info.scope.split_once(PART).map(|(_, among)| among);
        let candidates = match among {
            None => tables.get(&(info.scope.clone(), name)),
            Some(_) => of_repository.get(&(repository(&info.scope), name)),
        };
        let possible = |it: &&SymbolId| {
            let table = table_of(facts.symbols.get(**it)).unwrap_or_default();
            among.is_none_or(|all| all.split(',').any(|it| it == table))
        };
        let found: Vec<&SymbolId> = candidates.into_iter().flatten().filter(possible).collect();
        if let [one] = found.as_slice() {
            merged.push((id, **one));
        }
    }
    same.extend(merged);
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
