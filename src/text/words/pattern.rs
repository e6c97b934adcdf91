//! Patterns over words, as rules write them: `planning *`, `* run`, `plan* run`.

use std::ops::Range;

use super::case::{same, split};

/// A sequence of words with wildcards, blank separated: `*` stands for any number of words (none, too), a word that ends in
/// `*` for every word that begins so, `#` for a number. Case does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordPattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    AnyWords,
    Word(String),
    Prefix(String),
    Number,
}

/// Why a pattern can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// No word in it.
    #[error("the pattern has no words")]
    Empty,
    /// A part that is more than one word, or has its `*` elsewhere than at the end.
    #[error("`{0}` is not a word of a pattern: write words apart (`run id`), `*` for any words, `plan*` for a prefix")]
    NotAWord(String),
}

impl WordPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// An empty pattern, and a part that is not one word by the rules of [`split`].
    pub fn parse(pattern: &str) -> Result<Self, PatternError> {
        let parts = pattern.split_whitespace().map(Part::parse).collect::<Result<Vec<_>, _>>()?;
        if parts.is_empty() { Err(PatternError::Empty) } else { Ok(Self { parts }) }
    }

    /// True when all words of `identifier`, from the first to the last, are as the pattern says.
    pub fn matches_identifier(&self, identifier: &str) -> bool {
        self.matches_words(&words_of(identifier))
    }

    /// As [`Self::matches_identifier`], for words that were split before: many patterns, one identifier.
    pub fn matches_words(&self, words: &[&str]) -> bool {
        self.run(words, false)
    }

    /// True when words as the pattern says stand side by side anywhere in `text` (a sentence, a name).
    pub fn matches_text(&self, text: &str) -> bool {
        self.matches_within(&words_of(text))
    }

    /// As [`Self::matches_text`], for words that were split before: many patterns, one sentence.
    pub fn matches_within(&self, words: &[&str]) -> bool {
        self.run(words, true)
    }

    /// As [`Self::matches_within`], and one of the words in the range `at` is among those that match.
    pub fn matches_around(&self, words: &[&str], at: Range<usize>) -> bool {
        let ends = at.start + 1..=words.len();
        (0..at.end).any(|start| ends.clone().any(|end| start < end && self.run(&words[start..end], false)))
    }

    /// True when the words of this pattern stand side by side in those of `other`, which has more: `* exit node *` is within
    /// `suggested exit node *`, and says less.
    pub fn is_within(&self, other: &Self) -> bool {
        let (own, others) = (self.without_ends(), other.without_ends());
        own.len() < others.len() && others.windows(own.len().max(1)).any(|part| part.starts_with(own))
    }

    /// The parts between a `*` in front and one at the end.
    fn without_ends(&self) -> &[Part] {
        let is_any = |it: &Part| *it == Part::AnyWords;
        let start = self.parts.iter().position(|it| !is_any(it)).unwrap_or(self.parts.len());
        let end = self.parts.iter().rposition(|it| !is_any(it)).map_or(start, |last| last + 1);
        &self.parts[start..end]
    }

    /// Matches with one point of return: the last `*`. Time is bounded by words times parts.
    fn run(&self, words: &[&str], anywhere: bool) -> bool {
        let (mut part, mut word) = (0, 0);
        let mut retry = anywhere.then_some((0, 0));
        loop {
            match self.parts.get(part) {
                Some(Part::AnyWords) => {
                    part += 1;
                    retry = Some((part, word));
                    continue;
                }
                Some(it) if words.get(word).is_some_and(|word| it.matches(word)) => {
                    part += 1;
                    word += 1;
                    continue;
                }
                None if anywhere || word == words.len() => return true,
                _ => {}
            }
            match retry {
                Some((back, from)) if from < words.len() => {
                    (part, word) = (back, from + 1);
                    retry = Some((back, word));
                }
                _ => return false,
            }
        }
    }
}

/// The words of `text` as [`split`] finds them.
pub fn words_of(text: &str) -> Vec<&str> {
    split(text).map(|at| &text[at]).collect()
}

impl Part {
    fn parse(part: &str) -> Result<Self, PatternError> {
        let (word, is_prefix) = part.strip_suffix('*').map_or((part, false), |word| (word, true));
        if word.is_empty() && is_prefix {
            return Ok(Part::AnyWords);
        }
        if part == "#" {
            return Ok(Part::Number);
        }
        let lower = word.to_lowercase();
        if split(&lower).next() != Some(0..lower.len()) {
            return Err(PatternError::NotAWord(part.into()));
        }
        Ok(if is_prefix { Part::Prefix(lower) } else { Part::Word(lower) })
    }

    fn matches(&self, word: &str) -> bool {
        match self {
            Part::AnyWords => true,
            Part::Number => word.bytes().all(|byte| byte.is_ascii_digit()),
            Part::Word(lower) => same(word, lower),
            Part::Prefix(lower) => word.to_lowercase().starts_with(lower.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> WordPattern {
        WordPattern::parse(text).expect("a test writes good patterns")
    }

    #[test]
    fn an_identifier_matches_as_a_whole() {
        for (it, identifier, expected) in [
            ("planning *", "PlanningRunID", true),
            ("planning *", "planning", true),
            ("planning *", "PrePlanning", false),
            ("* run", "dry-run", true),
            ("* run", "DryRunID", false),
            ("go run", "goRun", true),
            ("go run", "goRunner", false),
            ("plan* run", "planned_run", true),
            ("plan* run", "plan", false),
            ("* run * id", "aRunOfRunXId", true),
            ("* run * id", "aRunOfRunX", false),
            ("*", "", true),
            ("run", "runs", false),
            ("* run #", "plan-run-12", true),
            ("run #", "run-x", false),
            ("run #", "run", false),
        ] {
            assert_eq!(pattern(it).matches_identifier(identifier), expected, "{it} {identifier}");
        }
    }

    #[test]
    fn a_sentence_matches_anywhere() {
        for (it, text, expected) in [
            ("go run", "Use `go run ./cmd`.", true),
            ("go run", "Go, run", true),
            ("go run", "Go, then run", false),
            ("go run", "run go", false),
            ("can * run", "you can still run it", true),
            ("run queue", "the run run queue", true),
            ("start* a run", "Starts a run", true),
            ("run queue", "", false),
        ] {
            assert_eq!(pattern(it).matches_text(text), expected, "{it} {text}");
        }
    }

    #[test]
    fn a_pattern_with_more_words_says_more() {
        for (it, other, expected) in [
            ("* exit node *", "* suggested exit node *", true),
            ("exit node", "* exit node id", true),
            ("* exit node *", "exit node", false),
            ("* exit node *", "* exit * node *", false),
            ("* node id *", "* exit node *", false),
            ("*", "* node *", true),
            ("*", "*", false),
        ] {
            assert_eq!(pattern(it).is_within(&pattern(other)), expected, "{it} {other}");
        }
    }

    #[test]
    fn what_is_not_a_word_is_named() {
        assert_eq!(WordPattern::parse("  "), Err(PatternError::Empty));
        for bad in ["run_id", "*run", "a*b", "run-1", "-"] {
            assert_eq!(WordPattern::parse(bad), Err(PatternError::NotAWord(bad.into())), "{bad}");
        }
    }
}
