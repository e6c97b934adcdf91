//! Which database a schema is for. Its own text says so (`AUTOINCREMENT`, `TIMESTAMPTZ`, backquotes), the driver that the code
//! beside it imports, and then what the repository is built with. Where two of a kind contradict each other, nobody is believed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::disk::Disk;
use crate::lang::sql::{Token, TokenKind, is_keyword, tokens};
use crate::model::plan::Input;
use crate::model::{RepoId, Source};

use super::document::Document;

/// A kind of database server or library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dialect {
    Sqlite,
    Postgresql,
    /// MySQL and MariaDB.
    Mysql,
}

impl Dialect {
    /// As people write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
            Self::Mysql => "MySQL",
        }
    }

    /// True where a failed script leaves nothing behind: `ALTER TABLE` is part of a transaction.
    pub(super) fn is_atomic(self) -> bool {
        self != Self::Mysql
    }
}

/// A name as SQL text, in quotes where it isn't plain.
pub(super) fn quoted(name: &str, dialect: Dialect) -> String {
    let plain = name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
        && !name.starts_with(|it: char| it.is_ascii_digit())
        && !is_keyword(name)
        && !name.is_empty();
    match dialect {
        _ if plain => name.to_owned(),
        Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
        Dialect::Sqlite | Dialect::Postgresql => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// What a schema is for, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub dialect: Dialect,
    pub why: String,
}

/// The dialect of `database`, whose code lies in `folder` of `repo`. SQLite where nothing says anything: whether the schema runs
/// there is then tried.
///
/// # Errors
/// Two places that contradict each other.
pub(super) fn of(
    input: &Input,
    (repo, folder): (RepoId, &str),
    database: &[Document],
    users: &[Document],
) -> Result<Told, String> {
    let own = || {
        database.iter().flat_map(|it| {
            let because = |dialect, what: String| Told { dialect, why: format!("{what} {}", it.name) };
            match of_name(&it.name) {
                Some(dialect) => vec![because(dialect, "the name of".to_owned())],
                None => {
                    let said = it.old.iter().filter_map(|statement| of_syntax(&statement.sql));
                    said.map(|(dialect, mark)| because(dialect, format!("`{mark}` in"))).collect()
                }
            }
        })
    };
    let sources: Vec<&Source> = input.sources.iter().filter(|it| it.repo == repo).collect();
    let here = |it: &&&Source| it.path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder;
    let place = |it: &Source| format!("{}/{}", input.repos[repo.0 as usize].name, it.path);
    let told = |it: &Source, found: Vec<(Dialect, &str)>| -> Vec<Told> {
        let why = |mark: &str| format!("`{mark}` in {}", place(it));
        found.into_iter().map(|(dialect, mark)| Told { dialect, why: why(mark) }).collect()
    };
    let beside = || sources.iter().filter(here).flat_map(|it| told(it, of_code(it)));
    let settings = settings(&input.repos[repo.0 as usize].root, folder);
    let set = |names: &'static [&'static str]| {
        let repo = &input.repos[repo.0 as usize].name;
        let why = move |mark: &str, path: &str| format!("`{mark}` in {repo}/{path}");
        let all = settings.iter().filter(|(path, _)| names.contains(&path.rsplit('/').next().unwrap_or_default()));
        let told = all.flat_map(|(path, text)| of_settings(path, text).into_iter().map(move |it| (path, it)));
        first_of_each(told.map(|(path, (dialect, mark))| Told { dialect, why: why(mark, path) }))
    };
    let code = || sources.iter().flat_map(|it| told(it, of_code(it)));
    let numbered = || {
        let all = database.iter().chain(users).filter(|it| it.old.iter().any(|it| is_numbered(&it.sql)));
        all.map(|it| Told { dialect: Dialect::Postgresql, why: format!("`$1` in {}", it.name) })
    };
    // SQLite reads them, too; drizzle writes them for both.
    let is_lite = || {
        let mut all = beside().chain(set(GENERATORS)).chain(set(MODULES)).chain(code()).peekable();
        all.peek().is_some() && all.all(|it| it.dialect == Dialect::Sqlite)
    };
    let by_backquotes = |it: &Told| it.why.starts_with(&format!("`{BACKQUOTES}`"));
    let own = || {
        let mut all: Vec<Told> = own().collect();
        if all.iter().any(by_backquotes) && is_lite() {
            all.retain(|it| !by_backquotes(it));
        }
        all
    };
    let asked: [&dyn Fn() -> Vec<Told>; 7] = [
        &|| first_of_each(own().into_iter()),
        &|| first_of_each(beside()),
        &|| set(GENERATORS),
        &|| set(MODULES),
        &|| set(STARTED),
        &|| first_of_each(code()),
        &|| first_of_each(numbered()),
    ];
    for found in asked.iter().map(|it| it()) {
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one.clone()),
            [one, other, ..] => {
                return Err(format!(
                    "which database it is for is not known: {} says {}, {} says {}",
                    one.why,
                    one.dialect.name(),
                    other.why,
                    other.dialect.name()
                ));
            }
        }
    }
    Ok(Told { dialect: Dialect::Sqlite, why: "its schema runs there, and nothing points elsewhere".to_owned() })
}

