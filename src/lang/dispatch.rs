//! Hands what is asked of any file to the room of its language.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use smol_str::SmolStr;

use crate::disk::Disk;
use crate::model::answer::{NoSymbol, References, SymbolFacts};
use crate::model::plan::{Group, Input, Manual, Plan, Unlisted};
use crate::model::{
    CodeView, Databases, Draft, Edit, FileFacts, FileId, Language, Migration, Migrations, Module, Occurrence, Repo,
    RepoId, Role, Source, Span, Start, StartCode, SymbolInfo,
};
use crate::text::words::{TermHit, TermSet};

use super::asked::nearest;
use super::language::{AtStart, Files, Kind, Outside};
use super::link::{link, link_repositories};
use super::made::{Making, Uses, Wanted};
use super::needs::views;
use super::registry::{LANGUAGES, dialect, fence, spec};
use super::statements;

/// The facts of all files, linked, occurrences sorted by file and place; and what was read besides `sources` to find them.
pub fn facts(repos: &[Repo], sources: &[Source], terms: &TermSet, outside: &Outside) -> (FileFacts, Arc<Disk>) {
    let (facts, disk) = facts_where(repos, sources, terms, outside, |it| !it.left_out, |_| false);
    (link(facts).0.about_hits(), disk)
}

/// The facts of the files of `own`, as far as they can be found without the repositories that need it: [`link`] finds the rest, when the facts
/// of all are together. The other repositories are read to understand it.
pub fn facts_of_one(
    own: RepoId,
    (repos, sources): (&[Repo], &[Source]),
    terms: &TermSet,
    outside: &Outside,
) -> (FileFacts, Arc<Disk>) {
    let is_own = |it: &Source| it.repo == own;
    facts_where(repos, sources, terms, outside, |it| is_own(it) && !it.left_out, |it| !is_own(it) && !it.left_out)
}

/// What the files that are left out of the inventory say, without what the inventory declares: the rewriters look for that.
pub fn unlisted(repos: &[Repo], sources: &[Source], terms: &TermSet) -> Vec<Unlisted> {
    // What lies beside the roots is for them where its types say so; a name without a declaration says nothing there.
    let asked = |it: &Source| it.left_out && !it.path.starts_with("../");
    if !sources.iter().any(|it| asked(it) && terms.may_match(it.text.as_bytes())) {
        return Vec::new();
    }
    let (facts, _) = facts_where(repos, sources, terms, &outside(), asked, |_| false);
    let (facts, _) = link(facts);
    let symbol = |it: &Occurrence| it.symbol.map(|symbol| facts.symbols.get(symbol));
    let is_declared =
        |it: &SymbolInfo| it.external || it.decl.is_some_and(|(file, _)| !sources[file.0 as usize].left_out);
    let mine = facts.occurrences.iter().filter(|it| !symbol(it).is_some_and(is_declared));
    let unlisted = |it: &Occurrence| Unlisted {
        file: it.file,
        span: it.span,
        role: it.role,
        symbol: symbol(it).map(|it| (it.path.clone(), it.scope.clone())),
    };
    mine.map(unlisted).collect()
}

/// The facts of the files that `wanted` holds for, with what those say of them that `aside` holds for; each repository for itself.
fn facts_where(
    repos: &[Repo],
    sources: &[Source],
    terms: &TermSet,
    outside: &Outside,
    wanted: impl Fn(&Source) -> bool + Sync,
    aside: impl Fn(&Source) -> bool + Sync,
) -> (FileFacts, Arc<Disk>) {
    let disk = Arc::new(Disk::default());
    let found = |source: &Source| match wanted(source) {
        true => (spec(source.language).hits)(terms, &source.text),
        false => Vec::new(),
    };
    let hits: Vec<Vec<TermHit>> = sources.par_iter().map(found).collect();
    let views = views(repos, sources);
    let files = Files { repos, sources, hits: &hits, aside: &aside, views: &views, terms, outside, disk: &disk, fence };
    let mut facts = FileFacts::default();
    // One language after the other, each on all processors: what one of them knows of its files is gone before the next one reads its own.
    LANGUAGES.iter().flat_map(|spec| (spec.facts)(&files)).for_each(|it| it.merge_into(&mut facts));
    link_repositories(&mut facts);
    facts.occurrences.retain(|it| !joins_code(&sources[it.file.0 as usize], it));
    (facts.ordered(), disk)
}

/// A term of several words is found across blanks, for the sake of sentences. In code the blank ends an identifier: `return value` is
/// a keyword and a variable.
fn joins_code(source: &Source, it: &Occurrence) -> bool {
    let is_code = dialect(source.language).kind == Kind::Code;
    let in_text = matches!(
        it.role,
        Role::Comment
            | Role::LogMessage
            | Role::ErrorText
            | Role::StringLiteral
            | Role::StructTag
            | Role::LogKey
            | Role::MapKey
            | Role::QueryParameter
            | Role::SqlColumn
            | Role::SqlTable
            | Role::SqlIndex
            | Role::SqlValue
    );
    is_code && !in_text && source.text.get(it.span.range()).is_some_and(|text| text.contains(char::is_whitespace))
}

