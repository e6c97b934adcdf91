//! Notes of the texts at hand what others will ask for ([`Elsewhere`]).

use rustc_hash::{FxHashMap, FxHashSet};

use super::elsewhere::Elsewhere;
use super::shapes::View;
use crate::lang::kept;
use crate::model::{FileFacts, FileId, LineIndex, RepoId, Source, SymbolId};

/// What others need to know of the files of `own` in `facts`, and what these need to know of others.
pub fn noted(own: RepoId, facts: &FileFacts, sources: &[Source]) -> Elsewhere {
    let mut known: FxHashMap<FileId, LineIndex> = FxHashMap::default();
    let mut line = |(file, offset): (FileId, u32)| {
        let lines = known.entry(file).or_insert_with(|| LineIndex::new(sources[file.0 as usize].text.as_bytes()));
        (file, offset, lines.position(offset).line)
    };
    let declared = facts.symbols.iter().filter_map(|(_, info)| info.decl);
    // The flows that are still to come stand where methods are declared.
    let methods = facts.pending.methods.iter().map(|it| it.decl);
    let places = facts.flows.iter().map(|it| (it.file, it.span)).chain(declared).chain(methods);
    let places: FxHashSet<(FileId, u32)> = places.map(|(file, span)| (file, span.start)).collect();
    let lines = places.into_iter().map(&mut line).collect();
    let given_up = facts.occurrences.iter().filter_map(|it| {
        kept(it.role, &sources[it.file.0 as usize].text, it.span)?;
        it.symbol
    });
    let given_up = given_up.collect();
    let mut view = View::new(facts, sources);
    let columns = view.columns.iter().map(|(name, camel)| (name.into(), *camel)).collect();
    let keys = facts.occurrences.iter().filter_map(|it| view.row(it)).collect();
    let foreign = |it: SymbolId| {
        let (file, _) = facts.symbols.get(it).decl?;
        (sources[file.0 as usize].repo != own).then_some(it)
    };
    let members = facts.occurrences.iter().filter(|it| view.is_member(it));
    let members = members.filter_map(|it| Some((foreign(it.symbol?)?, view.is_snake(it)))).collect();
    Elsewhere { lines, given_up, columns, keys, members }.sorted()
}
