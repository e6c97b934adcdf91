//! What speaks of a thing whose rename is refused stays as it is, too: a message, a test value, a tag, a parameter, a comment or
//! document that would name something that is not there.

use std::collections::BTreeSet;

use crate::lang::short_symbol;
use crate::model::plan::{Group, Input, Plan, Refusal, refuse};
use crate::model::{Change, FileId, Occurrence, Role, SymbolId};
use crate::text::words::joint;

/// A group that is to be left out.
pub(super) struct Resting {
    /// Its findings, and all other places of what it renames.
    pub(super) hits: Vec<usize>,
    /// What it renames: that keeps its name, too.
    pub(super) symbols: BTreeSet<SymbolId>,
    /// Why.
    pub(super) refusal: Refusal,
}

/// The groups of `plan` that speak of a symbol of `plan.kept`.
pub(super) fn on_kept(input: &Input, plan: &Plan) -> Vec<Resting> {
    if plan.kept.is_empty() {
        return Vec::new();
    }
    let renames = || plan.groups.iter().filter(|group| group.change == Change::Rename);
    let renamed: BTreeSet<SymbolId> = renames().flat_map(|group| group.symbols(input)).collect();
    let kept: BTreeSet<SymbolId> = plan.kept.difference(&renamed).copied().collect();
    let view = View { input, kept, renamed };
    let changes = plan.groups.iter().filter(|group| !matches!(group.change, Change::Delete | Change::Deprecate));
    changes.filter_map(|group| view.resting(group)).collect()
}

/// Who speaks of what.
pub(super) struct View<'a> {
    pub(super) input: &'a Input<'a>,
    /// What is looked for.
    pub(super) kept: BTreeSet<SymbolId>,
    /// What gets a new name.
    pub(super) renamed: BTreeSet<SymbolId>,
}

impl View<'_> {
    fn resting(&self, group: &Group) -> Option<Resting> {
        let (at, kept) = group.hits.iter().find_map(|at| Some((*at, self.speaks_of(*at)?)))?;
        let symbol = self.input.facts.symbols.get(kept);
        let declared = symbol.decl.map_or(self.input.facts.occurrences[at].file, |(file, _)| file);
        let name = short_symbol(self.input.source(declared).language, &symbol.path);
        let reason = format!("it speaks of `{name}`, which keeps its name");
        let refusal = refuse(self.input, at, reason, "it changes with that one");
        let binds = group.change == Change::Rename;
        let symbols: BTreeSet<SymbolId> = group.symbols(self.input).filter(|_| binds).collect();
        let mut hits = group.hits.clone();
        let all = self.input.facts.occurrences.iter().enumerate();
        hits.extend(all.filter(|(_, it)| it.symbol.is_some_and(|it| symbols.contains(&it))).map(|(at, _)| at));
        Some(Resting { hits, symbols, refusal })
    }

    /// The symbol of `kept` that the occurrence speaks of.
    pub(super) fn speaks_of(&self, at: usize) -> Option<SymbolId> {
        let occurrence = &self.input.facts.occurrences[at];
        let proved = occurrence.symbol.and_then(|symbol| self.proved_by(symbol));
        match (proved, occurrence.symbol) {
            (Some(nearest), Some(symbol)) => {
                self.nearest(symbol, nearest).filter(|kept| self.concerns(*kept, occurrence.role))
            }
            _ => self.named(occurrence),
        }
    }

    fn proved_by(&self, symbol: SymbolId) -> Option<SymbolId> {
        self.input.proved_by.get(symbol.0 as usize).copied().flatten()
    }

    /// The first symbol on the proof of `symbol` that keeps its name, unless one that gets a new name comes before it: then
    /// that is what is spoken of.
    fn nearest(&self, symbol: SymbolId, first: SymbolId) -> Option<SymbolId> {
        let mut at = Some(first);
        while let Some(here) = at.filter(|it| *it != symbol) {
            if self.kept.contains(&here) {
                return Some(here);
            }
            if self.renamed.contains(&here) {
                return None;
            }
            at = self.proved_by(here);
        }
        None
    }

    /// A name within a function says nothing to those outside of it: a field does not wait for a local that is stored in it.
    fn concerns(&self, kept: SymbolId, role: Role) -> bool {
        let inside = |role| matches!(role, Role::Local | Role::Parameter | Role::Label);
        let text = matches!(role, Role::Comment | Role::LogMessage | Role::ErrorText | Role::StringLiteral);
        !inside(self.input.facts.symbols.get(kept).role) || inside(role) || text
    }

    /// A comment or document without a proof of its own names what is spelt exactly as it says: by its owner (`Ticket.RunID`).
    /// Without an owner a comment names what stands in its file, where nothing else of that name there gets a new one; a
    /// document may mean anything.
    fn named(&self, occurrence: &Occurrence) -> Option<SymbolId> {
        let document = matches!(occurrence.role, Role::Prose | Role::DocCode);
        if !document && occurrence.role != Role::Comment {
            return None;
        }
        let text = &self.input.source(occurrence.file).text;
        let (before, name) = (&text[..occurrence.span.start as usize], &text[occurrence.span.range()]);
        let symbols = &self.input.facts.symbols;
        // One word may be any word.
        let spelt = |it: &SymbolId| symbols.get(*it).name == name && joint(name).is_some();
        let within = |symbol: SymbolId| self.stands_in(symbol, occurrence.file);
        let kept = || self.kept.iter().copied().filter(spelt);
        let owner = |symbol: SymbolId| symbols.get(symbol).path.rsplit(['.', '#', '/']).nth(1).unwrap_or_default();
        let said = before.strip_suffix('.').and_then(|it| it.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next());
        // `Ticket.RunID` says whose it is; `t.RunID` does not.
        if let Some(said) = said.filter(|it| it.starts_with(char::is_uppercase)) {
            return kept().find(|it| owner(*it) == said);
        }
        if document {
            return None;
        }
        let others = self.renamed.iter().filter(|it| spelt(it)).any(|it| within(*it));
        kept().find(|it| within(*it)).filter(|_| !others)
    }

    fn stands_in(&self, symbol: SymbolId, file: FileId) -> bool {
        self.input.facts.occurrences.iter().any(|it| it.file == file && it.symbol == Some(symbol))
    }
}
