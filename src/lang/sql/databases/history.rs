//! Databases that migrations make: what a batch renames of their schema, and the next migration, which does it. What the folder has
//! is told by all migrations up to the last one; they themselves stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::sql::migrations::{Around, Tool, Writes, home, is_version, next, order, up};
use crate::lang::sql::{is_declared_by_calls, replacing_view};
use crate::model::edit::apply_edits;
use crate::model::plan::{Input, Plan};
use crate::model::{
    Change, Draft, Edit, FileId, Migration, NewFile, RepoId, Role, Server, Source, Span, Start, SymbolId, SymbolPath,
    Unproved,
};

use super::clients;
use super::dialect::{Dialect, Told, quoted};
use super::document::Document;
use super::in_code::{renames, says};
use super::left;
use super::limits::Budget;
use super::prove;
use super::schema::{Named, Schema, made, renamed};
use super::script::{Renamed, Script, words};
use super::server;
use super::text::{Statement, Verb};

/// A name of a database that a batch changes.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// The symbol.
    what: String,
    named: Named,
    /// The tables that a column may be of where nothing says which; empty for any.
    among: Vec<String>,
    /// The symbols and the files that it stands in.
    symbols: BTreeSet<SymbolId>,
    files: BTreeSet<FileId>,
}

/// The migrations of one folder.
pub(super) struct History<'a> {
    pub(super) repo: RepoId,
    /// `repo/folder`
    pub(super) owner: String,
    pub(super) folder: &'a str,
    tool: &'static Tool,
    /// In the order in which they are run.
    files: Vec<&'a Source>,
    /// The migrations that are code.
    code: Vec<&'a Source>,
    /// Files of the same repository that declare tables by calls.
    declaring: BTreeSet<FileId>,
    schema: Schema,
}

/// What becomes of a history.
pub(super) enum Outcome {
    /// The next migration, seen to work.
    Next(Box<Migration>, Vec<Renamed>),
    /// The next migration for a database that nothing was run on.
    Draft(Box<Draft>, Vec<Renamed>),
    /// What a person has to write; and the names that it is about.
    ByHand(Vec<Unproved>, Vec<Renamed>),
}

/// The next migration.
enum Made {
    Proved(Box<Migration>),
    Drafted(Box<Draft>),
}

/// All folders of migrations, by repository and path.
pub(super) fn histories<'a>(input: &Input<'a>) -> Vec<History<'a>> {
    let around = Around::of(input.sources);
    let mut found: BTreeMap<(RepoId, &str), History> = BTreeMap::new();
    for source in input.sources.iter().filter(|it| it.applied) {
        let Some(tool) = around.tool(source).filter(|it| it.writes != Writes::Steps) else { continue };
        let folder = home(tool, &source.path);
        let repo = &input.repos[source.repo.0 as usize].name;
        let owner = if folder.is_empty() { repo.to_string() } else { format!("{repo}/{folder}") };
        let empty = || History {
            repo: source.repo,
            owner,
            folder,
            tool,
            files: Vec::new(),
            code: Vec::new(),
            declaring: BTreeSet::new(),
            schema: Schema::default(),
        };
        let history = found.entry((source.repo, folder)).or_insert_with(empty);
        if source.path.ends_with(".sql") {
            // The last file in SQL says how the next one is written.
            history.tool = tool;
            history.files.push(source);
        } else {
            history.code.push(source);
        }
    }
    let mut all: Vec<History> = found.into_values().collect();
    for it in &mut all {
        let declares =
            |source: &&Source| source.repo == it.repo && !source.applied && is_declared_by_calls(&source.text);
        it.declaring = input.sources.iter().filter(declares).map(|it| it.id).collect();
        it.files.sort_by(|one, other| order(&one.path, &other.path));
        for file in &it.files {
            // A file may be in the format of an older tool.
            let tool = around.tool(file).unwrap_or(it.tool);
            it.schema.add(up(tool, &file.path, &file.text).unwrap_or_default());
        }
    }
    all
}

