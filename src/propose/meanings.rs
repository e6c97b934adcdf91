//! Keys whose symbols hold the same values are one meaning.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::key::Key;
use super::wish::Wish;
use crate::model::{FileFacts, FileId, Role, Span, SymbolId};
use crate::rules::MAX_ALTERNATIVES;
use crate::text::words::WordPattern;

/// At most so many meanings: conditions of a pack tell no more apart, and a person reads no more. What is less frequent is one meaning.
const MOST: usize = 40;

/// The name in conditions of all that is less frequent.
const REST: &str = "others";

/// What conditions say of meanings, and what is none.
pub(super) const RESERVED: [&str; 4] = ["none", "any", "all", REST];

/// A key with fewer hits is left open.
const FEWEST: usize = 3;

/// The part of a key's symbols that must hold values of another key, so that the two mean one thing.
const SHARE: f64 = 0.3;

/// The part of the hits of `client` below which `job client` is the same.
const FEW: f64 = 0.03;

/// What the right name is called by the old word: `session run id`, where the new words are `session id`.
fn right_by_old(wish: &Wish) -> Vec<String> {
    let new = wish.to.iter().flatten().filter(|it| !wish.words.contains(it));
    new.chain(&wish.words).cloned().collect()
}

/// The words without the term behind them: `alloc client` of `alloc client status`. None are left of the term alone.
fn bare<'a>(words: &'a [String], wish: &Wish) -> &'a [String] {
    words.strip_suffix(&*wish.words).filter(|it| !it.is_empty()).unwrap_or(words)
}

/// The part of all hits below which what only functions say is no meaning.
const FEW_PASSING: f64 = 0.003;

/// Of two keys that both have more than this part of all hits, few shared values do not make one.
const LARGE: f64 = 0.08;

/// What some of the symbols mean.
#[derive(Clone, Debug, Default)]
pub struct Meaning {
    /// Its name in conditions: `alloc-client`.
    pub id: String,
    /// What it is called: `alloc client status`.
    pub phrase: String,
    /// What else is called so.
    pub also: Vec<String>,
    /// Word patterns for names that say so.
    pub names: Vec<String>,
    /// Globs of symbols that are declared so.
    pub symbols: Vec<String>,
    /// Words around that say so.
    pub context: Vec<String>,
    /// How many hits belong to its symbols.
    pub hits: usize,
    /// The declaration of the symbol with most hits.
    pub declared: Option<(FileId, Span)>,
    /// Its values bear the new words already.
    pub named_right: bool,
    /// Of what is rare, how many meanings it stands for; 0 for one meaning.
    pub rarer: usize,
    /// Only functions, and values within them, say so.
    passing: bool,
    /// The symbols that are declared so.
    members: Vec<SymbolId>,
}

/// The symbols of one key.
#[derive(Default)]
struct Node {
    symbols: Vec<SymbolId>,
    hits: usize,
    right: bool,
    /// All of them are functions, or values within one.
    passing: bool,
    /// Patterns of what names say.
    said: BTreeSet<String>,
    /// Members by what declares them.
    owners: BTreeMap<String, BTreeSet<String>>,
}

/// The meanings of the symbols that have `keys`, those with the most hits first.
pub(super) fn meanings(
    facts: &FileFacts,
    keys: &FxHashMap<SymbolId, Key>,
    hits: &FxHashMap<SymbolId, usize>,
    pairs: &BTreeMap<(SymbolId, SymbolId), usize>,
    wish: &Wish,
    is_generated: &dyn Fn(FileId) -> bool,
) -> Vec<Meaning> {
    let (words, nodes, place) = nodes(facts, keys, hits, wish);
    // Whoever reads a proposal wants to see what people wrote.
    let shown = |symbol: SymbolId| facts.symbols.get(symbol).decl.filter(|(file, _)| !is_generated(*file));
    let groups = joined(&words, &nodes, &place, pairs, wish);
    let mut meanings: Vec<Meaning> =
        groups.iter().map(|group| meaning((&words, &nodes), group, hits, wish, &shown)).collect();
    let all: usize = nodes.iter().map(|it| it.hits).sum();
    meanings.retain(|it| it.named_right || !it.passing || it.hits as f64 > FEW_PASSING * all as f64);
    meanings.sort_by(|a, b| (b.named_right, b.hits).cmp(&(a.named_right, a.hits)).then_with(|| a.id.cmp(&b.id)));
    let frequent = meanings.iter().take_while(|it| it.named_right || it.hits >= FEWEST).count().min(MOST);
    let rest = meanings.split_off(frequent);
    if rest.len() > 1 && frequent == MOST {
        meanings.push(others(rest, wish));
    }
    tell_apart(&mut meanings);
    keep_telling_context(&mut meanings, facts);
    meanings
}

