//! A compiled `when`: does it hold for one hit, and if not, what failed. Cheap tests first; the hit is split into words once,
//! when the first pattern asks.

use std::cell::OnceCell;
use std::ops::Range;

use globset::GlobSet;
use smol_str::SmolStr;

use super::glob::SymbolGlob;
use super::rewrite::{Renames, Texts};
use crate::model::{Certainty, Language, Role};
use crate::text::words::{Shape, WordPattern, words_of};

/// What is known of one hit.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Index of the term in the pack, as in `Occurrence::term`.
    pub term: u32,
    /// What the syntax says it is.
    pub role: Role,
    /// The language of the file.
    pub language: Language,
    /// Id of the domain that flow or the symbol's name proved.
    pub domain: Option<&'a str>,
    /// The domains that are proved of other names in the file or, for code, in its folder: bit n is domain n of the pack.
    pub near: u64,
    /// A program wrote the file. (A generated field used in a hand-written file is not generated.)
    pub generated: bool,
    /// The symbol is declared in a generated file.
    pub generated_symbol: bool,
    /// The symbol is declared outside of the roots.
    pub external: bool,
    /// The canonical name stands beside it, in the same literal, chain or block, with the same value.
    pub canonical_sibling: bool,
    /// `repository/path`.
    pub path: &'a str,
    /// The symbol path, when there is a symbol.
    pub symbol: Option<&'a str>,
    /// The identifier or word.
    pub name: &'a str,
    /// The sentence, string or line around it; empty for code.
    pub sentence: &'a str,
    /// Byte offset of `name` in `sentence`; `None` when it is not known, and then a wording anywhere in it counts.
    pub offset: Option<u32>,
    /// Names around it, outermost first.
    pub context: &'a [SmolStr],
    /// How sure the symbol is.
    pub certainty: Certainty,
}

/// A compiled `when`. An absent condition holds; the alternatives of one condition are joined by "or", conditions by "and".
#[derive(Clone, Debug, Default)]
pub struct Condition {
    pub(super) terms: Mask<u64>,
    pub(super) roles: Mask<u64>,
    pub(super) languages: Mask<u64>,
    pub(super) certainties: Mask<u64>,
    /// Bit 0 is "no domain", bit n + 1 is domain n.
    pub(super) domains: Mask<u64>,
    /// As `domains`, of the names in the file and its folder.
    pub(super) near: Mask<u64>,
    /// Bit 0 is `UNCLASSIFIED`, bit n + 1 is category n.
    pub(super) categories: Mask<u64>,
    pub(super) generated: Option<bool>,
    pub(super) generated_symbol: Option<bool>,
    pub(super) external: Option<bool>,
    pub(super) twin: Option<bool>,
    pub(super) renamed: Option<bool>,
    pub(super) reworded: Option<bool>,
    pub(super) path: Option<Written<GlobSet>>,
    pub(super) symbol: Option<Written<Vec<SymbolGlob>>>,
    pub(super) name: Option<Written<Vec<WordPattern>>>,
    pub(super) text: Option<Written<Vec<WordPattern>>>,
    pub(super) phrase: Option<Written<Vec<WordPattern>>>,
    pub(super) context: Option<Written<Vec<WordPattern>>>,
    pub(super) not: Option<Box<Condition>>,
}

/// Alternatives as bits; `None` when the condition was not given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mask<T>(pub(super) Option<(T, Vec<String>)>);

/// A compiled condition and its alternatives as they were written, sorted.
#[derive(Clone, Debug)]
pub(super) struct Written<T> {
    pub(super) compiled: T,
    pub(super) words: Vec<String>,
}

/// A subject with its names looked up once.
pub(super) struct Prepared<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) language: u64,
    pub(super) domain: u64,
    pub(super) near: u64,
    /// `Pack::home`, as `near` has its domains.
    pub(super) home: u64,
    pub(super) category: u64,
    pub(super) term: &'a str,
    pub(super) renames: &'a Renames,
    pub(super) texts: &'a Texts,
    pub(super) words: SubjectWords<'a>,
}

/// The words of a subject, split when the first pattern asks.
#[derive(Default)]
pub(super) struct SubjectWords<'a> {
    name: OnceCell<Vec<&'a str>>,
    sentence: OnceCell<Vec<&'a str>>,
    phrase: OnceCell<(Vec<&'a str>, Range<usize>)>,
    context: OnceCell<Vec<Vec<&'a str>>>,
}