/// What `plan` renames in databases, by repository: names in code, and those in migrations that keep them.
pub(super) fn wanted(input: &Input, plan: &Plan) -> BTreeMap<RepoId, Vec<Wanted>> {
    let facts = input.facts;
    let in_database =
        |at: &usize| matches!(facts.occurrences[*at].role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
    let renames = plan.groups.iter().filter(|it| it.change == Change::Rename).flat_map(|it| &it.hits).copied();
    let mut new: BTreeMap<usize, &str> = BTreeMap::new();
    for at in renames.filter(in_database) {
        new.extend(input.finding(at).replacement.as_deref().map(|it| (at, it)));
    }
    // A name that is refused in code stays in the database, too.
    let place = |at: usize| {
        let it = &facts.occurrences[at];
        let path = it.symbol.map(|symbol| facts.symbols.get(symbol).path.to_lowercase());
        path.map(|path| (input.source(it.file).repo, path))
    };
    let mut kept: BTreeSet<(RepoId, String)> = BTreeSet::new();
    for (at, occurrence) in facts.occurrences.iter().enumerate().filter(|_| !plan.kept.is_empty()) {
        if occurrence.symbol.is_some_and(|symbol| plan.kept.contains(&symbol)) {
            kept.extend(place(at));
        }
    }
    for at in plan.applied.iter().filter(|at| place(**at).is_some_and(|it| !kept.contains(&it))) {
        new.extend(input.decided[*at].next.as_ref().map(|it| (*at, it.new.as_str())));
    }
    let mut found: BTreeMap<RepoId, Vec<Wanted>> = BTreeMap::new();
    for ((file, name), edits) in names(input, &new) {
        let Some(wanted) = whole(input, file, name, &edits) else { continue };
        let all = found.entry(input.source(file).repo).or_default();
        match all.iter_mut().find(|it| (&it.named, &it.what, &it.among) == (&wanted.named, &wanted.what, &wanted.among))
        {
            Some(known) => {
                known.symbols.extend(wanted.symbols);
                known.files.extend(wanted.files);
            }
            None => all.push(wanted),
        }
    }
    found
}

/// Occurrences with their new texts.
type Places<'i> = Vec<(usize, &'i str)>;

/// The identifiers that the places stand in, each with its places and their new texts: a name may hold a word twice.
fn names<'i>(input: &Input, new: &BTreeMap<usize, &'i str>) -> BTreeMap<(FileId, Span), Places<'i>> {
    let mut found: BTreeMap<(FileId, Span), Places> = BTreeMap::new();
    for (at, new) in new {
        let it = &input.facts.occurrences[*at];
        let text = &input.source(it.file).text;
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let (before, after) = (&text[..it.span.start as usize], &text[it.span.end as usize..]);
        let start = before.trim_end_matches(is_part).len();
        let end = text.len() - after.trim_start_matches(is_part).len();
        found.entry((it.file, Span::new(start, end))).or_default().push((*at, *new));
    }
    found
}

fn whole(input: &Input, file: FileId, name: Span, places: &[(usize, &str)]) -> Option<Wanted> {
    let text = input.source(file).text.get(name.range())?;
    let first = &input.facts.occurrences[places.first()?.0];
    let symbol = input.facts.symbols.get(first.symbol?);
    let edit = |(at, new): &(usize, &str)| {
        let span = input.facts.occurrences[*at].span;
        Edit::replace(Span { start: span.start - name.start, end: span.end - name.start }, *new)
    };
    let edits: Vec<Edit> = places.iter().map(edit).collect();
    let new = apply_edits(text, &edits).ok()?;
    // Of a column whose table no text says, these are the tables that it may be of.
    let tables = symbol.context.iter().map(|it| it.to_lowercase()).filter(|_| symbol.role == Role::SqlColumn);
    let (table, among): (Option<String>, Vec<String>) = match SymbolPath(&symbol.path).is_of_unknown() {
        true => (None, tables.collect()),
        false => (tables.take(1).next(), Vec::new()),
    };
    let named = Named { role: symbol.role, table, old: text.to_owned(), new };
    let (symbols, files) = (BTreeSet::from([first.symbol?]), BTreeSet::from([file]));
    text.eq_ignore_ascii_case(&symbol.name).then(|| Wanted {
        what: symbol.path.to_string(),
        named,
        among,
        symbols,
        files,
    })
}

