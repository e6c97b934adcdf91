//! Uses of what gets a new name that the facts of an inventory don't hold: in generated files and in files that are left out, which
//! no term is looked for in, and calls of a method whose whole name is a term, which no rule asks about.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::lang::go::GO;
use crate::lang::go::names::KEYWORDS;
use crate::lang::go::resolve::object::FileIx;
use crate::lang::go::resolve::offsets::by_entry;
use crate::lang::go::resolve::reach::Reach;
use crate::lang::rewriter::{Given, unwritten};
use crate::model::plan::{Input, Manual, Refusal, place};
use crate::model::{FileId, Role, Source, Span, SymbolId, SymbolInfo};

use super::GoPlanner;
use super::by_name::{directed, mentions};
use super::tables::{At, Elsewhere, words};
use crate::lang::go::resolve::universe::Universe;

/// The places of `names` in all files of `input`, without those that the facts give a symbol.
fn look(u: &mut Universe, input: &Input, names: FxHashSet<SmolStr>) -> Elsewhere {
    let occurrences = input.facts.occurrences.iter().filter(|it| it.symbol.is_some());
    let known: FxHashSet<(FileId, u32)> = occurrences.map(|it| (it.file, it.span.start)).collect();
    let mut found = Elsewhere {
        mentions: mentions(input.sources, &names),
        directed: directed(input.sources, &names),
        ..Elsewhere::default()
    };
    for source in input.sources.iter().filter(|it| it.language == GO) {
        let spans: Vec<Span> =
            words(&source.text, &names).filter(|at| !known.contains(&(source.id, at.start))).collect();
        if let Some(file) = (!spans.is_empty()).then(|| u.file_ix(source.id)).flatten() {
            look_in(u, source, file, &spans, &mut found);
        }
    }
    Elsewhere { names, ..found }
}

/// Notes what stands at the places `spans` (in order) of one file.
fn look_in(u: &mut Universe, source: &Source, file: FileIx, spans: &[Span], found: &mut Elsewhere) {
    let starts: Vec<u32> = spans.iter().map(|it| it.start).collect();
    for (entry, starts) in by_entry(u, file, &starts) {
        let info = u.check_entry(file, entry, false);
        for start in starts {
            let Ok(at) = spans.binary_search_by_key(&start, |it| it.start) else { continue };
            let at = (source.id, spans[at]);
            if info.is_unresolved(start) {
                let before = operand(&source.text, start).filter(|it| !info.is_known(it.start));
                found.behind.extend(before.map(|it| (at, it)));
                found.unknown.entry(source.text[at.1.range()].into()).or_default().push(at);
            }
            for object in [info.object(start), info.second(start)].into_iter().flatten() {
                if let Some(declared) = u.declaration(object) {
                    found.uses.entry(declared).or_default().push(at);
                }
            }
        }
    }
}

