//! The documents as a book: each page has its place in `docs/SUMMARY.md`, and links between documents lead to something. `ci/book.py` checks
//! the same links where mdBook has made pages of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::support::{files_below, package};

/// The documents of the project, by their paths from its top.
fn documents() -> BTreeMap<PathBuf, String> {
    let above = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/cases/README.md"];
    let pages =
        files_below(&package().join("docs")).into_iter().filter(|it| it.extension().is_some_and(|it| it == "md"));
    let all = pages.map(|it| Path::new("docs").join(it)).chain(above.iter().map(PathBuf::from));
    all.map(|it| (it.clone(), std::fs::read_to_string(package().join(&it)).unwrap())).collect()
}

/// What a document says of places: where its links lead to, and what its headings are called in an address.
#[derive(Default)]
struct Places {
    links: Vec<(usize, String)>,
    anchors: BTreeSet<String>,
}

fn places(text: &str) -> Places {
    let (mut found, mut heading, mut seen) = (Places::default(), None::<String>, BTreeMap::<String, u32>::new());
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                found.links.push((text[..range.start].lines().count().max(1), dest_url.to_string()));
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let slug = slug(&heading.take().unwrap_or_default());
                let before = seen.entry(slug.clone()).or_default();
                found.anchors.insert(if *before == 0 { slug } else { format!("{slug}-{before}") });
                *before += 1;
            }
            _ => {}
        }
    }
    found
}

/// The anchor of a heading, as both GitHub and mdBook have it.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|it| it.is_alphanumeric() || "_- ".contains(*it));
    kept.flat_map(char::to_lowercase).map(|it| if it == ' ' { '-' } else { it }).collect()
}

/// `docs/a/../b.md` is `docs/b.md`.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut all, it| {
        match it {
            Component::ParentDir => _ = all.pop(),
            Component::CurDir => {}
            other => all.push(other),
        }
        all
    })
}

#[test]
fn links_between_documents_lead_somewhere() {
    let documents = documents();
    let found: BTreeMap<&PathBuf, Places> = documents.iter().map(|(path, text)| (path, places(text))).collect();
    let (mut wrong, mut looked_at) = (Vec::new(), 0);
    for (path, places) in &found {
        for (line, link) in places.links.iter().filter(|(_, it)| !it.contains("://")) {
            let (file, anchor) =
                link.split_once('#').map_or((link.as_str(), None), |(file, anchor)| (file, Some(anchor)));
            let target = if file.is_empty() { (*path).clone() } else { normal(&path.parent().unwrap().join(file)) };
            looked_at += 1;
            if !package().join(&target).exists() {
                wrong.push(format!("{}:{line}: {link}: there is no such file", path.display()));
            } else if let Some(anchor) = anchor
                && !found.get(&target).is_some_and(|it| it.anchors.contains(anchor))
            {
                wrong.push(format!("{}:{line}: {link}: there is no such heading", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looked_at > 100, "only {looked_at} links were found");
}

#[test]
fn every_page_has_its_place_in_the_book() {
    let documents = documents();
    let summary = PathBuf::from("docs/SUMMARY.md");
    let links = places(&documents[&summary]).links;
    let listed: Vec<PathBuf> = links.iter().map(|(_, it)| normal(&Path::new("docs").join(it))).collect();
    let once: BTreeSet<&PathBuf> = listed.iter().collect();
    assert_eq!(once.len(), listed.len(), "a page is listed twice");
    let without: Vec<&PathBuf> =
        documents.keys().filter(|it| it.starts_with("docs") && **it != summary && !once.contains(it)).collect();
    assert!(without.is_empty(), "give these pages a line in docs/SUMMARY.md: {without:?}");
}

/// Documents are also named in sentences, comments and help.
#[test]
fn documents_that_are_named_are_there() {
    let sources = ["src", "ci", ".ci", "rules"].map(Path::new).into_iter();
    let sources = sources.flat_map(|folder| files_below(&package().join(folder)).into_iter().map(|it| folder.join(it)));
    let sources = sources.filter_map(|it| Some((it.clone(), std::fs::read_to_string(package().join(it)).ok()?)));
    // What code has in quotes may be an example, but not what help says.
    let said = |path: &Path, line: &str| {
        path.extension().is_none_or(|it| it != "rs")
            || line.trim_start().starts_with("//")
            || path.starts_with("src/cmd")
    };
    let mut wrong = Vec::new();
    for (path, text) in sources.chain(documents()) {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| said(&path, line)) {
            for (at, _) in line.match_indices("docs/") {
                let own =
                    line[..at].chars().next_back().is_none_or(|it| !it.is_alphanumeric() && !"/.-_*".contains(it));
                let end = line[at..].find(|it: char| !(it.is_alphanumeric() || "/-_.".contains(it)));
                let named = &line[at..end.map_or(line.len(), |end| at + end)];
                // A place (`docs/api.md:14`) is in somebody's tree.
                let place =
                    line[at + named.len()..].strip_prefix(':').is_some_and(|it| it.starts_with(char::is_numeric));
                if own && !place && named.ends_with(".md") && !package().join(named).exists() {
                    wrong.push(format!("{}:{}: {named}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
