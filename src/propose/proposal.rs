//! What a tree says of a word: groups what bears the word, and joins the groups whose values are the same.

use rustc_hash::{FxHashMap, FxHashSet};

use super::key::{Key, compounds, key};
use super::meanings::{Meaning, RESERVED, meanings};
use super::wish::Wish;
use crate::flow::{Bounds, joined};
use crate::model::{FileFacts, FileId, FlowKind, Role, SymbolId, SymbolInfo, SymbolPath};
use crate::text::words::{TermHit, TermSet, words_of};

/// Names with other words that hold the same values as names with the word: perhaps the right name is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its words, in lower case: `["session", "id"]`.
    pub words: Vec<String>,
    /// How many pairs of symbols hold one value.
    pub pairs: usize,
}

/// Said instead of the name of a meaning, where all of them are meant.
pub const ALL: &str = "all";

/// What a tree says of a word.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// The meanings, those with the most hits first.
    pub meanings: Vec<Meaning>,
    /// Other names for the same values, the most frequent first.
    pub twins: Vec<Twin>,
    /// Fields of messages in `.proto` files bear the word.
    pub has_messages: bool,
}

impl Proposal {
    /// The meaning that is to get the new words: the one that is asked for, else the one whose values bear them already.
    pub fn moves(&self, wish: &Wish) -> Option<&Meaning> {
        wish.to.as_ref()?;
        match &wish.meaning {
            Some(id) => self.meanings.iter().find(|it| it.id == *id),
            None => self.meanings.iter().find(|it| it.named_right),
        }
    }

    /// Takes away words around that stand around everything: the names of the repositories, in lower case.
    pub fn without_context(&mut self, names: &[String]) {
        for it in &mut self.meanings {
            it.context.retain(|phrase| !names.contains(phrase));
        }
    }

    /// Where the new words go to another meaning than the one whose values bear them, they do not tell the latter any more: after the first
    /// step, they are the names of both.
    pub fn leave_new_words_to_the_wanted(&mut self, wish: &Wish) {
        let Some(wanted) = self.moves(wish).map(|it| it.id.clone()) else { return };
        for it in self.meanings.iter_mut().filter(|it| it.named_right && it.id != wanted) {
            it.named_right = false;
            it.names.retain(|name| Some(name) != wish.right_pattern().as_ref());
        }
        self.meanings.retain(|it| it.id == wanted || !it.names.is_empty() || !it.symbols.is_empty());
    }

    /// Makes two meanings one: the one at `other` goes into the one at `into`. Both are indexes of `meanings`.
    pub fn merge(&mut self, other: usize, into: usize) {
        let it = std::mem::take(&mut self.meanings[other]);
        let known = &mut self.meanings[into];
        known.also.extend([it.phrase].into_iter().chain(it.also));
        known.names.extend(it.names);
        known.symbols.extend(it.symbols);
        known.context.extend(it.context);
        known.hits += it.hits;
        known.named_right |= it.named_right;
        known.rarer = 0;
        self.meanings.remove(other);
    }

    /// Makes the meanings that are called `ids` one, which keeps the name of the first; of the one id [`ALL`], all that were found, called
    /// by the words that were looked for. The id of the one that is left.
    ///
    /// # Errors
    /// The id that no meaning has.
    pub fn unite(&mut self, ids: &[String], wish: &Wish) -> Result<Option<String>, String> {
        let position = |known: &Self, id: &String| known.meanings.iter().position(|it| it.id == *id);
        if ids == [ALL] && position(self, &ids[0]).is_none() && !self.meanings.is_empty() {
            let most = self.meanings.iter().filter(|it| !it.named_right).max_by_key(|it| it.hits);
            let declared = most.and_then(|it| it.declared);
            while self.meanings.len() > 1 {
                self.merge(1, 0);
            }
            let it = &mut self.meanings[0];
            it.declared = declared.or(it.declared);
            let old = std::mem::replace(&mut it.phrase, wish.words.join(" "));
            it.also.insert(0, old);
            it.id = wish.id();
            return Ok(Some(it.id.clone()));
        }
        if let Some(id) = ids.iter().find(|id| position(self, id).is_none()) {
            return Err(id.clone());
        }
        let Some((first, others)) = ids.split_first() else { return Ok(None) };
        for id in others.iter().filter(|it| *it != first) {
            if let (Some(other), Some(into)) = (position(self, id), position(self, first)) {
                self.merge(other, into);
            }
        }
        Ok(Some(first.clone()))
    }

    /// Calls the meaning at `at` by other words, with or without those that were looked for behind them.
    ///
    /// # Errors
    /// No words, or those of another meaning: a sentence without a full stop.
    pub fn call(&mut self, at: usize, words: &[String], wish: &Wish) -> Result<(), String> {
        let own = words.strip_suffix(&*wish.words).unwrap_or(words);
        if own.is_empty() {
            return Err("a meaning needs a word besides those that were looked for".to_owned());
        }
        let (id, phrase) = (own.join("-"), [own, &wish.words].concat().join(" "));
        let is_taken = |(other, it): (usize, &Meaning)| other != at && (it.id == id || it.phrase == phrase);
        if RESERVED.contains(&id.as_str()) || self.meanings.iter().enumerate().any(is_taken) {
            return Err(format!("`{id}` is taken"));
        }
        let it = &mut self.meanings[at];
        let old = std::mem::replace(&mut it.phrase, phrase);
        it.also.insert(0, old);
        it.id = id;
        Ok(())
    }
}