/// What says that a text is one of MySQL, where nothing says SQLite.
const BACKQUOTES: &str = "a name in backquotes";

/// Schemas of the same tables for several kinds of databases are as many databases. What says nothing of its kind goes with each.
pub(super) fn apart(database: Vec<Document>) -> Vec<Vec<Document>> {
    if database.len() < 2 {
        return vec![database];
    }
    let said =
        |it: &Document| of_name(&it.name).or_else(|| it.old.iter().find_map(|it| of_syntax(&it.sql)).map(|it| it.0));
    let dialects: Vec<Option<Dialect>> = database.iter().map(said).collect();
    let twice = |at: usize| {
        let (own, other) = (database[at].made(), |it: &Document| it.made());
        (0..database.len()).any(|it| {
            let differ = dialects[it].is_some() && dialects[at].is_some() && dialects[it] != dialects[at];
            differ && !own.is_disjoint(&other(&database[it]))
        })
    };
    if !(0..database.len()).any(twice) {
        return vec![database];
    }
    let kinds: BTreeSet<Dialect> = dialects.iter().copied().flatten().collect();
    let of = |kind: Dialect| {
        let all = database.iter().zip(&dialects).filter(|(_, said)| said.is_none_or(|it| it == kind));
        all.map(|(it, _)| it.clone()).collect()
    };
    kinds.into_iter().map(of).collect()
}

/// What the name of a file says: `sqlite.sql`, `schema-mysql.sql`.
fn of_name(path: &str) -> Option<Dialect> {
    const NAMES: [(&str, Dialect); 9] = [
        ("sqlite", Dialect::Sqlite),
        ("sqlite3", Dialect::Sqlite),
        ("postgres", Dialect::Postgresql),
        ("postgresql", Dialect::Postgresql),
        ("pgsql", Dialect::Postgresql),
        ("psql", Dialect::Postgresql),
        ("pg", Dialect::Postgresql),
        ("mysql", Dialect::Mysql),
        ("mariadb", Dialect::Mysql),
    ];
    let name = path.rsplit('/').next()?.to_lowercase();
    let mut found = name.split(['.', '-', '_']).filter_map(|word| NAMES.iter().find(|it| it.0 == word)).map(|it| it.1);
    let first = found.next()?;
    found.all(|it| it == first).then_some(first)
}

fn first_of_each(all: impl Iterator<Item = Told>) -> Vec<Told> {
    let mut found: BTreeMap<Dialect, Told> = BTreeMap::new();
    for it in all {
        found.entry(it.dialect).or_insert(it);
    }
    found.into_values().collect()
}

/// Words that only one dialect has in a schema.
const WORDS: [(&str, Dialect); 26] = [
    ("AUTOINCREMENT", Dialect::Sqlite),
    ("ROWID", Dialect::Sqlite),
    ("FTS4", Dialect::Sqlite),
    ("FTS5", Dialect::Sqlite),
    ("STRFTIME", Dialect::Sqlite),
    ("SERIAL", Dialect::Postgresql),
    ("BIGSERIAL", Dialect::Postgresql),
    ("SMALLSERIAL", Dialect::Postgresql),
    ("TIMESTAMPTZ", Dialect::Postgresql),
    ("TIMETZ", Dialect::Postgresql),
    ("JSONB", Dialect::Postgresql),
    ("BYTEA", Dialect::Postgresql),
    ("TSVECTOR", Dialect::Postgresql),
    ("CITEXT", Dialect::Postgresql),
    ("PLPGSQL", Dialect::Postgresql),
    ("GEN_RANDOM_UUID", Dialect::Postgresql),
    ("ILIKE", Dialect::Postgresql),
    ("GIN", Dialect::Postgresql),
    ("AUTO_INCREMENT", Dialect::Mysql),
    ("ENGINE", Dialect::Mysql),
    ("FULLTEXT", Dialect::Mysql),
    ("UNSIGNED", Dialect::Mysql),
    ("MEDIUMTEXT", Dialect::Mysql),
    ("LONGTEXT", Dialect::Mysql),
    ("TINYTEXT", Dialect::Mysql),
    ("MEDIUMINT", Dialect::Mysql),
];

