//! Finds the identifiers of a text that hold a term. A literal search for the first words does the bulk of the work; words
//! are split only around its candidates, and no byte is looked at more than a few times.

use aho_corasick::packed;
use aho_corasick::{AhoCorasick, Input, MatchKind};

use super::case::{CharKind, capital, kind, same, split};
use crate::model::Span;

/// A sequence of words to look for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TermSpec {
    /// Its name in the rule pack.
    pub id: String,
    /// The words in lower case, at least one: `["run", "id"]`.
    pub words: Vec<String>,
    /// Other forms of the last word in lower case (`["indices"]`). A regular plural (`runs`, `statuses`, `entries`) needs no mention.
    pub forms: Vec<String>,
}

impl TermSpec {
    /// True when `word` is the last word of the term, its plural or another of its forms, in any case.
    fn ends_with(&self, word: &str) -> bool {
        self.words.last().is_some_and(|last| same(word, last) || is_plural(word, last))
            || self.forms.iter().any(|form| same(word, form))
    }

    /// How many of `words`, from the first on, are this term; `None` when they are not. A term of several words is also
    /// found as one (`runid`, `RUNID`), which is then the whole word.
    pub(super) fn matches(&self, words: &[&str]) -> Option<usize> {
        let (last, front) = self.words.split_last()?;
        if words.len() > front.len()
            && front.iter().zip(words).all(|(term, word)| same(word, term))
            && self.ends_with(words[front.len()])
        {
            return Some(self.words.len());
        }
        let word = words.first()?;
        let joined = !front.is_empty()
            && word.is_ascii()
            && word.len() >= self.words.iter().map(String::len).sum::<usize>()
            && (same(word, &self.words.concat()) || !last.ends_with('s') && is_plural(word, &self.words.concat()));
        joined.then_some(1)
    }
}

/// True when `word` is the regular plural of the word `of`, which is in lower case.
pub(super) fn is_plural(word: &str, of: &str) -> bool {
    let Some(stem) = singular(word) else { return false };
    same(stem, of) || stem.ends_with(['e', 'E']) && same(word, &plural_of(of))
}

/// The regular plural of an English word in lower case: `runs`, `statuses`, `entries`.
pub fn plural_of(word: &str) -> String {
    let stem = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']) && !stem.is_empty());
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end)) => format!("{word}es"),
        None => format!("{word}s"),
    }
}

/// `word` without its plural `s`.
pub(super) fn singular(word: &str) -> Option<&str> {
    word.strip_suffix(['s', 'S']).filter(|rest| !rest.is_empty())
}

/// An identifier that holds a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermHit {
    /// The whole identifier.
    pub span: Span,
    /// The words in it that are the term, in order: every occurrence of the term in the identifier, not overlapping.
    pub inner: Vec<Span>,
    /// Index of the term in the list that the set was made from.
    pub term: u32,
}

/// Terms to look for, all at once.
#[derive(Debug)]
pub struct TermSet {
    terms: Vec<TermSpec>,
    /// Indexes of `terms`, the most words first, then in the given order.
    priority: Vec<u32>,
    finder: Finder,
    /// Lower-case ASCII letters that can follow a first word without making it another word (`s`).
    continues: [bool; 256],
}

impl TermSet {
    /// A set of these terms. A term without words is never found.
    pub fn new(terms: &[TermSpec]) -> Self {
        let mut priority: Vec<u32> = (0..terms.len() as u32).collect();
        priority.sort_by_key(|at| std::cmp::Reverse(terms[*at as usize].words.len()));
        let mut starts: Vec<String> = Vec::new();
        let mut wholes: Vec<String> = Vec::new();
        for term in terms {
            let Some(first) = term.words.first() else { continue };
            starts.push(first.clone());
            wholes.extend([first.clone(), term.words.concat()]);
            if term.words.len() == 1 {
                starts.extend(term.forms.iter().cloned().chain([plural_of(first)]));
                wholes.extend(term.forms.iter().cloned().chain([plural_of(first)]));
            }
            wholes.push(plural_of(&term.words.concat()));
        }
        let mut continues = [false; 256];
        continues[usize::from(b's')] = true;
        for (start, whole) in starts.iter().flat_map(|start| wholes.iter().map(move |whole| (start, whole))) {
            if let Some(next) = whole.strip_prefix(start.as_str()).and_then(|rest| rest.bytes().next()) {
                continues[usize::from(next)] = true;
            }
        }
        // A start that goes on after another one is found by that one: with both, `RUNS` would hide the `RUN` of `RUNSession`.
        let all = starts.clone();
        starts.retain(|start| !all.iter().any(|other| other.len() < start.len() && start.starts_with(other.as_str())));
        // A word that the case rules cut out is in lower case, capitalised or in upper case, never mixed.
        let mut patterns: Vec<String> =
            starts.iter().flat_map(|start| [start.clone(), capital(start), start.to_uppercase()]).collect();
        patterns.sort();
        patterns.dedup();
        Self { terms: terms.to_vec(), priority, finder: Finder::new(&patterns), continues }
    }