/// The folders outside of the roots that facts of any language are made from.
pub fn outside() -> Outside {
    LANGUAGES.iter().flat_map(|spec| (spec.outside)()).collect()
}

/// The modules below the roots that other modules may need.
pub fn modules(repos: &[Repo], sources: &[Source]) -> Vec<Module> {
    LANGUAGES.iter().flat_map(|spec| (spec.modules)(repos, sources)).collect()
}

/// Folders outside of the roots whose code is compiled with the very files of the roots.
pub fn neighbours(repos: &[Repo], sources: &[Source]) -> Vec<PathBuf> {
    LANGUAGES.iter().flat_map(|spec| (spec.neighbours)(repos, sources)).collect()
}

/// Marks the files that are migrations which were applied.
pub fn mark_applied(sources: &mut [Source]) {
    let applied: Vec<FileId> = LANGUAGES.iter().flat_map(|spec| (spec.applied)(sources)).collect();
    sources.iter_mut().for_each(|it| it.applied = false);
    applied.into_iter().for_each(|it| sources[it.0 as usize].applied = true);
}

/// What existing databases need for `plan`. Reads `plan.files`, so that refused changes count for nothing.
pub fn migrations(input: &Input, plan: &Plan) -> Migrations {
    let mut all = Migrations::default();
    for spec in LANGUAGES {
        let Migrations { proved, unproved, by_hand } = (spec.migrations)(input, plan);
        all.proved.extend(proved);
        all.unproved.extend(unproved);
        all.by_hand.extend(by_hand);
    }
    let mut others: Vec<StartCode> = Vec::new();
    // What makes its tables may make those of a database of another kind as well, where these steps mean nothing.
    let makes_both = |it: &Migration, other: &Draft| {
        other.files.iter().any(|file| it.files.contains(file))
            && other.tables.iter().any(|table| it.tables.contains(table))
    };
    for it in all.proved.iter_mut().filter(|it| it.next.is_empty() && it.start.is_none()) {
        let start = match all.unproved.iter().find(|other| makes_both(it, other)) {
            Some(other) => Start::ByHand(format!("the same code makes its tables for {}", other.dialect)),
            None => start(input, it, &others),
        };
        if let Start::Written(code) = &start {
            others.push(code.clone());
        }
        it.start = Some(start);
    }
    all
}

/// The generators that people have to run after `plan`.
pub(crate) fn generators(input: &Input, plan: &Plan) -> Vec<Manual> {
    LANGUAGES.iter().flat_map(|spec| (spec.generators)(input, plan)).collect()
}

/// What generators make from what `groups` change. Only one language is the source of others.
pub(crate) fn making(input: &Input, groups: &[Group]) -> Making {
    let mut all = LANGUAGES.iter().map(|spec| (spec.made)(input, groups));
    all.find(|it| !it.files.is_empty() || !it.manual.is_empty()).unwrap_or_default()
}

/// The uses of declarations of generated files, in the order in which they are asked for; `None` for what is not declared.
pub(crate) fn uses_of(code: CodeView<'_>, wanted: &[Wanted<'_>]) -> Vec<Option<Uses>> {
    let mut found: Vec<Option<Uses>> = wanted.iter().map(|_| None).collect();
    for spec in LANGUAGES {
        let is_mine = |it: &usize| spec.is(code.sources[wanted[*it].file.0 as usize].language);
        let mine: Vec<usize> = (0..wanted.len()).filter(is_mine).collect();
        let Some(uses_of) = spec.uses_of.filter(|_| !mine.is_empty()) else { continue };
        let asked: Vec<Wanted> = mine.iter().map(|at| wanted[*at]).collect();
        for (at, uses) in mine.into_iter().zip(uses_of(code, &asked)) {
            found[at] = uses;
        }
    }
    found
}

/// What a file declares for other files: owner, name and place.
pub(crate) fn declares(source: &Source) -> Vec<(SmolStr, SmolStr, Span)> {
    (spec(source.language).declares)(source)
}

/// What becomes of the code that makes a database when it starts.
fn start(input: &Input, migration: &Migration, others: &[StartCode]) -> Start {
    if input.databases == Databases::Script {
        return Start::ByHand("the batch says `databases: script`".to_owned());
    }
    let name = |it: &Source| format!("{}/{}", input.repos[it.repo.0 as usize].name, it.path);
    let declares = |it: &&Source| migration.files.contains(&name(it));
    let files: Vec<FileId> = input.sources.iter().filter(declares).map(|it| it.id).collect();
    let written = || {
        let steps = migration.proof.steps.as_ref().map_err(Clone::clone)?;
        let asked = AtStart { files: &files, tables: &migration.tables, steps, others };
        let mut reason = "no code is seen to make its tables".to_owned();
        for starts in LANGUAGES.iter().filter_map(|it| it.starts) {
            match starts(input, &asked) {
                Ok(code) => return Ok(code),
                Err(why) => reason = why,
            }
        }
        Err(reason)
    };
    match written() {
        Ok(code) => Start::Written(code),
        Err(reason) => Start::ByHand(reason),
    }
}

