//! Links what files say apart from each other: a use and the declaration in another file, and what a language adds (SQL: a
//! column in a fragment and its table). Symbols that turn out to be one are merged.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::sql;
use crate::model::{
    FileFacts, FileId, Flow, FlowKind, Method, Occurrence, Pending, Prefix, Role, Side, Span, Strength, SymbolId,
};

/// Merges symbols that are the same thing and finds the flows between them, over all repositories. Says besides which symbol stands for each
/// of those that there were.
pub fn link(mut facts: FileFacts) -> (FileFacts, Vec<SymbolId>) {
    let pending = std::mem::take(&mut facts.pending);
    implementations(&mut facts.flows, &pending);
    facts.pending.sides = pending.sides;
    let mut same: FxHashMap<SymbolId, SymbolId> = FxHashMap::default();
    merge_uses(&facts, &mut same);
    merge(&mut facts, &same);
    let (mut facts, ids) = facts.renumbered();
    let now =
        ids.iter().enumerate().map(|(at, id)| same.get(&SymbolId(at as u32)).map_or(*id, |it| ids[it.0 as usize]));
    let now = now.collect();
    let sides = std::mem::take(&mut facts.pending.sides);
    same_keys(&mut facts, &sides);
    // The order of the symbols stands already.
    (facts.ordered(), now)
}

/// Merges what is the same thing within a repository.
pub(super) fn link_repositories(facts: &mut FileFacts) {
    let mut same: FxHashMap<SymbolId, SymbolId> = FxHashMap::default();
    sql::link::databases(facts, &mut same);
    sql::link::complete_columns(facts, &mut same);
    merge(facts, &same);
    sql::link::indexes(facts);
    facts.pending.sides = sides(facts);
}

/// Puts symbols in the place of those that they are the same as.
fn merge(facts: &mut FileFacts, same: &FxHashMap<SymbolId, SymbolId>) {
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
    for side in &mut facts.pending.sides {
        side.symbol = resolve(side.symbol);
    }
    facts.flows.retain(|flow| flow.from != flow.to);
}

/// With more interfaces than these, the parameters of their methods are linked by way of the first: all pairs say as much, and
/// are as many as their number squared.
const PAIRED: usize = 8;

/// A parameter of an interface's method is that of every method that implements it, and of every one that is bound to these.
fn implementations(flows: &mut Vec<Flow>, pending: &Pending) {
    let Pending { methods, pairs, asking, .. } = pending;
    let methods: BTreeMap<Decl, &Method> = methods.iter().map(|it| (it.decl, it)).collect();
    let groups = groups(pairs);
    let mut centres: BTreeSet<Decl> = BTreeSet::new();
    for at in asking {
        let (Some(method), Some(group)) = (methods.get(at), groups.get(at)) else { continue };
        let group: Vec<&Method> = group.iter().filter_map(|it| methods.get(it)).copied().collect();
        let mut paired = group.iter().filter(|it| it.interface).take(PAIRED);
        let Some(centre) = paired.next() else { continue };
        if centre.decl == *at || paired.any(|it| it.decl == *at) {
            same_parameters(flows, method, &group);
            continue;
        }
        same_parameters(flows, method, &[centre]);
        if centres.insert(centre.decl) {
            same_parameters(flows, centre, &group);
        }
    }
}

type Decl = (FileId, Span);

/// What pairs lead to, for each of their methods.
fn groups(pairs: &[(Decl, Decl)]) -> FxHashMap<Decl, Rc<BTreeSet<Decl>>> {
    let mut neighbours: FxHashMap<Decl, Vec<Decl>> = FxHashMap::default();
    for (one, other) in pairs {
        neighbours.entry(*one).or_default().push(*other);
        neighbours.entry(*other).or_default().push(*one);
    }
    let mut groups: FxHashMap<Decl, Rc<BTreeSet<Decl>>> = FxHashMap::default();
    for (one, _) in pairs {
        if groups.contains_key(one) {
            continue;
        }
        let (mut group, mut open) = (BTreeSet::from([*one]), vec![*one]);
        while let Some(at) = open.pop() {
            open.extend(neighbours[&at].iter().filter(|it| group.insert(**it)));
        }
        let group = Rc::new(group);
        groups.extend(group.iter().map(|it| (*it, group.clone())));
    }
    groups
}

/// Links each parameter of `method` to those of `others`, where the method is declared.
fn same_parameters(flows: &mut Vec<Flow>, method: &Method, others: &[&Method]) {
    let (file, span) = method.decl;
    for other in others.iter().filter(|it| it.decl != method.decl) {
        for (from, to) in method.parameters.iter().zip(&other.parameters) {
            let (kind, strength) = (FlowKind::SameName, Strength::Strong);
            flows.push(Flow { from: *from, to: *to, kind, strength, file, span });
        }
    }
}

/// Keys of struct tags for documents that other languages read.
const DOCUMENTS: &[&str] = &["json", "yaml"];

/// The tags and properties that may be one key on the wire.
fn sides(facts: &FileFacts) -> Vec<Side> {
    let side = |it: &Occurrence| {
        let symbol = it.symbol?;
        let path = &facts.symbols.get(symbol).path;
        let (owner, property) = match it.role {
            Role::StructTag => (tagged(path), false),
            Role::Field if it.declaration => (self::property(path), true),
            _ => return None,
        };
        Some(Side { owner: SmolStr::new(owner?), property, file: it.file, span: it.span, symbol })
    };
    facts.occurrences.iter().filter_map(side).collect()
}

/// A tag, and a property of a type of the same name in another language, are one key on the wire: `StartResponse.run_id` of the server and of its
/// client. Only where one type of each kind has that name and key: it is told by names, and overrules nothing.
fn same_keys(facts: &mut FileFacts, sides: &[Side]) {
    let mut keys: BTreeMap<(&SmolStr, &SmolStr), [Vec<&Side>; 2]> = BTreeMap::new();
    for it in sides {
        let name = &facts.symbols.get(it.symbol).name;
        let all = &mut keys.entry((&it.owner, name)).or_default()[usize::from(it.property)];
        if !all.iter().any(|other| other.symbol == it.symbol) {
            all.push(it);
        }
    }
    let flow = |sides: [Vec<&Side>; 2]| {
        let ([tag], [property]) = (sides[0].as_slice(), sides[1].as_slice()) else { return None };
        let (from, to, kind, strength) = (tag.symbol, property.symbol, FlowKind::SameName, Strength::Weak);
        Some(Flow { from, to, kind, strength, file: property.file, span: property.span })
    };
    let flows: Vec<Flow> = keys.into_values().filter_map(flow).collect();
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
    use crate::model::{Certainty, SymbolInfo};

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
        link_repositories(&mut facts);
        facts.symbols.get(facts.occurrences[0].symbol.expect("it had one")).path.to_string()
    }

    #[test]
    fn a_fragment_belongs_to_the_only_table_of_its_database_that_has_the_column() {
        assert_eq!(symbol_after_link(&[("turns.run_id", "a"), ("jobs.run_id", "b")]), "turns.run_id");
        assert_eq!(symbol_after_link(&[("turns.run_id", "a"), ("jobs.run_id", "a")]), "?.run_id");
    }
}
