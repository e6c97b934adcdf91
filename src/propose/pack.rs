//! A proposal as a rule pack that people read and correct.

use std::collections::BTreeMap;

use super::meanings::Meaning;
use super::proposal::Proposal;
use super::renamed::with_renamed;
use super::wish::Wish;
use crate::model::finding::UNCLASSIFIED;
use crate::text::count::counted;
use crate::text::shown::Shown;
use crate::text::words::{capital, plural_of};
use crate::text::yaml;

/// What a proposed pack settles of a tree.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// How many hits have each category.
    pub categories: BTreeMap<String, usize>,
    /// What has none, the most hits first.
    pub open: Vec<Open>,
}

impl Settled {
    /// All hits.
    pub fn hits(&self) -> usize {
        self.categories.values().sum()
    }

    /// The hits that have a meaning, belong to others or follow their source: neither open nor known by their place alone.
    pub fn done(&self) -> usize {
        self.hits() - self.of(UNCLASSIFIED) - self.placed()
    }

    /// The hits of which only the place is known.
    pub fn placed(&self) -> usize {
        PLACES.iter().map(|(id, ..)| self.of(id)).sum()
    }

    /// How many hits have this category.
    pub fn of(&self, category: &str) -> usize {
        self.categories.get(category).copied().unwrap_or(0)
    }
}

/// Hits of one symbol or text that no rule decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The symbol, or the text in quotes.
    pub what: String,
    /// A condition that holds for them, as YAML.
    pub when: String,
    /// How many.
    pub hits: usize,
    /// The first of them.
    pub place: String,
}

/// How many open ones are listed.
const LISTED: usize = 30;

/// Files that tell what was.
const HISTORY: &str = r#"["**/{CHANGELOG,Changelog,changelog,CHANGES,HISTORY,NEWS,RELEASES}*", "**/{CHANGELOG,Changelog,changelog,changelogs,.changelog,.changeset}/**"]"#;

/// The roles of hits that stand between other words.
const SENTENCE: &str = "[document, comment, message, other]";

/// Those of them whose sentence may say itself what the word means, and strings that are sentences.
const TEXTS: &str = "[document, comment, message, plain-text, string-literal]";

/// The roles of names that hold no value, so that no domain is theirs.
const NAMES_ALONE: &str = "[type, function, method, import, sql-table, sql-index]";

/// Categories of hits whose meaning follows from something else than the word: id, and what a summary calls it.
pub const OTHERS: [(&str, &str); 4] = [
    ("NAMED_RIGHT", "named right already"),
    ("GENERATED", "in generated files"),
    ("FOREIGN", "declared by libraries"),
    ("HISTORY", "in logs of changes"),
];

/// Categories that say where a hit stands, where nothing says what it means: id, description, and what a summary calls it.
pub const PLACES: [(&str, &str, &str); 6] = [
    ("IN_TEXT", "The word in a sentence", "a word in a sentence"),
    (
        "IN_OTHER_FILE",
        "The word in a file of which only the words are read",
        "in files of which only the words are read",
    ),
    ("IN_STRING", "The word in a string of its own", "a string of its own"),
    ("IN_FUNCTION_NAME", "The word in the name of a function", "in the name of a function"),
    ("IN_IMPORT", "The word in an import or the name of a package", "in imports and names of packages"),
    ("LOCAL", "A value of one function that bears the word", "a value of one function"),
];

/// Writes the parts of a pack one after the other.
struct Writer<'a> {
    wish: &'a Wish,
    proposal: &'a Proposal,
    settled: Option<&'a Settled>,
    /// The meaning that gets the new words.
    moves: Option<&'a Meaning>,
    out: String,
}

/// The pack. With what it settles, each part says how many hits it is about.
pub fn text(wish: &Wish, proposal: &Proposal, settled: Option<&Settled>) -> String {
    let mut writer = Writer { wish, proposal, settled, moves: proposal.moves(wish), out: String::new() };
    writer.head();
    writer.terms();
    writer.domains();
    writer.categories();
    writer.rules();
    writer.batches();
    writer.open();
    writer.out
}

