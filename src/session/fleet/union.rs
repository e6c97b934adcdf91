//! Artefacts put together: the union of what they say, numbered anew by names, so that it does not matter which came first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::artefact::{Artefact, Kind, Row, Shard, scope};
use crate::classify::Elsewhere;
use crate::model::{FileFacts, FileId, Flow, Method, Occurrence, Pending, Side, SymbolId, SymbolInfo};

/// The union of artefacts that fit each other. Files that nothing speaks of are left out.
pub(super) fn united(all: Vec<Artefact>) -> Artefact {
    let kind = if all.iter().any(|it| it.kind == Kind::Link) { Kind::Link } else { Kind::Facts };
    let mut shards: BTreeMap<String, Shard> = BTreeMap::new();
    let mut files: BTreeMap<(String, Arc<str>), Row> = BTreeMap::new();
    for it in &all {
        shards.extend(it.shards.iter().map(|it| (it.name.clone(), it.clone())));
        let spoken = it.spoken();
        for id in spoken {
            let row = &it.files[id.0 as usize];
            let key = (it.repos[row.repo as usize].clone(), row.path.clone());
            let known = files.entry(key).or_insert_with(|| row.clone());
            known.text = known.text.take().or_else(|| row.text.clone());
        }
    }
    let names = all.iter().flat_map(|it| it.shards.iter().map(|it| &it.name).chain(&it.repos));
    let repos: Vec<String> = names.cloned().collect::<BTreeSet<String>>().into_iter().collect();
    let numbers: BTreeMap<&str, u32> = repos.iter().enumerate().map(|(at, it)| (it.as_str(), at as u32)).collect();
    let ids: BTreeMap<&(String, Arc<str>), FileId> =
        files.keys().enumerate().map(|(at, it)| (it, FileId(at as u32))).collect();
    let (mut facts, mut rest) = (FileFacts::default(), Elsewhere::default());
    for it in all {
        let file = |row: &Row| ids.get(&(it.repos[row.repo as usize].clone(), row.path.clone())).copied();
        let moved = Moved {
            files: it.files.iter().map(|row| file(row).unwrap_or(FileId(u32::MAX))).collect(),
            repos: it.repos.iter().map(|it| numbers[it.as_str()]).collect(),
        };
        let symbols = moved.add(it.facts, &mut facts);
        let Elsewhere { lines, given_up, columns, keys, members } = it.rest.renumbered(|it| symbols[it.0 as usize]);
        rest.lines.extend(lines.into_iter().map(|(file, offset, line)| (moved.file(file), offset, line)));
        rest.given_up.extend(given_up);
        rest.columns.extend(columns);
        rest.keys.extend(keys.into_iter().map(|mut it| {
            it.file = moved.file(it.file);
            it
        }));
        rest.members.extend(members);
    }
    let (mut facts, now) = facts.renumbered();
    facts.occurrences.dedup();
    let rest = rest.renumbered(|it| now[it.0 as usize]).sorted();
    let row = |((repo, _), row): ((String, Arc<str>), Row)| Row { repo: numbers[repo.as_str()], ..row };
    let files = files.into_iter().map(row).collect();
    Artefact { kind, shards: shards.into_values().collect(), repos, files, facts, rest }
}

/// What files and repositories are called now.
struct Moved {
    files: Vec<FileId>,
    repos: Vec<u32>,
}

impl Moved {
    fn file(&self, id: FileId) -> FileId {
        self.files[id.0 as usize]
    }

    /// Adds facts to others, and says which number each symbol has there.
    fn add(&self, facts: FileFacts, to: &mut FileFacts) -> Vec<SymbolId> {
        let info = |it: SymbolInfo| SymbolInfo {
            decl: it.decl.map(|(file, span)| (self.file(file), span)),
            scope: self.scope(&it.scope),
            ..it
        };
        let symbols: Vec<SymbolInfo> = facts.symbols.into();
        let ids: Vec<SymbolId> = symbols.into_iter().map(|it| to.symbols.intern(info(it))).collect();
        let id = |it: SymbolId| ids[it.0 as usize];
        let occurrence = |it: Occurrence| Occurrence { file: self.file(it.file), symbol: it.symbol.map(id), ..it };
        to.occurrences.extend(facts.occurrences.into_iter().map(occurrence));
        let flow = |it: Flow| Flow { file: self.file(it.file), from: id(it.from), to: id(it.to), ..it };
        to.flows.extend(facts.flows.into_iter().map(flow));
        let Pending { methods, pairs, asking, sides } = facts.pending;
        let decl = |(file, span)| (self.file(file), span);
        let method = |it: Method| Method {
            decl: decl(it.decl),
            parameters: it.parameters.into_iter().map(id).collect(),
            interface: it.interface,
        };
        to.pending.methods.extend(methods.into_iter().map(method));
        to.pending.pairs.extend(pairs.into_iter().map(|(one, other)| (decl(one), decl(other))));
        to.pending.asking.extend(asking.into_iter().map(decl));
        let side = |it: Side| Side { file: self.file(it.file), symbol: id(it.symbol), ..it };
        to.pending.sides.extend(sides.into_iter().map(side));
        ids
    }

    fn scope(&self, text: &SmolStr) -> SmolStr {
        let Some((number, rest)) = scope(text) else { return text.clone() };
        format_smolstr!("{}{rest}", self.repos[number as usize])
    }
}

impl Artefact {
    /// The files that facts speak of.
    fn spoken(&self) -> BTreeSet<FileId> {
        let facts = &self.facts;
        let mut all: BTreeSet<FileId> = facts.occurrences.iter().map(|it| it.file).collect();
        all.extend(facts.flows.iter().map(|it| it.file));
        all.extend(facts.symbols.iter().filter_map(|(_, it)| Some(it.decl?.0)));
        all.extend(facts.pending.methods.iter().map(|it| it.decl.0));
        all.extend(facts.pending.asking.iter().map(|it| it.0));
        all.extend(facts.pending.pairs.iter().flat_map(|(one, other)| [one.0, other.0]));
        all.extend(facts.pending.sides.iter().map(|it| it.file));
        all.extend(self.rest.keys.iter().map(|it| it.file));
        all
    }
}
