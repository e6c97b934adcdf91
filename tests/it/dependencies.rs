//! Each dependency has its line in `docs/dependencies.md`, and the other way round.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn each_dependency_says_what_it_is_for() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = std::fs::read_to_string(package.join("Cargo.toml")).unwrap();
    let document = std::fs::read_to_string(package.join("docs/dependencies.md")).unwrap();

    let mut section = String::new();
    let mut used = BTreeSet::new();
    for line in manifest.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        } else if section.ends_with("dependencies")
            && let Some((name, _)) = line.split_once('=')
        {
            used.insert(name.trim().to_owned());
        }
    }
    let explained: BTreeSet<String> = document
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |").map(|(name, _)| name.to_owned()))
        .collect();
    assert_eq!(used, explained, "left: Cargo.toml, right: docs/dependencies.md");
}
