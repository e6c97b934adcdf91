//! How a new name of several words is written where the old one was a single word, which shows no case style: by its role and
//! language, and for keys as the keys beside it. One symbol has one shape, or its uses would part.

use std::ops::Range;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::elsewhere::{Elsewhere, Key};
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
    pub(super) fn new(facts: &FileFacts, sources: &[Source], pack: &Pack, elsewhere: Option<&Elsewhere>) -> Self {
        let text = |it: &Occurrence| &sources[it.file.0 as usize].text[it.span.range()];
        let needs = |(_, it): &(usize, &Occurrence)| pack.needs_shape(text(it), it.term);
        let all: Vec<(usize, &Occurrence)> = facts.occurrences.iter().enumerate().filter(needs).collect();
        if all.is_empty() {
            return Self::default();
        }
        let mut view = View::new(facts, sources);
        let mut members: FxHashMap<SymbolId, bool> = FxHashMap::default();
        let rows: Vec<Key> = match elsewhere {
            None => all.iter().filter_map(|(_, it)| view.row(it)).collect(),
            Some(known) => {
                view.columns = known.columns.iter().map(|(name, camel)| (name.to_string(), *camel)).collect();
                members.extend(known.members.iter().copied());
                known.keys.iter().filter(|it| pack.needs_shape(&it.text, it.term)).cloned().collect()
            }
        };
        // The places of a symbol that its shape is decided by.
        let mut keys: FxHashMap<SymbolId, Vec<Key>> = FxHashMap::default();
        for it in rows.into_iter().filter(|it| !it.mapped || view.column(&it.text).is_none()) {
            keys.entry(it.symbol).or_default().push(it);
        }
        keys.values_mut().for_each(|it| it.sort_by_key(|it| (it.file, it.span)));
        let mut by_symbol: FxHashMap<SymbolId, Joint> = FxHashMap::default();
        let mut by_place = FxHashMap::default();
        for (at, it) in all {
            let (kind, naming) = (view.kind(it), view.naming(it));
            let joint = match (kind, it.symbol) {
                (Kind::Is(joint), _) => joint,
                (Kind::Key, Some(symbol)) => match by_symbol.get(&symbol) {
                    Some(known) => *known,
                    None => {
                        let joint = view.key(keys.get(&symbol).map_or(&[], Vec::as_slice));
                        by_symbol.insert(symbol, joint);
                        joint
                    }
                },
                (Kind::Key, None) => {
                    let alone = view.noted(it, SymbolId(0), false);
                    view.key(&[alone])
                }
                (Kind::Member, symbol) => {
                    let known = symbol.and_then(|it| members.get(&it)).copied();
                    if known.unwrap_or_else(|| view.is_snake(it)) { Joint::Snake } else { Joint::Camel }
                }
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

/// Facts, and how the names in them are written.
pub(super) struct View<'a> {
    facts: &'a FileFacts,
    sources: &'a [Source],
    /// What the keys of a whole file look like.
    files: FxHashMap<FileId, Tally>,
    /// The names of all columns, in lower case, each with whether its table writes names as `lampState`.
    pub(super) columns: FxHashMap<String, bool>,
}

fn columns(facts: &FileFacts, sources: &[Source]) -> FxHashMap<String, bool> {
    let mut found: FxHashMap<String, bool> = FxHashMap::default();
    for it in facts.occurrences.iter().filter(|it| it.role == Role::SqlColumn) {
        let text = &sources[it.file.0 as usize].text;
        let camel = found.entry(text[it.span.range()].to_lowercase()).or_default();
        *camel |= it.declaration && beside(text, it.span) == Some(Joint::Camel);
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

impl<'a> View<'a> {
    pub(super) fn new(facts: &'a FileFacts, sources: &'a [Source]) -> Self {
        View { facts, sources, files: FxHashMap::default(), columns: columns(facts, sources) }
    }

    fn text(&self, file: FileId) -> &'a str {
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
        let column = || self.column(&text[it.span.range()]);
        match it.role {
            Role::Field | Role::Selector | Role::LiteralKey if self.naming(it) == Naming::Camel => Kind::Member,
            Role::Field | Role::Selector | Role::LiteralKey => Kind::Is(Joint::Camel),
            Role::Method | Role::Function | Role::Parameter | Role::Local | Role::Global | Role::Type => {
                Kind::Is(Joint::Camel)
            }
            Role::Import | Role::Label | Role::Other => Kind::Is(Joint::Camel),
            Role::SqlColumn => Kind::Is(column().unwrap_or(Joint::Snake)),
            Role::SqlTable | Role::SqlIndex | Role::ProtoField => Kind::Is(Joint::Snake),
            // A mapper asks for the column of that name.
            Role::StructTag if self.is_of_mapper(it) => column().map_or(Kind::Key, Kind::Is),
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
    fn column(&self, name: &str) -> Option<Joint> {
        let camel = self.columns.get(&name.to_lowercase())?;
        Some(if *camel { Joint::Camel } else { Joint::Snake })
    }

    /// It is written as the members beside its declaration.
    pub(super) fn is_member(&self, it: &Occurrence) -> bool {
        self.kind(it) == Kind::Member
    }

    /// The members beside the declaration of a member are written as `lamp_state`.
    pub(super) fn is_snake(&self, it: &Occurrence) -> bool {
        let (file, span) = it.symbol.and_then(|it| self.facts.symbols.get(it).decl).unwrap_or((it.file, it.span));
        let text = self.text(file);
        tally(&text[block_around(text, span.range())]).most() == Some(Joint::Snake)
    }

    /// What an occurrence that is a key says of how its symbol is written.
    pub(super) fn row(&mut self, it: &Occurrence) -> Option<Key> {
        let symbol = it.symbol?;
        let asked = it.role == Role::StructTag && self.is_of_mapper(it);
        let mapped = asked && !stands_in(self.text(it.file), it.span, "--", "");
        (mapped || self.kind(it) == Kind::Key).then(|| self.noted(it, symbol, mapped))
    }

    fn noted(&mut self, it: &Occurrence, symbol: SymbolId, mapped: bool) -> Key {
        let text = self.text(it.file);
        let block: Range<usize> = it.group.map_or_else(|| block_around(text, it.span.range()), |it| it.range());
        let around = *self.files.entry(it.file).or_insert_with(|| tally(text));
        let (file, span, term, beside) = (it.file, it.span, it.term, tally(&text[block]));
        Key { symbol, file, span, term, text: SmolStr::new(&text[it.span.range()]), mapped, beside, around }
    }

    /// A key is written as the keys beside it, wherever it stands; else as those of its files; else as the column of the same
    /// name, which is in snake_case; else in camelCase.
    fn key(&self, places: &[Key]) -> Joint {
        let (mut beside, mut files) = (Tally::default(), Tally::default());
        for it in places {
            beside.add(&it.beside);
            files.add(&it.around);
        }
        if let Some(joint) = beside.most() {
            return joint;
        }
        match files {
            Tally { snake: 1.., .. } => Joint::Snake,
            Tally { kebab: 1.., camel: 0, .. } => Joint::Kebab,
            _ => places.iter().find_map(|it| self.column(&it.text)).unwrap_or(Joint::Camel),
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
