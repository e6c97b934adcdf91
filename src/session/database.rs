//! A table, column or index gets another name, without a rule pack: planned as a batch that holds nothing else, so that all checks of
//! a batch hold for it (the proof of its script, names that would be left behind, applied migrations).

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Code, Error, Project, Workspace};
use crate::lang;
use crate::lang::Handed;
use crate::model::answer::NoSymbol;
use crate::model::plan::{Decided, Next};
use crate::model::{Change, FileFacts, Finding, Reference, References, Role, Source, SymbolId};
use crate::rules::{Pack, Step};
use crate::text::words::words_of;

/// The only batch.
pub const ALONE: Step = Step { batch: 1, phase: None };

/// What a person has looked at.
const OTHER: SmolStr = SmolStr::new_static("OTHER");

/// What is decided of one name of a database.
pub struct DatabaseRename {
    /// The symbol, in full.
    pub symbol: String,
    /// Its name now.
    pub name: String,
    /// Everything that bears the word, with a new name for this symbol only.
    pub workspace: Workspace,
}

/// What a person says of other places.
#[derive(Clone, Copy, Debug, Default)]
pub struct Others {
    /// What else has the name is another thing.
    pub keep: bool,
    /// What is called so in another database is the same thing.
    pub every_database: bool,
}

/// Decides that the thing that `symbol` names in a database is called `new`.
///
/// # Errors
/// No such thing, or several; a root that is not there.
pub fn in_database(
    project: &Project,
    code: &Code,
    (symbol, new): (&str, &str),
    others: Others,
) -> Result<DatabaseRename, Error> {
    let (symbol, rows, is_every) = references(code, symbol, others.every_database)?;
    let name = rows.first().map(|it| it.finding.text.clone()).unwrap_or_default();
    let mut workspace = Workspace::read(project, pack(&symbol, &name, new)?, false)?;
    workspace.read_left_out();
    workspace.looked_at = others.keep;
    let place = |it: &Finding| (it.repo.clone(), it.path.clone(), it.byte_start);
    let places: BTreeSet<_> = rows.iter().map(|it| place(&it.finding)).collect();
    let both = workspace.facts.occurrences.iter().zip(&workspace.classified.decided);
    let found = both.filter(|(_, it)| places.contains(&place(&it.finding)));
    let targets: BTreeSet<SymbolId> = found.filter_map(|(it, _)| it.symbol).collect();
    // With the columns of views that have their values under the same name: those that no table declares.
    let declared = declared(&workspace.facts);
    let mut all = Handed::of(&workspace.facts).on(targets, true, |it| !declared.contains(&it));
    if is_every {
        all.extend(called_alike(&workspace.facts, &all));
    }
    let mapped = lang::statements::mapped_with(&workspace.facts, &workspace.sources, &all, &name);
    let both = workspace.facts.occurrences.iter().zip(&mut workspace.classified.decided);
    for (at, (occurrence, decided)) in both.enumerate() {
        let is_name = decided.finding.text.eq_ignore_ascii_case(&name);
        if !is_name || !mapped.contains(&at) && !occurrence.symbol.is_some_and(|it| all.contains(&it)) {
            if others.keep {
                decided.finding.category = OTHER;
                decided.open = false;
            }
            continue;
        }
        let change = if occurrence.role == Role::StructTag { Change::Retag } else { Change::Rename };
        decide(decided, workspace.sources[occurrence.file.0 as usize].applied, (change, new));
    }
    Ok(DatabaseRename { symbol, name, workspace })
}

