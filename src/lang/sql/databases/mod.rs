//! Databases that exist already: which tables, columns and indexes a batch renames in the schema that some code declares,
//! and the script that does the same to a database made by the old code. A script is run in memory before anybody sees it.

mod behaviour;
mod clients;
mod dialect;
mod document;
mod history;
mod in_code;
mod left;
mod limits;
mod prove;
mod render;
mod rows;
mod schema;
mod script;
mod server;
mod starts;
mod steps;
mod strings;
mod text;
mod users;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::sql::{Handed, is_declared_by_calls, is_made};
use crate::model::plan::{Input, Plan, place};
use crate::model::{
    Draft, FileId, FilePlan, Language, Migration, Migrations, Occurrence, RepoId, Role, Server, Source, SymbolInfo,
    Unproved,
};
use dialect::{Dialect, Told};
use document::{Document, folder, is_test, speaks};
use history::{History, Outcome, histories, shared, wanted};
use limits::Budget;
pub use text::tables_made;

/// True for a language whose text or strings may hold statements.
pub(super) fn holds_statements(language: Language) -> bool {
    text::holds_statements(language)
}

/// The values of the strings of a program, with `?` for what it fills in or adds to a name.
pub(super) fn filled_strings(language: Language, text: &str) -> Vec<String> {
    strings::strings(language, text)
}

/// The scripts for what `plan` renames. Reads `plan.files`, so that refused changes count for nothing.
pub fn migrations(input: &Input, plan: &Plan) -> Migrations {
    let edits: BTreeMap<FileId, &FilePlan> = plan.files.iter().map(|it| (it.file, it)).collect();
    let mut folders: BTreeMap<(RepoId, &str), Vec<Document>> = BTreeMap::new();
    let touched: BTreeSet<(RepoId, &str)> = edits.keys().map(|file| folder(input, *file)).collect();
    for source in input.sources {
        let key = folder(input, source.id);
        if speaks(source) && touched.contains(&key) {
            folders.entry(key).or_default().push(Document::of(input, source, &edits));
        }
    }
    let budget = Budget::new();
    let mut found = Migrations::default();
    let mut renamed: Vec<(RepoId, script::Renamed)> = Vec::new();
    let made = of_histories(input, plan, &edits, &budget, &mut found, &mut renamed);
    for ((repo, folder), documents) in folders {
        let repo_name = &input.repos[repo.0 as usize].name;
        let owner = if folder.is_empty() { repo_name.to_string() } else { format!("{repo_name}/{folder}") };
        let (schemas, users): (Vec<Document>, Vec<Document>) = documents.into_iter().partition(|document| {
            // A dump also has the table in which a tool counts its migrations.
            let is_made = |table: &String| made.contains(&(repo, table.clone())) || COUNTERS.contains(&table.as_str());
            // A schema beside migrations is a copy of what they make, or stands on it as a view does.
            let copied = document.tables().iter().any(is_made) && document.made().iter().all(is_made);
            !document.tables().is_empty() && !copied
        });
        for database in databases(schemas).into_iter().flat_map(dialect::apart) {
            let by_hand = |what: BTreeSet<String>, reason| {
                let what = what.into_iter().collect::<Vec<_>>().join(", ");
                Unproved { place: owner.clone(), what, reason, files: BTreeSet::new() }
            };
            let script = match script::Script::of(&database) {
                Ok(script) if script.is_empty() => continue,
                Ok(script) => script,
                Err(reason) => {
                    found.by_hand.push(by_hand(database.iter().flat_map(Document::tables).collect(), reason));
                    continue;
                }
            };
            renamed.extend(script.renamed.iter().chain(&script.of_views()).map(|it| (repo, it.clone())));
            let elsewhere = users::elsewhere(input, &edits, (repo, folder), &script);
            let wanted = Wanted { owner: &owner, database: &database, script: &script };
            let told = dialect::of(input, (repo, folder), &database, &users);
            let users: Vec<&Document> = users.iter().chain(&elsewhere).collect();
            let done = match told {
                Ok(told) if told.dialect == Dialect::Sqlite => {
                    wanted.proved(&users, told, &budget).map(|it| found.proved.push(it))
                }
                Ok(told) => wanted.drafted(&users, told, (&budget, input.server)).map(|it| found.unproved.push(it)),
                Err(reason) => Err(reason),
            };
            if let Err(reason) = done {
                found.by_hand.push(by_hand(script.tables.clone(), reason));
            }
        }
    }
    found.by_hand.extend(undeclared(input, &edits, &renamed));
    found.by_hand.sort();
    found.by_hand.dedup();
    found
}