/// The part of the hits with a word around them that must have the meaning by themselves, so that the word says it of others.
const TELLING: f64 = 0.9;

/// Leaves out words around that do not tell a meaning: what is declared so stands in them less often than what is declared otherwise.
fn keep_telling_context(meanings: &mut [Meaning], facts: &FileFacts) {
    let mut own: FxHashMap<SymbolId, usize> = FxHashMap::default();
    for (at, it) in meanings.iter().enumerate() {
        own.extend(it.members.iter().map(|symbol| (*symbol, at)));
    }
    let phrases: Vec<(usize, &str, WordPattern)> = meanings
        .iter()
        .enumerate()
        .flat_map(|(at, it)| it.context.iter().map(move |phrase| (at, phrase.as_str())))
        .filter_map(|(at, phrase)| Some((at, phrase, WordPattern::parse(phrase).ok()?)))
        .collect();
    let mut said: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut counts = vec![(0_usize, 0_usize); phrases.len()];
    for it in &facts.occurrences {
        let Some(meaning) = it.symbol.and_then(|symbol| own.get(&symbol)) else { continue };
        for name in &it.context {
            let says = said.entry(name.as_str()).or_insert_with(|| {
                let matching = phrases.iter().enumerate().filter(|(_, (.., pattern))| pattern.matches_text(name));
                matching.map(|(at, _)| at).collect()
            });
            for phrase in says {
                counts[*phrase].0 += usize::from(phrases[*phrase].0 == *meaning);
                counts[*phrase].1 += 1;
            }
        }
    }
    let telling: BTreeSet<(usize, String)> = phrases
        .iter()
        .zip(&counts)
        .filter(|(_, (right, all))| *right > 0 && *right as f64 >= TELLING * *all as f64)
        .map(|((at, phrase, _), _)| (*at, (*phrase).to_owned()))
        .collect();
    for (at, it) in meanings.iter_mut().enumerate() {
        it.context.retain(|phrase| telling.contains(&(at, phrase.clone())));
    }
}

/// What is less frequent, as one meaning: each of them is none of the frequent ones. What only stands around a name says too little for that.
fn others(rest: Vec<Meaning>, wish: &Wish) -> Meaning {
    let phrase = format!("other {}", wish.words.join(" "));
    let mut all = Meaning { id: REST.to_owned(), phrase, rarer: rest.len(), ..Meaning::default() };
    let most = rest.iter().max_by_key(|it| it.hits);
    all.declared = most.and_then(|it| it.declared);
    for it in rest {
        all.also.push(it.phrase);
        all.also.extend(it.also);
        all.names.extend(it.names);
        all.symbols.extend(it.symbols);
        all.hits += it.hits;
        all.members.extend(it.members);
    }
    all
}

fn passing(role: Role) -> bool {
    matches!(role, Role::Local | Role::Parameter | Role::Function | Role::Method)
}

type Nodes = (Vec<Vec<String>>, Vec<Node>, FxHashMap<SymbolId, usize>);

/// The keys by their words, what belongs to each, and the index of each symbol's key.
fn nodes(facts: &FileFacts, keys: &FxHashMap<SymbolId, Key>, hits: &FxHashMap<SymbolId, usize>, wish: &Wish) -> Nodes {
    let right_name = right_by_old(wish);
    let mut index: BTreeMap<(bool, &[String]), Vec<SymbolId>> = BTreeMap::new();
    for (symbol, _) in facts.symbols.iter() {
        if let Some(key) = keys.get(&symbol) {
            let right = *key == Key::Right || wish.to.is_some() && key.words() == right_name;
            index.entry((right, if right { &[] } else { key.words() })).or_default().push(symbol);
        }
    }
    let (mut words, mut nodes, mut place) = (Vec::new(), Vec::new(), FxHashMap::default());
    for ((right, own), symbols) in index {
        let mut node = Node { right, hits: symbols.iter().map(|it| hits[it]).sum(), ..Node::default() };
        for symbol in &symbols {
            place.insert(*symbol, nodes.len());
            let info = facts.symbols.get(*symbol);
            match &keys[symbol] {
                // What a local is called beyond that is of one function.
                Key::Named { pattern, plain, .. } if !passing(info.role) || *plain => {
                    node.said.insert(pattern.clone());
                }
                Key::Named { .. } => {}
                Key::Owned { owner, .. } => {
                    node.owners.entry(owner.clone()).or_default().insert(info.name.to_string());
                }
                // The pack names the type.
                Key::Typed { .. } | Key::Right => {}
            }
        }
        node.passing = symbols.iter().all(|it| passing(facts.symbols.get(*it).role));
        node.symbols = symbols;
        words.push(own.to_vec());
        nodes.push(node);
    }
    (words, nodes, place)
}