/// Two words that only one dialect has beside each other.
const PAIRS: [(&str, &str, &str, Dialect); 3] = [
    ("EXECUTE", "FUNCTION", "EXECUTE FUNCTION", Dialect::Postgresql),
    ("EXECUTE", "PROCEDURE", "EXECUTE PROCEDURE", Dialect::Postgresql),
    ("DUPLICATE", "KEY", "ON DUPLICATE KEY", Dialect::Mysql),
];

/// What the text of a statement says.
pub(super) fn of_syntax(sql: &str) -> Option<(Dialect, &'static str)> {
    let all: Vec<Token> = tokens(sql).into_iter().filter(|it| it.kind != TokenKind::Comment).collect();
    let text = |it: &Token| &sql[it.span.range()];
    for (at, token) in all.iter().enumerate() {
        let next = all.get(at + 1);
        let before = sql[..token.span.start as usize].bytes().next_back();
        match token.kind {
            TokenKind::Quoted if before == Some(b'`') => return Some((Dialect::Mysql, BACKQUOTES)),
            TokenKind::Mark if text(token) == "::" => return Some((Dialect::Postgresql, "::")),
            TokenKind::Word => {
                let word = text(token).to_ascii_uppercase();
                let next_is = |it: &str| next.is_some_and(|next| text(next).eq_ignore_ascii_case(it));
                // A column may be called by most of these words; a type or option stands behind another word.
                let plain = at > 0 && text(&all[at - 1]) != "." && !next_is(".");
                let is_name = word == "ENGINE" && !next_is("=");
                let call = word == "NOW" && next_is("(");
                // MySQL has `now()`, too; SQLite has `jsonb(x)`, and no such type.
                if call || word == "JSONB" && next_is("(") {
                    continue;
                }
                if let Some((word, dialect)) = WORDS.iter().find(|(it, _)| *it == word).filter(|_| plain && !is_name) {
                    let behind_word = matches!(all[at - 1].kind, TokenKind::Word | TokenKind::Quoted);
                    let marks = behind_word || ["(", ")", "=", ","].contains(&text(&all[at - 1])) && next_is("(");
                    if marks || *word == "ENGINE" {
                        return Some((*dialect, word));
                    }
                }
                // `AFTER INSERT OR UPDATE` is a trigger of PostgreSQL.
                let or =
                    |it: &Token| ["IGNORE", "REPLACE", "ABORT"].iter().any(|word| text(it).eq_ignore_ascii_case(word));
                if word == "INSERT" && next_is("OR") && all.get(at + 2).is_some_and(or) {
                    return Some((Dialect::Sqlite, "INSERT OR …"));
                }
                if let Some((.., said, dialect)) = PAIRS.iter().find(|it| it.0 == word && next_is(it.1)) {
                    return Some((*dialect, said));
                }
            }
            _ => {}
        }
    }
    None
}

/// `$1`: how values are given to PostgreSQL. SQLite takes it, too, so that it only counts where nothing else says anything.
fn is_numbered(sql: &str) -> bool {
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let mut all = tokens(sql).into_iter().filter(|it| it.kind == TokenKind::Placeholder);
    all.any(|it| sql[it.span.range()].strip_prefix('$').is_some_and(digits))
}