impl GoPlanner<'_> {
    /// Looks for the names of `symbols` where the facts say nothing, unless that was done. `all` are looked for with them: one search
    /// serves a whole plan.
    pub(super) fn look_elsewhere(&mut self, input: &Input, symbols: &[SymbolId], all: &Given) {
        let name = |it: SymbolId| &input.facts.symbols.get(it).name;
        let known = self.known_elsewhere.take().unwrap_or_default();
        self.known_elsewhere = Some(if symbols.iter().all(|it| known.names.contains(name(*it))) {
            known
        } else {
            let mut names = known.names;
            names.extend(symbols.iter().copied().chain(all.symbols()).map(|it| name(it).clone()));
            look(&mut self.universe, input, names)
        });
    }

    /// The uses of a symbol that the facts don't hold, in the order of files and places.
    pub(super) fn elsewhere(&self, input: &Input, symbol: SymbolId) -> Vec<At> {
        let Some(declared) = input.facts.symbols.get(symbol).decl else { return Vec::new() };
        self.known_elsewhere.as_ref().and_then(|it| it.uses.get(&declared)).cloned().unwrap_or_default()
    }

    /// What keeps each of these uses, which would be left behind by a deletion.
    pub(super) fn used_elsewhere(&self, input: &Input, symbol: SymbolId) -> Vec<Refusal> {
        let what = input.facts.symbols.get(symbol).path.as_str();
        let used = |at: At| {
            let reason = "it is used here, where no rule looks".to_owned();
            let way_out = "take the use away first".to_owned();
            let place = place(input, at.0, at.1.start);
            not_written(input, what, at).unwrap_or(Refusal { what: what.to_owned(), place, reason, way_out })
        };
        self.elsewhere(input, symbol).into_iter().map(used).collect()
    }

    /// What can't follow a new name for `symbols`: uses in files that are never edited, and places that bear the old name on a value of
    /// unknown type. The latter forbid the rename where all imports of their file are known, for then they are likely to be uses;
    /// else a person has to look at them.
    pub(super) fn out_of_reach(&mut self, input: &Input, symbols: &[SymbolId]) -> (Vec<Refusal>, Vec<Manual>) {
        let (mut refused, mut manual) = (Vec::new(), Vec::new());
        for symbol in symbols {
            let info = input.facts.symbols.get(*symbol);
            if info.generated || info.external {
                continue;
            }
            let what = info.path.as_str();
            refused.extend(self.elsewhere(input, *symbol).into_iter().filter_map(|at| not_written(input, what, at)));
            for (file, span) in self.unknown(info) {
                let place = place(input, file, span.start);
                let (reason, sure) = match self.imports_are_known(file) {
                    Some(known) => (self.unknown_because(input, &info.name, (file, span)), known),
                    None => {
                        ("it may be a use of it: the file imports \"C\", whose types are not known".to_owned(), true)
                    }
                };
                if sure {
                    let way_out = "rename it there by hand first, or keep the name".to_owned();
                    refused.push(Refusal { what: what.to_owned(), place, reason, way_out });
                } else {
                    manual.push(Manual { place, what: what.to_owned(), reason });
                }
            }
            for (file, span) in self.mentions(info) {
                let reason =
                    format!("`{}` stands in a template or in reflection, which find members by name", info.name);
                manual.push(Manual { place: place(input, file, span.start), what: what.to_owned(), reason });
            }
            for (file, span) in self.directed(info) {
                let reason = format!("`{}` stands in a line that `go generate` or the linker acts on", info.name);
                manual.push(Manual { place: place(input, file, span.start), what: what.to_owned(), reason });
            }
            manual.extend(corpus(input, info));
        }
        (refused, manual)
    }

    /// Why a place may be a use of `name`.
    fn unknown_because(&self, input: &Input, name: &str, at: At) -> String {
        let behind = self.known_elsewhere.as_ref().and_then(|it| it.behind.get(&at));
        match behind.and_then(|it| input.source(at.0).text.get(it.range())) {
            Some(operand) => format!("`{name}` of `{operand}` may be it, and no declaration of `{operand}` was found"),
            None => format!("`{name}` of a value whose type is not known may be it"),
        }
    }

    /// Where tools outside of the compiler find a package-level thing by its name.
    fn directed(&mut self, info: &SymbolInfo) -> Vec<At> {
        let known = self.known_elsewhere.as_ref().and_then(|it| it.directed.get(&info.name)).cloned();
        let object = known.as_ref().and_then(|_| self.object(info.decl));
        known.filter(|_| object.is_some_and(|it| self.is_package_level(it))).unwrap_or_default()
    }

    /// Where the name of a member stands on a value whose type is not known, in the files that can hold such a value.
    fn unknown(&mut self, info: &SymbolInfo) -> Vec<At> {
        let known = self.known_elsewhere.as_ref().and_then(|it| it.unknown.get(&info.name));
        let places = known.filter(|_| is_member(info)).cloned();
        let Some(places) = places else { return Vec::new() };
        let u = &mut self.universe;
        let Some(home) = info.decl.and_then(|(file, _)| u.file_ix(file)).map(|file| u.package_of(file)) else {
            return Vec::new();
        };
        let exported = info.name.starts_with(char::is_uppercase);
        let mut reach = Reach::new([home]);
        let can_hold = |(file, _): &At| {
            let Some(file) = u.file_ix(*file) else { return false };
            let package = u.package_of(file);
            package == home || (exported && reach.reaches(u, package))
        };
        places.into_iter().filter(can_hold).collect()
    }

    /// What finds an exported member by its name at run time.
    fn mentions(&self, info: &SymbolInfo) -> Vec<At> {
        let seen = is_member(info) && info.name.starts_with(char::is_uppercase);
        let known = self.known_elsewhere.as_ref().and_then(|it| it.mentions.get(&info.name));
        known.filter(|_| seen).cloned().unwrap_or_default()
    }

    /// `None` for a file that uses C.
    fn imports_are_known(&mut self, file: FileId) -> Option<bool> {
        let ix = self.universe.file_ix(file)?;
        (!self.universe.outline(ix).cgo).then(|| self.universe.imports_are_known(ix))
    }
}

/// The last name of what stands before a selector: `b` of `a.b.name` and of `a.b(c).name`.
fn operand(text: &str, name: u32) -> Option<Span> {
    let mut before = text[..name as usize].trim_end().strip_suffix('.')?.trim_end();
    while before.ends_with([')', ']']) {
        let mut depth = 0_usize;
        let open = before.char_indices().rev().find(|(_, letter)| {
            match letter {
                ')' | ']' => depth += 1,
                '(' | '[' => depth -= 1,
                _ => {}
            }
            depth == 0
        })?;
        // Brackets in a string are none.
        if before[open.0..].contains(['"', '`', '\'']) {
            return None;
        }
        before = before[..open.0].trim_end();
    }
    let start = before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    let word = &before[start..];
    (!word.is_empty() && !KEYWORDS.contains(&word)).then(|| Span::new(start, before.len()))
}

/// The folder of seeds that `go test` looks for by the name of a fuzz test.
fn corpus(input: &Input, info: &SymbolInfo) -> Option<Manual> {
    let (file, span) = info.decl.filter(|_| info.role == Role::Function && info.name.starts_with("Fuzz"))?;
    let folder = input.source(file).absolute.parent()?.join("testdata/fuzz").join(info.name.as_str());
    folder.is_dir().then(|| Manual {
        place: place(input, file, span.start),
        what: info.path.to_string(),
        reason: format!("its seeds stay in `testdata/fuzz/{}`: rename the folder too", info.name),
    })
}

fn is_member(info: &SymbolInfo) -> bool {
    matches!(info.role, Role::Field | Role::Method)
}

/// Why a use at a place can't follow its declaration; `None` in a file that is written.
pub(super) fn not_written(input: &Input, what: &str, (file, span): At) -> Option<Refusal> {
    let source = input.source(file);
    let (reason, way_out) = unwritten(source, source.text.get(span.range()).unwrap_or_default())?;
    Some(Refusal { what: what.to_owned(), place: place(input, file, span.start), reason, way_out })
}