    /// The terms, in the given order.
    pub fn terms(&self) -> &[TermSpec] {
        &self.terms
    }

    /// False when no identifier in `bytes` can hold a term: a cheap test before a file is decoded and parsed.
    pub fn may_match(&self, bytes: &[u8]) -> bool {
        self.candidate(bytes, 0).is_some()
    }

    /// The hits in a text, in order. An identifier is a maximal run of letters, digits, `_` and `$`, or
    /// several simple words joined by single hyphens (`idx-run-id`, `dry-run`). A term of several words is also found
    /// across single blanks (`Run IDs`). One hit per identifier; the term with the most words wins, then the first given.
    pub fn find(&self, text: &str) -> Vec<TermHit> {
        let mut hits = Vec::new();
        let mut at = 0;
        while let Some((start, end)) = self.candidate(text.as_bytes(), at) {
            let name = kebab_around(text, at, identifier_around(text, at, start, end));
            let next = self.after_blanks(text, name.end);
            at = name.end;
            if let Some(hit) = self.best(text, name, &next) {
                at = at.max(hit.span.end as usize);
                hits.push(hit);
            }
        }
        hits
    }

    /// The hit in one identifier (`run-id` is one, too). Spans count from its start, and `span` is all of it.
    pub fn find_in(&self, identifier: &str) -> Option<TermHit> {
        if !self.may_match(identifier.as_bytes()) {
            return None;
        }
        self.best(identifier, 0..identifier.len(), &[])
    }

    /// The next place at or after `at` where the first word of a term may stand by itself.
    fn candidate(&self, bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
        loop {
            let (start, end) = self.finder.find(bytes, at)?;
            if !self.inside_word(bytes, start, end) {
                return Some((start, end));
            }
            at = start + 1;
        }
    }

    /// True when the neighbouring bytes prove that `start..end` is only a part of a word.
    fn inside_word(&self, bytes: &[u8], start: usize, end: usize) -> bool {
        let before = start.checked_sub(1).map_or(0, |at| bytes[at]);
        let cut_before = match bytes[start] {
            b'a'..=b'z' => before.is_ascii_lowercase() && !is_escape(bytes, start - 1),
            b'A'..=b'Z' => before.is_ascii_uppercase() && bytes[start..end].iter().all(u8::is_ascii_uppercase),
            _ => false,
        };
        let after = bytes.get(end).copied().unwrap_or(0);
        cut_before || (after.is_ascii_lowercase() && !self.continues[usize::from(after)])
    }

    /// Up to as many words, each a whole identifier one blank after the last, as the longest term still needs.
    fn after_blanks(&self, text: &str, mut at: usize) -> Vec<(usize, usize)> {
        /// No word of a term is longer; a longer identifier is not read to its end.
        const LONGEST: usize = 64;
        let longest = self.priority.first().map_or(0, |first| self.terms[*first as usize].words.len());
        let mut found = Vec::new();
        while found.len() + 1 < longest && text[at..].starts_with(' ') {
            let word = &text[at + 1..];
            let length = word.char_indices().find(|(_, c)| !in_identifier(*c)).map_or(word.len(), |(end, _)| end);
            if length == 0 || length > LONGEST {
                break;
            }
            found.push((at + 1, at + 1 + length));
            at += 1 + length;
        }
        found
    }

    /// The best term in the identifier at `name`, whose last words may go on in `next` (one blank apart each).
    fn best(&self, text: &str, name: std::ops::Range<usize>, next: &[(usize, usize)]) -> Option<TermHit> {
        let spans: Vec<Span> =
            split(&text[name.clone()]).map(|word| Span::new(name.start + word.start, name.start + word.end)).collect();
        let words: Vec<&str> = spans.iter().map(|span| &text[span.range()]).collect();
        for index in &self.priority {
            let term = &self.terms[*index as usize];
            let mut inner = Vec::new();
            let mut at = 0;
            while at < words.len() {
                match term.matches(&words[at..]) {
                    Some(count) => {
                        inner.extend_from_slice(&spans[at..at + count]);
                        at += count;
                    }
                    None => at += 1,
                }
            }
            if !inner.is_empty() {
                return Some(TermHit { span: Span::new(name.start, name.end), inner, term: *index });
            }
            if let Some(inner) = across_blanks(text, term, &spans, next) {
                let end = inner.last().map_or(name.end, |span| span.end as usize);
                return Some(TermHit { span: Span::new(name.start, end), inner, term: *index });
            }
        }
        None
    }
}