/// For each of the histories of a repository, which of `wanted` is for it. Several databases may have a table of one name: a name in a
/// migration is for that folder, one in code for the nearest of the folders that have the same symbol, else of those that have the name.
pub(super) fn shared(input: &Input, histories: &[History], wanted: &[Wanted]) -> Vec<Vec<Wanted>> {
    let mut symbols: Vec<BTreeSet<SymbolId>> = vec![BTreeSet::new(); histories.len()];
    for occurrence in input.facts.occurrences.iter().filter(|it| input.source(it.file).applied) {
        let Some(at) = histories.iter().position(|it| it.holds(occurrence.file)) else { continue };
        symbols[at].extend(occurrence.symbol);
    }
    let mut found: Vec<Vec<Wanted>> = vec![Vec::new(); histories.len()];
    for it in wanted {
        let mut owners: BTreeMap<usize, BTreeSet<FileId>> = BTreeMap::new();
        let mut give = |at: usize, file: FileId| _ = owners.entry(at).or_default().insert(file);
        for file in &it.files {
            if let Some(own) = histories.iter().position(|history| history.holds(*file)) {
                give(own, *file);
                continue;
            }
            let has = |at: &usize| histories[*at].concerns(it);
            let all: Vec<usize> = (0..histories.len()).filter(has).collect();
            let joined = |at: &&usize| it.symbols.iter().any(|symbol| symbols[**at].contains(symbol));
            let same: Vec<usize> = all.iter().filter(joined).copied().collect();
            let all = if same.is_empty() { all } else { same };
            let near = |at: usize| common(&input.source(*file).path, histories[at].folder);
            let nearest = all.iter().map(|at| near(*at)).max();
            all.iter().filter(|at| Some(near(**at)) == nearest).for_each(|at| give(*at, *file));
        }
        owners.into_iter().for_each(|(at, files)| found[at].push(Wanted { files, ..it.clone() }));
    }
    found
}

/// How many folders two paths have in common.
fn common(one: &str, other: &str) -> usize {
    one.split('/').zip(other.split('/')).take_while(|(one, other)| one == other).count()
}