/// Groups what bears the words. The terms of `facts` are the word (0) and, where the wish has new words, these (1).
///
/// A file that `is_generated` holds for takes its meaning from others, so its hits say nothing of how much a meaning is used.
pub fn propose(facts: &FileFacts, terms: &TermSet, wish: &Wish, is_generated: &dyn Fn(FileId) -> bool) -> Proposal {
    let mut hits: FxHashMap<SymbolId, usize> = FxHashMap::default();
    for it in facts.occurrences.iter().filter(|it| !is_generated(it.file)) {
        if let Some(symbol) = it.symbol {
            *hits.entry(symbol).or_default() += 1;
        }
    }
    let own = |info: &SymbolInfo| terms.find_in(&info.name);
    let named: Vec<bool> = facts.symbols.iter().map(|(_, info)| own(info).is_some()).collect();
    let is_here = |symbol: SymbolId, info: &SymbolInfo| hits.contains_key(&symbol) && !info.external;
    let types: Vec<(&SymbolInfo, TermHit)> = facts
        .symbols
        .iter()
        .filter(|(symbol, info)| matches!(info.role, Role::Type | Role::SqlTable) && is_here(*symbol, info))
        .filter_map(|(_, info)| Some((info, own(info).filter(|hit| hit.term == 0)?)))
        .collect();
    let compounds = compounds(types.iter().map(|(info, hit)| (*info, hit)), wish);
    let own_key = |info: &SymbolInfo| key(info, &own(info)?, wish, &compounds);
    let of_type = types_of(facts);
    // The values of a library's type are ours, and mean what the type is called.
    let foreign: FxHashSet<SymbolId> = of_type
        .iter()
        .filter(|(value, ty)| facts.symbols.get(**ty).external && is_here(**value, facts.symbols.get(**value)))
        .map(|(_, ty)| *ty)
        .collect();
    let keys: FxHashMap<SymbolId, Key> = facts
        .symbols
        .iter()
        .filter(|(symbol, info)| is_here(*symbol, info) || foreign.contains(symbol))
        .filter_map(|(symbol, info)| {
            let said = own_key(info);
            // A name says more of a value than its type does, and its type more than what declares it.
            let ty = of_type.get(&symbol).filter(|_| !matches!(said, Some(Key::Named { .. } | Key::Right)));
            let by_type = ty.and_then(|it| own_key(facts.symbols.get(*it)));
            Some((symbol, by_type.map(|it| Key::Typed { words: it.words().to_vec() }).or(said)?))
        })
        .collect();
    for ty in foreign {
        hits.insert(ty, 0);
    }
    let starts: Vec<SymbolId> =
        facts.symbols.iter().map(|(symbol, _)| symbol).filter(|it| keys.contains_key(it)).collect();
    let pairs = joined(&facts.symbols, &facts.flows, &Bounds::default(), &|id| named[id.0 as usize], &starts);
    let mut proposal = Proposal {
        meanings: meanings(facts, &keys, &hits, &pairs, wish, is_generated),
        twins: twins(facts, &named, wish),
        ..Proposal::default()
    };
    proposal.leave_new_words_to_the_wanted(wish);
    proposal
}

/// The type of each value, where both bear the word.
fn types_of(facts: &FileFacts) -> FxHashMap<SymbolId, SymbolId> {
    facts.flows.iter().filter(|it| it.kind == FlowKind::Type).map(|it| (it.to, it.from)).collect()
}

/// The names without the word that hold the same values as names with it, by their last words as many as the word has. A word of its
/// own says too little: any value is passed as `value` somewhere.
fn twins(facts: &FileFacts, named: &[bool], wish: &Wish) -> Vec<Twin> {
    let Some((last, front)) = wish.words.split_last() else { return Vec::new() };
    if front.is_empty() || wish.to.is_some() {
        return Vec::new();
    }
    let mut found: FxHashMap<Vec<String>, usize> = FxHashMap::default();
    let is_named = |id: SymbolId| named[id.0 as usize];
    for flow in facts.flows.iter().filter(|it| is_named(it.from) != is_named(it.to)) {
        let info = facts.symbols.get(if is_named(flow.from) { flow.to } else { flow.from });
        if SymbolPath(&info.path).is_text() || matches!(info.role, Role::Function | Role::Method | Role::Type) {
            continue;
        }
        let words: Vec<String> = words_of(&info.name).into_iter().map(str::to_lowercase).collect();
        let tail = words.len().checked_sub(wish.words.len()).map(|at| &words[at..]);
        if let Some(tail) = tail.filter(|it| it.last() == Some(last)) {
            *found.entry(tail.to_vec()).or_default() += 1;
        }
    }
    let mut twins: Vec<Twin> = found.into_iter().map(|(words, pairs)| Twin { words, pairs }).collect();
    twins.sort_by(|a, b| b.pairs.cmp(&a.pairs).then_with(|| a.words.cmp(&b.words)));
    twins.retain(|it| it.pairs > 2);
    twins.truncate(3);
    twins
}
