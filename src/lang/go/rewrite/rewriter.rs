//! Go's answers to planning: each from the part of this folder that knows it.

use std::collections::BTreeMap;

use crate::lang::go::resolve::load::Loader;
use crate::lang::rewriter::{
    Edits, Given, Ground, Idle, Names, No, Rename, RenameEdits, Rewriter, Shared, Together, UNDECLARED, Verdict,
    Written, by_hand, is_name,
};
use crate::model::plan::{Decided, Group, Input, Refusal, place, refuse};
use crate::model::{Change, Edit, FileId, FlowKind, Occurrence, Prefix, Role, Span, SymbolId};

use super::elsewhere::not_written;
use super::names::Linked;
use super::{GoPlanner, notice};

impl Ground for Loader {
    fn rewriter<'g>(&'g self, input: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(GoRewriter { planner: GoPlanner::new(self, input), uses: None, same: None })
    }
}

struct GoRewriter<'l> {
    planner: GoPlanner<'l>,
    /// The names of each symbol, collected when a rename asks.
    uses: Option<Uses>,
    /// What symbols are the same thing as others, collected when a rename asks.
    same: Option<Same>,
}

type Same = BTreeMap<SymbolId, Vec<SymbolId>>;

/// For each symbol, the others that flows say are the same thing.
fn same(input: &Input) -> Same {
    let mut same = Same::new();
    for flow in input.facts.flows.iter().filter(|flow| flow.kind == FlowKind::SameName) {
        same.entry(flow.from).or_default().push(flow.to);
        same.entry(flow.to).or_default().push(flow.from);
    }
    same
}

type Uses = BTreeMap<SymbolId, Vec<usize>>;

/// The names of each symbol.
fn uses(input: &Input) -> Uses {
    let mut uses = Uses::new();
    for (at, occurrence) in input.facts.occurrences.iter().enumerate() {
        let named = is_name(occurrence.role) || occurrence.role == Role::Label;
        if let Some(symbol) = occurrence.symbol.filter(|_| named) {
            uses.entry(symbol).or_default().push(at);
        }
    }
    uses
}

