//! Where meanings stop: what the pack calls a barrier, and old names that stand beside the right name in one declaration.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::flow::{Apart, Bounds, Seed};
use crate::lang::kept;
use crate::model::{FileFacts, FileId, Flow, Occurrence, Role, Source, SymbolId, SymbolInfo, SymbolPath, SymbolTable};
use crate::rules::Pack;
use crate::text::words::{Shape, TermSet};

/// The bounds of a run; `terms` are those of `pack`, and `elsewhere` has symbols that places which are not at hand give up.
pub(super) fn bounds(
    facts: &FileFacts,
    sources: &[Source],
    pack: &Pack,
    terms: &TermSet,
    seeds: &[Seed],
    elsewhere: &[SymbolId],
) -> Bounds {
    let mut apart = apart(&facts.symbols, pack, terms, seeds);
    let given_up = given_up(facts, sources, &apart).into_iter().chain(elsewhere.iter().copied());
    let one: FxHashSet<SymbolId> = spellings(&facts.flows, &apart).into_iter().chain(given_up).collect();
    apart.retain(|symbol, _| !one.contains(symbol));
    Bounds { barriers: barriers(&facts.symbols, pack), apart }
}

/// The old names that one expression reads in place of the right name beside them (`body.session_id ?? body.run_id`): there the two
/// are spellings of one thing.
fn spellings(flows: &[Flow], apart: &FxHashMap<SymbolId, Apart>) -> Vec<SymbolId> {
    let twins: FxHashSet<SymbolId> = apart.values().map(|it| it.twin).collect();
    let read = |from: SymbolId, flow: &Flow| (from, flow.to, flow.file, flow.span);
    let right: FxHashSet<_> =
        flows.iter().filter(|flow| twins.contains(&flow.from)).map(|flow| read(flow.from, flow)).collect();
    let both = |flow: &&Flow| apart.get(&flow.from).is_some_and(|it| right.contains(&read(it.twin, flow)));
    flows.iter().filter(both).map(|flow| flow.from).collect()
}

/// The old names that some place gives up, as a statement does that renames a column: what has the right name then is the same thing.
fn given_up(facts: &FileFacts, sources: &[Source], apart: &FxHashMap<SymbolId, Apart>) -> Vec<SymbolId> {
    let given_up = |it: &Occurrence| {
        let symbol = it.symbol.filter(|symbol| apart.contains_key(symbol))?;
        kept(it.role, &sources[it.file.0 as usize].text, it.span).map(|_| symbol)
    };
    facts.occurrences.iter().filter_map(given_up).collect()
}

/// The symbols that a pattern of `barriers` names, and what belongs to them: the parameters and results of a function.
fn barriers(symbols: &SymbolTable, pack: &Pack) -> FxHashSet<SymbolId> {
    if pack.barriers.is_empty() {
        return FxHashSet::default();
    }
    let named = |path: &str| pack.barriers.iter().any(|(_, glob)| glob.is_match(path));
    let within = |path: &str| path.rsplit_once('/').is_some_and(|(owner, _)| owner.contains('.') && named(owner));
    let all = symbols.iter().filter(|(_, info)| named(&info.path) || within(&info.path));
    all.map(|(symbol, _)| symbol).collect()
}

/// Each old name beside which its declaration has the very name that it would get: two fields of a type, two parameters of a
/// function, two columns of a table that bear both names are two things.
fn apart(symbols: &SymbolTable, pack: &Pack, terms: &TermSet, seeds: &[Seed]) -> FxHashMap<SymbolId, Apart> {
    let (mut old, mut right) = (Vec::new(), FxHashMap::default());
    for (symbol, info) in symbols.iter() {
        let Some(owner) = owner(info) else { continue };
        let Some(hit) = terms.find_in(&info.name) else { continue };
        let domain = pack.canonical_bit(&pack.terms[hit.term as usize]);
        if domain != 0 {
            right.insert((owner, letters(&info.name)), (symbol, domain.trailing_zeros()));
        } else if let Some(new) = pack.rename_for(&info.name, hit.term, Shape::default()) {
            // Compared by letters alone, whatever shape it has.
            old.push((symbol, (owner, letters(&new))));
        }
    }
    let declared: FxHashSet<SymbolId> = seeds.iter().map(|seed| seed.symbol).collect();
    let two = |(symbol, key): (SymbolId, _)| right.get(&key).map(|(twin, domain)| (symbol, (*twin, *domain)));
    let pairs = old.into_iter().filter(|(symbol, _)| !declared.contains(symbol)).filter_map(two);
    pairs.map(|(symbol, (twin, domain))| (symbol, Apart { domain, twin })).collect()
}

/// What a field, parameter or column belongs to: its path without its name, the scope of the path, and the file that declares it. A
/// type of the roots and an older release of it outside of them have one path, and are two declarations.
fn owner(info: &SymbolInfo) -> Option<(&str, &str, Role, Option<FileId>)> {
    let listed = matches!(info.role, Role::Field | Role::Parameter | Role::SqlColumn | Role::ProtoField);
    let known = listed && !SymbolPath(&info.path).is_of_unknown();
    let owner = info.path.strip_suffix(info.name.as_str()).filter(|_| known)?;
    Some((owner, &info.scope, info.role, info.decl.map(|(file, _)| file)))
}

/// A name whatever its case style.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