/// The words of `term` when its first ones end an identifier and the others follow as identifiers of their own.
fn across_blanks(text: &str, term: &TermSpec, spans: &[Span], next: &[(usize, usize)]) -> Option<Vec<Span>> {
    let count = term.words.len();
    (1..count).rev().filter(|front| *front <= spans.len() && count - front <= next.len()).find_map(|front| {
        let mut inner = spans[spans.len() - front..].to_vec();
        inner.extend(next[..count - front].iter().map(|(start, end)| Span::new(*start, *end)));
        let words: Vec<&str> = inner.iter().map(|span| &text[span.range()]).collect();
        (term.matches(&words) == Some(count)).then_some(inner)
    })
}

fn in_identifier(c: char) -> bool {
    matches!(c, '_' | '$') || kind(c) != CharKind::Separator
}

/// The identifier around `start..end`, not reaching before `floor`.
fn identifier_around(text: &str, floor: usize, start: usize, end: usize) -> std::ops::Range<usize> {
    let mut from = text[floor..start]
        .char_indices()
        .rev()
        .take_while(|(_, c)| in_identifier(*c))
        .last()
        .map_or(start, |it| floor + it.0);
    if from < start && is_escape(text.as_bytes(), from) {
        from += 1;
    }
    let to = text[end..].find(|c| !in_identifier(c)).map_or(text.len(), |length| end + length);
    from..to
}

