//! How a new name of several words is written where the old one was a single word, which shows no case style: by its role and
//! language, and for keys as the keys beside it. One symbol has one shape, or its uses would part.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lang::language::Naming;
use crate::lang::registry::spec;
use crate::lang::statements;
use crate::model::{FileFacts, FileId, Occurrence, Role, Source, Span, SymbolId};
use crate::rules::Pack;
use crate::text::keys::{Tally, block_around, tally};
use crate::text::words::{Joint, Shape, joint};

/// The shapes of the occurrences that show none themselves.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// By index of the occurrence.
    by_place: FxHashMap<usize, Shape>,
}

impl Shapes {
    /// Looks at the occurrences whose new name depends on their place; in most packs there are none.
    pub(super) fn new(facts: &FileFacts, sources: &[Source], pack: &Pack) -> Self {
        let text = |it: &Occurrence| &sources[it.file.0 as usize].text[it.span.range()];
        let needs = |(_, it): &(usize, &Occurrence)| pack.needs_shape(text(it), it.term);
        let all: Vec<(usize, &Occurrence)> = facts.occurrences.iter().enumerate().filter(needs).collect();
        if all.is_empty() {
            return Self::default();
        }
        let mut view = View { facts, sources, files: FxHashMap::default(), columns: columns(facts, sources) };
        // The places of a symbol that its shape is decided by.
        let mut keys: FxHashMap<SymbolId, Vec<&Occurrence>> = FxHashMap::default();
        for (_, it) in all.iter().filter(|(_, it)| view.kind(it) == Kind::Key) {
            if let Some(symbol) = it.symbol {
                keys.entry(symbol).or_default().push(it);
            }
        }
        let mut by_symbol: FxHashMap<SymbolId, Joint> = FxHashMap::default();
        let mut by_place = FxHashMap::default();
        for (at, it) in all {
            let (kind, naming) = (view.kind(it), view.naming(it));
            let joint = match (kind, it.symbol) {
                (Kind::Is(joint), _) => joint,
                (Kind::Key, Some(symbol)) => match by_symbol.get(&symbol) {
                    Some(known) => *known,
                    None => {
                        let joint = view.key(&keys[&symbol]);
                        by_symbol.insert(symbol, joint);
                        joint
                    }
                },
                (Kind::Key, None) => view.key(&[it]),
                (Kind::Member, _) => view.member(it),
            };
            // Keys in camelCase are those of JSON: `lampId`.
            let declared = kind == Kind::Is(Joint::Camel) && naming == Naming::MixedCaps;
            by_place.insert(at, Shape { joint, initialisms: declared });
        }
        Self { by_place }
    }

    /// The shape of the occurrence `at`.
    pub(super) fn of(&self, at: usize) -> Shape {
        self.by_place.get(&at).copied().unwrap_or_default()
    }
}

/// What decides the shape of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Its role alone.
    Is(Joint),
    /// The keys beside it.
    Key,
    /// The members beside its declaration.
    Member,
}

struct View<'a> {
    facts: &'a FileFacts,
    sources: &'a [Source],
    /// What the keys of a whole file look like.
    files: FxHashMap<FileId, Tally>,
    /// The names of all columns, in lower case, each with how its table writes names.
    columns: FxHashMap<String, Joint>,
}

fn columns(facts: &FileFacts, sources: &[Source]) -> FxHashMap<String, Joint> {
    let mut found: FxHashMap<String, Joint> = FxHashMap::default();
    for it in facts.occurrences.iter().filter(|it| it.role == Role::SqlColumn) {
        let text = &sources[it.file.0 as usize].text;
        let joint = found.entry(text[it.span.range()].to_lowercase()).or_insert(Joint::Snake);
        if it.declaration && beside(text, it.span) == Some(Joint::Camel) {
            *joint = Joint::Camel;
        }
    }
    found
}

/// How the columns are written that a `CREATE TABLE` declares beside one, where any of them has several words.
fn beside(text: &str, column: Span) -> Option<Joint> {
    let mut depth = 0;
    let open = text[..column.start as usize].rfind(|c| {
        depth += i32::from(c == ')') - i32::from(c == '(');
        depth < 0
    })?;
    let (mut depth, mut begins, mut camel, mut snake) = (0, true, 0, 0);
    for word in text[open + 1..].split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
        let name = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
        if depth == 0 && begins && !name.is_empty() {
            match joint(name) {
                Some(Joint::Camel) => camel += 1,
                Some(Joint::Snake) => snake += 1,
                _ => {}
            }
            begins = false;
        }
        match &word[name.len()..] {
            "," if depth == 0 => begins = true,
            "(" => depth += 1,
            ")" if depth == 0 => break,
            ")" => depth -= 1,
            _ => {}
        }
    }
    (camel + snake > 0).then_some(if camel > snake { Joint::Camel } else { Joint::Snake })
}