impl Rewriter for GoRewriter<'_> {
    fn binds(&self, change: Change, role: Role) -> bool {
        matches!(change, Change::Rename | Change::Delete) && is_name(role)
    }

    fn together(&mut self, input: &Input, symbol: SymbolId, at: usize) -> Result<Together, String> {
        let mut symbols = vec![symbol];
        let same = self.same.get_or_insert_with(|| same(input));
        symbols.extend(by_embedding(input, symbol, same));
        let Linked { symbols: linked, unlisted, interfaces } = self.planner.linked(input, symbol);
        symbols.extend(linked);
        symbols.sort_unstable();
        symbols.dedup();
        let bound = |interface| {
            let reason = format!("it must keep its name for {interface}, which is declared outside of the roots");
            refuse(input, at, reason, "keep the name: list it under `keep:`")
        };
        let what = input.facts.symbols.get(symbol).path.as_str();
        let mut refused: Vec<Refusal> = interfaces.into_iter().map(bound).collect();
        refused.extend(unlisted.iter().filter_map(|at| not_written(input, what, *at)));
        Ok(Together { symbols, decls: unlisted, refused })
    }

    fn verdict(&mut self, input: &Input, rename: &Rename, names: &Names) -> Verdict {
        let uses = self.uses.get_or_insert_with(|| uses(input));
        let mut refused = foreign(input, &rename.symbols, uses);
        self.planner.look_elsewhere(input, &rename.symbols, &names.symbols);
        let (unwritten, mut manual) = self.planner.out_of_reach(input, &rename.symbols);
        refused.extend(unwritten);
        for symbol in &rename.symbols {
            let wire = self.planner.wire(input, *symbol, &rename.new, uses);
            refused.extend(wire.refused);
            manual.extend(wire.notes);
        }
        refused.extend(self.planner.collisions(input, &rename.symbols, &names.symbols, uses));
        let alias = match rename.symbols.as_slice() {
            [symbol] if !refused.is_empty() => self.planner.alias(input, *symbol, &rename.new, &names.symbols),
            _ => None,
        };
        match alias {
            Some(edits) => Verdict { instead: Some(Edits::from([edits])), ..Verdict::default() },
            None => Verdict { refused, manual, ..Verdict::default() },
        }
    }

    fn edits(&mut self, input: &Input, rename: &Rename, _: &Names) -> RenameEdits {
        let uses = self.uses.get_or_insert_with(|| uses(input));
        let mut done = RenameEdits::default();
        for at in rename.symbols.iter().flat_map(|symbol| uses.get(symbol).into_iter().flatten()) {
            let occurrence = &input.facts.occurrences[*at];
            done.hits.push(*at);
            let edits = done.edits.entry(occurrence.file).or_default();
            edits.push(Edit::replace(occurrence.span, rename.new.clone()));
            if occurrence.declaration {
                edits.extend(notice::withdrawal(input.source(occurrence.file), occurrence.span, &rename.new));
            }
        }
        for (file, span) in rename.symbols.iter().flat_map(|symbol| self.planner.elsewhere(input, *symbol)) {
            let (first, hits) = hits_in(input, file);
            let at = hits.partition_point(|it| it.span.start < span.start);
            done.hits.extend(hits.get(at).filter(|it| it.span == span).map(|_| first + at));
            done.edits.entry(file).or_default().push(Edit::replace(span, rename.new.clone()));
        }
        for symbol in &rename.symbols {
            for (file, edit) in self.planner.wire(input, *symbol, &rename.new, uses).edits {
                done.edits.entry(file).or_default().push(edit);
            }
            for (file, edit) in self.planner.followers(input, *symbol, &rename.new) {
                // What has a hit of its own is decided by that, where it is said to be something else.
                let (first, hits) = hits_in(input, file);
                let own = hits.iter().position(|it| it.span.contains(edit.span)).map(|at| first + at);
                let used = uses.get(symbol).and_then(|uses| uses.first().copied());
                if own.is_none_or(|at| is_free(input, at, used)) {
                    done.hits.extend(own);
                    done.edits.entry(file).or_default().push(edit);
                }
            }
        }
        done
    }

    fn changing(&mut self, input: &Input, renames: &[Rename], groups: &[Group], _: &Names) -> Vec<(usize, Refusal)> {
        self.planner.changing(input, renames, groups)
    }

    fn delete(&mut self, input: &Input, symbol: SymbolId, uses: &[usize]) -> Result<Edits, Vec<Refusal>> {
        self.planner.look_elsewhere(input, &[symbol], &Given::default());
        let used = self.planner.used_elsewhere(input, symbol);
        if !used.is_empty() {
            return Err(used);
        }
        self.planner.delete(input, symbol, uses)
    }

    fn idle(&mut self, input: &Input, file: FileId, gone: &[Edit], edits: &[Edit]) -> Vec<Idle> {
        self.planner.idle(input, file, gone, edits)
    }

    fn is_read(&mut self, input: &Input, at: usize) -> bool {
        let (finding, occurrence) = (input.finding(at), &input.facts.occurrences[at]);
        !input.source(occurrence.file).generated
            && matches!(occurrence.role, Role::MapKey | Role::QueryParameter)
            && matches!(finding.change, Some(Change::Dual | Change::AcceptBoth | Change::Drop))
            && self.planner.is_read(input, at)
    }

    fn change(&mut self, input: &Input, at: usize, change: Change, groups: &[Group]) -> Result<Written, No> {
        if let Some(no) = of_path(input, at, change) {
            return Err(no);
        }
        if self.is_read(input, at) {
            return self.read(input, at, change, groups).map_err(No::Manual);
        }
        if let Some(written) = self.planner.two_keys(input, at, change) {
            return written;
        }
        let (new, occurrence) = (input.finding(at).replacement.as_deref(), &input.facts.occurrences[at]);
        if matches!(change, Change::Rename | Change::Retag | Change::Dual)
            && let Some(refusal) = new.and_then(|new| self.planner.duplicate(input, at, new))
        {
            return Err(No::Refused(refusal));
        }
        let note = if change == Change::Retag { self.planner.ignored(input, at) } else { None };
        let edits = match change {
            Change::Rename | Change::Retag if is_name(occurrence.role) => {
                return Err(No::Manual(UNDECLARED.to_owned()));
            }
            Change::Rename | Change::Retag => new.map(|new| vec![Edit::replace(occurrence.span, new)]),
            Change::AcceptBoth => self.planner.key_change(input, at, Change::Dual, groups),
            Change::Dual | Change::Drop => self.planner.key_change(input, at, change, groups),
            _ => None,
        };
        let sent = || {
            let text = &input.source(occurrence.file).text;
            occurrence.role == Role::QueryParameter && text[occurrence.span.end as usize..].starts_with('=')
        };
        let reason = || match change {
            Change::AcceptBoth if sent() => SENT.to_owned(),
            Change::AcceptBoth => {
                format!("`{}`: the key is neither simply read nor simply set here", change.name())
            }
            _ => by_hand(change),
        };
        edits.map(|edits| Written { change, edits, note }).ok_or_else(|| No::Manual(reason()))
    }

    fn shared(&mut self, input: &Input, groups: &[Group]) -> Vec<Shared> {
        self.planner.methods_of(input, groups)
    }

    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        let occurrence = &input.facts.occurrences[at];
        let source = input.source(occurrence.file);
        // A test has both sides of a value: what it puts in, and what it expects.
        let may_be_a_name = occurrence.role == Role::StringLiteral && !source.path.ends_with("_test.go");
        match may_be_a_name && !is_sentence(&source.text, occurrence.span) {
            true => Err(No::Manual(A_NAME.to_owned())),
            false => Ok(()),
        }
    }

    fn notice(&mut self, input: &Input, at: usize, new: &str) -> Result<Vec<Edit>, String> {
        let occurrence = &input.facts.occurrences[at];
        let decls = self.planner.decls(occurrence.file, occurrence.span).ok_or("its declaration could not be read")?;
        notice::put(input.source(occurrence.file), &decls, occurrence.span, new)
    }
}

