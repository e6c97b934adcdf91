//! The proof on a server that a person offers: databases of its own, made and dropped by names of this program, in which the old schema, rows, the
//! script, the new schema and the way back are run. Statements come from repositories, so they are run by a user who can reach nothing but these
//! databases, and who goes with them. Nothing of the database that the address names is read.

mod client;
mod kind;
mod mysql;
mod postgresql;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};

use super::clients;
use super::dialect::Dialect;
use super::document::{Document, queries};
use super::script::{Inside, Script};
use super::text::{Statement, Verb};
use crate::model::{Said, Server, ServerKind};
use client::Client;
use kind::Kind;

/// How long one proof may take.
const LIMIT: Duration = Duration::from_secs(120);

/// What is asked of a server.
pub(super) struct Asked<'a> {
    pub script: &'a Script,
    pub database: &'a [Document],
    pub users: &'a [&'a Document],
    pub statements: &'a [String],
    pub back: &'a [String],
    pub dialect: Dialect,
}

/// Runs a script on `server`, or gives what it has said before.
pub(super) fn prove(asked: &Asked, server: &Server) -> Result<Said, String> {
    let key = key(asked);
    let known = server.answers.lock().ok().and_then(|it| it.get(&key).cloned());
    let answer = known.unwrap_or_else(|| tried(asked, server));
    if let Ok(mut answers) = server.answers.lock() {
        answers.insert(key, answer.clone());
    }
    answer
}

/// The dialect of a server.
pub(super) fn speaks(server: &Server, dialect: Dialect) -> bool {
    match server.kind {
        ServerKind::Postgresql => dialect == Dialect::Postgresql,
        ServerKind::Mysql => dialect == Dialect::Mysql,
    }
}

fn key(asked: &Asked) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| _ = hasher.update(&text.len().to_le_bytes()).update(text.as_bytes());
    asked.statements.iter().chain(asked.back).for_each(|it| add(it));
    for it in asked.database.iter().chain(asked.users.iter().copied()).flat_map(|it| it.old.iter().chain(&it.new)) {
        add(&it.sql);
    }
    *hasher.finalize().as_bytes()
}

fn tried(asked: &Asked, server: &Server) -> Result<Said, String> {
    let kind: &dyn Kind = match server.kind {
        ServerKind::Postgresql => &postgresql::Postgresql,
        ServerKind::Mysql => &mysql::Mysql,
    };
    let owner =
        Client { server, user: server.user.clone(), password: server.password.clone(), until: Instant::now() + LIMIT };
    let version = owner.must(&server.database, &[kind.version().to_owned()])?;
    let scratch = Scratch::new(kind, &owner)?;
    let found = scratch.proved(asked)?;
    let version = version.split_whitespace().next().unwrap_or_default();
    Ok(Said { server: format!("{} {version}", asked.dialect.name()), ..found })
}

/// Databases of one proof, and the user who works in them. They go with this value.
struct Scratch<'a> {
    kind: &'a dyn Kind,
    owner: &'a Client<'a>,
    worker: Client<'a>,
    name: String,
    made: Vec<String>,
    gone: Vec<String>,
}