/// Why a name of this role stays as it is, where the words around it say so. A role may stand in files of any language.
pub(crate) fn kept(role: Role, text: &str, span: Span) -> Option<&'static str> {
    LANGUAGES.iter().find_map(|spec| (spec.kept)(role, text, span))
}

/// `edits` (sorted, not overlapping) with what keeps the columns of the language laid out, where it has any.
pub(crate) fn laid_out(language: Language, text: &str, edits: Vec<Edit>) -> Vec<Edit> {
    (spec(language).layout)(text, edits)
}

/// The places of `text` that the grammar of the source's language can't read; none for a language without a grammar.
pub fn syntax_errors(source: &Source, text: &str) -> Vec<Span> {
    (spec(source.language).errors)(&source.path, text)
}

/// The comments of a source, with their marks, in order.
pub fn comments(source: &Source) -> Vec<Span> {
    (spec(source.language).comments)(&source.path, &source.text)
}

/// True when `after` has more places that can't be read than the file has now.
pub(crate) fn breaks_syntax(source: &Source, after: &str) -> bool {
    let new = syntax_errors(source, after).len();
    new > 0 && new > syntax_errors(source, &source.text).len()
}

/// A symbol path without what every symbol of its package begins with.
pub(crate) fn short_symbol(language: Language, symbol: &str) -> &str {
    (spec(language).short)(symbol)
}

/// The package and the name in it of an exported symbol, where linters of the language can forbid one.
pub(crate) fn exported(language: Language, symbol: &str) -> Option<(&str, &str)> {
    (spec(language).exported)(symbol)
}

/// Every reference of `symbol`: a symbol path, a unique ending of one, or `FILE:LINE:COL`. Every language that can be asked is
/// asked.
///
/// # Errors
/// No symbol has the name, or several have, of one language or of two.
pub fn refs(code: CodeView<'_>, symbol: &str) -> Result<References, NoSymbol> {
    let asked = LANGUAGES.iter().filter_map(|it| it.refs).map(|refs| refs(code, symbol));
    let missing = match only(asked.collect(), symbol, |it| SmolStr::new(&it.symbol)) {
        Err(missing @ (NoSymbol::Unknown { .. } | NoSymbol::Nothing { .. })) => missing,
        answer => return answer,
    };
    // No declaration bears the name: a table or a column may.
    match statements::refs(code, symbol, |terms| facts(code.repos, code.sources, terms, &outside()).0) {
        Err(NoSymbol::Unknown { nearest, .. }) if nearest.is_empty() => Err(missing),
        Err(NoSymbol::Nothing { .. }) => Err(missing),
        answer => answer,
    }
}

/// The facts of one symbol that is to be renamed.
///
/// # Errors
/// As [`refs`].
pub fn facts_of(code: CodeView<'_>, symbol: &str) -> Result<SymbolFacts, NoSymbol> {
    let asked = LANGUAGES.iter().filter_map(|it| it.facts_of).map(|facts_of| facts_of(code, symbol));
    only(asked.collect(), symbol, |it| it.symbol.clone())
}

/// The one answer of all languages.
fn only<T>(all: Vec<Result<T, NoSymbol>>, symbol: &str, path: impl Fn(&T) -> SmolStr) -> Result<T, NoSymbol> {
    let (mut answers, mut several, mut similar, mut nothing) = (Vec::new(), Vec::new(), Vec::new(), None);
    for it in all {
        match it {
            Ok(answer) => answers.push(answer),
            Err(NoSymbol::Ambiguous { candidates, .. }) => several.extend(candidates),
            Err(NoSymbol::Unknown { nearest, .. }) => similar.extend(nearest),
            Err(NoSymbol::Nothing { .. }) => nothing = it.err(),
        }
    }
    match (answers.pop(), several.is_empty() && answers.is_empty()) {
        (Some(one), true) => Ok(one),
        (None, true) => {
            let unknown = || NoSymbol::Unknown { symbol: symbol.into(), nearest: nearest(similar, symbol) };
            Err(nothing.unwrap_or_else(unknown))
        }
        (last, false) => {
            several.extend(answers.iter().chain(&last).map(path));
            several.sort();
            Err(NoSymbol::Ambiguous { symbol: symbol.into(), candidates: several })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::language_of;

    #[test]
    fn a_language_without_columns_is_left_alone() {
        let edits = || vec![Edit::replace(Span::new(0, 5), "SessionID")];
        let after = |path| laid_out(language_of(path), "RunID       x", edits());
        assert_eq!(after("a.ts"), edits());
        assert_ne!(after("a.sql"), edits());
    }
}
