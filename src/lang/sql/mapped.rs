//! Whether anything of a repository gives rows to structs of Go by the names of their fields: a mapper that it imports, or code of its own that
//! asks rows for their columns. Where nothing does, a field that is called like a column is only called so.

use std::collections::{BTreeMap, BTreeSet};

use crate::disk::Disk;
use crate::model::plan::Input;
use crate::model::{RepoId, Source};

/// Words in the path of a package that may give rows to fields, as far as anybody knows.
const TELLING: [&str; 17] = [
    "orm", "row", "rows", "map", "mapper", "ent", "bun", "pg", "model", "models", "store", "carta", "reform", "record",
    "records", "table", "upper",
];

/// Parts of such words.
const PARTS: [&str; 8] = ["sql", "scan", "struct", "query", "gorm", "xorm", "gorp", "db"];

/// Packages with such words that don't: drivers, and what makes statements or runs migrations.
const NEUTRAL: [&str; 13] = [
    "github.com/lib/pq",
    "github.com/mattn/go-sqlite3",
    "modernc.org/sqlite",
    "github.com/ncruces/go-sqlite3",
    "github.com/go-sql-driver/mysql",
    "github.com/jackc/pgx",
    "github.com/jackc/pgconn",
    "github.com/jackc/pgerrcode",
    "github.com/Masterminds/squirrel",
    "github.com/golang-migrate/migrate",
    "github.com/pressly/goose",
    "github.com/XSAM/otelsql",
    "github.com/DATA-DOG/go-sqlmock",
];

/// Bytes of a `go.mod` that are read at most.
const SETTINGS: u64 = 1 << 20;

/// The repositories whose rows may go to fields of Go by their names.
pub(super) struct ByFields {
    known: BTreeMap<RepoId, bool>,
    /// Repositories that are modules of Go.
    modules: BTreeSet<RepoId>,
    /// The types that `pgx` makes of rows, whose fields are found without a tag; one letter stands for any.
    types: BTreeMap<RepoId, BTreeSet<String>>,
}

impl ByFields {
    pub(super) fn of(input: &Input) -> Self {
        let (mut known, mut modules, mut types) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        for (at, repo) in input.repos.iter().enumerate() {
            let id = RepoId(at as u32);
            let text = Disk::default().read_within(&repo.root, &repo.root.join("go.mod"), SETTINGS);
            let module = text.and_then(|it| module(&it));
            let own = |it: &&Source| it.repo == id && it.path.ends_with(".go") && !it.path.ends_with("_test.go");
            let any = input.sources.iter().filter(own).any(|it| gives(&it.text, module.as_deref()));
            known.insert(id, any);
            modules.extend(module.map(|_| id));
            let own: Vec<&str> = input.sources.iter().filter(own).map(|it| &*it.text).collect();
            types.insert(id, by_name(&own));
        }
        Self { known, modules, types }
    }

    pub(super) fn in_repository(&self, repo: RepoId) -> bool {
        self.known.get(&repo).copied().unwrap_or(true)
    }

    /// Nothing gives rows to fields of this module by their names: its fields have names of their own.
    pub(super) fn has_its_own_fields(&self, repo: RepoId) -> bool {
        self.modules.contains(&repo) && !self.in_repository(repo)
    }

    /// Rows may become values of this type, by the names of its fields.
    pub(super) fn gives_to(&self, repo: RepoId, owner: &str) -> bool {
        self.types.get(&repo).is_some_and(|it| it.contains(owner) || it.iter().any(|it| it.len() == 1))
    }
}

/// `Lot` of `pgx.RowToAddrOfStructByName[store.Lot]`, with the types that are embedded in such a one.
fn by_name(texts: &[&str]) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for text in texts {
        for (at, _) in text.match_indices("StructByName") {
            let behind = text[at + "StructByName".len()..].trim_start_matches("Lax");
            let argument = behind.strip_prefix('[').and_then(|it| it.split(']').next());
            found.extend(argument.map(|it| bare(it).to_owned()));
        }
    }
    let mut waiting: Vec<String> = found.iter().cloned().collect();
    while let Some(owner) = waiting.pop() {
        let bodies = texts.iter().filter_map(|it| it.split(&format!("type {owner} struct {{")).nth(1));
        let fields = bodies.flat_map(|it| it.lines().take_while(|line| !line.starts_with('}')));
        for embedded in fields.map(str::trim).filter(|it| !it.is_empty() && !it.contains(' ')).map(bare) {
            if found.insert(embedded.to_owned()) {
                waiting.push(embedded.to_owned());
            }
        }
    }
    found
}