impl Writer<'_> {
    fn line(&mut self, line: &str) {
        self.out += line;
        self.out.push('\n');
    }

    fn head(&mut self) {
        let words = self.wish.words.join(" ");
        self.line(&format!(
            "# What `{words}` means: a first rule pack, proposed from what the code says. Read it, and correct it."
        ));
        if let Some(settled) = self.settled {
            self.line(&format!(
                "# It settles {} of {}, and says of {} only where they stand; what is open stands at the end.",
                settled.done(),
                counted(settled.hits(), "hit"),
                settled.placed()
            ));
        }
        for it in &self.proposal.twins {
            let (twin, places) = (it.words.join(" "), counted(it.pairs, "place"));
            self.line(&format!(
                "# `{twin}` holds the same value in {places}. If that is the right name: runsess init '{words}' --to '{twin}'"
            ));
        }
        let title = match &self.wish.to {
            Some(to) => format!("{} to {}", capital(&words), capital(&to.join(" "))),
            None => capital(&words),
        };
        self.line("# The format: docs/rules.md, and `runsess rules schema` for an editor.");
        self.line(&format!("version: 1\nname: {}\ntitle: {}\n", yaml::scalar(&self.wish.id()), yaml::scalar(&title)));
    }

    fn terms(&mut self) {
        let to = self.wish.to.as_ref().map(|it| (yaml::scalar(&it.join("-")), yaml::scalar(&it.join(" "))));
        let renamed = to.as_ref().map(|(_, to)| format!(", to: {to}")).unwrap_or_default();
        let (id, words) = (yaml::scalar(&self.wish.id()), yaml::scalar(&self.wish.words.join(" ")));
        self.line(&format!("terms:\n  - {{id: {id}, words: {words}{renamed}}}"));
        if let Some((id, to)) = to {
            let canonical = self.moves.map(|it| format!(", canonical: {}", yaml::scalar(&it.id))).unwrap_or_default();
            self.line(&format!("  - {{id: {id}, words: {to}{canonical}}}"));
        }
    }

    fn domains(&mut self) {
        self.line("\n# The meanings. A symbol has one because it is listed, because its name says so, or because of its values.");
        self.line(if self.proposal.meanings.is_empty() { "domains: []" } else { "domains:" });
        for it in &self.proposal.meanings {
            self.line(&format!("  - id: {}\n    title: {}", yaml::scalar(&it.id), yaml::scalar(&capital(&it.phrase))));
            let (names, symbols) = match self.moves {
                Some(moves) if moves.id == it.id => with_renamed(it, self.wish),
                _ => (it.names.clone(), it.symbols.clone()),
            };
            for (key, list) in [("names", &names), ("symbols", &symbols), ("context", &it.context)] {
                if !list.is_empty() {
                    self.line(&format!("    {key}: {}", yaml::list(list)));
                }
            }
        }
    }

    fn categories(&mut self) {
        self.line("\ncategories:");
        for it in &self.proposal.meanings {
            let what = match self.moves {
                Some(moves) if moves.id == it.id => {
                    let to = self.wish.to.iter().flatten().cloned().collect::<Vec<_>>().join(" ");
                    format!("action: {}, gate: fail", yaml::scalar(&format!("Rename to {to}")))
                }
                _ => "action: Keep, layout: patterns".to_owned(),
            };
            self.category(&it.category(), &self.described(it), &what);
        }
        if self.wish.to.is_some() {
            self.category("NAMED_RIGHT", "It has the new name already", "action: None, layout: count");
        }
        self.category("GENERATED", "A program wrote the file", "action: Change its source, layout: files, open: true");
        self.category("FOREIGN", "A library declares it", "action: Keep, layout: patterns");
        self.category("HISTORY", "A log of changes tells what was", "action: Keep, layout: files");
        for (id, description, _) in PLACES {
            self.category(id, description, "action: Keep, layout: patterns, open: true");
        }
    }

    fn category(&mut self, id: &str, description: &str, rest: &str) {
        let hits = self.settled.map(|it| format!("  # {}", counted(it.of(id), "hit"))).unwrap_or_default();
        self.line(&format!("  - {{id: {id}, description: {}, {rest}}}{hits}", yaml::scalar(description)));
    }

    fn described(&self, it: &Meaning) -> String {
        const NAMED: usize = 6;
        let also = match it.also.len() {
            0 => String::new(),
            1..=NAMED => format!(", also called {}", it.also.join(", ")),
            more => format!(", also called {} and {} more", it.also[..NAMED].join(", "), more - NAMED),
        };
        format!("{}{also}", capital(&it.phrase))
    }

    fn rules(&mut self) {
        let term = format!("term: {}", yaml::scalar(&self.wish.id()));
        self.line("\n# The first rule that matches decides.\nrules:");
        self.rule("generated", "generated: true", "GENERATED", "a program wrote this file");
        if let Some(to) = &self.wish.to {
            self.rule(
                "right-name",
                &format!("term: {}", yaml::scalar(&to.join("-"))),
                "NAMED_RIGHT",
                "it has the new name",
            );
        }
        self.rule("foreign", "external: true", "FOREIGN", "a library declares it");
        self.rule("history", &format!("path: {HISTORY}"), "HISTORY", "a log of changes stays as it was written");
        let meanings = self.proposal.meanings.iter();
        // What a sentence says itself counts before what is spoken of around.
        for it in meanings.clone() {
            // The word alone stands in every sentence that is asked about.
            let alone = self.wish.words.join(" ");
            let phrases = it.also.iter().chain([&it.phrase]).filter(|it| **it != alone);
            let said: Vec<String> = phrases.flat_map(|it| self.with_plural(it)).collect();
            if said.is_empty() {
                continue;
            }
            let when = format!("{term}, role: {TEXTS}, phrase: {}", yaml::list(&said));
            self.rule(&format!("said-{}", it.id), &when, &it.category(), "the sentence says so");
        }
        for it in meanings.clone() {
            let when = format!("{term}, domain: {}", yaml::scalar(&it.id));
            self.rule(&format!("means-{}", it.id), &when, &it.category(), "its name or its values say so");
        }
        for it in meanings.filter(|it| !it.names.is_empty()) {
            let when = format!("{term}, role: {NAMES_ALONE}, domain: none, name: {}", yaml::list(&it.names));
            self.rule(&format!("named-{}", it.id), &when, &it.category(), "its name says so");
        }
        self.rule("sentence", &format!("{term}, role: {SENTENCE}"), "IN_TEXT", "the word in a sentence");
        let other = format!("{term}, role: plain-text");
        self.rule("other-file", &other, "IN_OTHER_FILE", "only the words of the file are read");
        let functions = format!("{term}, role: [function, method], domain: none");
        self.rule("function", &functions, "IN_FUNCTION_NAME", "a function holds no value");
        self.rule("import", &format!("{term}, role: import"), "IN_IMPORT", "packages and files are called so");
        self.rule("string", &format!("{term}, role: string-literal"), "IN_STRING", "only its readers know what it is");
        self.rule(
            "local",
            &format!("{term}, role: [local, label]"),
            "LOCAL",
            "nothing beyond its function says what it is",
        );
    }

    /// A phrase, and its plural where the word ends it.
    fn with_plural(&self, phrase: &str) -> Vec<String> {
        let many =
            phrase.rsplit_once(' ').filter(|(_, last)| Some(*last) == self.wish.words.last().map(String::as_str));
        let many = many.map(|(front, last)| format!("{front} {}", plural_of(last)));
        [phrase.to_owned()].into_iter().chain(many).collect()
    }

    fn rule(&mut self, id: &str, when: &str, category: &str, why: &str) {
        self.line(&format!("  - {{id: {}, when: {{{when}}}, category: {category}, why: {why}}}", yaml::scalar(id)));
    }

    fn batches(&mut self) {
        let Some(moves) = self.moves else {
            self.line("\n# Nothing is renamed yet. `runsess init WORD --to 'NEW WORDS' --meaning ID` writes the batches for one meaning.");
            return self.line("batches: []");
        };
        let messages = if self.proposal.has_messages { MESSAGE_STEP } else { "" };
        let text = [BATCHES, messages, KEEP].concat().replace("CATEGORY", &moves.category());
        self.line(&text);
    }

    fn open(&mut self) {
        let Some(settled) = self.settled.filter(|it| !it.open.is_empty()) else { return };
        self.line("\n# Open, the most hits first. With a category, a line may go to `rules`; a symbol, to the `symbols` of a meaning.");
        for (at, it) in settled.open.iter().take(LISTED).enumerate() {
            let (when, hits) = (&it.when, counted(it.hits, "hit"));
            self.line(&format!(
                "#  - {{id: open-{}, when: {when}, category: ?}}  # {hits}, first {}",
                at + 1,
                Shown(&it.place)
            ));
        }
        if settled.open.len() > LISTED {
            let hits: usize = settled.open[LISTED..].iter().map(|it| it.hits).sum();
            let rest = format!("{} more with {}", settled.open.len() - LISTED, counted(hits, "hit"));
            self.line(&format!("#  … and {rest}: runsess scan --category {UNCLASSIFIED}"));
        }
    }
}

