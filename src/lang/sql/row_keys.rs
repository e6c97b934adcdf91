//! Where the keys of rows are names of a program: code that makes a row a JSON document (`to_jsonb(t)`), whose keys are the names of its columns; files with
//! rows for a table; pages that are filled in by fields of Go, which are none.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::model::plan::Input;
use crate::model::{RepoId, Source, Span};

/// Functions that make a document of a row, whose keys are the names of its columns.
const MAKERS: [&str; 7] =
    ["row_to_json", "to_json", "to_jsonb", "json_agg", "jsonb_agg", "json_arrayagg", "json_strip_nulls"];

/// Endings of files that hold rows.
const ROWS: [&str; 7] = [".yml", ".yaml", ".json", ".csv", ".tsv", ".toml", ".jsonl"];

/// What was found out already, by repository and table.
#[derive(Default)]
pub(super) struct RowKeys {
    known: RefCell<BTreeMap<(RepoId, String), bool>>,
}

impl RowKeys {
    /// Something in the repository makes a document of rows of `table`.
    pub(super) fn made_of(&self, input: &Input, repo: RepoId, table: &str) -> bool {
        let key = (repo, table.to_lowercase());
        if let Some(known) = self.known.borrow().get(&key) {
            return *known;
        }
        let makes = |it: &Source| it.repo == repo && makes_document(&it.text, table);
        let found = input.sources.iter().any(makes);
        self.known.borrow_mut().insert(key, found);
        found
    }
}

/// Bytes of a statement that are looked at behind such a function.
const LOOK: usize = 2048;

/// `row_to_json(p) … FROM parcels p`, `jsonb_agg(parcels)`, `to_jsonb(p.*)`: the whole row, and not one of its columns.
fn makes_document(text: &str, table: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let table = table.to_ascii_lowercase();
    let is_name = |it: char| it.is_alphanumeric() || it == '_';
    MAKERS.iter().flat_map(|maker| lower.match_indices(maker).map(|(at, it)| at + it.len())).any(|at| {
        let Some(inside) = lower[at..].trim_start().strip_prefix('(') else { return false };
        let inside = inside.trim_start();
        let row = inside.trim_start_matches(is_name);
        let name = &inside[..inside.len() - row.len()];
        let row = row.strip_prefix(".*").unwrap_or(row);
        if name.is_empty() || !row.trim_start().starts_with([')', ',']) && !row.trim_start().starts_with("order ") {
            return false;
        }
        let end = (0..=row.len().min(LOOK)).rfind(|it| row.is_char_boundary(*it)).unwrap_or_default();
        let words: Vec<&str> = row[..end].split(|it: char| !is_name(it)).filter(|it| !it.is_empty()).collect();
        let aliased = words.iter().enumerate().filter(|(_, it)| **it == table).any(|(at, _)| {
            let next = words.get(at + 1).copied().unwrap_or_default();
            next == name || next == "as" && words.get(at + 2).is_some_and(|it| *it == name)
        });
        // `FROM (SELECT * FROM parcels) p`: what a query inside gives.
        name == table || aliased || row[..end].contains(&format!(") {name}")) && words.contains(&table.as_str())
    })
}

/// A file with rows for `table`, by its name: `fixtures/parcels.yml`.
pub(super) fn is_of_rows(path: &str, table: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = ROWS.iter().find_map(|end| name.strip_suffix(end));
    stem.is_some_and(|it| it.eq_ignore_ascii_case(table))
}

/// `{{ .Name }}`: a page of Go has a field or a method by its exported name.
pub(super) fn is_exported_field(text: &str, span: Span) -> bool {
    let before = text[..span.start as usize].ends_with('.');
    before && text[span.range()].starts_with(|it: char| it.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_row_becomes_a_document() {
        for (text, expected) in [
            ("SELECT row_to_json(p) FROM parcels p", true),
            ("SELECT to_jsonb(parcels) FROM parcels", true),
            ("SELECT json_agg(p.* ORDER BY p.id) FROM parcels AS p", true),
            ("select jsonb_agg(x) from (select lot from parcels) x", true),
            ("SELECT to_jsonb(p.tags) FROM parcels p", false),
            ("SELECT to_jsonb(tags) FROM parcels p", false),
            ("SELECT row_to_json(b) FROM bids b JOIN parcels p ON true", false),
            ("SELECT to_json($1) FROM parcels", false),
        ] {
            assert_eq!(makes_document(text, "parcels"), expected, "{text}");
        }
    }

    #[test]
    fn a_file_is_called_like_the_table_of_its_rows() {
        assert!(is_of_rows("db/fixtures/Parcels.yml", "parcels") && is_of_rows("parcels.csv", "parcels"));
        assert!(!is_of_rows("parcels.go", "parcels") && !is_of_rows("parcels/lots.yml", "parcels"));
    }
}
