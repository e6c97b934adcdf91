//! What is asked of MySQL and MariaDB.

use std::collections::{BTreeMap, BTreeSet};

use super::client::Client;
use super::kind::Kind;

pub(super) struct Mysql;

/// A text as a literal on one line.
fn literal(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('\'', "''").replace('\n', "\\n").replace('\r', "\\r");
    format!("'{text}'")
}

impl Kind for Mysql {
    fn user(&self, _: &Client, name: &str, password: &str) -> Result<Option<[Vec<String>; 2]>, String> {
        let user = format!("'{name}'@'%'");
        let local = format!("'{name}'@'localhost'");
        // An underscore in the name of a database is any character there, unless it is escaped.
        let databases = name.replace('_', "\\_");
        let all = [&user, &local];
        let mut make: Vec<String> =
            all.iter().map(|it| format!("CREATE USER {it} IDENTIFIED BY '{password}'")).collect();
        make.extend(all.iter().map(|it| format!("GRANT ALL ON `{databases}\\_%`.* TO {it}")));
        Ok(Some([make, all.iter().map(|it| format!("DROP USER IF EXISTS {it}")).collect()]))
    }

    fn create(&self, database: &str, _: &str) -> String {
        format!("CREATE DATABASE {database} CHARACTER SET utf8mb4")
    }

    fn drop(&self, database: &str) -> String {
        format!("DROP DATABASE IF EXISTS {database}")
    }

    /// Names of keys that the server makes from those of columns and tables are left out.
    fn shape(&self, database: &str, gone: &[&str]) -> Vec<String> {
        let gone: String = gone.iter().map(|it| format!(", {}", literal(it))).collect();
        let of = |column: &str| format!("{column} = database()");
        vec![
            format!(
                "SELECT concat_ws(' ', 'column', concat(table_name, '.', column_name), column_type, is_nullable, column_default, extra, \
                 nullif(generation_expression, '')) FROM information_schema.columns WHERE {}",
                of("table_schema")
            ),
            format!(
                "SELECT concat_ws(' ', 'index on', table_name, if(non_unique, '', 'unique'), if(index_name IN (SELECT k.constraint_name FROM \
             information_schema.key_column_usage k WHERE k.table_schema = database() AND k.table_name = s.table_name) OR index_name IN (SELECT \
             c.column_name FROM information_schema.columns c WHERE c.table_schema = database()) OR index_name IN (''{gone}), '', index_name), group_concat(column_name ORDER \
             BY seq_in_index)) FROM information_schema.statistics s WHERE table_schema = database() GROUP BY table_name, index_name, non_unique"
            ),
            format!(
                "SELECT concat_ws(' ', 'key of', table_name, column_name, 'to', referenced_table_name, referenced_column_name) FROM \
                 information_schema.key_column_usage WHERE referenced_table_name IS NOT NULL AND {}",
                of("table_schema")
            ),
            format!(
                "SELECT concat_ws(' ', 'view', table_name, replace(replace(view_definition, {}, ''), char(10), ' ')) FROM \
                 information_schema.views WHERE {}",
                literal(&format!("`{database}`.")),
                of("table_schema")
            ),
            format!(
                "SELECT concat_ws(' ', 'trigger', trigger_name, action_timing, event_manipulation, event_object_table, replace(action_statement, \
                 char(10), ' ')) FROM information_schema.triggers WHERE {}",
                of("trigger_schema")
            ),
        ]
    }

    fn fill(&self, client: &Client, database: &str, from: u32, to: u32) -> Result<(), String> {
        let asked = "SELECT c.table_name, c.column_name, c.data_type, coalesce(c.character_maximum_length, 0), replace(c.column_type, char(9), ' ') FROM \
                     information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = \
                     c.table_name WHERE c.table_schema = database() AND t.table_type = 'BASE TABLE' AND c.extra NOT LIKE '%GENERATED%' ORDER BY \
                     c.table_name, c.ordinal_position";
        let rows = client.must(database, &[asked.to_owned()])?;
        let mut tables: BTreeMap<&str, Vec<[&str; 4]>> = BTreeMap::new();
        for row in rows.lines() {
            if let [table, column, kind, length, whole] = row.split('\t').collect::<Vec<_>>()[..] {
                tables.entry(table).or_default().push([column, kind, length, whole]);
            }
        }
        let quoted = |it: &str| format!("`{}`", it.replace('`', "``"));
        let mut all = Vec::new();
        // Tables that others refer to come first in one of the rounds.
        for _ in 0..3 {
            for (table, columns) in &tables {
                for row in from..=to {
                    let names: Vec<String> = columns.iter().map(|it| quoted(it[0])).collect();
                    let values: Vec<String> = columns.iter().map(|it| value(it[1], it[2], it[3], row)).collect();
                    let (table, names, values) = (quoted(table), names.join(", "), values.join(", "));
                    all.push(format!(
                        "INSERT INTO {table} ({names}) SELECT {values} FROM dual WHERE (SELECT count(*) FROM {table} AS t) < {row}"
                    ));
                }
            }
        }
        client.all(database, &all).map(drop)
    }