impl GoRewriter<'_> {
    /// A change of a key that is read: both names are, or the old one no more.
    fn read(&mut self, input: &Input, at: usize, change: Change, groups: &[Group]) -> Result<Written, String> {
        if change == Change::Drop {
            let (edits, note) = self.planner.drop_read(input, at, groups)?;
            return Ok(Written { change, edits, note });
        }
        let new = input.finding(at).replacement.clone().unwrap_or_default();
        let (edits, note) = self.planner.accept_both(input, at, &new, groups)?;
        Ok(Written { change: Change::AcceptBoth, edits, note })
    }
}

/// Why a string without blanks is left alone.
const A_NAME: &str = "the string is a name that the program may look up, no words for people";

/// The string literal around `at` has several words, or is a part of a sentence.
fn is_sentence(text: &str, at: Span) -> bool {
    let is_quote = |c: char| matches!(c, '"' | '`');
    let start = text[..at.start as usize].rfind(is_quote).map_or(0, |it| it + 1);
    let end = text[at.end as usize..].find(is_quote).map_or(text.len(), |it| at.end as usize + it);
    text[start..end].contains(char::is_whitespace)
}

const SENT: &str =
    "it gives the name to others and reads nothing: `dual` or `rename` changes it, when all who read it take both";

/// Why a part of a path, or a tag by which a framework fills a field from it, is not changed so: its route and all that read it call it by
/// one name, and clients do not see it.
fn of_path(input: &Input, at: usize, change: Change) -> Option<No> {
    let path = |it: SymbolId| &input.facts.symbols.get(it).path;
    let (occurrence, mine) = (&input.facts.occurrences[at], &input.decided[at]);
    let symbol = path(occurrence.symbol?);
    let (part, is_tag) = match symbol.strip_prefix(&*Prefix::Path.of("")) {
        Some(name) => (name, false),
        None if binds_path(occurrence.role, symbol) => (mine.finding.text.as_str(), true),
        None => return None,
    };
    if !matches!(change, Change::Rename | Change::Retag) {
        let reason = "a part of a path has one name, which its route and all that read it share and no client sees";
        return Some(No::Manual(format!("{reason}: `rename` changes them together")));
    }
    let (repo, of_route) = (input.source(occurrence.file).repo, Prefix::Path.of(part));
    let goes_along = |it: &Decided| {
        matches!(it.finding.change, Some(Change::Rename | Change::Retag))
            && (it.finding.batch, &it.phase, &it.finding.replacement)
                == (mine.finding.batch, &mine.phase, &mine.finding.replacement)
    };
    let stays = |other: &usize| {
        let (it, decided) = (&input.facts.occurrences[*other], &input.decided[*other]);
        let Some(its) = it.symbol.map(path).filter(|_| input.source(it.file).repo == repo) else { return false };
        // One that is decided to mean something else, and stays for good, is of another route.
        let (undecided, changes) = (decided.open, decided.finding.change.is_some());
        let keeps = if changes { !goes_along(decided) } else { undecided };
        let reads_it = || {
            *its == of_route
                || binds_path(it.role, its) && decided.finding.text == part
                // A framework that nobody knows here may read the path by it.
                || it.role == Role::StringLiteral && *its == Prefix::String.of(part) && !changes
        };
        keeps && if is_tag { *its == of_route } else { reads_it() }
    };
    let left = (0..input.facts.occurrences.len()).find(stays)?;
    let it = &input.facts.occurrences[left];
    let at_left = place(input, it.file, it.span.start);
    let reason = format!("a route and all that read its parts share a name, and {at_left} would keep it");
    let way_out = "rename it there in the same batch, decide by a rule what that is, or list the name under `keep:`";
    Some(No::Refused(refuse(input, at, reason, way_out)))
}

