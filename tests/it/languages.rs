//! Each language of the registry has a literate case, so that none is only claimed.

use std::collections::BTreeSet;
use std::path::Path;

use runsess::lang::{dialects, language_of};
use runsess::model::Language;

use crate::support::package;

/// All languages of the registry.
fn all() -> BTreeSet<Language> {
    dialects().map(|it| it.language).collect()
}

#[test]
fn each_language_has_a_literate_case() {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(package().join("tests/cases")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let names = text.lines().filter(|line| line.starts_with("```")).filter_map(|line| line.split_once("file="));
        found.extend(names.map(|(_, name)| language(Path::new(name))));
    }
    assert_eq!(found, all());
}

fn language(path: &Path) -> Language {
    language_of(path.to_str().unwrap())
}