/// Packages that speak to one kind of database.
const PACKAGES: [(&str, Dialect); 24] = [
    ("github.com/mattn/go-sqlite3", Dialect::Sqlite),
    ("modernc.org/sqlite", Dialect::Sqlite),
    ("github.com/ncruces/go-sqlite3", Dialect::Sqlite),
    ("gorm.io/driver/sqlite", Dialect::Sqlite),
    ("github.com/glebarez/sqlite", Dialect::Sqlite),
    ("zombiezen.com/go/sqlite", Dialect::Sqlite),
    ("better-sqlite3", Dialect::Sqlite),
    ("sqlite3", Dialect::Sqlite),
    ("node:sqlite", Dialect::Sqlite),
    ("bun:sqlite", Dialect::Sqlite),
    ("@libsql/client", Dialect::Sqlite),
    ("sql.js", Dialect::Sqlite),
    ("expo-sqlite", Dialect::Sqlite),
    ("github.com/lib/pq", Dialect::Postgresql),
    ("github.com/jackc/pgx", Dialect::Postgresql),
    ("gorm.io/driver/postgres", Dialect::Postgresql),
    ("pg", Dialect::Postgresql),
    ("postgres", Dialect::Postgresql),
    ("github.com/go-sql-driver/mysql", Dialect::Mysql),
    ("gorm.io/driver/mysql", Dialect::Mysql),
    ("mysql2", Dialect::Mysql),
    ("drizzle-orm/sqlite-core", Dialect::Sqlite),
    ("drizzle-orm/pg-core", Dialect::Postgresql),
    ("drizzle-orm/mysql-core", Dialect::Mysql),
];

/// The drivers that a file of code imports, and those that it opens by name.
fn of_code(source: &Source) -> Vec<(Dialect, &'static str)> {
    let extension = source.path.rsplit_once('.').map_or("", |(_, it)| it);
    let is_script = ["ts", "tsx", "mts", "cts", "js", "mjs", "cjs", "jsx"].contains(&extension);
    if !is_script && extension != "go" || source.path.ends_with("_test.go") {
        return Vec::new();
    }
    let said = |package: &str| {
        let quoted = source.text.match_indices(package).any(|(at, _)| {
            let (before, after) = (&source.text[..at], &source.text[at + package.len()..]);
            let opens = before.ends_with(['"', '\'', '`']);
            // `pgx/v5/stdlib` is a part of it; the name of a script's package is whole.
            let closes = after.starts_with(['"', '\'', '`']) || package.contains('/') && after.starts_with('/');
            let import =
                !is_script || before.trim_end_matches(['"', '\'', '`', '(']).trim_end().ends_with(['m', 't', 'e']);
            opens && closes && import
        });
        quoted && (is_script || package.contains('/') || source.text.contains("sql.Open("))
    };
    let drivers = [("sqlite", Dialect::Sqlite), ("mysql", Dialect::Mysql), ("pgx", Dialect::Postgresql)];
    let opened = drivers.iter().filter(|(name, _)| !is_script && source.text.contains(&format!("sql.Open(\"{name}\"")));
    PACKAGES
        .iter()
        .filter(|(package, _)| said(package))
        .chain(opened)
        .map(|(package, dialect)| (*dialect, *package))
        .collect()
}

/// What a generator writes for.
const GENERATORS: &[&str] = &["sqlc.yaml", "sqlc.yml", "sqlc.json", "schema.prisma"];

/// What a program is built with.
const MODULES: &[&str] = &["go.mod", "package.json"];

/// What is started beside it.
const STARTED: &[&str] = &["docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"];

/// Bytes of a file of settings that are read at most.
const SETTINGS: u64 = 1 << 20;

/// The settings in `folder` and above it, up to the top of the repository: path and text, the nearest first.
fn settings(top: &Path, folder: &str) -> Vec<(String, String)> {
    let disk = Disk::default();
    let mut folders = vec![folder];
    while let Some((above, _)) = folders.last().and_then(|it| it.rsplit_once('/')) {
        folders.push(above);
    }
    folders.extend((!folder.is_empty()).then_some(""));
    let named = |folder: &str, name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let names = || GENERATORS.iter().chain(MODULES).chain(STARTED).copied().chain(["prisma/schema.prisma"]);
    let paths = folders.into_iter().flat_map(|folder| names().map(move |name| named(folder, name)));
    paths
        .filter_map(|path| Some((disk.read_within(top, &top.join(&path), SETTINGS)?, path)))
        .map(|(text, path)| (path, text))
        .collect()
}

/// What a file of settings says.
fn of_settings(path: &str, text: &str) -> Vec<(Dialect, &'static str)> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let lines = || text.lines().map(str::trim);
    match name {
        "go.mod" => {
            // What only a dependency needs says nothing.
            let required: Vec<&str> = lines().filter(|it| !it.contains("// indirect")).collect();
            let has = |package: &str| {
                required.iter().any(|line| {
                    let path =
                        line.strip_prefix("require ").unwrap_or(line).split_whitespace().next().unwrap_or_default();
                    path.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })
            };
            PACKAGES.iter().filter(|(it, _)| it.contains('/') && has(it)).map(|(it, dialect)| (*dialect, *it)).collect()
        }
        "package.json" => {
            let has = |package: &str| {
                let key = format!("\"{package}\"");
                text.match_indices(&key).any(|(at, _)| text[at + key.len()..].trim_start().starts_with(':'))
            };
            PACKAGES.iter().filter(|(it, _)| has(it)).map(|(it, dialect)| (*dialect, *it)).collect()
        }
        "sqlc.yaml" | "sqlc.yml" | "sqlc.json" => setting(text, "engine"),
        "schema.prisma" => setting(text, "provider"),
        _ if STARTED.contains(&name) => setting(text, "image"),
        _ => Vec::new(),
    }
}