impl View<'_> {
    fn text(&self, file: FileId) -> &str {
        &self.sources[file.0 as usize].text
    }

    /// How the language of what an occurrence belongs to writes names.
    fn naming(&self, it: &Occurrence) -> Naming {
        let declared = it.symbol.and_then(|symbol| self.facts.symbols.get(symbol).decl).map(|(file, _)| file);
        spec(self.sources[declared.unwrap_or(it.file).0 as usize].language).naming
    }

    fn kind(&self, it: &Occurrence) -> Kind {
        let text = self.text(it.file);
        if stands_in(text, it.span, "--", "") {
            return Kind::Is(Joint::Kebab);
        }
        match it.role {
            Role::Field | Role::Selector | Role::LiteralKey if self.naming(it) == Naming::Camel => Kind::Member,
            Role::Field | Role::Selector | Role::LiteralKey => Kind::Is(Joint::Camel),
            Role::Method | Role::Function | Role::Parameter | Role::Local | Role::Global | Role::Type => {
                Kind::Is(Joint::Camel)
            }
            Role::Import | Role::Label | Role::Other => Kind::Is(Joint::Camel),
            Role::SqlColumn => Kind::Is(self.column(it).unwrap_or(Joint::Snake)),
            Role::SqlTable | Role::SqlIndex | Role::ProtoField => Kind::Is(Joint::Snake),
            // A mapper asks for the column of that name.
            Role::StructTag if self.is_of_mapper(it) && self.column(it).is_some() => {
                Kind::Is(self.column(it).unwrap_or(Joint::Snake))
            }
            Role::StructTag | Role::LogKey | Role::MapKey | Role::QueryParameter | Role::DocCode => Kind::Key,
            Role::StringLiteral | Role::SqlValue | Role::PlainText if !in_words(text, it.span) => Kind::Key,
            Role::Comment if names_what_follows(text, it.span) => Kind::Is(Joint::Camel),
            // `state=%s`
            Role::LogMessage | Role::ErrorText if stands_in(text, it.span, "", "=") => Kind::Key,
            _ => Kind::Is(Joint::Blank),
        }
    }

    fn is_of_mapper(&self, it: &Occurrence) -> bool {
        it.symbol.is_some_and(|it| statements::is_of_mapper(&self.facts.symbols.get(it).path))
    }

    /// How a column of this name is written.
    fn column(&self, it: &Occurrence) -> Option<Joint> {
        self.columns.get(&self.text(it.file).get(it.span.range())?.to_lowercase()).copied()
    }

    /// A member is written as the members beside its declaration.
    fn member(&self, it: &Occurrence) -> Joint {
        let (file, span) = it.symbol.and_then(|it| self.facts.symbols.get(it).decl).unwrap_or((it.file, it.span));
        let text = self.text(file);
        match tally(&text[block_around(text, span.range())]).most() {
            Some(Joint::Snake) => Joint::Snake,
            _ => Joint::Camel,
        }
    }

    /// A key is written as the keys beside it, wherever it stands; else as those of its files; else as the column of the same
    /// name, which is in snake_case; else in camelCase.
    fn key(&mut self, places: &[&Occurrence]) -> Joint {
        let mut beside = Tally::default();
        for it in places {
            let text = self.text(it.file);
            let around = |span: Span| -> Range<usize> {
                it.group.map_or_else(|| block_around(text, span.range()), |it| it.range())
            };
            beside.add(&tally(&text[around(it.span)]));
        }
        if let Some(joint) = beside.most() {
            return joint;
        }
        let mut files = Tally::default();
        for it in places {
            let known = match self.files.get(&it.file) {
                Some(known) => *known,
                None => tally(self.text(it.file)),
            };
            self.files.insert(it.file, known);
            files.add(&known);
        }
        let column = places.iter().find_map(|it| self.column(it));
        match files {
            Tally { snake: 1.., .. } => Joint::Snake,
            Tally { kebab: 1.., camel: 0, .. } => Joint::Kebab,
            _ => column.unwrap_or(Joint::Camel),
        }
    }
}

/// True when `before` and `after` stand around `span`.
fn stands_in(text: &str, span: Span, before: &str, after: &str) -> bool {
    text[..span.start as usize].ends_with(before) && text[span.end as usize..].starts_with(after)
}

/// True for a word between other words, as in a sentence: a blank and a letter stand on one side of it.
fn in_words(text: &str, span: Span) -> bool {
    let mut before = text[..span.start as usize].chars().rev();
    let mut after = text[span.end as usize..].chars();
    let word =
        |first: Option<char>, second: Option<char>| first == Some(' ') && second.is_some_and(char::is_alphanumeric);
    word(before.next(), before.next()) || word(after.next(), after.next())
}

/// True for the first word of a comment that is the name of what is declared below it.
fn names_what_follows(text: &str, span: Span) -> bool {
    let line = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    if !matches!(text[line..span.start as usize].trim(), "//" | "*" | "/**") {
        return false;
    }
    let comment = |line: &str| line.starts_with("//") || line.starts_with('*') || line.starts_with("/*");
    let below = text[span.end as usize..].lines().skip(1).map(str::trim_start).find(|line| !comment(line));
    let name = &text[span.range()];
    let words = |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').take(3).any(|word| word == name);
    below.is_some_and(words)
}
