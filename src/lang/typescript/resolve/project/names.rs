//! What a repository offers to other repositories, and asks of them: packages, by their names.

use serde_json::Value;
use smol_str::SmolStr;

use super::manifest::Manifest;
use super::paths::{is_component, is_installed, is_script, package_name};
use crate::model::{Names, Source};

/// Of the sources of one repository.
pub fn names(sources: &[&Source]) -> Names {
    let mut names = Names::default();
    for source in sources.iter().filter(|it| !is_installed(&it.path)) {
        let file = source.path.rsplit('/').next().unwrap_or_default();
        if file == "package.json" {
            names.offers.extend(Manifest::parse(&source.text).and_then(|it| it.name));
            names.asks.extend(dependencies(&source.text));
        } else if file.starts_with("tsconfig") || is_script(&source.path) || is_component(&source.path) {
            let all = file.starts_with("tsconfig");
            let asked = quoted(&source.text, all).filter_map(package_name);
            names.asks.extend(asked.map(|(name, _)| SmolStr::new(name)));
        }
    }
    names
}

/// The packages that a `package.json` says it depends on.
fn dependencies(text: &str) -> Vec<SmolStr> {
    let Ok(json) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { return Vec::new() };
    let lists = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
    let lists = lists.iter().filter_map(|it| json.get(it)?.as_object());
    lists.flat_map(|it| it.keys()).map(SmolStr::from).collect()
}

/// The quoted texts that stand where a module is named; with `all`, every one. A text of a comment asks for nothing that there is.
fn quoted(text: &str, all: bool) -> impl Iterator<Item = &str> {
    let quotes = memchr::memchr3_iter(b'"', b'\'', b'`', text.as_bytes());
    quotes.filter_map(move |at| {
        let quote = &text[at..=at];
        let before = text[..at].trim_end().trim_end_matches('(').trim_end();
        let named = ["from", "import", "require"].iter().any(|it| before.ends_with(it));
        let end = (all || named).then(|| text[at + 1..].find([quote.chars().next()?, '\n']))??;
        Some(&text[at + 1..at + 1 + end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_named_behind_three_words() {
        let text =
            "import { a } from \"@x/y/z\"\nconst b = require('c')\nconst d = await import(\"e\")\nconst f = \"g\"\n";
        assert_eq!(quoted(text, false).collect::<Vec<_>>(), ["@x/y/z", "c", "e"]);
        assert_eq!(quoted("{\"extends\": \"h\"}", true).filter(|it| *it == "h").count(), 1);
    }

    #[test]
    fn a_manifest_asks_for_what_it_depends_on() {
        let text = r#"{"name": "a", "dependencies": {"b": "1"}, "devDependencies": {"@c/d": "*"}}"#;
        assert_eq!(dependencies(text), ["b", "@c/d"]);
    }
}