/// The values of `key: value`, `key = "value"` that name a database.
fn setting(text: &str, key: &str) -> Vec<(Dialect, &'static str)> {
    const NAMES: [(&str, Dialect); 6] = [
        ("sqlite", Dialect::Sqlite),
        ("postgresql", Dialect::Postgresql),
        ("postgres", Dialect::Postgresql),
        ("postgis", Dialect::Postgresql),
        ("mysql", Dialect::Mysql),
        ("mariadb", Dialect::Mysql),
    ];
    let value = |line: &str| -> Option<(Dialect, &'static str)> {
        let line = line.trim().trim_start_matches(['-', ' ', '"']);
        let rest = line.strip_prefix(key)?.trim_start_matches(['"', ' ', ':', '=', '\'']);
        let image = rest.split([':', '"', '\'', ' ', ',']).next()?.rsplit('/').next()?;
        NAMES.iter().find(|(name, _)| image == *name).map(|(name, dialect)| (*dialect, *name))
    };
    text.lines().filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_schema_says_its_dialect() {
        for (sql, dialect) in [
            ("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", Some(Dialect::Sqlite)),
            ("CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID", Some(Dialect::Sqlite)),
            ("CREATE VIRTUAL TABLE f USING fts5(a)", Some(Dialect::Sqlite)),
            ("INSERT OR IGNORE INTO t (a) VALUES (1)", Some(Dialect::Sqlite)),
            (
                "CREATE TRIGGER x AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()",
                Some(Dialect::Postgresql),
            ),
            ("CREATE TABLE t (id SERIAL PRIMARY KEY)", Some(Dialect::Postgresql)),
            ("CREATE TABLE t (at TIMESTAMPTZ DEFAULT now())", Some(Dialect::Postgresql)),
            ("CREATE VIEW v AS SELECT a::text FROM t", Some(Dialect::Postgresql)),
            ("SELECT a FROM t WHERE b = $1", None),
            ("CREATE INDEX i ON t USING gin (a)", Some(Dialect::Postgresql)),
            ("CREATE TABLE `t` (a INT)", Some(Dialect::Mysql)),
            ("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB", Some(Dialect::Mysql)),
            ("CREATE TABLE t (a TEXT, engine TEXT, serial TEXT)", None),
            ("SELECT t.rowid, 'AUTOINCREMENT' FROM t -- ENGINE=", None),
            ("CREATE TABLE t (a TEXT DEFAULT CURRENT_TIMESTAMP)", None),
            ("CREATE TABLE t (a BLOB DEFAULT (jsonb('{}')))", None),
            ("CREATE TABLE t (a JSONB DEFAULT '{}')", Some(Dialect::Postgresql)),
        ] {
            assert_eq!(of_syntax(sql).map(|it| it.0), dialect, "{sql}");
        }
    }

    #[test]
    fn the_name_of_a_file_says_its_dialect() {
        for (path, dialect) in [
            ("app/sqlite.sql", Some(Dialect::Sqlite)),
            ("app/schema-mysql.sql", Some(Dialect::Mysql)),
            ("app/store_pg.go", Some(Dialect::Postgresql)),
            ("app/mysql_to_pg.sql", None),
            ("mysql/schema.sql", None),
            ("app/page.sql", None),
        ] {
            assert_eq!(of_name(path), dialect, "{path}");
        }
    }

    #[test]
    fn a_setting_names_a_database() {
        let said = |text: &str, key| setting(text, key).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(said("sql:\n  - engine: \"postgresql\"\n", "engine"), [Dialect::Postgresql]);
        assert_eq!(said("datasource db {\n  provider = \"mysql\"\n", "provider"), [Dialect::Mysql]);
        assert_eq!(said("    image: docker.io/library/mariadb:10.11\n", "image"), [Dialect::Mysql]);
        assert_eq!(said("    image: sqlite-web\n", "image"), []);
    }
}