/// The steps for one meaning, from what nobody outside sees to what others read and write.
const BATCHES: &str = r#"
batches:
  - id: 1
    title: Names within the code
    risk: low
    breaking: Internal
    changes:
      - {when: {category: CATEGORY, role: identifier, generated_symbol: false, not: {language: proto}}, change: rename}
      - {when: {category: CATEGORY, role: log-key, twin: false}, change: dual, breaking: Low}
      - {when: {category: CATEGORY, role: [message, comment]}, change: rewrite-text, breaking: Low}
  - id: 2
    title: Tables and columns
    risk: medium
    breaking: Yes (schema)
    needs: [1]
    changes:
      - {when: {category: CATEGORY, role: sql}, change: rename}
  - id: 3
    title: Names that others read and write
    risk: high
    breaking: "Yes"
    needs: [2]
    phases: [{id: A, title: Both names}, {id: B, title: Only the new name}]
    changes:
      - {when: {category: CATEGORY, role: map-key, twin: false}, phase: A, change: dual}
      - {when: {category: CATEGORY, role: query-parameter, twin: false}, phase: A, change: accept-both}
      - {when: {category: CATEGORY, role: struct-tag, symbol: "tag:**/json", twin: false}, phase: A, change: dual}
      - {when: {category: CATEGORY, role: [map-key, query-parameter, log-key, struct-tag], twin: true}, phase: B, change: drop}
      - {when: {category: CATEGORY, role: struct-tag}, phase: B, change: retag}
  - id: 4
    title: Documents
    risk: low
    needs: [1]
    changes:
      - {when: {category: CATEGORY, role: document}, change: rewrite-text}
"#;

/// The step for the names of a `.proto`, which its generated code bears in every language.
const MESSAGE_STEP: &str = r#"  - id: 5
    title: Messages, services and their fields
    risk: high
    breaking: "Yes"
    needs: [1]
    wire: keep  # a field keeps its name in JSON; `change` lets messages, services and calls change theirs on the wire
    changes:
      - {when: {category: CATEGORY, role: [identifier, proto-field], language: proto}, change: rename}
"#;

/// What no step touches.
const KEEP: &str = r#"
keep:
  - {when: {path: "**/{changelog,CHANGELOG}*"}, why: history stays as it was written}"#;

impl Meaning {
    /// The category of its hits: `ALLOC_CLIENT_STATUS`.
    pub fn category(&self) -> String {
        let own = self.phrase.to_uppercase().replace(' ', "_");
        let taken = OTHERS.iter().map(|(id, _)| id).chain(PLACES.iter().map(|(id, ..)| id)).any(|it| *it == own);
        if taken { format!("{own}_MEANING") } else { own }
    }
}