/// The name of a type without its package.
fn bare(name: &str) -> &str {
    let name = name.trim().trim_start_matches(['*', '[', ']']);
    name.rsplit('.').next().unwrap_or(name)
}

/// The path of a module, as its `go.mod` says.
fn module(text: &str) -> Option<String> {
    text.lines().find_map(|it| it.strip_prefix("module ")).map(|it| it.trim().trim_matches('"').to_owned())
}

/// A file may give rows to fields by their names.
fn gives(text: &str, module: Option<&str>) -> bool {
    let own =
        |it: &str| module.is_some_and(|own| it == own || it.strip_prefix(own).is_some_and(|it| it.starts_with('/')));
    let is = |it: &str, other: &str| it == other || it.strip_prefix(other).is_some_and(|it| it.starts_with('/'));
    let telling = |it: &str| {
        let outside = it.split('/').next().is_some_and(|it| it.contains('.')) && !own(it);
        let tells = |word: &str| TELLING.contains(&word) || PARTS.iter().any(|it| word.contains(it));
        let mut words = it.split(|c: char| !c.is_alphanumeric());
        outside && words.any(tells) && !NEUTRAL.iter().any(|known| is(it, known))
    };
    let by_code = text.contains("StructByName") || text.contains(".Columns()");
    by_code || imports(text).any(telling)
}

/// The paths of the packages that a file imports.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let head = ["\nfunc ", "\ntype ", "\nvar ", "\nconst "].iter().filter_map(|it| text.find(it)).min();
    let head = &text[..head.unwrap_or(text.len())];
    let quoted = |line: &'_ str| -> Option<(usize, usize)> {
        let open = line.find('"')?;
        let close = line[open + 1..].find('"')?;
        Some((open + 1, open + 1 + close))
    };
    head.lines().filter(|it| !it.trim_start().starts_with("//")).filter_map(move |it| {
        let (from, to) = quoted(it)?;
        it.get(from..to)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_rows_are_known_with_what_they_embed() {
        let text = "type Lot struct {\n\tBase\n\tID int\n}\n\nvar f = pgx.RowToAddrOfStructByNameLax[store.Lot]\n";
        assert_eq!(by_name(&[text]), BTreeSet::from(["Base".to_owned(), "Lot".to_owned()]));
        assert!(by_name(&["pgx.RowToMap"]).is_empty());
    }

    #[test]
    fn a_file_gives_rows_to_fields_by_a_mapper_or_by_their_columns() {
        let with =
            |import: &str, body: &str| format!("package store\n\nimport (\n\t{import}\n)\n\nfunc f() {{\n{body}\n}}\n");
        for (import, body, expected) in [
            ("\"database/sql\"", "", false),
            ("_ \"modernc.org/sqlite\"", "", false),
            ("\"github.com/jackc/pgx/v5\"", "", false),
            ("\"github.com/jackc/pgx/v5\"", "pgx.RowToStructByName[Lot]", true),
            ("\"github.com/jmoiron/sqlx\"", "", true),
            ("carta \"example.org/x/go-carta\"", "", true),
            ("\"example.org/own/sqlstore\"", "", false),
            ("\"example.org/owner/sqlstore\"", "", true),
            ("\"reflect\"", "names, err := rows.Columns()", true),
            ("\"encoding/json\"", "names, err := rows.Columns()", true),
            ("\"example.org/log\"", "q := \"example.org/x/sqlx\"", false),
        ] {
            assert_eq!(gives(&with(import, body), Some("example.org/own")), expected, "{import} {body}");
        }
    }
}
