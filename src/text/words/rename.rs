//! Puts other words in the place of a term inside an identifier, in the identifier's own case style.

use super::case::{capital, same, split};
use super::term::{TermSpec, singular};

/// `identifier` with every occurrence of `term` replaced by the words `to` (lower case), or `None` when it does not hold the
/// term, holds it only in an irregular form (one of [`TermSpec::forms`]), or `to` is empty.
///
/// Each new word takes the case of the word it stands for, the separators stay, a plural stays plural, and a word that is
/// in both keeps its spelling: `resRunID` to `resSessionID`, `RUN_IDS` to `SESSION_IDS`, `Run id` to `Session id`. When
/// there are more new words than old ones, the additional ones are joined as the rest of the identifier is. The first new word
/// is not said twice: `sessionRunID` to `sessionID`.
pub fn rename_words(identifier: &str, term: &TermSpec, to: &[String]) -> Option<String> {
    let (first, _) = to.split_first()?;
    let spans: Vec<_> = split(identifier).collect();
    let words: Vec<&str> = spans.iter().map(|span| &identifier[span.clone()]).collect();
    let shouting = !identifier.contains(char::is_lowercase);
    let mut out = String::with_capacity(identifier.len() + first.len());
    let mut copied = 0;
    let mut at = 0;
    while at < words.len() {
        let Some(count) = term.matches(&words[at..]) else {
            at += 1;
            continue;
        };
        let old = &words[at..at + count];
        let separators: Vec<&str> =
            spans[at..at + count].windows(2).map(|pair| &identifier[pair[0].end..pair[1].start]).collect();
        let new = Replacement { identifier, shouting, term, old, separators };
        let previous = at.checked_sub(1).map(|before| spans[before].clone()).filter(|it| it.start >= copied);
        match previous.filter(|it| to.len() > 1 && count == to.len() && same(&identifier[it.clone()], first)) {
            Some(previous) => {
                out.push_str(&identifier[copied..previous.end]);
                let whole = new.words(to)?;
                let rest = split(&whole).next().map_or(0, |word| word.end);
                out.push_str(&whole[rest..]);
            }
            None => {
                out.push_str(&identifier[copied..spans[at].start]);
                out.push_str(&new.words(to)?);
            }
        }
        at += count;
        copied = spans[at - 1].end;
    }
    out.push_str(&identifier[copied..]);
    (copied > 0).then_some(out)
}

struct Replacement<'a> {
    identifier: &'a str,
    shouting: bool,
    term: &'a TermSpec,
    old: &'a [&'a str],
    separators: Vec<&'a str>,
}

impl Replacement<'_> {
    fn words(&self, to: &[String]) -> Option<String> {
        // `runid` written as one word: the new words are, too.
        let flat = self.old.len() < self.term.words.len();
        let (&old_last, last) = (self.old.last()?, self.term.words.last()?);
        let flat_term = self.term.words.concat();
        let expected = if flat { &flat_term } else { last };
        let plural = !same(old_last, expected);
        if plural && !singular(old_last).is_some_and(|it| same(it, expected)) {
            return None;
        }
        if flat {
            let (tail, front) = to.split_last()?;
            let tail = if plural { pluralise(tail) } else { tail.clone() };
            return Some(self.styled(&(front.concat() + &tail), old_last, false));
        }
        let separator = self.separator();
        let mut out = String::new();
        for (index, word) in to.iter().enumerate() {
            if index > 0 {
                out.push_str(self.separators.get(index - 1).copied().unwrap_or(separator));
            }
            let is_last = index + 1 == to.len();
            let model_at = if is_last && index > 0 { self.old.len() - 1 } else { index.min(self.old.len() - 1) };
            let model = self.old[model_at];
            let ends_both = is_last && model_at + 1 == self.old.len();
            if self.term.words[model_at] == *word && (ends_both || (!is_last && model_at + 1 < self.old.len())) {
                out.push_str(model);
                continue;
            }
            let number = if is_last && plural { pluralise(word) } else { word.clone() };
            let inner = index > 0 && separator.is_empty();
            out.push_str(&self.styled(&number, model, inner));
        }
        Some(out)
    }

    /// What joins two words here: as between the old ones, else as anywhere in the identifier, else nothing (camel case).
    fn separator(&self) -> &str {
        self.separators
            .last()
            .copied()
            .unwrap_or_else(|| ["_", "-", " "].into_iter().find(|it| self.identifier.contains(it)).unwrap_or_default())
    }

    /// The words stand apart and the first is in lower case, as between other words of a sentence.
    fn in_a_sentence(&self) -> bool {
        self.separators.first() == Some(&" ") && self.old.first().is_some_and(|it| it.starts_with(char::is_lowercase))
    }

    /// `word` in the case of `model`; `inner` words of camel case begin with a capital.
    fn styled(&self, word: &str, model: &str, inner: bool) -> String {
        let has_lower = model.strip_suffix('s').unwrap_or(model).contains(char::is_lowercase);
        if self.shouting && model.chars().count() > 1 {
            word.to_uppercase()
        } else if inner && word == "id" && self.old.len() == 1 {
            // The old name does not say how it writes this acronym; Go's way is the common one.
            "ID".into()
        } else if !has_lower && self.in_a_sentence() {
            // `run IDs` between other words: an acronym is in capitals anyway, and says nothing about what comes for it.
            word.into()
        } else if inner || !has_lower || model.starts_with(char::is_uppercase) {
            capital(word)
        } else {
            word.into()
        }
    }
}