impl Prepared<'_> {
    fn renamed(&self) -> bool {
        self.renames.new_name(self.subject.name, Shape::default()).is_some()
    }

    fn reworded(&self) -> bool {
        self.at_home() && self.texts.reword(self.subject.name, self.subject.sentence, self.subject.offset)
    }

    /// A wording speaks of what the right names of the pack mean; where nothing of that is, the same words are plain English.
    fn at_home(&self) -> bool {
        self.home == 0 || self.near & self.home != 0
    }

    fn name(&self) -> &[&str] {
        self.words.name.get_or_init(|| words_of(self.subject.name))
    }

    fn sentence(&self) -> &[&str] {
        self.words.sentence.get_or_init(|| words_of(self.subject.sentence))
    }

    /// The words of the phrase with the hit, and which of them are the hit; none where its place in the sentence is not known.
    fn phrase(&self) -> &(Vec<&str>, Range<usize>) {
        self.words.phrase.get_or_init(|| {
            let (sentence, name) = (self.subject.sentence, self.subject.name);
            let Some(start) = self.subject.offset.map(|it| it as usize) else { return (Vec::new(), 0..0) };
            let (before, after) = (&sentence[..start], &sentence[start + name.len()..]);
            let before = before.rfind(ends_phrase).map_or(before, |at| before[at..].trim_start_matches(ends_phrase));
            let after = after.find(ends_phrase).map_or(after, |at| &after[..at]);
            let mut words = words_of(before);
            let first = words.len();
            words.extend(words_of(name));
            let last = words.len();
            words.extend(words_of(after));
            (words, first..last)
        })
    }

    fn context(&self) -> &[Vec<&str>] {
        self.words.context.get_or_init(|| self.subject.context.iter().map(|name| words_of(name)).collect())
    }
}

/// The bit of a language: its place in the registry.
pub(super) fn language_bit(language: Language) -> u64 {
    let at = crate::lang::dialects().position(|it| it.language == language);
    at.map_or(0, |at| 1 << (at & 63))
}

impl Mask<u64> {
    fn holds(&self, bit: u64) -> bool {
        self.0.as_ref().is_none_or(|(bits, _)| bits & bit != 0)
    }

    fn covers(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, _) => true,
            (Some((mine, _)), Some((theirs, _))) => theirs & !mine == 0,
            (Some(_), None) => false,
        }
    }

    fn fails(&self, bit: u64, key: &str, have: &str) -> Option<String> {
        if self.holds(bit) {
            return None;
        }
        let words = self.0.as_ref().map(|(_, words)| words.as_slice()).unwrap_or_default();
        Some(format!("{key} is {have}, not {}", or_list(words)))
    }
}

impl Condition {
    /// True when every condition holds.
    pub(super) fn holds(&self, it: &Prepared) -> bool {
        let subject = it.subject;
        self.terms.holds(1 << (subject.term & 63))
            && self.roles.holds(1 << subject.role as u64)
            && self.languages.holds(it.language)
            && self.domains.holds(it.domain)
            && self.near.holds(it.near)
            && self.categories.holds(it.category)
            && self.certainties.holds(1 << subject.certainty as u64)
            && self.generated.is_none_or(|want| want == subject.generated)
            && self.generated_symbol.is_none_or(|want| want == subject.generated_symbol)
            && self.external.is_none_or(|want| want == subject.external)
            && self.twin.is_none_or(|want| want == subject.canonical_sibling)
            && self.renamed.is_none_or(|want| want == it.renamed())
            && self.reworded.is_none_or(|want| want == it.reworded())
            && self.name_holds(it)
            && self.symbol_holds(subject)
            && self.text_holds(it)
            && self.phrase_holds(it)
            && self.context_holds(it)
            && self.path_holds(subject)
            && !self.not.as_ref().is_some_and(|not| not.holds(it))
    }

    /// The first condition that fails, in words; `None` when all hold.
    pub(super) fn fails_on(&self, it: &Prepared) -> Option<String> {
        let subject = it.subject;
        let quoted = |text: &str| format!("`{text}`");
        let flag = |want: Option<bool>, have: bool, yes: &str, no: &str| {
            (want.is_some_and(|want| want != have)).then(|| if have { yes.to_owned() } else { no.to_owned() })
        };
        let around = || subject.context.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
        self.terms
            .fails(1 << (subject.term & 63), "term", &quoted(it.term))
            .or_else(|| self.roles.fails(1 << subject.role as u64, "role", subject.role.name()))
            .or_else(|| self.languages.fails(it.language, "language", subject.language.name()))
            .or_else(|| self.domains.fails(it.domain, "domain", subject.domain.unwrap_or("unknown")))
            .or_else(|| self.near.fails(it.near, "near", "another domain or none"))
            .or_else(|| self.categories.fails(it.category, "category", "another one"))
            .or_else(|| self.certainties.fails(1 << subject.certainty as u64, "certainty", subject.certainty.name()))
            .or_else(|| flag(self.generated, subject.generated, "it is generated", "it is not generated"))
            .or_else(|| {
                let (yes, no) = ("its symbol is declared in a generated file", "no generated file declares its symbol");
                flag(self.generated_symbol, subject.generated_symbol, yes, no)
            })
            .or_else(|| flag(self.external, subject.external, "a library declares it", "no library declares it"))
            .or_else(|| {
                flag(
                    self.twin,
                    subject.canonical_sibling,
                    "the canonical name stands beside it",
                    "no canonical name beside it",
                )
            })
            .or_else(|| flag(self.renamed, it.renamed(), "`renames` has it", "`renames` has no such name"))
            .or_else(|| {
                let no = match it.at_home() {
                    true => "`texts` has no wording for it",
                    false => "wordings count where an old name is proved to mean what the right one does, and none is near it",
                };
                flag(self.reworded, it.reworded(), "`texts` rewords it", no)
            })
            .or_else(|| unless(self.name_holds(it), "name", &quoted(subject.name), &self.name))
            .or_else(|| {
                let have = subject.symbol.map_or("unknown".to_owned(), quoted);
                unless(self.symbol_holds(subject), "symbol", &have, &self.symbol)
            })
            .or_else(|| unless(self.text_holds(it), "text", &quoted(subject.sentence), &self.text))
            .or_else(|| unless(self.phrase_holds(it), "phrase", &quoted(&it.phrase().0.join(" ")), &self.phrase))
            .or_else(|| unless(self.context_holds(it), "context", &around(), &self.context))
            .or_else(|| unless(self.path_holds(subject), "path", &quoted(subject.path), &self.path))
            .or_else(|| self.not.as_ref().filter(|not| not.holds(it)).map(|_| "its `not` holds".to_owned()))
    }

