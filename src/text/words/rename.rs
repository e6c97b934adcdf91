//! Puts other words in the place of a term inside an identifier, in the identifier's own case style.

use super::case::{capital, same, split};
use super::shape::{Joint, Shape, initialism};
use super::term::{TermSpec, is_plural, plural_of, singular};

/// `identifier` with every occurrence of `term` replaced by the words `to` (lower case), or `None` when it does not hold the
/// term, holds it only in an irregular form (one of [`TermSpec::forms`]) or only as a part of `to`, or `to` is empty.
///
/// Each new word takes the case of the word it stands for, the separators stay, a plural stays plural, and a word that is
/// in both keeps its spelling: `resRunID` to `resSessionID`, `RUN_IDS` to `SESSION_IDS`, `Run id` to `Session id`. When
/// there are more new words than old ones, the additional ones are joined as the rest of the identifier is; where it is one word,
/// `shape` says how. The first new word is not said twice: `sessionRunID` to `sessionID`.
pub fn rename_words(identifier: &str, term: &TermSpec, to: &[String], shape: Shape) -> Option<String> {
    let (first, _) = to.split_first()?;
    let spans: Vec<_> = split(identifier).collect();
    let words: Vec<&str> = spans.iter().map(|span| &identifier[span.clone()]).collect();
    let shouting = !identifier.contains(char::is_lowercase);
    let joint = joint(identifier).unwrap_or_else(|| shape.joint_of(identifier));
    let initialisms = shape.initialisms && !words.iter().any(|word| spells_out(word));
    let mut out = String::with_capacity(identifier.len() + first.len());
    let mut copied = 0;
    let mut at = 0;
    while at < words.len() {
        let Some(count) = term.matches(&words[at..]) else {
            at += 1;
            continue;
        };
        if said_already(term, to, &words[..at], count) {
            at += count;
            continue;
        }
        let old = &words[at..at + count];
        let separators: Vec<&str> =
            spans[at..at + count].windows(2).map(|pair| &identifier[pair[0].end..pair[1].start]).collect();
        let joint =
            if joint == Joint::Snake && !shouting && in_camel(identifier, &spans, at) { Joint::Camel } else { joint };
        let new = Replacement { shouting, joint, initialisms, term, old, separators };
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

/// In a name with both underscores and humps, the word `at` is a part of camel case: `TestUpsert_Deployment`, `m_deploymentId`.
fn in_camel(identifier: &str, spans: &[std::ops::Range<usize>], at: usize) -> bool {
    let capital = |at: usize| identifier[spans[at].clone()].starts_with(char::is_uppercase);
    let is_hump = |at: usize| at > 0 && at < spans.len() && spans[at - 1].end == spans[at].start && capital(at);
    is_hump(at) || is_hump(at + 1) || (capital(at) && (1..spans.len()).any(is_hump))
}

/// What joins the words of an identifier, where it has several: one word, or one and a number, shows nothing.
pub fn joint(identifier: &str) -> Option<Joint> {
    let spans: Vec<_> = split(identifier).collect();
    let gap = |mark: char| spans.windows(2).any(|pair| identifier[pair[0].end..pair[1].start].contains(mark));
    let marks = [('_', Joint::Snake), ('-', Joint::Kebab), (' ', Joint::Blank)];
    let marked = marks.into_iter().find(|(mark, _)| gap(*mark)).map(|(_, joint)| joint);
    let humps = || spans.iter().skip(1).any(|it| identifier[it.clone()].starts_with(char::is_uppercase));
    marked.or_else(|| humps().then_some(Joint::Camel))
}

/// `lampState` says `lamp state` already, although `state` is in it.
fn said_already(term: &TermSpec, to: &[String], before: &[&str], count: usize) -> bool {
    let Some(front) = to.strip_suffix(term.words.as_slice()).filter(|it| !it.is_empty()) else { return false };
    let Some(from) = before.len().checked_sub(front.len()) else { return false };
    count == term.words.len() && before[from..].iter().zip(front).all(|(word, front)| same(word, front))
}

/// `Id` for what golint writes `ID`: whoever writes so does it for all of them.
fn spells_out(word: &str) -> bool {
    let stem = singular(word).unwrap_or(word);
    word.starts_with(char::is_uppercase)
        && stem.contains(char::is_lowercase)
        && initialism(&word.to_lowercase()).is_some()
}

struct Replacement<'a> {
    shouting: bool,
    joint: Joint,
    initialisms: bool,
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
        if plural && !is_plural(old_last, expected) {
            return None;
        }
        if flat {
            let (tail, front) = to.split_last()?;
            let tail = if plural { plural_of(tail) } else { tail.clone() };
            return Some(self.cased(&(front.concat() + &tail), old_last, false));
        }
        let separator = self.separators.last().copied().unwrap_or(self.joint.mark());
        let mut out = String::new();
        for (index, word) in to.iter().enumerate() {
            if index > 0 {
                out.push_str(self.separators.get(index - 1).copied().unwrap_or(separator));
            }
            let is_last = index + 1 == to.len();
            let model_at = if is_last && index > 0 { self.old.len() - 1 } else { index.min(self.old.len() - 1) };
            let model = self.old[model_at];
            let ends_both = is_last && model_at + 1 == self.old.len();
            let stays = self.term.words[model_at] == *word;
            // The only old word has told its case by where it stood: `State` begins a name, `state` after `lamp` does not.
            let alone = self.old.len() == 1 && to.len() > 1;
            if stays && !alone && (ends_both || (!is_last && model_at + 1 < self.old.len())) {
                out.push_str(model);
                continue;
            }
            let number = if is_last && plural { plural_of(word) } else { word.clone() };
            out.push_str(&self.styled(&number, model, index, separator));
        }
        Some(out)
    }

    /// The words stand apart and the first is in lower case, as between other words of a sentence.
    fn in_a_sentence(&self) -> bool {
        self.separators.first() == Some(&" ") && self.old.first().is_some_and(|it| it.starts_with(char::is_lowercase))
    }

    /// The new word `index` in the case of `model`, and of where it stands.
    fn styled(&self, word: &str, model: &str, index: usize, separator: &str) -> String {
        let inner = index > 0 && separator.is_empty();
        let alone = self.old.len() == 1;
        let begins = !inner && model.starts_with(char::is_lowercase);
        let shouts = self.shouting && model.chars().count() > 1;
        match initialism(word) {
            // A sentence writes `ID` wherever it stands.
            Some(capitals) if alone && separator == " " && !shouts => capitals,
            Some(capitals) if self.initialisms && separator.is_empty() && !begins && !shouts => capitals,
            _ if alone && separator == " " && index > 0 && !shouts => word.into(),
            _ => self.cased(word, model, inner),
        }
    }

    /// `word` in the case of `model`; `inner` words of camel case begin with a capital.
    fn cased(&self, word: &str, model: &str, inner: bool) -> String {
        let has_lower = model.strip_suffix('s').unwrap_or(model).contains(char::is_lowercase);
        if self.shouting && model.chars().count() > 1 {
            word.to_uppercase()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn term(words: &str) -> TermSpec {
        TermSpec { id: words.into(), words: list(words), forms: vec!["ran".into()] }
    }

    fn list(words: &str) -> Vec<String> {
        words.split(' ').map(String::from).collect()
    }

    const GO: Shape = Shape { joint: Joint::Camel, initialisms: true };

    fn renamed(identifier: &str, from: &str, to: &str) -> String {
        shaped(identifier, from, to, GO)
    }

    fn shaped(identifier: &str, from: &str, to: &str, shape: Shape) -> String {
        rename_words(identifier, &term(from), &list(to), shape).unwrap_or_else(|| "-".into())
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
            ("RUN", "run", "session id", "SESSION_ID"),
            ("OLD_RUN", "run", "session id", "OLD_SESSION_ID"),
            ("RunID", "run id", "planning run id", "PlanningRunID"),
            ("run_id", "run id", "planning run id", "planning_run_id"),
            ("runID", "run id", "session", "session"),
            ("runIDs", "run id", "session", "sessions"),
            ("someRunID", "run id", "session", "someSession"),
            ("RunIDs", "run id", "entry", "Entries"),
            ("jobStatuses", "status", "entry", "jobEntries"),
            ("ENTRIES", "entry", "index", "INDEXES"),
            ("entrys", "entry", "index", "indexes"),
            ("RUN_ID", "run id", "session", "SESSION"),
        ] {
            assert_eq!(renamed(identifier, from, to), expected, "{identifier}");
        }
        assert_eq!(rename_words("run", &term("run"), &[], GO), None);
    }

    #[test]
    fn a_name_of_one_word_takes_the_shape_of_its_place() {
        let plain = |joint| Shape { joint, initialisms: false };
        for (identifier, to, joint, expected) in [
            ("state", "lamp state", Joint::Camel, "lampState"),
            ("State", "lamp state", Joint::Camel, "LampState"),
            ("STATE", "lamp state", Joint::Camel, "LAMP_STATE"),
            ("_state2", "lamp state", Joint::Camel, "_lampState2"),
            ("states", "lamp state", Joint::Camel, "lampStates"),
            ("state", "lamp state", Joint::Snake, "lamp_state"),
            ("State", "lamp state", Joint::Snake, "LampState"),
            ("STATES", "lamp state", Joint::Snake, "LAMP_STATES"),
            ("state", "lamp state", Joint::Kebab, "lamp-state"),
            ("State", "lamp state", Joint::Kebab, "Lamp-State"),
            ("state", "lamp state", Joint::Blank, "lamp state"),
            ("State", "lamp state", Joint::Blank, "Lamp state"),
            ("states", "lamp state", Joint::Blank, "lamp states"),
            ("run", "session id", Joint::Blank, "session ID"),
            ("runs", "session id", Joint::Blank, "session IDs"),
            ("run", "session id", Joint::Camel, "sessionId"),
            ("run", "session id", Joint::Snake, "session_id"),
            // What the name shows goes before what its place says.
            ("oldState", "lamp state", Joint::Snake, "oldLampState"),
            ("old_state", "lamp state", Joint::Camel, "old_lamp_state"),
            ("old-state", "lamp state", Joint::Snake, "old-lamp-state"),
            ("OLD_STATE", "lamp state", Joint::Camel, "OLD_LAMP_STATE"),
            ("Old_State", "lamp state", Joint::Camel, "Old_Lamp_State"),
            // Underscores between parts that are in camel case themselves.
            ("TestStore_UpsertState", "lamp state", Joint::Camel, "TestStore_UpsertLampState"),
            ("TestGetAll_States", "lamp state", Joint::Camel, "TestGetAll_LampStates"),
            ("TestStore_StateIDs", "lamp state", Joint::Camel, "TestStore_LampStateIDs"),
            ("m_stateCount", "lamp state", Joint::Camel, "m_lampStateCount"),
            ("m_state_2", "lamp state", Joint::Camel, "m_lamp_state_2"),
            ("X-State", "lamp state", Joint::Camel, "X-Lamp-State"),
        ] {
            let from = if to == "lamp state" { "state" } else { "run" };
            assert_eq!(shaped(identifier, from, to, plain(joint)), expected, "{identifier} {joint:?}");
        }
    }

    #[test]
    fn acronyms_are_in_capitals_where_the_language_and_the_old_name_have_them_so() {
        for (identifier, from, to, expected) in [
            ("State", "state", "api id", "APIID"),
            ("state", "state", "api id", "apiID"),
            ("states", "state", "api id", "apiIDs"),
            ("RunID", "run id", "api id", "APIID"),
            ("runID", "run id", "api id", "apiID"),
            ("RunIDs", "run id", "api url", "APIURLs"),
            ("RunId", "run id", "api id", "ApiId"),
            ("byState", "state", "lamp url", "byLampURL"),
            ("RUN_ID", "run id", "api id", "API_ID"),
        ] {
            assert_eq!(renamed(identifier, from, to), expected, "{identifier}");
        }
    }

    #[test]
    fn a_name_that_says_the_new_words_is_left_alone() {
        for name in ["lampState", "LampStates", "lamp_state", "LAMP_STATE", "oldLampState"] {
            assert_eq!(renamed(name, "state", "lamp state"), "-", "{name}");
        }
        assert_eq!(renamed("stateOfLampState", "state", "lamp state"), "lampStateOfLampState");
    }

    proptest::proptest! {
        /// A boundary stands between any two of the new words, and each of them is found again.
        #[test]
        fn new_words_are_never_joined(
            identifier in "(lit|x)?(_state|_states)(_of|_at)?|(state|State|STATE|states)|(lit|x|Lit)(State|States)(Of|At)?|lit-state|LIT_STATE(_AT)?",
            joint in proptest::sample::select(vec![Joint::Camel, Joint::Snake, Joint::Kebab, Joint::Blank]),
            initialisms in proptest::bool::ANY,
            to in proptest::sample::select(vec!["lamp state", "api url", "lamp on off", "lamp id"]),
        ) {
            let (from, shape) = (term("state"), Shape { joint, initialisms });
            let new = rename_words(&identifier, &from, &list(to), shape);
            let new = new.ok_or_else(|| proptest::test_runner::TestCaseError::fail(identifier.clone()))?;
            let count = |text: &str| split(text).count();
            let adjacent = to == "api url" && !new.contains(['_', '-', ' ']) && new.contains("APIURL");
            // Two acronyms side by side have no boundary in Go either: `APIURL`.
            proptest::prop_assert!(adjacent || count(&new) == count(&identifier) + list(to).len() - 1, "{} {}", identifier, new);
            // What is all capitals by itself no longer says how `state` was written; and `state` is a part of `lamp state`.
            if !new.contains("API URL") && !new.contains("APIURL") && to != "lamp state" {
                let back = rename_words(&new, &term(to), &list("state"), shape);
                proptest::prop_assert_eq!(back, Some(identifier));
            }
        }

        #[test]
        fn renaming_there_and_back_is_the_identity(
            identifier in "(run|x|ab)(_(run|id|ids|abc|7)){0,4}|(run|x)(Run|ID|Id|IDs|Abc){0,4}|(RUN|ABC)(_(RUN|ID)){0,3}"
        ) {
            if let Some(new) = rename_words(&identifier, &term("run id"), &list("session id"), GO) {
                // `runSessionID` does not say where it comes from: going back, `run` is not said twice.
                let stutters = new.to_lowercase().replace('_', "").contains("runsession");
                proptest::prop_assume!(!stutters);
                proptest::prop_assert_eq!(rename_words(&new, &term("run id"), &list("session id"), GO), None);
                proptest::prop_assert_eq!(rename_words(&new, &term("session id"), &list("run id"), GO), Some(identifier));
            }
        }
    }
}