/// The places of what `asked` names, with its symbol, and whether they are all that there are: in one database, or in `every` one that has it.
fn references(code: &Code, asked: &str, every: bool) -> Result<(String, Vec<Reference>, bool), Error> {
    let one = |asked: &str| lang::refs(code.view(), asked);
    let found = match one(asked) {
        // A place is in one database, and its symbol may be in others.
        Ok(found) if every && found.symbol != asked => one(&found.symbol).or_else(|error| match error {
            NoSymbol::Unknown { .. } | NoSymbol::Nothing { .. } => Ok(found),
            several @ NoSymbol::Ambiguous { .. } => Err(several),
        }),
        found => found,
    };
    match found {
        Ok(References { symbol, rows, .. }) => Ok((symbol, rows, every)),
        Err(NoSymbol::Ambiguous { symbol, candidates }) => {
            let all: Vec<References> = candidates.iter().map(|it| one(it)).collect::<Result<_, _>>()?;
            if !every && !is_copy(code, &all) {
                return Err(Error::Databases { symbol, places: candidates });
            }
            let symbol = all.first().map(|it| it.symbol.clone()).unwrap_or_default();
            Ok((symbol, all.into_iter().flat_map(|it| it.rows).collect(), true))
        }
        Err(error) => Err(error.into()),
    }
}

/// One of the two that are declared is so in applied migrations: the other one is a copy of what these make (a dump, or a declaration in code).
/// What nothing declares is asked of either, which is the same.
fn is_copy(code: &Code, all: &[References]) -> bool {
    let is_applied = |it: &Reference| {
        let of = |source: &&Source| {
            source.applied
                && *source.path == *it.finding.path
                && *code.repos[source.repo.0 as usize].name == *it.finding.repo
        };
        code.sources.iter().any(|source| of(&source))
    };
    let declared: Vec<bool> = all
        .iter()
        .filter_map(|it| {
            let mut places = it.rows.iter().filter(|row| row.declaration);
            places.next().map(|first| is_applied(first) || places.any(is_applied))
        })
        .collect();
    matches!(declared.as_slice(), [true, false] | [false, true])
}

/// The columns that a table declares.
fn declared(facts: &FileFacts) -> BTreeSet<SymbolId> {
    facts.occurrences.iter().filter(|it| it.declaration).filter_map(|it| it.symbol).collect()
}

/// Columns that no table declares and that are called like one of `known`, with its table: a view that code asks, which is beside none of the databases.
fn called_alike(facts: &FileFacts, known: &BTreeSet<SymbolId>) -> BTreeSet<SymbolId> {
    let declared = declared(facts);
    let repository = |scope: &str| scope.split('/').next().unwrap_or_default().to_owned();
    let key = |id: SymbolId| {
        let info = facts.symbols.get(id);
        (info.role, repository(&info.scope), info.path.to_lowercase())
    };
    let keys: BTreeSet<_> = known.iter().map(|it| key(*it)).collect();
    let all = facts.symbols.iter().map(|(id, _)| id);
    all.filter(|it| !declared.contains(it) && keys.contains(&key(*it))).collect()
}

fn decide(decided: &mut Decided, applied: bool, (change, new): (Change, &str)) {
    if applied {
        decided.next = Some(Next { batch: ALONE.batch, phase: None, new: new.to_owned() });
        return;
    }
    let finding = &mut decided.finding;
    // What gives the name up for another one stays as it is.
    if finding.change.is_none() {
        finding.batch = Some(ALONE.batch);
        finding.change = Some(change);
        finding.replacement = Some(new.to_owned());
    }
}

/// A pack that looks for the words of the name, and knows nothing else.
fn pack(symbol: &str, name: &str, new: &str) -> Result<Pack, Error> {
    let words: Vec<String> = words_of(name).into_iter().map(str::to_lowercase).collect();
    let quoted = |it: &str| format!("'{}'", it.replace('\'', "''"));
    let title = quoted(&format!("{symbol} is called {new}"));
    let words = quoted(&words.join(" "));
    let text = format!(
        "version: 1\nname: rename\ntitle: {title}\nterms:\n  - {{id: asked, words: {words}}}\ncategories: []\nrules: []\nbatches:\n  \
         - {{id: {}, title: {title}, risk: high, changes: []}}\n",
        ALONE.batch
    );
    Ok(Pack::parse("the rename", &text)?)
}
