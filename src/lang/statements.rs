//! Names of databases, as people ask for them: `turns.run_id`, `turns`, `index:turns_by_run`, or a place in a statement. They stand in
//! files and strings of several languages, so the facts of all languages answer.

use std::collections::BTreeSet;

use smol_str::{SmolStr, format_smolstr};

use super::asked::{Place, nearest};
use crate::model::answer::NoSymbol;
use crate::model::plan::{Group, Input, Plan, Refusal};
use crate::model::{
    CodeView, FileFacts, FileId, LineIndex, Occurrence, Prefix, References, Relation, Role, Source, Span, SymbolId,
    SymbolInfo, SymbolPath,
};
use crate::text::words::{TermSet, TermSpec, words_of};

/// Files in which a place may be one of a statement.
const ENDINGS: &[&str] = &[".sql", ".go", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/// The symbol is the key of a struct tag by which a mapper finds the column of that name.
pub(crate) fn is_of_mapper(path: &str) -> bool {
    super::sql::is_of_mapper(path)
}

/// The occurrences of struct tags and placeholders that get another name with the columns that are called `name`.
pub(crate) fn mapped_with(
    facts: &FileFacts,
    sources: &[Source],
    columns: &BTreeSet<SymbolId>,
    name: &str,
) -> BTreeSet<usize> {
    super::sql::mapped_with(facts, sources, columns, name)
}

/// What would keep the old names of `groups`, which rename what only applied migrations name; each with the number of its group.
pub(crate) fn left_behind(input: &Input, plan: &Plan, groups: &[Group]) -> Vec<(usize, Refusal)> {
    super::sql::left_behind_by(input, plan, groups)
}

/// The references of a table, column or index: in `facts` of the terms that it is given.
///
/// # Errors
/// No such name, or several in several databases.
pub(super) fn refs(
    code: CodeView<'_>,
    asked: &str,
    facts: impl Fn(&TermSet) -> FileFacts,
) -> Result<References, NoSymbol> {
    let place = Place::parse(asked, ENDINGS).map(|it| at(code, &it)).transpose()?;
    let word = match &place {
        Some((file, span)) => code.sources[file.0 as usize].text.get(span.range()).unwrap_or_default(),
        None => name_of(asked),
    };
    let unknown = |nearest| NoSymbol::Unknown { symbol: asked.into(), nearest };
    let words: Vec<String> = words_of(word).iter().map(|it| it.to_lowercase()).collect();
    if words.is_empty() {
        return Err(unknown(Vec::new()));
    }
    let facts = facts(&TermSet::new(&[TermSpec { id: "asked".to_owned(), words, forms: Vec::new() }]));
    let is_word = |it: &Occurrence| {
        let text = code.sources[it.file.0 as usize].text.get(it.span.range());
        text.is_some_and(|it| it.eq_ignore_ascii_case(word))
    };
    let named = |it: &Occurrence| it.symbol.filter(|id| is_database(facts.symbols.get(*id)) && is_word(it));
    let mut found: Vec<SymbolId> = facts.occurrences.iter().filter_map(named).collect();
    found.sort();
    found.dedup();
    let is_asked = |id: &SymbolId| match &place {
        Some((file, span)) => {
            facts.occurrences.iter().any(|it| it.file == *file && it.span.overlaps(*span) && it.symbol == Some(*id))
        }
        None => facts.symbols.get(*id).path.eq_ignore_ascii_case(without_schema(asked)),
    };
    let asked_for: Vec<SymbolId> = found.iter().copied().filter(is_asked).collect();
    let path = |id: &SymbolId| facts.symbols.get(*id).path.clone();
    match asked_for.as_slice() {
        [one] => Ok(answer(code, &facts, *one, &is_word)),
        [] => Err(unknown(nearest(found.iter().map(path).collect(), asked))),
        several => {
            // One place of each says which database is meant.
            let first = |id: &SymbolId| facts.occurrences.iter().find(|it| it.symbol == Some(*id));
            let candidates = several.iter().filter_map(first).map(|it| askable(code, it)).collect();
            Err(NoSymbol::Ambiguous { symbol: asked.into(), candidates })
        }
    }
}

/// A place as it can be asked for: by the path in its repository, or the whole one where several repositories have it.
fn askable(code: CodeView<'_>, it: &Occurrence) -> SmolStr {
    let source = &code.sources[it.file.0 as usize];
    let is_same = |other: &&Source| other.path == source.path;
    let path = match code.sources.iter().filter(is_same).nth(1) {
        Some(_) => source.absolute.display().to_string(),
        None => source.path.to_string(),
    };
    let at = LineIndex::new(source.text.as_bytes()).position(it.span.start);
    format_smolstr!("{path}:{}:{}", at.line, at.column)
}

fn answer(code: CodeView<'_>, facts: &FileFacts, asked: SymbolId, is_word: &dyn Fn(&Occurrence) -> bool) -> References {
    let path = facts.symbols.get(asked).path.clone();
    let mut rows = Vec::new();
    let mut unresolved: Vec<(FileId, Span)> = Vec::new();
    for it in &facts.occurrences {
        let symbol = it.symbol.map(|symbol| facts.symbols.get(symbol));
        let of_unknown = it.role == Role::SqlColumn && symbol.is_none_or(|it| SymbolPath(&it.path).is_of_unknown());
        if it.symbol == Some(asked) {
            rows.push((it.clone(), path.clone(), Relation::Target));
        } else if of_unknown && is_word(it) {
            unresolved.push((it.file, it.span));
        }
    }
    References {
        symbol: path.to_string(),
        rows: code.references(&rows),
        bound: Vec::new(),
        unresolved: code.places(&unresolved),
    }
}

fn is_database(it: &SymbolInfo) -> bool {
    matches!(it.role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex) && !SymbolPath(&it.path).is_of_unknown()
}

/// The name of `turns.run_id`, `turns` or `index:turns_by_run`.
fn name_of(asked: &str) -> &str {
    let bare = asked.strip_prefix(&*Prefix::Index.of("")).unwrap_or(asked);
    bare.rsplit('.').next().unwrap_or(bare)
}

/// `turns.run_id` of `public.turns.run_id`: a table is known by its own name.
fn without_schema(asked: &str) -> &str {
    let is_qualified = asked.matches('.').count() == 2 && !asked.contains(['/', '#', ':']);
    asked.split_once('.').filter(|_| is_qualified).map_or(asked, |(_, rest)| rest)
}

/// The word at a place, with its file.
fn at(code: CodeView<'_>, place: &Place<'_>) -> Result<(FileId, Span), NoSymbol> {
    let source = place.source(code.sources, |it| ENDINGS.iter().any(|end| it.path.ends_with(end)))?;
    let column = place.column.ok_or_else(|| place.declares_nothing())?;
    let nothing = |what| NoSymbol::Nothing { place: place.asked(), what, help: super::asked::ANOTHER };
    let (before, word) = place.word(source, column).map_err(nothing)?;
    let line: usize = source.text.split_inclusive('\n').take(place.line as usize - 1).map(str::len).sum();
    let start = line + before.len();
    Ok((source.id, Span::new(start, start + word.len())))
}