    /// True when everything that `other` matches is matched by this too, as far as the written words tell.
    pub(super) fn covers(&self, other: &Condition) -> bool {
        let flag = |mine: Option<bool>, theirs: Option<bool>| mine.is_none() || mine == theirs;
        self.terms.covers(&other.terms)
            && self.roles.covers(&other.roles)
            && self.languages.covers(&other.languages)
            && self.domains.covers(&other.domains)
            && self.near.covers(&other.near)
            && self.categories.covers(&other.categories)
            && self.certainties.covers(&other.certainties)
            && flag(self.generated, other.generated)
            && flag(self.generated_symbol, other.generated_symbol)
            && flag(self.external, other.external)
            && flag(self.twin, other.twin)
            && flag(self.renamed, other.renamed)
            && flag(self.reworded, other.reworded)
            && wider(&self.path, &other.path)
            && wider(&self.symbol, &other.symbol)
            && wider(&self.name, &other.name)
            && wider(&self.text, &other.text)
            && wider(&self.phrase, &other.phrase)
            && wider(&self.context, &other.context)
            && match (&self.not, &other.not) {
                (None, _) => true,
                (Some(mine), Some(theirs)) => theirs.covers(mine),
                (Some(_), None) => false,
            }
    }

    fn name_holds(&self, hit: &Prepared) -> bool {
        self.name.as_ref().is_none_or(|it| it.compiled.iter().any(|pattern| pattern.matches_words(hit.name())))
    }

    fn symbol_holds(&self, subject: &Subject) -> bool {
        self.symbol
            .as_ref()
            .is_none_or(|it| subject.symbol.is_some_and(|symbol| it.compiled.iter().any(|glob| glob.is_match(symbol))))
    }

    fn text_holds(&self, hit: &Prepared) -> bool {
        self.text.as_ref().is_none_or(|it| it.compiled.iter().any(|pattern| pattern.matches_within(hit.sentence())))
    }

    fn phrase_holds(&self, hit: &Prepared) -> bool {
        self.phrase.as_ref().is_none_or(|it| {
            let (words, at) = hit.phrase();
            it.compiled.iter().any(|pattern| pattern.matches_around(words, at.clone()))
        })
    }

    fn context_holds(&self, hit: &Prepared) -> bool {
        self.context.as_ref().is_none_or(|it| {
            it.compiled.iter().any(|pattern| hit.context().iter().any(|name| pattern.matches_within(name)))
        })
    }

    fn path_holds(&self, subject: &Subject) -> bool {
        self.path.as_ref().is_none_or(|it| it.compiled.is_match(subject.path))
    }
}

/// What parts two phrases of a sentence: words joined by blanks, hyphens, quotes and the like are one.
fn ends_phrase(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !matches!(c, '-' | '_' | '\'' | '’' | '"' | '`' | '*')
}

fn unless<T>(holds: bool, key: &str, have: &str, want: &Option<Written<T>>) -> Option<String> {
    let want = want.as_ref().filter(|_| !holds)?;
    Some(format!("{key} is {}, not {}", if have.is_empty() { "empty" } else { have }, or_list(&want.words)))
}

fn wider<T>(mine: &Option<Written<T>>, theirs: &Option<Written<T>>) -> bool {
    match (mine, theirs) {
        (None, _) => true,
        (Some(mine), Some(theirs)) => theirs.words.iter().all(|word| mine.words.contains(word)),
        (Some(_), None) => false,
    }
}

/// How many of the wanted values an explanation names.
const LISTED: usize = 4;

fn or_list(words: &[String]) -> String {
    let more = words.len().saturating_sub(LISTED);
    let shown = words.iter().take(LISTED).map(|word| format!("`{word}`"));
    shown.chain((more > 0).then(|| format!("{more} more"))).collect::<Vec<_>>().join(" or ")
}
