//! Databases that exist already: which tables, columns and indexes a batch renames in the schema that some code declares,
//! and the script that does the same to a database made by the old code. A script is run in memory before anybody sees it.

mod clients;
mod document;
mod limits;
mod prove;
mod script;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::plan::{Input, Plan, place};
use crate::model::{FileId, FilePlan, Migration, Migrations, RepoId, Role, Unproved};
use document::Document;
use limits::Budget;

/// The scripts for what `plan` renames. Reads `plan.files`, so that refused changes count for nothing.
pub fn migrations(input: &Input, plan: &Plan) -> Migrations {
    let edits: BTreeMap<FileId, &FilePlan> = plan.files.iter().map(|it| (it.file, it)).collect();
    let mut folders: BTreeMap<(RepoId, &str), Vec<Document>> = BTreeMap::new();
    let touched: BTreeSet<(RepoId, &str)> = edits.keys().map(|file| folder(input, *file)).collect();
    for source in input.sources {
        let wanted = text::holds_statements(source.language) && !source.path.ends_with("_test.go");
        let key = folder(input, source.id);
        if !wanted || source.generated || !touched.contains(&key) {
            continue;
        }
        let old = text::statements(source.language, &source.text);
        let after = edits.get(&source.id);
        let new = after.map_or_else(|| old.clone(), |it| text::statements(source.language, &it.after));
        let name = format!("{}/{}", input.repos[source.repo.0 as usize].name, source.path);
        folders.entry(key).or_default().push(Document { name, old, new });
    }
    let budget = Budget::new();
    let mut found = Migrations::default();
    let mut renamed: Vec<(RepoId, script::Renamed)> = Vec::new();
    for ((repo, folder), documents) in folders {
        let repo_name = &input.repos[repo.0 as usize].name;
        let owner = if folder.is_empty() { repo_name.to_string() } else { format!("{repo_name}/{folder}") };
        let (schemas, users): (Vec<Document>, Vec<Document>) =
            documents.into_iter().partition(|document| !document.tables().is_empty());
        for database in databases(schemas) {
            let script = match script::Script::of(&database) {
                Ok(script) if script.renamed.is_empty() => continue,
                Ok(script) => script,
                Err(reason) => {
                    let what = database.iter().flat_map(Document::tables).collect::<BTreeSet<_>>();
                    let what = what.into_iter().collect::<Vec<_>>().join(", ");
                    found.by_hand.push(Unproved { place: owner.clone(), what, reason });
                    continue;
                }
            };
            renamed.extend(script.renamed.iter().map(|it| (repo, it.clone())));
            match clients::agree(&script).and_then(|()| prove::prove(&script, &database, &users, &budget)) {
                Ok(proof) => found.proved.push(Migration {
                    owner: owner.clone(),
                    tables: script.tables.iter().cloned().collect(),
                    files: database.iter().map(|it| it.name.clone()).collect(),
                    statements: script.statements(),
                    proof,
                }),
                Err(reason) => {
                    let what = script.tables.iter().cloned().collect::<Vec<_>>().join(", ");
                    found.by_hand.push(Unproved { place: owner.clone(), what, reason });
                }
            }
        }
    }
    found.by_hand.extend(undeclared(input, &edits, &renamed));
    found.by_hand.sort();
    found.by_hand.dedup();
    found
}

/// Files that speak of a common table are about one database.
fn databases(documents: Vec<Document>) -> Vec<Vec<Document>> {
    let mut groups: Vec<(BTreeSet<String>, Vec<Document>)> = Vec::new();
    for document in documents {
        let mut tables = document.tables();
        let mut members = Vec::new();
        for (other, theirs) in std::mem::take(&mut groups) {
            if other.is_disjoint(&tables) {
                groups.push((other, theirs));
            } else {
                tables.extend(other);
                members.extend(theirs);
            }
        }
        members.push(document);
        groups.push((tables, members));
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

fn folder<'a>(input: &Input<'a>, file: FileId) -> (RepoId, &'a str) {
    let source = &input.sources[file.0 as usize];
    (source.repo, source.path.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// Names in SQL that change without a declaration in the roots that says which database they are of.
fn undeclared(
    input: &Input,
    edits: &BTreeMap<FileId, &FilePlan>,
    renamed: &[(RepoId, script::Renamed)],
) -> BTreeSet<Unproved> {
    let mut found: BTreeMap<String, Unproved> = BTreeMap::new();
    let migrated = migrated(input, &edits.keys().map(|file| folder(input, *file)).collect());
    for occurrence in &input.facts.occurrences {
        let source = &input.sources[occurrence.file.0 as usize];
        let changed = || {
            edits
                .get(&occurrence.file)
                .is_some_and(|it| it.edits.iter().any(|edit| edit.span.overlaps(occurrence.span)))
        };
        let named = matches!(occurrence.role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
        if !named || source.path.ends_with("_test.go") || !changed() {
            continue;
        }
        let Some(symbol) = occurrence.symbol.map(|symbol| input.facts.symbols.get(symbol)) else { continue };
        let table = symbol.context.first().map(|it| it.to_lowercase()).filter(|table| table != "?");
        let known = renamed.iter().any(|(repo, it)| {
            *repo == source.repo
                && it.old.eq_ignore_ascii_case(&symbol.name)
                && (it.table.is_none() || table.is_none() || it.table == table)
        });
        let migrates =
            migrated.get(&folder(input, occurrence.file)).is_some_and(|it| it.contains(&symbol.name.to_lowercase()));
        if !known && !migrates {
            found.entry(symbol.path.to_string()).or_insert_with(|| Unproved {
                place: place(input, occurrence.file, occurrence.span.start),
                what: symbol.path.to_string(),
                reason: "no CREATE statement in the roots declares it, so nothing says which database it is in".into(),
            });
        }
    }
    found.into_values().collect()
}

/// The columns that the code of each folder renames itself: `ALTER TABLE … RENAME COLUMN old TO …`, in lower case.
fn migrated<'a>(
    input: &Input<'a>,
    users: &BTreeSet<(RepoId, &'a str)>,
) -> BTreeMap<(RepoId, &'a str), BTreeSet<String>> {
    let mut found: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for source in input.sources.iter().filter(|it| users.contains(&folder(input, it.id))) {
        let words: Vec<&str> = source.text.split_whitespace().collect();
        let ends = |word: &str, with: &str| {
            let tail = word.len().checked_sub(with.len()).and_then(|at| word.get(at..));
            tail.is_some_and(|it| it.eq_ignore_ascii_case(with))
        };
        let named = words.windows(4).filter(|it| {
            ends(it[0], "rename") && it[1].eq_ignore_ascii_case("column") && it[3].eq_ignore_ascii_case("to")
        });
        found.entry(folder(input, source.id)).or_default().extend(named.map(|it| it[2].to_lowercase()));
    }
    found
}

#[cfg(test)]
mod tests;