/// The tables in which tools count the migrations that were applied.
const COUNTERS: [&str; 7] = [
    "schema_migrations",
    "goose_db_version",
    "gorp_migrations",
    "schema_version",
    "flyway_schema_history",
    "knex_migrations",
    "bun_migrations",
];

/// Adds what the databases need that migrations make, and gives their tables.
fn of_histories(
    input: &Input,
    plan: &Plan,
    edits: &BTreeMap<FileId, &FilePlan>,
    budget: &Budget,
    found: &mut Migrations,
    renamed: &mut Vec<(RepoId, script::Renamed)>,
) -> BTreeSet<(RepoId, String)> {
    let mut made = BTreeSet::new();
    if !input.sources.iter().any(|it| it.applied) {
        return made;
    }
    let all = wanted(input, plan);
    let unknown = |what: &str| plan.groups.iter().any(|it| it.what == what);
    for (history, wanted) in of_repositories(input, &all) {
        let users = |tables: &BTreeSet<String>| {
            let says = |it: &&Source| tables.iter().any(|table| it.text.contains(table.as_str()));
            let mine = input.sources.iter().filter(|it| it.repo == history.repo && speaks(it)).filter(says);
            mine.map(|it| Document::of(input, it, edits)).collect()
        };
        let told = |database: &[Document]| dialect::of(input, (history.repo, history.folder), database, &[]);
        let Some(outcome) = history.outcome(&wanted, unknown, told, users, (budget, input.server)) else { continue };
        made.extend(history.tables().into_iter().map(|table| (history.repo, table)));
        let known = match outcome {
            Outcome::Next(migration, known) => {
                found.proved.push(*migration);
                known
            }
            Outcome::Draft(draft, known) => {
                found.unproved.push(*draft);
                known
            }
            Outcome::ByHand(unproved, known) => {
                found.by_hand.extend(unproved);
                known
            }
        };
        renamed.extend(known.into_iter().map(|it| (history.repo, it)));
    }
    made
}

/// Each folder of migrations with what is wanted of it.
fn of_repositories<'i>(
    input: &Input<'i>,
    all: &BTreeMap<RepoId, Vec<history::Wanted>>,
) -> Vec<(History<'i>, Vec<history::Wanted>)> {
    let mut of_repo: BTreeMap<RepoId, Vec<History>> = BTreeMap::new();
    for history in histories(input) {
        of_repo.entry(history.repo).or_default().push(history);
    }
    let mut found = Vec::new();
    for (repo, histories) in of_repo {
        let wanted = all.get(&repo).map_or(&[][..], Vec::as_slice);
        let shared = shared(input, &histories, wanted);
        found.extend(histories.into_iter().zip(shared));
    }
    found
}

/// A database that needs a script.
struct Wanted<'a> {
    owner: &'a str,
    database: &'a [Document],
    script: &'a script::Script,
}

impl Wanted<'_> {
    fn proved(&self, users: &[&Document], told: Told, budget: &Budget) -> Result<Migration, String> {
        let statements = self.script.statements(told.dialect)?;
        clients::agree(&statements, told.dialect)?;
        let mut proof = prove::prove(self.script, self.database, users, budget)?;
        proof.why = told.why;
        proof.probe = self.script.probe(told.dialect);
        Ok(Migration {
            owner: self.owner.to_owned(),
            tables: self.tables(),
            files: self.files(),
            statements,
            next: Vec::new(),
            start: None,
            proof,
        })
    }

    fn drafted(
        &self,
        users: &[&Document],
        told: Told,
        (budget, server): (&Budget, Option<&Server>),
    ) -> Result<Draft, String> {
        let statements = self.script.statements(told.dialect)?;
        clients::agree(&statements, told.dialect)?;
        left::consistent(self.script, self.database, users)?;
        let back = script::Script::back(self.database).and_then(|it| it.statements(told.dialect)).unwrap_or_default();
        let mut back = if clients::agree(&back, told.dialect).is_ok() { back } else { Vec::new() };
        let server = server.filter(|it| server::speaks(it, told.dialect));
        if server.is_none() {
            prove::refuted(self.script, self.database, users, budget)?;
        }
        let asked = server::Asked {
            script: self.script,
            database: self.database,
            users,
            statements: &statements,
            back: &back,
            dialect: told.dialect,
        };
        let proof = server.map(|it| server::prove(&asked, it)).transpose()?;
        if proof.as_ref().is_some_and(|it| !it.back) {
            back = Vec::new();
        }
        Ok(Draft {
            owner: self.owner.to_owned(),
            tables: self.tables(),
            files: self.files(),
            dialect: told.dialect.name().to_owned(),
            why: told.why,
            statements,
            back,
            next: Vec::new(),
            probe: self.script.probe(told.dialect),
            atomic: told.dialect.is_atomic(),
            proof,
        })
    }

    fn tables(&self) -> Vec<String> {
        self.script.tables.iter().cloned().collect()
    }

    fn files(&self) -> Vec<String> {
        self.database.iter().map(|it| it.name.clone()).collect()
    }
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

