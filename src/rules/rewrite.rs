//! New names and new wording: explicit renames, then words; phrases in messages, comments and documents.

use std::collections::BTreeMap;
use std::ops::Range;

use smol_str::SmolStr;

use crate::text::words::{self, Shape, TermSpec};

/// One phrase and what it becomes. Matches whole words, without case; a blank matches any white space. A phrase that
/// becomes nothing goes with the blanks before it.
#[derive(Clone, Debug)]
pub struct TextRewrite {
    old: String,
    new: String,
}

impl TextRewrite {
    /// The rewrite of the phrase `old` to `new`.
    ///
    /// # Errors
    /// A sentence without a final period that says what is wrong.
    pub fn new(old: &str, new: &str) -> Result<Self, String> {
        let folded = old.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if !folded.contains(char::is_alphanumeric) {
            return Err("it has no word".to_owned());
        }
        let rewrite = Self { old: folded, new: new.split_whitespace().collect::<Vec<_>>().join(" ") };
        if rewrite.find(&rewrite.new).is_some() {
            return Err("the new wording has the old one in it, so applying twice would not rest".to_owned());
        }
        Ok(rewrite)
    }

    fn find(&self, text: &str) -> Option<Range<usize>> {
        let mut before = None;
        for (start, c) in text.char_indices() {
            if !before.is_some_and(is_word)
                && let Some(end) = self.end_at(&text[start..])
            {
                let kept = if self.new.is_empty() { text[..start].trim_end_matches([' ', '\t']).len() } else { start };
                return Some(kept..start + end);
            }
            before = Some(c);
        }
        None
    }

    /// Length of the phrase at the start of `text`.
    fn end_at(&self, text: &str) -> Option<usize> {
        let mut rest = text;
        for want in self.old.chars() {
            if want == ' ' {
                let trimmed = rest.trim_start();
                if trimmed.len() == rest.len() {
                    return None;
                }
                rest = trimmed;
                continue;
            }
            let have = rest.chars().next()?;
            if !have.to_lowercase().eq([want]) {
                return None;
            }
            rest = &rest[have.len_utf8()..];
        }
        let ends_in_word = self.old.ends_with(is_word);
        (!(ends_in_word && rest.starts_with(is_word))).then_some(text.len() - rest.len())
    }

    /// The new wording in the case of what it replaces: capitals stay, word by word where the words pair up.
    fn styled(&self, old: &str) -> String {
        let first = starts(old).next();
        // An acronym is in capitals anyway: `run ID` in a sentence says nothing about the word that comes for `ID`.
        let leads = first.is_some_and(|at| old[at..].starts_with(char::is_uppercase));
        let capital = |at| old[at..].starts_with(char::is_uppercase) && (leads || !is_acronym(&old[at..]));
        let capitals: Vec<bool> = starts(old).map(capital).collect();
        let pair_up = starts(&self.new).count() == capitals.len();
        let mut out = String::with_capacity(self.new.len());
        let mut copied = 0;
        for (word, at) in starts(&self.new).enumerate() {
            if !capitals.get(word).is_some_and(|capital| *capital && (word == 0 || pair_up)) {
                continue;
            }
            let first = self.new[at..].chars().next().unwrap_or_default();
            out.push_str(&self.new[copied..at]);
            out.extend(first.to_uppercase());
            copied = at + first.len_utf8();
        }
        out.push_str(&self.new[copied..]);
        out
    }
}

/// Where the words of a phrase start, in bytes.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let mut inside = false;
    text.char_indices().filter(move |(_, c)| !std::mem::replace(&mut inside, is_word(*c)) && inside).map(|(at, _)| at)
}