impl History<'_> {
    fn holds(&self, file: FileId) -> bool {
        self.files.iter().chain(&self.code).any(|it| it.id == file)
    }

    /// True where the batch has anything to do with it.
    fn concerns(&self, wanted: &Wanted) -> bool {
        self.completed(wanted).is_some() || self.has_done(wanted) || self.mentions(wanted)
    }

    /// The tables that it speaks of, in lower case.
    pub(super) fn tables(&self) -> BTreeSet<String> {
        self.document(&[]).tables()
    }

    /// What becomes of it when the batch renames `wanted`; `None` where none of that is in it.
    pub(super) fn outcome(
        &self,
        wanted: &[Wanted],
        unknown: impl Fn(&str) -> bool,
        told: impl FnOnce(&[Document]) -> Result<Told, String>,
        users: impl FnOnce(&BTreeSet<String>) -> Vec<Document>,
        budget: (&Budget, Option<&Server>),
    ) -> Option<Outcome> {
        let mine: Vec<Wanted> = wanted.iter().filter_map(|it| self.completed(it)).collect();
        let mut names: Vec<Named> = Vec::new();
        for it in &mine {
            if !names.contains(&it.named) {
                names.push(it.named.clone());
            }
        }
        let known = names.iter().chain(&self.schema.renamed).map(known).collect();
        if mine.is_empty() {
            return match self.in_code(wanted, unknown) {
                Some(by_hand) => Some(by_hand),
                None => wanted.iter().any(|it| self.has_done(it)).then(|| Outcome::ByHand(Vec::new(), known)),
            };
        }
        let is_declared = |it: &Wanted| it.files.iter().any(|file| self.declaring.contains(file));
        let generator = match self.tool.writes {
            Writes::Generated(how, _) if mine.iter().all(is_declared) => Some(how),
            _ => None,
        };
        Some(match self.next((&names, generator), told, users, budget) {
            Ok(Made::Proved(migration)) => Outcome::Next(migration, known),
            Ok(Made::Drafted(draft)) => Outcome::Draft(draft, known),
            Err(reason) => Outcome::ByHand(self.by_hand(&mine, &reason, unknown), known),
        })
    }

    /// The same with its table, where only one table has such a column; `None` where the schema has no such thing.
    fn completed(&self, wanted: &Wanted) -> Option<Wanted> {
        let mut it = wanted.clone();
        if it.named.role == Role::SqlColumn && it.named.table.is_none() {
            let mut tables = self.schema.tables_with(&it.named.old);
            tables.retain(|table| it.among.is_empty() || it.among.contains(table));
            let [table] = <[String; 1]>::try_from(tables).ok()?;
            it.named.table = Some(table);
        }
        self.schema.has(&it.named).then_some(it)
    }

    /// A migration has given the new name already.
    fn has_done(&self, wanted: &Wanted) -> bool {
        let it = &wanted.named;
        self.schema.renamed.iter().any(|done| it.role == done.role && it.old == done.old && it.new == done.new)
            || it.role == Role::SqlColumn && self.code.iter().any(|file| renames(&file.text, &it.old, &it.new))
    }

    /// A view that another file makes again (`R__views.sql`) is there already, with the old name of its column: only what drops it first can
    /// make it with the new one, or what replaces it and keeps the names of its columns.
    fn made_again(&self, user: &Document) -> Result<(), String> {
        let is_made = |it: &Statement| matches!(it.verb, Verb::View | Verb::Trigger) && !self.schema.makes(it);
        let dropped: Vec<String> =
            user.old.iter().filter(|it| it.verb == Verb::Drop).flat_map(|it| words(&it.sql)).collect();
        let keeps = |(old, new): &(&Statement, &Statement)| {
            let columns = replacing_view(&old.sql);
            columns.is_some() && columns == replacing_view(&new.sql)
        };
        for (old, _) in user.pairs().filter(|(old, new)| old != new && is_made(old)).filter(|it| !keeps(it)) {
            let name = made(old).unwrap_or_default();
            if !dropped.contains(&name.to_lowercase()) {
                return Err(format!(
                    "`{}` makes `{name}` again, which databases that exist have already, and which is not replaced where its own columns get other names: drop it there first",
                    user.name
                ));
            }
        }
        Ok(())
    }

    fn document(&self, names: &[Named]) -> Document {
        let old = self.schema.live.clone();
        let new = renamed(&old, names);
        Document { name: self.owner.clone(), old, new }
    }

    /// Makes the next migration and runs it, up on a database of the old code and down on one of the new.
    fn next(
        &self,
        (names, generator): (&[Named], Option<&str>),
        told: impl FnOnce(&[Document]) -> Result<Told, String>,
        users: impl FnOnce(&BTreeSet<String>) -> Vec<Document>,
        (budget, server): (&Budget, Option<&Server>),
    ) -> Result<Made, String> {
        let database = [self.document(names)];
        let [Document { name, old, new }] = &database;
        let script = Script::of(&database)?;
        let Told { dialect, why } = told(&database)?;
        let ups = script.statements(dialect)?;
        let with = |reason: String| format!("{reason}: `{}`", ups.join(" "));
        if self.files.iter().any(|it| it.beside) {
            let reason =
                "its migrations lie outside of the folders that were named, in the same repository: name all of it";
            return Err(with(reason.to_owned()));
        }
        if is_version(self.folder) {
            let reason =
                "its migrations lie in a folder for each version, and nothing says in which the next one would be run";
            return Err(with(reason.to_owned()));
        }
        if let Some(code) = self.code.first() {
            return Err(with(format!(
                "`{}` is a migration that is not in SQL, so nothing says what the schema is by now",
                code.path
            )));
        }
        let back = [Document { name: name.clone(), old: new.clone(), new: old.clone() }];
        let down = Script::of(&back)?;
        let downs = down.statements(dialect)?;
        let paths: Vec<&str> = self.files.iter().map(|it| &*it.path).collect();
        let files = match generator {
            Some(_) => Vec::new(),
            None => next(self.tool, self.folder, &paths, &title(names), (&ups, &downs)).map_err(&with)?,
        };
        clients::agree(&ups, dialect).map_err(&with)?;
        let users = users(&script.tables);
        let users: Vec<&Document> = users.iter().collect();
        users.iter().try_for_each(|it| self.made_again(it)).map_err(&with)?;
        let made = |(path, text): (String, String)| NewFile { repo: self.repo, path, text };
        let place = |it: &&Source| format!("{}{}", self.owner, it.path.strip_prefix(self.folder).unwrap_or_default());
        let (tables, declared) = (script.tables.iter().cloned().collect(), self.files.iter().map(place).collect());
        if dialect != Dialect::Sqlite {
            left::consistent(&script, &database, &users).map_err(&with)?;
            let asked = server::Asked {
                script: &script,
                database: &database,
                users: &users,
                statements: &ups,
                back: &downs,
                dialect,
            };
            let server = server.filter(|it| server::speaks(it, dialect));
            if server.is_none() {
                prove::refuted(&script, &database, &users, budget).map_err(&with)?;
            }
            let proof = server.map(|it| server::prove(&asked, it)).transpose().map_err(&with)?;
            if proof.as_ref().is_some_and(|it| !it.back) {
                return Err(with(format!("the way back does not lead to the old schema on {}", dialect.name())));
            }
            return Ok(Made::Drafted(Box::new(Draft {
                owner: self.owner.clone(),
                tables,
                files: declared,
                dialect: dialect.name().to_owned(),
                why: generator.map_or_else(|| why.clone(), |how| format!("{why}; {how}")),
                statements: ups,
                back: downs,
                next: files.into_iter().map(made).collect(),
                probe: script.probe(dialect),
                atomic: dialect.is_atomic(),
                proof,
            })));
        }
        let mut proof = prove::prove(&script, &database, &users, budget).map_err(&with)?;
        proof.why = why;
        proof.probe = script.probe(Dialect::Sqlite);
        let way_back = prove::prove(&down, &back, &[], budget);
        way_back.map_err(|reason| with(format!("the way back does not work ({reason})")))?;
        Ok(Made::Proved(Box::new(Migration {
            owner: self.owner.clone(),
            tables,
            files: declared,
            statements: ups,
            next: files.into_iter().map(made).collect(),
            start: generator.map(|how| Start::ByTool(how.to_owned())),
            proof,
        })))
    }

    /// `unknown` says whether the batch renames a symbol of this path, which names no table.
    fn by_hand(&self, mine: &[Wanted], reason: &str, unknown: impl Fn(&str) -> bool) -> Vec<Unproved> {
        let unproved = |(what, files): (String, BTreeSet<FileId>)| Unproved {
            place: self.owner.clone(),
            what,
            reason: reason.to_owned(),
            files,
        };
        // A query that names no table asks for the same column.
        let of_unknown = |it: &Wanted| Some(format!("?.{}", it.named.old)).filter(|it| unknown(it));
        let others = mine.iter().filter_map(of_unknown).map(|what| (what, BTreeSet::new()));
        mine.iter().map(|it| (it.what.clone(), it.files.clone())).chain(others).map(unproved).collect()
    }

    /// Migrations that are code alone: what they make is not known, only that they speak of it.
    fn in_code(&self, wanted: &[Wanted], unknown: impl Fn(&str) -> bool) -> Option<Outcome> {
        let open = |it: &&Wanted| self.mentions(it) && !self.has_done(it);
        let mine: Vec<Wanted> = wanted.iter().filter(open).cloned().collect();
        let first = self.code.first().filter(|_| !mine.is_empty())?;
        let statements: Vec<String> = mine.iter().filter_map(|it| statement(&it.named)).collect();
        let reason = format!(
            "`{}` is a migration ({}) that is not in SQL: write the next one by hand, so that it does `{}`",
            first.path,
            self.tool.name,
            statements.join(" ")
        );
        let known = mine.iter().map(|it| known(&it.named)).collect();
        Some(Outcome::ByHand(self.by_hand(&mine, &reason, unknown), known))
    }

    /// A migration in code has the word, and that of its table.
    fn mentions(&self, wanted: &Wanted) -> bool {
        let named = &wanted.named;
        let code = |word: &str| self.code.iter().any(|file| says(&file.text, word));
        code(&named.old) && named.table.as_ref().is_none_or(|table| code(table))
    }
}