/// Names in SQL that change without a declaration in the roots that says which database they are of.
fn undeclared(
    input: &Input,
    edits: &BTreeMap<FileId, &FilePlan>,
    renamed: &[(RepoId, script::Renamed)],
) -> BTreeSet<Unproved> {
    let mut found: BTreeMap<String, Unproved> = BTreeMap::new();
    let views = handed_on(input, renamed);
    let migrated = migrated(input, &edits.keys().map(|file| folder(input, *file)).collect());
    for occurrence in &input.facts.occurrences {
        let source = &input.sources[occurrence.file.0 as usize];
        let changed = || {
            edits
                .get(&occurrence.file)
                .is_some_and(|it| it.edits.iter().any(|edit| edit.span.overlaps(occurrence.span)))
        };
        let named = matches!(occurrence.role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
        if !named || is_test(&source.path) || !changed() {
            continue;
        }
        let Some(symbol) = occurrence.symbol.map(|symbol| input.facts.symbols.get(symbol)) else { continue };
        if is_made(symbol) {
            continue;
        }
        let table = symbol.context.first().map(|it| it.to_lowercase()).filter(|table| table != "?");
        let known = renamed.iter().any(|(repo, it)| {
            *repo == source.repo
                && it.old.eq_ignore_ascii_case(&symbol.name)
                && (it.table.is_none() || table.is_none() || it.table == table)
        });
        // A view that hands a renamed column on: its own statement may be that of an applied migration.
        let known = known || views.contains(&symbol.path.to_lowercase());
        let migrates =
            migrated.get(&folder(input, occurrence.file)).is_some_and(|it| it.contains(&symbol.name.to_lowercase()));
        if !known && !migrates {
            found.entry(symbol.path.to_string()).or_insert_with(|| Unproved {
                place: place(input, occurrence.file, occurrence.span.start),
                what: symbol.path.to_string(),
                reason: unknown(input, symbol),
                files: BTreeSet::new(),
            });
        }
    }
    found.into_values().collect()
}

/// The columns of views, in lower case, that have the values of a renamed column under the same name.
fn handed_on(input: &Input, renamed: &[(RepoId, script::Renamed)]) -> BTreeSet<String> {
    let is_renamed = |info: &SymbolInfo| {
        let table = info.context.first().map(|it| it.to_lowercase());
        info.role == Role::SqlColumn
            && renamed
                .iter()
                .any(|(_, it)| it.old.eq_ignore_ascii_case(&info.name) && it.table.is_some() && it.table == table)
    };
    let starts = input.facts.symbols.iter().filter(|(_, info)| is_renamed(info)).map(|(id, _)| id);
    let all = Handed::of(input.facts).on(starts, false, |_| true);
    all.into_iter().map(|id| input.facts.symbols.get(id).path.to_lowercase()).collect()
}

/// Why there is no script for a name that no statement declares.
fn unknown(input: &Input, symbol: &SymbolInfo) -> String {
    let same = |it: &&Occurrence| {
        let other = it.symbol.map(|it| &input.facts.symbols.get(it).path);
        it.declaration && other.is_some_and(|it| it.eq_ignore_ascii_case(&symbol.path))
    };
    let declared = input.facts.occurrences.iter().filter(same);
    let by_call = declared.map(|it| input.source(it.file)).find(|it| is_declared_by_calls(&it.text));
    match by_call {
        Some(source) => format!(
            "`{}` declares it by calls of `drizzle-orm`, and no migration in the roots has made it: `drizzle-kit generate` writes the next one, and asks whether it is \
             a rename",
            source.path
        ),
        None => "no CREATE statement in the roots declares it, so nothing says which database it is in".to_owned(),
    }
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