/// True when the byte at `at` is the letter of an escape (`\n`): it belongs to the string, not to the word after it.
fn is_escape(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v'))
        && at > 0
        && bytes[at - 1] == b'\\'
        && bytes[..at].iter().rev().take(8).take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// `name` with the simple words that single hyphens join to it; just `name` when it is not simple itself.
fn kebab_around(text: &str, floor: usize, name: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let std::ops::Range { mut start, mut end } = name;
    if !is_simple(&text[start..end]) {
        return start..end;
    }
    while text[end..].starts_with('-') {
        let part = &text[end + 1..];
        let length = part.find(|c| !in_identifier(c)).unwrap_or(part.len());
        if !is_simple(&part[..length]) {
            break;
        }
        end += 1 + length;
    }
    while text[floor..start].ends_with('-') {
        let before = &text[floor..start - 1];
        let part =
            before.char_indices().rev().take_while(|(_, c)| in_identifier(*c)).last().map_or(before.len(), |it| it.0);
        if !is_simple(&before[part..]) {
            break;
        }
        start = floor + part;
    }
    start..end
}

/// One word, perhaps with a number: what kebab-case names are made of.
fn is_simple(part: &str) -> bool {
    let mut words = split(part).filter(|word| !part[word.clone()].starts_with(|c| kind(c) == CharKind::Digit));
    !part.is_empty() && !part.contains(['_', '$']) && words.nth(1).is_none()
}

/// Finds the first of many literals: vectorised where that is possible, an automaton where it isn't.
#[derive(Debug)]
enum Finder {
    Packed(packed::Searcher),
    Automaton(Box<AhoCorasick>),
    Nothing,
}

impl Finder {
    fn new(patterns: &[String]) -> Self {
        if patterns.is_empty() || patterns.iter().any(String::is_empty) {
            return Finder::Nothing;
        }
        let packed =
            packed::Config::new().match_kind(packed::MatchKind::LeftmostLongest).builder().extend(patterns).build();
        match packed {
            Some(searcher) => Finder::Packed(searcher),
            None => AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(patterns)
                .map_or(Finder::Nothing, |automaton| Finder::Automaton(Box::new(automaton))),
        }
    }

    fn find(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let found = match self {
            Finder::Packed(searcher) => searcher.find_in(bytes, (at..bytes.len()).into()),
            Finder::Automaton(automaton) => automaton.find(Input::new(bytes).range(at..)),
            Finder::Nothing => None,
        }?;
        Some((found.start(), found.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(words: &str) -> TermSpec {
        TermSpec { id: words.into(), words: words.split(' ').map(String::from).collect(), forms: Vec::new() }
    }

    fn set() -> TermSet {
        TermSet::new(&[term("run"), term("run id"), term("session id")])
    }

    /// `identifier:words of the term:term`
    fn found(hits: Vec<TermHit>, text: &str) -> Vec<String> {
        hits.iter()
            .map(|hit| {
                let inner: Vec<&str> = hit.inner.iter().map(|span| &text[span.range()]).collect();
                format!("{}|{}|{}", &text[hit.span.range()], inner.join(" "), hit.term)
            })
            .collect()
    }

    #[test]
    fn identifiers_of_every_style_are_found_with_the_longest_term() {
        for (text, expected) in [
            ("ev.RunID = resRunID", &["RunID|Run ID|1", "resRunID|Run ID|1"][..]),
            ("turns_by_run run_ids", &["turns_by_run|run|0", "run_ids|run ids|1"]),
            ("RUN_ID runs Runs RunIDs", &["RUN_ID|RUN ID|1", "runs|runs|0", "Runs|Runs|0", "RunIDs|Run IDs|1"]),
            ("runIDFromRunID", &["runIDFromRunID|run ID Run ID|1"]),
            ("runtime truncate RUnlock prune runner TRUNK Prun", &[]),
            ("runid RUNIDS brunid", &["runid|runid|1", "RUNIDS|RUNIDS|1"]),
            ("runSessionId", &["runSessionId|Session Id|2"]),
            ("HTTPRun RUNLog RUNs", &["HTTPRun|Run|0", "RUNLog|RUN|0", "RUNs|RUNs|0"]),
            ("RUNSStore idRUNState RUNSTATE", &["RUNSStore|RUNS|0", "idRUNState|RUN|0"]),
            ("$run_id ünrun éRun", &["$run_id|run id|1", "éRun|Run|0"]),
        ] {
            assert_eq!(found(set().find(text), text), expected, "{text}");
        }
    }

    #[test]
    fn words_are_joined_by_single_hyphens_and_blanks() {
        for (text, expected) in [
            ("the run id of", &["run id|run id|1"][..]),
            ("Run IDs, run-ID", &["Run IDs|Run IDs|1", "run-ID|run ID|1"]),
            ("idx-run-id-2 run-1", &["idx-run-id-2|run id|1", "run-1|run|0"]),
            ("--dry-run --run", &["dry-run|run|0", "run|run|0"]),
            ("run  id run\nid", &["run|run|0", "run|run|0"]),
            ("planning-run ID", &["planning-run ID|run ID|1"]),
            ("run idle, run id_x", &["run|run|0", "run|run|0"]),
            ("n - runID-1", &["runID|run ID|1"]),
        ] {
            assert_eq!(found(set().find(text), text), expected, "{text}");
        }
    }

    #[test]
    fn the_letter_of_an_escape_is_no_part_of_the_word() {
        let text = r#""\nrun_id \\nrun \tRunID \run" "#;
        assert_eq!(found(set().find(text), text), ["run_id|run id|1", "RunID|Run ID|1", "run|run|0"]);
    }

    #[test]
    fn regular_plurals_are_found() {
        let set = TermSet::new(&["status", "entry", "job index", "key"].map(term));
        let text = "statuses LogEntries jobIndexes jobindexes KEYS JOB_INDEXES entryes statusesque keyes entrys";
        let expected = [
            "statuses|statuses|0",
            "LogEntries|Entries|1",
            "jobIndexes|job Indexes|2",
            "jobindexes|jobindexes|2",
            "KEYS|KEYS|3",
            "JOB_INDEXES|JOB INDEXES|2",
            "entrys|entrys|1",
        ];
        assert_eq!(found(set.find(text), text), expected);
    }

    #[test]
    fn other_forms_are_found() {
        let set = TermSet::new(&[TermSpec { forms: vec!["ran".into(), "running".into()], ..term("run") }]);
        let text = "ran running Runner hasRan";
        assert_eq!(found(set.find(text), text), ["ran|ran|0", "running|running|0", "hasRan|Ran|0"]);
    }

    #[test]
    fn a_term_without_words_and_an_empty_set_find_nothing() {
        assert!(TermSet::new(&[]).find("run").is_empty());
        let empty = TermSpec { id: "x".into(), words: Vec::new(), forms: Vec::new() };
        assert!(TermSet::new(&[empty]).find("run").is_empty());
    }

    #[test]
    fn long_identifiers_and_chains_take_linear_time() {
        let set = set();
        for unit in ["run", "run_", "run-", "run ", "rUn", "-run_", "RUN", "\\nrun", "run id "] {
            let text = unit.repeat(20_000);
            let began = std::time::Instant::now();
            set.find(&text);
            assert!(began.elapsed().as_secs() < 5, "{unit}: {:?}", began.elapsed());
        }
    }

    proptest::proptest! {
        /// The search, however it takes short cuts, finds what splitting the whole text finds.
        #[test]
        fn hits_are_those_of_splitting_every_identifier(text in "(run|Run|RUN|ID|Id|id|s|_|x|Xy|1|\\.|n|session|Session){0,14}") {
            let set = set();
            let mut expected = Vec::new();
            let mut at = 0;
            for part in text.split_inclusive('.') {
                let name = part.trim_end_matches('.');
                if let Some(hit) = set.find_in(name) {
                    expected.push((at, at + name.len(), hit.term, hit.inner.len()));
                }
                at += part.len();
            }
            let hits: Vec<_> =
                set.find(&text).iter().map(|it| (it.span.start as usize, it.span.end as usize, it.term, it.inner.len())).collect();
            proptest::prop_assert_eq!(hits, expected);
            proptest::prop_assert!(set.find(&text).is_empty() || set.may_match(text.as_bytes()));
        }
    }
}