    fn content(&self, client: &Client, database: &str, values: bool) -> Result<BTreeMap<String, String>, String> {
        let asked = "SELECT table_name FROM information_schema.tables WHERE table_schema = database() AND table_type = 'BASE TABLE' ORDER BY table_name";
        let rows = client.must(database, &[asked.to_owned()])?;
        let tables: Vec<&str> = rows.lines().filter(|it| !it.is_empty()).collect();
        let name = |it: &str| format!("`{}`", it.replace('`', "``"));
        let counts: Vec<String> = tables.iter().map(|it| format!("SELECT count(*) FROM {}", name(it))).collect();
        let counts = client.must(database, &counts)?;
        let sums: Vec<String> = tables.iter().map(|it| format!("CHECKSUM TABLE {}", name(it))).collect();
        let sums = if values { client.must(database, &sums)? } else { String::new() };
        let mut sums = sums.lines().map(|it| it.split('\t').nth(1).unwrap_or_default());
        let found = tables.iter().zip(counts.lines()).map(|(table, count)| {
            let sum = sums.next().unwrap_or_default();
            ((*table).to_owned(), format!("{} {sum}", count.trim()))
        });
        Ok(found.collect())
    }

    fn understood(&self, client: &Client, database: &str, queries: &[&str]) -> Result<BTreeSet<usize>, String> {
        let prepare = |(at, query): (usize, &&str)| {
            [format!("PREPARE runsess_{at} FROM {}", literal(query)), format!("SELECT 'asked {at}'")]
        };
        let all: Vec<String> = queries.iter().enumerate().flat_map(prepare).collect();
        let errors = client.all(database, &all)?.errors;
        // Each statement and its end are a line each, and two statements belong to a query.
        let line = |it: &String| it.split(" line ").nth(1)?.split(':').next()?.parse::<usize>().ok();
        let failed: BTreeSet<usize> = errors.iter().filter_map(line).map(|it| it.saturating_sub(1) / 4).collect();
        match errors.len() == errors.iter().filter_map(line).count() {
            true => Ok((0..queries.len()).filter(|it| !failed.contains(it)).collect()),
            false => Err(format!("the client says more than which query fails: {}", errors[0])),
        }
    }

    fn version(&self) -> &'static str {
        "SELECT version()"
    }

    /// Nothing takes a change of a table back.
    fn whole(&self, statements: &[String]) -> Vec<String> {
        statements.to_vec()
    }
}

/// A value of a type for a row; `length` is that of a text, and `whole` the type with its labels.
fn value(kind: &str, length: &str, whole: &str, row: u32) -> String {
    match kind {
        "date" => format!("'2001-01-0{row}'"),
        "datetime" | "timestamp" => format!("'2001-01-0{row} 00:00:00'"),
        "time" => format!("'01:00:0{row}'"),
        "year" => format!("200{row}"),
        "json" => "'{}'".to_owned(),
        "bit" => "b'1'".to_owned(),
        // The first label, in its quotes.
        "enum" | "set" => {
            whole.split_once('(').and_then(|it| it.1.split([',', ')']).next()).unwrap_or("NULL").to_owned()
        }
        "char" | "varchar" | "binary" | "varbinary" if length == "0" => "''".to_owned(),
        _ if kind.ends_with("text") || kind.ends_with("char") || kind.ends_with("blob") || kind.ends_with("binary") => {
            format!("'{row}'")
        }
        _ if kind.ends_with("int") || ["decimal", "float", "double", "numeric", "real"].contains(&kind) => {
            row.to_string()
        }
        _ => "NULL".to_owned(),
    }
}
