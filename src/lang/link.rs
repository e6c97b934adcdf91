//! Links what files say apart from each other: a use and the declaration in another file, and what a language adds (SQL: a
//! column in a fragment and its table). Symbols that turn out to be one are merged.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::sql;
use crate::model::{FileFacts, Flow, FlowKind, Prefix, Role, Strength, SymbolId};

/// Merges symbols that are the same thing, over all files.
pub fn link(facts: &mut FileFacts) {
    let mut same: FxHashMap<SymbolId, SymbolId> = FxHashMap::default();
    merge_uses(facts, &mut same);
    sql::link::databases(facts, &mut same);
    sql::link::complete_columns(facts, &mut same);
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
    sql::link::indexes(facts);
    sides(facts);
}

/// Keys of struct tags for documents that other languages read.
const DOCUMENTS: &[&str] = &["json", "yaml"];

/// A tag, and a property of a type of the same name in another language, are one key on the wire: `StartResponse.run_id` of the server and of its
/// client. Only where one type of each kind has that name and key: it is told by names, and overrules nothing.
fn sides(facts: &mut FileFacts) {
    let mut keys: FxHashMap<(SmolStr, SmolStr), [Vec<usize>; 2]> = FxHashMap::default();
    for (at, it) in facts.occurrences.iter().enumerate() {
        let Some(info) = it.symbol.map(|id| facts.symbols.get(id)) else { continue };
        let (owner, kind) = match it.role {
            Role::StructTag => (tagged(&info.path), 0),
            Role::Field if it.declaration => (property(&info.path), 1),
            _ => continue,
        };
        let Some(owner) = owner else { continue };
        let all = &mut keys.entry((SmolStr::new(owner), info.name.clone())).or_default()[kind];
        if !all.iter().any(|other| facts.occurrences[*other].symbol == it.symbol) {
            all.push(at);
        }
    }
    let flow = |sides: [Vec<usize>; 2]| {
        let ([tag], [property]) = (sides[0].as_slice(), sides[1].as_slice()) else { return None };
        let [tag, property] = [tag, property].map(|at| &facts.occurrences[*at]);
        let (kind, strength) = (FlowKind::SameName, Strength::Weak);
        Some(Flow { from: tag.symbol?, to: property.symbol?, kind, strength, file: property.file, span: property.span })
    };
    let mut flows: Vec<Flow> = keys.into_values().filter_map(flow).collect();
    flows.sort_by_key(|it| (it.from, it.to));
    facts.flows.extend(flows);
}

/// The type of `tag:StartResponse.SessionID/json`.
fn tagged(path: &str) -> Option<&str> {
    let (member, key) = path.strip_prefix(&*Prefix::Tag.of(""))?.rsplit_once('/')?;
    let (owner, _) = member.rsplit_once('.')?;
    DOCUMENTS.contains(&key).then_some(owner)
}

/// The type of `web/src/api.ts#StartResponse.run_id`: one at the top of its module.
fn property(path: &str) -> Option<&str> {
    let (owner, _) = path.rsplit_once('#')?.1.rsplit_once('.')?;
    (!owner.contains('.')).then_some(owner)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Certainty, FileId, Occurrence, Span, SymbolInfo};

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
            carrier: None,
            kept: None,
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
