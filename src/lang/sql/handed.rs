//! Which columns have the values of another one under the same name: those of views, and what views over views hand on.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::model::{FileFacts, FlowKind, Role, SymbolId};

/// From which column to which one values go in a database.
pub struct Handed<'a> {
    facts: &'a FileFacts,
    ends: FxHashMap<SymbolId, Vec<End>>,
}

/// The other end of a flow.
struct End {
    id: SymbolId,
    /// The values go there, and do not come from there.
    forward: bool,
}

impl<'a> Handed<'a> {
    /// What goes from column to column by `facts`.
    pub fn of(facts: &'a FileFacts) -> Self {
        let mut ends: FxHashMap<SymbolId, Vec<End>> = FxHashMap::default();
        for flow in facts.flows.iter().filter(|it| it.kind == FlowKind::Sql) {
            ends.entry(flow.from).or_default().push(End { id: flow.to, forward: true });
            ends.entry(flow.to).or_default().push(End { id: flow.from, forward: false });
        }
        Self { facts, ends }
    }

    /// `starts`, with the columns of their names that their values go to; `back`: or come from. Only what `follows` holds for is gone on from.
    pub fn on(
        &self,
        starts: impl IntoIterator<Item = SymbolId>,
        back: bool,
        follows: impl Fn(SymbolId) -> bool,
    ) -> BTreeSet<SymbolId> {
        let mut found: BTreeSet<SymbolId> = starts.into_iter().collect();
        let mut next: Vec<SymbolId> = found.iter().copied().collect();
        while let Some(id) = next.pop() {
            let name = &self.facts.symbols.get(id).name;
            for end in self.ends.get(&id).into_iter().flatten().filter(|it| it.forward || back) {
                let info = self.facts.symbols.get(end.id);
                let is_alike = info.role == Role::SqlColumn && info.name.eq_ignore_ascii_case(name);
                if is_alike && follows(end.id) && found.insert(end.id) {
                    next.push(end.id);
                }
            }
        }
        found
    }
}