/// Which nodes are one meaning, by their indexes.
fn joined(
    words: &[Vec<String>],
    nodes: &[Node],
    place: &FxHashMap<SymbolId, usize>,
    pairs: &BTreeMap<(SymbolId, SymbolId), usize>,
    wish: &Wish,
) -> Vec<Vec<usize>> {
    // Of each node, the symbols that hold values of another.
    let mut edges: BTreeMap<(usize, usize), BTreeSet<SymbolId>> = BTreeMap::new();
    for (one, other) in pairs.keys().filter(|(one, other)| place[one] != place[other]) {
        edges.entry((place[one], place[other])).or_default().insert(*one);
        edges.entry((place[other], place[one])).or_default().insert(*other);
    }
    let mut root: Vec<usize> = (0..nodes.len()).collect();
    let mut alone: Vec<usize> = Vec::new();
    let size = |at: usize| (nodes[at].right, nodes[at].symbols.len(), at);
    // A key joins one larger key, the one that most of its symbols share values with: so no small key ties two large ones together.
    for node in (0..nodes.len()).filter(|it| !nodes[*it].right) {
        let larger = best((words, nodes, wish), &edges, node, &|other| size(other) > size(node));
        match larger.or_else(|| kind_of(words, nodes, node, wish)) {
            Some(other) => unite(&mut root, node, other),
            None => alone.push(node),
        }
    }
    // What is the largest among its neighbours may be no meaning of its own either.
    for node in alone {
        if let Some(other) = best((words, nodes, wish), &edges, node, &|_| true) {
            unite(&mut root, node, other);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in 0..nodes.len() {
        groups.entry(find(&mut root, node)).or_default().push(node);
    }
    groups.into_values().collect()
}

/// The node that `node` shares most values with, among those that `may` holds for; the right name before all others.
fn best(
    (words, nodes, wish): (&[Vec<String>], &[Node], &Wish),
    edges: &BTreeMap<(usize, usize), BTreeSet<SymbolId>>,
    node: usize,
    may: &dyn Fn(usize) -> bool,
) -> Option<usize> {
    let all: usize = nodes.iter().map(|it| it.hits).sum();
    let is_large = |it: &Node| it.hits as f64 > LARGE * all as f64;
    let count = nodes[node].symbols.len();
    let mut found: Option<(bool, f64, usize)> = None;
    for ((_, other), met) in edges.range((node, 0)..(node + 1, 0)).filter(|((_, other), _)| may(*other)) {
        let (right, related) = (nodes[*other].right, are_related(&words[node], &words[*other], wish));
        let share = met.len() as f64 / count as f64;
        let some = share >= SHARE && (met.len() > 1 || count <= 2);
        let two_large = is_large(&nodes[node]) && is_large(&nodes[*other]) && !right;
        let next = (right || related, share, *other);
        if (related || some && (!two_large || share >= 0.5 && met.len() >= 5))
            && found.is_none_or(|it| (next.0, next.1) > (it.0, it.1))
        {
            found = Some(next);
        }
    }
    found.map(|(.., other)| other)
}

/// `job client status` is a kind of `client status`, where so few names say so that nobody tells the two apart.
fn kind_of(words: &[Vec<String>], nodes: &[Node], node: usize, wish: &Wish) -> Option<usize> {
    let (key, term) = (&words[node], wish.words.len());
    let tails = (1..key.len().saturating_sub(term)).map(|from| &key[from..]);
    let heads = (term + 1..key.len()).rev().map(|to| &key[..to]);
    let short = tails.chain(heads).find_map(|part| words.iter().position(|it| it == part))?;
    let few = nodes[node].passing || (nodes[node].hits as f64) < FEW * nodes[short].hits as f64;
    few.then_some(short)
}

fn unite(root: &mut [usize], one: usize, other: usize) {
    let (one, other) = (find(root, one), find(root, other));
    root[one] = other;
}

fn find(root: &mut [usize], mut at: usize) -> usize {
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}

/// One is said shorter than the other: `eval` and `evaluation`, `client` and `alloc client`.
fn are_related(one: &[String], other: &[String], wish: &Wish) -> bool {
    let (one, other) = (bare(one, wish), bare(other, wish));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let (Some(a), Some(b)) = (short.last(), long.last()) else { return false };
    let abbreviated = |a: &String, b: &String| a.len() >= 3 && b.starts_with(a.as_str());
    let tail = &long[long.len() - short.len()..];
    short.len() == long.len()
        && (abbreviated(a, b) || abbreviated(b, a))
        && short[..short.len() - 1] == tail[..tail.len() - 1]
        || short.len() < long.len() && short == tail
}

fn meaning(
    (words, nodes): (&[Vec<String>], &[Node]),
    group: &[usize],
    hits: &FxHashMap<SymbolId, usize>,
    wish: &Wish,
    shown: &dyn Fn(SymbolId) -> Option<(FileId, Span)>,
) -> Meaning {
    let right = group.iter().any(|it| nodes[*it].right);
    let mut keys: Vec<usize> = group.iter().copied().filter(|it| !nodes[*it].right).collect();
    keys.sort_by_key(|it| std::cmp::Reverse(nodes[*it].hits));
    let name = match keys.first() {
        Some(first) if !right => words[*first].clone(),
        _ => right_by_old(wish),
    };
    let id = match bare(&name, wish).join("-") {
        id if RESERVED.contains(&id.as_str()) => name.join("-"),
        id => id,
    };
    let mut it = Meaning { id, phrase: name.join(" "), named_right: right, ..Meaning::default() };
    it.also = keys.iter().map(|at| words[*at].join(" ")).filter(|phrase| *phrase != it.phrase).collect();
    let right = group.iter().filter(|at| nodes[**at].right);
    let keys: Vec<usize> = keys.into_iter().chain(right.copied()).collect();
    it.names = keys.iter().flat_map(|at| &nodes[*at].said).cloned().collect();
    if it.named_right {
        it.names.extend(wish.right_pattern());
    }
    let mut by_members: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
    for (owner, members) in keys.iter().flat_map(|at| &nodes[*at].owners) {
        by_members.entry(members.iter().map(String::as_str).collect()).or_default().push(owner);
    }
    for (members, owners) in by_members {
        for owners in owners.chunks(OWNERS) {
            let members = members.chunks(MAX_ALTERNATIVES / owners.len());
            it.symbols.extend(members.map(|members| format!("{}{}", any(owners), any(members))));
        }
    }
    let owners = |at: &&usize| !nodes[**at].owners.is_empty() && !nodes[**at].right;
    it.context = keys.iter().filter(owners).map(|at| bare(&words[*at], wish).join(" ")).collect();
    it.members = group.iter().flat_map(|at| &nodes[*at].symbols).copied().collect();
    it.passing = group.iter().all(|at| nodes[*at].passing);
    it.hits = group.iter().map(|at| nodes[*at].hits).sum();
    let most = |nodes: &[&Node]| {
        let symbols = nodes.iter().flat_map(|it| &it.symbols);
        symbols.filter_map(|it| Some((hits[it], shown(*it)?))).max_by_key(|(hits, _)| *hits)
    };
    // What the meaning is called after shows what it is, unless something else is used far more often.
    let named = keys.first().and_then(|at| most(&[&nodes[*at]]));
    let of_all = most(&group.iter().map(|at| &nodes[*at]).collect::<Vec<_>>());
    let is_common = |it: &(usize, _)| of_all.is_none_or(|all| it.0 * 4 >= all.0);
    it.declared = named.filter(is_common).or(of_all).map(|(_, place)| place);
    it
}

/// How many owners one glob lists: it has as many alternatives as these times their members.
const OWNERS: usize = 16;

/// `A`, or `{A,B}`; what all end with stands behind.
fn any(names: &[&str]) -> String {
    match names {
        [one] => (*one).to_owned(),
        _ if names.iter().all(|it| it.ends_with('.')) => {
            let stems: Vec<&str> = names.iter().map(|it| it.trim_end_matches('.')).collect();
            format!("{{{}}}.", stems.join(","))
        }
        _ => format!("{{{}}}", names.join(",")),
    }
}

/// Leaves out patterns of names that others have in them, and words around that are in the names of other meanings: what two meanings claim
/// is of neither.
fn tell_apart(meanings: &mut [Meaning]) {
    let phrases: Vec<Vec<String>> =
        meanings.iter().map(|it| it.also.iter().chain([&it.phrase]).cloned().collect()).collect();
    let within = |phrase: &str, other: &str| format!(" {other} ").contains(&format!(" {phrase} "));
    for (at, it) in meanings.iter_mut().enumerate() {
        // All of `* update node status *` is of `* node status *`.
        let wide: Vec<String> = it.names.iter().filter_map(|it| Some(it.strip_prefix("* ")?.to_owned())).collect();
        it.names.retain(|name| !wide.iter().any(|other| name.len() > other.len() + 2 && within(other, name)));
        it.names.sort();
        it.names.dedup();
        it.context.retain(|phrase| {
            let said = phrases.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, all)| all);
            phrase.len() > 2 && !said.into_iter().any(|other| within(phrase, other))
        });
        it.context.sort();
        it.context.dedup();
    }
    meanings
        .iter_mut()
        .filter(|it| it.names.is_empty() && it.symbols.is_empty())
        .for_each(|it| it.names.push(format!("* {} *", it.phrase)));
}
