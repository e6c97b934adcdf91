//! A table, column or index gets another name, without a rule pack: planned as a batch that holds nothing else, so that all checks of
//! a batch hold for it (the proof of its script, names that would be left behind, applied migrations).

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{Code, Error, Project, Workspace};
use crate::lang;
use crate::model::plan::{Decided, Next};
use crate::model::{Change, FileFacts, Finding, FlowKind, References, Role, SymbolId};
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

/// Decides that the thing that `symbol` names in a database is called `new`. With `keep_others`, what else has the name is another thing.
///
/// # Errors
/// No such thing, or several; a root that is not there.
pub fn in_database(
    project: &Project,
    code: &Code,
    (symbol, new): (&str, &str),
    keep_others: bool,
) -> Result<DatabaseRename, Error> {
    let References { symbol, rows, .. } = lang::refs(code.view(), symbol)?;
    let name = rows.first().map(|it| it.finding.text.clone()).unwrap_or_default();
    let mut workspace = Workspace::read(project, pack(&symbol, &name, new)?, false)?;
    workspace.read_left_out();
    let place = |it: &Finding| (it.repo.clone(), it.path.clone(), it.byte_start);
    let places: BTreeSet<_> = rows.iter().map(|it| place(&it.finding)).collect();
    let both = workspace.facts.occurrences.iter().zip(&workspace.classified.decided);
    let mut found = both.filter(|(_, it)| places.contains(&place(&it.finding)));
    let target = found.find_map(|(it, _)| it.symbol);
    let all = target.map(|it| handed_on(&workspace.facts, it)).unwrap_or_default();
    for (occurrence, decided) in workspace.facts.occurrences.iter().zip(&mut workspace.classified.decided) {
        let is_name = decided.finding.text.eq_ignore_ascii_case(&name);
        if !is_name || !occurrence.symbol.is_some_and(|it| all.contains(&it)) {
            if keep_others {
                decided.finding.category = OTHER;
                decided.open = false;
            }
            continue;
        }
        decide(decided, workspace.sources[occurrence.file.0 as usize].applied, new);
    }
    Ok(DatabaseRename { symbol, name, workspace })
}

/// The symbol, and the columns of views that have its values under the same name: those that no table declares.
fn handed_on(facts: &FileFacts, asked: SymbolId) -> BTreeSet<SymbolId> {
    let declared: BTreeSet<SymbolId> =
        facts.occurrences.iter().filter(|it| it.declaration).filter_map(|it| it.symbol).collect();
    let name = &facts.symbols.get(asked).name;
    let follows = |id: SymbolId| {
        let info = facts.symbols.get(id);
        info.role == Role::SqlColumn && info.name.eq_ignore_ascii_case(name) && !declared.contains(&id)
    };
    let mut all = BTreeSet::from([asked]);
    loop {
        let ends = facts.flows.iter().filter(|it| it.kind == FlowKind::Sql);
        let next = ends.flat_map(|it| [(it.from, it.to), (it.to, it.from)]).filter(|(from, _)| all.contains(from));
        let new: Vec<SymbolId> = next.map(|(_, to)| to).filter(|it| !all.contains(it) && follows(*it)).collect();
        if new.is_empty() {
            return all;
        }
        all.extend(new);
    }
}

fn decide(decided: &mut Decided, applied: bool, new: &str) {
    if applied {
        decided.next = Some(Next { batch: ALONE.batch, phase: None, new: new.to_owned() });
        return;
    }
    let finding = &mut decided.finding;
    // What gives the name up for another one stays as it is.
    if finding.change.is_none() {
        finding.batch = Some(ALONE.batch);
        finding.change = Some(Change::Rename);
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