fn pluralise(word: &str) -> String {
    let stem = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']) && !stem.is_empty());
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end)) => format!("{word}es"),
        None => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(words: &str) -> TermSpec {
        TermSpec { id: words.into(), words: list(words), forms: vec!["ran".into()] }
    }

    fn list(words: &str) -> Vec<String> {
        words.split(' ').map(String::from).collect()
    }

    fn renamed(identifier: &str, from: &str, to: &str) -> String {
        rename_words(identifier, &term(from), &list(to)).unwrap_or_else(|| "-".into())
    }

    #[test]
    fn the_case_style_of_the_identifier_stays() {
        for (identifier, expected) in [
            ("resRunID", "resSessionID"),
            ("run_id", "session_id"),
            ("RUN_ID", "SESSION_ID"),
            ("runId", "sessionId"),
            ("RunIds", "SessionIds"),
            ("RunIDs", "SessionIDs"),
            ("RUN_IDS", "SESSION_IDS"),
            ("run-id", "session-id"),
            ("Run ID", "Session ID"),
            ("run IDs", "session IDs"),
            ("X-Run-Id", "X-Session-Id"),
            ("runIDFromRunId", "sessionIDFromSessionId"),
            ("idx_turns_run_id_at", "idx_turns_session_id_at"),
            ("runid", "sessionid"),
            ("RUNIDS", "SESSIONIDS"),
            ("Runid", "Sessionid"),
            ("_runID$", "_sessionID$"),
            ("sessionRunID", "sessionID"),
            ("old_session_run_ids", "old_session_ids"),
            ("SessionRunIDFromRunID", "SessionIDFromSessionID"),
            ("runtimeID", "-"),
            ("RunRan", "-"),
        ] {
            assert_eq!(renamed(identifier, "run id", "session id"), expected, "{identifier}");
        }
    }

    #[test]
    fn an_acronym_in_a_sentence_lends_no_capital() {
        assert_eq!(renamed("run IDs", "run id", "session key"), "session keys");
        assert_eq!(renamed("Run ID", "run id", "session key"), "Session Key");
        assert_eq!(renamed("runID", "run id", "session key"), "sessionKey");
    }

    #[test]
    fn one_word_is_replaced_wherever_it_stands() {
        for (identifier, expected) in [
            ("run-1", "session-1"),
            ("runLog", "sessionLog"),
            ("runToTurn", "sessionToTurn"),
            ("runs", "sessions"),
            ("RUNS", "SESSIONS"),
            ("RUNs", "Sessions"),
            ("turns_by_run", "turns_by_session"),
            ("RUNLog", "SessionLog"),
            ("ran", "-"),
            ("prune", "-"),
        ] {
            assert_eq!(renamed(identifier, "run", "session"), expected, "{identifier}");
        }
    }

    #[test]
    fn more_or_fewer_words_join_as_the_identifier_does() {
        for (identifier, from, to, expected) in [
            ("run", "run", "session id", "sessionID"),
            ("turns_by_run", "run", "session id", "turns_by_session_id"),
            ("byRun", "run", "session id", "bySessionID"),
            ("RUN", "run", "session id", "SESSIONID"),
            ("OLD_RUN", "run", "session id", "OLD_SESSION_ID"),
            ("RunID", "run id", "planning run id", "PlanningRunID"),
            ("run_id", "run id", "planning run id", "planning_run_id"),
            ("runID", "run id", "session", "session"),
            ("runIDs", "run id", "session", "sessions"),
            ("someRunID", "run id", "session", "someSession"),
            ("RunIDs", "run id", "entry", "Entries"),
            ("RUN_ID", "run id", "session", "SESSION"),
        ] {
            assert_eq!(renamed(identifier, from, to), expected, "{identifier}");
        }
        assert_eq!(rename_words("run", &term("run"), &[]), None);
    }

    proptest::proptest! {
        #[test]
        fn renaming_there_and_back_is_the_identity(
            identifier in "(run|x|ab)(_(run|id|ids|abc|7)){0,4}|(run|x)(Run|ID|Id|IDs|Abc){0,4}|(RUN|ABC)(_(RUN|ID)){0,3}"
        ) {
            if let Some(new) = rename_words(&identifier, &term("run id"), &list("session id")) {
                // `runSessionID` does not say where it comes from: going back, `run` is not said twice.
                let stutters = new.to_lowercase().replace('_', "").contains("runsession");
                proptest::prop_assume!(!stutters);
                proptest::prop_assert_eq!(rename_words(&new, &term("run id"), &list("session id")), None);
                proptest::prop_assert_eq!(rename_words(&new, &term("session id"), &list("run id")), Some(identifier));
            }
        }
    }
}