impl<'a> Scratch<'a> {
    fn new(kind: &'a dyn Kind, owner: &'a Client<'a>) -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let now = SystemTime::UNIX_EPOCH.elapsed().map(|it| it.as_nanos()).unwrap_or_default();
        let seed =
            format!("{} {now} {} {:p}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed), &raw const COUNT);
        let hash = blake3::hash(seed.as_bytes()).to_hex();
        let name = format!("runsess_{}", &hash[..12]);
        let mut it = Self {
            kind,
            owner,
            worker: Client {
                server: owner.server,
                user: owner.user.clone(),
                password: owner.password.clone(),
                until: owner.until,
            },
            name: name.clone(),
            made: Vec::new(),
            gone: Vec::new(),
        };
        if let Some([make, gone]) = kind.user(owner, &name, &hash[12..44])? {
            it.gone = gone;
            owner
                .must(&owner.server.database, &make)
                .map_err(|error| format!("a user for the proof can't be made: {error}"))?;
            (it.worker.user, it.worker.password) = (name, Some(hash[12..44].to_owned()));
        }
        Ok(it)
    }

    fn database(&mut self, which: &str) -> Result<String, String> {
        let name = format!("{}_{which}", self.name);
        let made = self.owner.must(&self.owner.server.database, &[self.kind.create(&name, &self.worker.user)]);
        made.map_err(|error| format!("a scratch database can't be made: {error}"))?;
        self.made.push(name.clone());
        Ok(name)
    }

    fn proved(mut self, asked: &Asked) -> Result<Said, String> {
        let (kind, on) = (self.kind, asked.dialect.name());
        let [olds, news] = [false, true].map(|new| statements(asked.database, new));
        if asked.dialect == Dialect::Mysql {
            let all: Vec<String> = olds.iter().chain(&news).cloned().collect();
            clients::agree(&all, asked.dialect)?;
        }
        let [old, migrated, fresh] = [self.database("old")?, self.database("migrated")?, self.database("fresh")?];
        for (name, all, which) in [(&old, &olds, "old"), (&migrated, &olds, "old"), (&fresh, &news, "new")] {
            let said = self.worker.all(name, all)?;
            let error =
                said.errors.iter().find(|it| !it.contains("already exists") && !it.contains("Duplicate key name"));
            if let Some(error) = error {
                return Err(format!("the {which} schema does not run on {on} by itself: {error}"));
            }
        }
        for name in [&old, &migrated] {
            kind.fill(&self.worker, name, 1, 2)?;
        }
        let run = self.worker.must(&migrated, &kind.whole(asked.statements));
        run.map_err(|error| format!("the script does not run on a database of the old code: {error}"))?;
        let names = |it: &Inside| [it.old.clone(), it.new.clone()];
        let gone: Vec<String> = asked.script.inside.iter().flat_map(names).collect();
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        let shape = |name: &str| -> Result<BTreeSet<String>, String> {
            let rows = self.worker.must(name, &kind.shape(name, &gone))?;
            Ok(rows.lines().filter(|it| !it.is_empty()).map(str::to_owned).collect())
        };
        let (before, after, wanted) = (shape(&old)?, shape(&migrated)?, shape(&fresh)?);
        if let Some(missing) = wanted.difference(&after).next() {
            return Err(format!("a new database has `{missing}`, a migrated one has not"));
        }
        if let Some(more) = after.difference(&wanted).next() {
            return Err(format!("a migrated database has `{more}`, a new one has not"));
        }
        self.probes(asked, &old, &fresh)?;
        let rows = self.same_content(asked, [&old, &migrated], true)?;
        let queries = self.same_queries(asked, [&old, &migrated])?;
        // Triggers and functions are run, too.
        for name in [&old, &migrated] {
            kind.fill(&self.worker, name, 3, 3)?;
        }
        self.same_content(asked, [&old, &migrated], false)
            .map_err(|why| format!("new rows have other effects after the script: {why}"))?;
        let back = !asked.back.is_empty()
            && self.worker.must(&migrated, &kind.whole(asked.back)).is_ok()
            && shape(&migrated)? == before;
        Ok(Said { server: String::new(), rows, queries, back })
    }

    /// The query of the script tells an old database from a new one.
    fn probes(&self, asked: &Asked, old: &str, fresh: &str) -> Result<(), String> {
        let probe = asked.script.probe(asked.dialect);
        if probe.is_empty() {
            return Ok(());
        }
        let [old, fresh] = [old, fresh].map(|name| self.worker.must(name, std::slice::from_ref(&probe)));
        match (old?.trim(), fresh?.trim()) {
            ("1", "0") => Ok(()),
            (old, fresh) => Err(format!(
                "the query for databases that need the script gives {old} on an old one and {fresh} on a new one"
            )),
        }
    }

    /// How many rows there are, where the tables hold the same before and after.
    fn same_content(&self, asked: &Asked, [old, migrated]: [&str; 2], values: bool) -> Result<usize, String> {
        let before = self.kind.content(&self.worker, old, values)?;
        let after = self.kind.content(&self.worker, migrated, values)?;
        let mut count = 0;
        for (table, content) in &before {
            let new = asked.script.renamed(table).to_lowercase();
            let now = after.iter().find(|(it, _)| it.to_lowercase() == new).map(|it| it.1);
            if now != Some(content) {
                return Err(format!("the rows of `{table}` are not the same after the script"));
            }
            if asked.script.tables.iter().any(|it| it.eq_ignore_ascii_case(table)) {
                count += content.split(' ').next().and_then(|it| it.parse::<usize>().ok()).unwrap_or_default();
            }
        }
        Ok(count)
    }

    /// How many queries have other names now; each that an old database understands, a migrated one does.
    fn same_queries(&self, asked: &Asked, [old, migrated]: [&str; 2]) -> Result<usize, String> {
        let all = queries(asked.database.iter().chain(asked.users.iter().copied()));
        let all: Vec<_> = all.into_iter().take(500).collect();
        let understood = |name: &str, texts: Vec<&str>| self.kind.understood(&self.worker, name, &texts);
        let before = understood(old, all.iter().map(|it| it.old).collect())?;
        let after = understood(migrated, all.iter().map(|it| it.new).collect())?;
        if let Some(lost) = before.difference(&after).next() {
            return Err(format!(
                "a query of {} fails after the script: `{}`",
                all[*lost].file,
                all[*lost].new.split_whitespace().collect::<Vec<_>>().join(" ")
            ));
        }
        Ok(before.iter().filter(|at| all[**at].old != all[**at].new).count())
    }
}

impl Drop for Scratch<'_> {
    fn drop(&mut self) {
        let again = Client {
            server: self.owner.server,
            user: self.owner.user.clone(),
            password: self.owner.password.clone(),
            // What hangs must not keep the databases.
            until: Instant::now() + Duration::from_secs(30),
        };
        let all: Vec<String> = self.made.iter().map(|it| self.kind.drop(it)).chain(self.gone.iter().cloned()).collect();
        if !all.is_empty() {
            let _ = again.all(&self.owner.server.database, &all);
        }
    }
}

/// What makes the schema. Rights are of users that a scratch database does not know.
fn statements(database: &[Document], new: bool) -> Vec<String> {
    let all = database.iter().flat_map(|it| if new { &it.new } else { &it.old });
    let rights = |it: &Statement| {
        ["GRANT", "REVOKE", "COMMENT"]
            .iter()
            .any(|word| it.sql.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)))
    };
    let makes = |it: &&Statement| it.verb.declares() || it.verb == Verb::Other && !rights(it);
    all.filter(makes).map(|it| it.sql.clone()).collect()
}
