//! Facts without the symbols that no decision needs: functions name many things, and few of them have to do with a hit.

use super::fact::{FileFacts, Pending, Role, SymbolId, SymbolInfo, SymbolTable};

impl FileFacts {
    /// The same without the symbols that nothing can come of: those that no flows lead from to a hit. They are most of all that functions
    /// name, and whatever is decided is decided of hits. For facts that are linked.
    #[must_use]
    pub fn about_hits(self) -> Self {
        let mut groups = Groups::of(self.symbols.len());
        self.flows.iter().for_each(|it| groups.join(it.from.0, it.to.0));
        let mut hit = vec![false; self.symbols.len()];
        for symbol in self.occurrences.iter().filter_map(|it| it.symbol) {
            hit[groups.first(symbol.0) as usize] = true;
        }
        let is_kept: Vec<bool> = (0..self.symbols.len() as u32).map(|it| hit[groups.first(it) as usize]).collect();
        self.keeping(&is_kept)
    }

    /// The same without the symbols that nothing refers to. What databases are linked by stays: the link looks at all of their names.
    #[must_use]
    pub fn without_idle_symbols(self) -> Self {
        use Role::{SqlColumn, SqlIndex, SqlTable, SqlValue};
        let of_database = |it: &SymbolInfo| matches!(it.role, SqlColumn | SqlIndex | SqlTable | SqlValue);
        let mut is_kept: Vec<bool> = self.symbols.symbols.iter().map(of_database).collect();
        let flows = self.flows.iter().flat_map(|it| [it.from, it.to]);
        let parameters = self.pending.methods.iter().flat_map(|it| it.parameters.iter().copied());
        let sides = self.pending.sides.iter().map(|it| it.symbol);
        let named = self.occurrences.iter().filter_map(|it| it.symbol).chain(flows).chain(parameters).chain(sides);
        named.for_each(|it| is_kept[it.0 as usize] = true);
        self.keeping(&is_kept)
    }

    /// The same with these symbols, in their order. A flow goes with either of its ends.
    fn keeping(mut self, is_kept: &[bool]) -> Self {
        let mut next = 0;
        let number = |kept: &bool| {
            let id = SymbolId(next);
            next += u32::from(*kept);
            id
        };
        let ids: Vec<SymbolId> = is_kept.iter().map(number).collect();
        let mut kept = is_kept.iter();
        self.symbols.symbols.retain(|_| kept.next().is_some_and(|it| *it));
        self.symbols = SymbolTable::from(std::mem::take(&mut self.symbols.symbols));
        let renumber = |id: SymbolId| ids[id.0 as usize];
        self.occurrences.iter_mut().for_each(|it| it.symbol = it.symbol.map(renumber));
        self.flows.retain(|it| is_kept[it.from.0 as usize]);
        self.flows.iter_mut().for_each(|it| (it.from, it.to) = (renumber(it.from), renumber(it.to)));
        let Pending { methods, sides, .. } = &mut self.pending;
        methods.iter_mut().for_each(|it| it.parameters.iter_mut().for_each(|it| *it = renumber(*it)));
        sides.iter_mut().for_each(|it| it.symbol = renumber(it.symbol));
        self
    }
}

/// Numbers that are joined with each other: a disjoint-set forest with path halving (Tarjan and van Leeuwen, 1984).
struct Groups(Vec<u32>);

impl Groups {
    fn of(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The one that stands for the group of `at`.
    fn first(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let above = self.0[at as usize];
            self.0[at as usize] = self.0[above as usize];
            at = above;
        }
        at
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.first(one), self.first(other));
        self.0[one as usize] = other;
    }
}

#[cfg(test)]
mod tests {
    use smol_str::SmolStr;

    use super::*;
    use crate::model::{Certainty, FileId, Flow, FlowKind, Occurrence, Span, Strength};

    /// `idle` has nothing, `turns` is a table, `far` and `away` have a flow of their own, `near` has one to `hit`.
    fn facts() -> FileFacts {
        let mut facts = FileFacts::default();
        let mut symbol = |name: &str, role: Role| {
            facts.symbols.intern(SymbolInfo {
                path: name.into(),
                scope: SmolStr::default(),
                name: name.into(),
                role,
                decl: None,
                context: Vec::new(),
                generated: false,
                external: false,
            })
        };
        symbol("idle", Role::Local);
        symbol("turns", Role::SqlTable);
        let [far, away, near, hit] = ["far", "away", "near", "hit"].map(|it| symbol(it, Role::Local));
        let (file, span) = (FileId(0), Span::new(0, 3));
        let (kind, strength) = (FlowKind::SameName, Strength::Strong);
        let flow = |from, to| Flow { file, span, from, to, kind, strength };
        facts.flows = vec![flow(far, away), flow(hit, near)];
        facts.occurrences.push(Occurrence {
            file,
            span,
            term: 0,
            role: Role::Local,
            symbol: Some(hit),
            declaration: false,
            certainty: Certainty::Resolved,
            context: Vec::new(),
            text: SmolStr::default(),
            group: None,
            carrier: None,
            kept: None,
        });
        facts
    }

    fn names(facts: &FileFacts) -> Vec<&str> {
        facts.symbols.iter().map(|(_, it)| it.path.as_str()).collect()
    }

    fn flows(facts: &FileFacts) -> Vec<[&str; 2]> {
        facts.flows.iter().map(|it| [it.from, it.to].map(|it| facts.symbols.get(it).path.as_str())).collect()
    }

    #[test]
    fn what_nothing_refers_to_goes_and_names_of_databases_stay() {
        let kept = facts().without_idle_symbols();
        assert_eq!(names(&kept), ["turns", "far", "away", "near", "hit"]);
        assert_eq!(flows(&kept), [["far", "away"], ["hit", "near"]]);
    }

    #[test]
    fn what_no_flow_links_with_a_hit_goes() {
        let kept = facts().about_hits();
        assert_eq!(names(&kept), ["near", "hit"]);
        assert_eq!(flows(&kept), [["hit", "near"]]);
        let symbol = kept.occurrences[0].symbol.expect("the hit has its symbol");
        assert_eq!(kept.symbols.get(symbol).path, "hit");
    }
}