/// True when the word at the start of `text` is of capitals, but for the `s` of a plural.
fn is_acronym(text: &str) -> bool {
    let word = text.split(|c| !is_word(c)).next().unwrap_or_default();
    let stem = word.strip_suffix('s').unwrap_or(word);
    stem.chars().count() > 1 && !stem.contains(char::is_lowercase)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The phrases of a pack.
#[derive(Clone, Debug)]
pub struct Texts(Vec<TextRewrite>);

impl Texts {
    pub(super) fn new(mut phrases: Vec<TextRewrite>) -> Self {
        // The longest wording wins; equal ones by their text, so that the order is the same in every run.
        phrases.sort_by(|a, b| b.old.len().cmp(&a.old.len()).then_with(|| a.old.cmp(&b.old)));
        Self(phrases)
    }

    /// The replacements that the phrases ask for in `text`: sorted byte ranges that don't overlap, longer phrases first.
    pub(super) fn edits(&self, text: &str) -> Vec<(Range<usize>, String)> {
        // By their start: of ranges that don't overlap, only the last one that starts before the end of another can meet it.
        let mut taken: BTreeMap<usize, (usize, String)> = BTreeMap::new();
        for phrase in &self.0 {
            let mut from = 0;
            while let Some(found) = text.get(from..).and_then(|rest| phrase.find(rest)) {
                let range = from + found.start..from + found.end;
                from = range.end;
                // The slice hid the character before it.
                let cut = text[..range.start].ends_with(is_word) && text[range.clone()].starts_with(is_word);
                let before = taken.range(..range.end).next_back();
                if !cut && before.is_none_or(|(_, (end, _))| *end <= range.start) {
                    let new = phrase.styled(&text[range.clone()]);
                    taken.insert(range.start, (range.end, new));
                }
            }
        }
        taken.into_iter().map(|(start, (end, new))| (start..end, new)).collect()
    }

    /// True when a phrase takes the place of the word `name` in `text`: the one at `offset`, or any one when that is not
    /// known.
    pub(super) fn reword(&self, name: &str, text: &str, offset: Option<u32>) -> bool {
        if text.is_empty() {
            return false;
        }
        if let Some(at) = offset {
            return self.edits(text).iter().any(|(range, _)| range.contains(&(at as usize)));
        }
        let name = name.to_lowercase();
        let holds = |phrase: &&TextRewrite| phrase.old.split(|c| !is_word(c)).any(|word| word == name);
        self.0.iter().filter(holds).any(|phrase| phrase.find(text).is_some())
    }
}

/// The identifiers that a pack gives a name of their own.
#[derive(Clone, Debug)]
pub struct Renames {
    /// Old identifier to new identifier, sorted by the old one.
    whole: Vec<(SmolStr, SmolStr)>,
    /// Those of two words and more, to find them within longer identifiers; the longest first, so that the narrower one wins.
    words: Vec<(TermSpec, Vec<String>)>,
}

impl Renames {
    pub(super) fn new(whole: BTreeMap<SmolStr, SmolStr>) -> Self {
        let lower = |name: &str| words::split(name).map(|range| name[range].to_lowercase()).collect::<Vec<_>>();
        let mut words: Vec<_> = whole
            .iter()
            .map(|(old, new)| (TermSpec { id: old.to_string(), words: lower(old), forms: Vec::new() }, lower(new)))
            .filter(|(spec, _)| spec.words.len() > 1)
            .collect();
        words.sort_by(|(a, _), (b, _)| b.words.len().cmp(&a.words.len()).then_with(|| a.id.cmp(&b.id)));
        Self { whole: whole.into_iter().collect(), words }
    }

    /// The new name, for the whole identifier or some of its words. `shape` is asked where the identifier shows none.
    pub(super) fn new_name(&self, name: &str, shape: Shape) -> Option<String> {
        if let Ok(at) = self.whole.binary_search_by(|(old, _)| old.as_str().cmp(name)) {
            return Some(self.whole[at].1.to_string());
        }
        // A cheap test first: nearly all identifiers hold none of these.
        self.words.iter().find_map(|(spec, to)| {
            (name.len() > spec.id.len()).then(|| words::rename_words(name, spec, to, shape)).flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewrite(old: &str, new: &str, text: &str) -> Option<String> {
        let phrase = TextRewrite::new(old, new).expect("a good phrase");
        let range = phrase.find(text)?;
        Some(format!("{}{}{}", &text[..range.start], phrase.styled(&text[range.clone()]), &text[range.end..]))
    }

    #[test]
    fn a_phrase_matches_whole_words_without_case_and_keeps_a_capital() {
        assert_eq!(rewrite("run loop", "inference loop", "starting run loop"), Some("starting inference loop".into()));
        assert_eq!(rewrite("run loop", "inference loop", "# Run  Loop"), Some("# Inference Loop".into()));
        assert_eq!(rewrite("run/turn", "session/turn", "Run/Turn"), Some("Session/Turn".into()));
        assert_eq!(
            rewrite("starts a run", "starts one inference", "Starts A Run"),
            Some("Starts One Inference".into())
        );
        assert_eq!(rewrite("a run", "one more inference", "A Run"), Some("One more inference".into()));
        assert_eq!(rewrite("run loop", "inference loop", "run loops"), None);
        assert_eq!(rewrite("run loop", "inference loop", "rerun loop"), None);
        assert_eq!(
            rewrite("run loop", "inference loop", "run_loop run loop."),
            Some("run_loop inference loop.".into())
        );
        assert_eq!(rewrite("run/turn", "session/turn", "per run/turn"), Some("per session/turn".into()));
        assert_eq!(rewrite("run id", "session key", "per run ID"), Some("per session key".into()));
        assert_eq!(rewrite("run id", "session key", "Per Run ID"), Some("Per Session Key".into()));
        assert_eq!(rewrite("run:", "session:", "run:%s"), Some("session:%s".into()));
    }

    #[test]
    fn a_phrase_that_becomes_nothing_goes_with_the_blanks_before_it() {
        assert_eq!(rewrite("(was: run_id)", "", "the session (was: run_id)\n"), Some("the session\n".into()));
    }

    #[test]
    fn a_phrase_that_would_match_its_own_result_is_refused() {
        assert!(TextRewrite::new("run", "session run").is_err());
        assert!(TextRewrite::new(" - ", "x").is_err());
    }
}