/// What renames a thing, where that is one statement everywhere.
fn statement(named: &Named) -> Option<String> {
    let quoted = |name: &str| quoted(name, Dialect::Sqlite);
    match (named.role, &named.table) {
        (Role::SqlTable, _) => Some(format!("ALTER TABLE {} RENAME TO {};", quoted(&named.old), quoted(&named.new))),
        (Role::SqlColumn, Some(table)) => Some(format!(
            "ALTER TABLE {} RENAME COLUMN {} TO {};",
            quoted(table),
            quoted(&named.old),
            quoted(&named.new)
        )),
        _ => None,
    }
}

fn known(named: &Named) -> Renamed {
    Renamed { table: named.table.clone(), old: named.old.clone(), new: named.new.clone() }
}

/// What the file is called: after the first name, tables before columns before indexes.
fn title(names: &[Named]) -> String {
    let rank = |it: &&Named| match it.role {
        Role::SqlTable => 0,
        Role::SqlColumn => 1,
        _ => 2,
    };
    let Some(first) = names.iter().min_by_key(rank) else { return "rename".to_owned() };
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let title = format!("rename_{}_to_{}", first.old, first.new).chars().map(plain).take(80).collect();
    match names.len() {
        1 => title,
        several => format!("{title}_and_{}_more", several - 1),
    }
}