/// The symbol is that of a struct tag by which gin, echo, fiber or huma fill a field from a part of the path.
fn binds_path(role: Role, symbol: &str) -> bool {
    let key = symbol.rsplit_once('/').map(|(_, key)| key);
    role == Role::StructTag && key.is_some_and(|it| matches!(it, "uri" | "param" | "params" | "path"))
}

/// Neither a step of the pack nor a clause that keeps names is about the hit `at`, and no rule says that it means something else than the hit
/// `used` of what it names.
fn is_free(input: &Input, at: usize, used: Option<usize>) -> bool {
    let Some(own) = input.decided.get(at) else { return true };
    let same = || used.is_some_and(|used| input.finding(used).category == own.finding.category);
    own.finding.change.is_none() && (own.open || same())
}

/// The occurrences of one file, which lie together in the facts, and the index of the first.
fn hits_in<'a>(input: &Input<'a>, file: FileId) -> (usize, &'a [Occurrence]) {
    let all = input.facts.occurrences.as_slice();
    let (first, end) = (all.partition_point(|it| it.file < file), all.partition_point(|it| it.file <= file));
    (first, &all[first..end])
}

/// An embedded field bears the name of its type.
fn by_embedding(input: &Input, symbol: SymbolId, same: &Same) -> Vec<SymbolId> {
    let embedding = |other: &&SymbolId| {
        let (one, two) = (input.facts.symbols.get(symbol), input.facts.symbols.get(**other));
        let embedding = [one.role, two.role].contains(&Role::Type) && [one.role, two.role].contains(&Role::Field);
        embedding && one.name == two.name
    };
    same.get(&symbol).into_iter().flatten().filter(embedding).copied().collect()
}

/// Uses and declarations in files that are never edited, and declarations outside of the roots.
fn foreign(input: &Input, symbols: &[SymbolId], uses: &Uses) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    for symbol in symbols {
        let info = input.facts.symbols.get(*symbol);
        let Some(first) = uses.get(symbol).and_then(|uses| uses.first()) else { continue };
        if info.external {
            let reason = "it is declared outside of the roots";
            refusals.push(refuse(input, *first, reason, "add the repository that declares it to the roots"));
        }
        if info.generated {
            let reason = "it is declared in a generated file, which is never edited";
            refusals.push(refuse(
                input,
                *first,
                reason,
                "change what the file is generated from, or list it under `keep:`",
            ));
            continue;
        }
        for at in uses.get(symbol).into_iter().flatten() {
            let it = &input.facts.occurrences[*at];
            refusals.extend(not_written(input, &info.path, (it.file, it.span)));
        }
    }
    refusals
}
