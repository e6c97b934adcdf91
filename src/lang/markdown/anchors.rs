//! Anchors of headings: when a heading is worded anew, the links that lead to it follow.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};

use super::MARKDOWN;
use super::links::{Heading, Links};
use crate::lang::rewriter::Following;
use crate::model::edit::apply_edits;
use crate::model::plan::{Group, Input, Refusal, place};
use crate::model::{Edit, FileId, Source, Span};

/// The endings of documents, as far as a link may leave them out.
const ENDINGS: &[&str] = &[".md", ".mdx", ".markdown"];
/// What stands for its folder.
const INDEXES: &[&str] = &["README.md", "index.md", "_index.md", "index.mdx"];

/// The documents of a run, read when they are asked for.
#[derive(Default)]
pub(super) struct Documents {
    read: HashMap<FileId, Links>,
    /// By their paths on disk.
    places: Option<HashMap<PathBuf, FileId>>,
}

/// A heading that gets another anchor.
struct Moved {
    old: String,
    new: String,
    /// The group that words it anew.
    cause: usize,
}

impl Documents {
    /// The links of a document.
    pub(super) fn of(&mut self, source: &Source) -> &Links {
        self.read.entry(source.id).or_insert_with(|| Links::read(&source.text))
    }

    /// What `groups` ask for: new anchors in the links to headings that they word anew, and labels for links whose text was the label.
    pub(super) fn following(&mut self, input: &Input, groups: &[Group]) -> Following {
        let mut found = Following::default();
        let mut moved: BTreeMap<FileId, Vec<Moved>> = BTreeMap::new();
        for (file, edits) in edits(input, groups) {
            let source = input.source(file);
            self.labels(source, &edits, &mut found);
            match self.moved(source, &edits) {
                Ok(here) if here.is_empty() => {}
                Ok(here) => {
                    moved.insert(file, here);
                }
                Err((at, cause)) => {
                    let reason =
                        "the headings of the document would be others, and nobody knows which links lead to them then";
                    found.refused.push((cause, refusal(input, groups, cause, (file, at), reason)));
                }
            }
        }
        if !moved.is_empty() {
            self.follow(input, groups, &moved, &mut found);
        }
        found
    }

    /// The headings of a document that get other anchors.
    ///
    /// # Errors
    /// The place and the group of the first edit in a heading, where the document would have other headings.
    fn moved(&mut self, source: &Source, edits: &[(Edit, usize)]) -> Result<Vec<Moved>, (Span, usize)> {
        let headings = &self.of(source).headings;
        let is_worded = |edit: &Edit| headings.iter().any(|it| it.span.overlaps(edit.span));
        let Some((first, cause)) = edits.iter().find(|(edit, _)| is_worded(edit)) else { return Ok(Vec::new()) };
        let plain: Vec<Edit> = edits.iter().map(|(edit, _)| edit.clone()).collect();
        // Edits that do not fit together are refused where files are made of them.
        let Ok(text) = apply_edits(&source.text, &plain) else { return Ok(Vec::new()) };
        let after = Links::read(&text);
        if after.headings.len() != headings.len() {
            return Err((first.span, *cause));
        }
        // The anchor of a heading may change with another one of the same name: then the first group in a heading stands for it.
        let cause_of = |heading: &Heading| {
            edits.iter().find(|(edit, _)| heading.span.overlaps(edit.span)).map_or(*cause, |(_, cause)| *cause)
        };
        let anchors = slugs(headings).into_iter().zip(slugs(&after.headings)).zip(headings);
        let changed = anchors.filter(|((old, new), _)| old != new);
        Ok(changed.map(|((old, new), heading)| Moved { old, new, cause: cause_of(heading) }).collect())
    }

    /// The links to `moved` headings, wherever they stand.
    fn follow(&mut self, input: &Input, groups: &[Group], moved: &BTreeMap<FileId, Vec<Moved>>, found: &mut Following) {
        let documents = input.sources.iter().filter(|it| it.language == MARKDOWN && !it.left_out);
        for source in documents.filter(|it| it.text.contains('#')) {
            let destinations = self.of(source).destinations.clone();
            for span in destinations {
                let Some((page, fragment)) = source.text[span.range()].split_once('#') else { continue };
                let page = page.split('?').next().unwrap_or_default();
                let targets = if page.is_empty() { vec![source.id] } else { self.pages(input, source, page) };
                let wanted = decoded(fragment);
                let matches: Vec<(FileId, &Moved)> = targets
                    .iter()
                    .filter(|file| !self.of(input.source(**file)).anchors.contains(&wanted))
                    .filter_map(|file| Some((*file, leading(moved.get(file)?, &wanted)?)))
                    .collect();
                let Some((_, it)) = matches.first() else { continue };
                if targets.len() > 1 {
                    let reason = "more than one document may be the one that this link leads to, and its heading gets another name";
                    found.refused.push((it.cause, refusal(input, groups, it.cause, (source.id, span), reason)));
                    continue;
                }
                let at = Span { start: span.end - fragment.len() as u32, end: span.end };
                let new = if it.old.eq_ignore_ascii_case(&wanted) { it.new.clone() } else { joined(&it.new) };
                let new = if fragment.contains('%') { encoded(&new) } else { new };
                found.edits.push((it.cause, source.id, Edit::replace(at, new)));
            }
        }
    }

    /// A link whose text is its label keeps the label behind its new text.
    fn labels(&mut self, source: &Source, edits: &[(Edit, usize)], found: &mut Following) {
        for it in &self.of(source).shortcuts {
            let Some((_, cause)) = edits.iter().find(|(edit, _)| it.label.contains(edit.span)) else { continue };
            let label = &source.text[it.label.range()];
            let edit = match it.collapsed {
                true => Edit::insert(it.label.end + 2, label),
                false => Edit::insert(it.label.end + 1, format!("[{label}]")),
            };
            found.edits.push((*cause, source.id, edit));
        }
    }

    /// The documents that a link in `from` may mean by `page`: one by its place, else all whose path ends so.
    fn pages(&mut self, input: &Input, from: &Source, page: &str) -> Vec<FileId> {
        let page = decoded(page);
        if page.contains("://") || page.starts_with("//") {
            return Vec::new();
        }
        let documents = || input.sources.iter().filter(|it| it.language == MARKDOWN && !it.left_out);
        let places = self.places.get_or_insert_with(|| documents().map(|it| (clean(&it.absolute), it.id)).collect());
        let base = match page.strip_prefix('/') {
            Some(rest) => input.repos[from.repo.0 as usize].root.join(rest),
            None => from.absolute.parent().unwrap_or(Path::new("")).join(&page),
        };
        if let Some(file) = candidates(&base).iter().find_map(|it| places.get(it)) {
            return vec![*file];
        }
        let tail: PathBuf = Path::new(&page).components().filter(|it| matches!(it, Component::Normal(_))).collect();
        if tail.as_os_str().is_empty() {
            return Vec::new();
        }
        let ends = candidates(&tail);
        let named =
            documents().filter(|it| it.repo == from.repo && ends.iter().any(|end| Path::new(&*it.path).ends_with(end)));
        named.map(|it| it.id).collect()
    }
}

/// The edits of each document, sorted, each with its group.
fn edits(input: &Input, groups: &[Group]) -> BTreeMap<FileId, Vec<(Edit, usize)>> {
    let mut all: BTreeMap<FileId, Vec<(Edit, usize)>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        let mine = group.edits.iter().filter(|(file, _)| input.source(**file).language == MARKDOWN);
        for (file, edits) in mine {
            all.entry(*file).or_default().extend(edits.iter().map(|edit| (edit.clone(), index)));
        }
    }
    for edits in all.values_mut() {
        edits.sort();
        edits.dedup_by(|one, other| one.0 == other.0);
    }
    all
}

fn refusal(input: &Input, groups: &[Group], cause: usize, at: (FileId, Span), reason: &str) -> Refusal {
    Refusal {
        what: groups[cause].what.clone(),
        place: place(input, at.0, at.1.start),
        reason: reason.to_owned(),
        way_out: "change the heading and its links by hand first, or list the heading under `keep:`".to_owned(),
    }
}

/// The heading that a fragment means: by the anchor of GitHub, else by the one of generators that write no two hyphens in a row.
fn leading<'m>(moved: &'m [Moved], fragment: &str) -> Option<&'m Moved> {
    let exact = moved.iter().find(|it| it.old.eq_ignore_ascii_case(fragment));
    exact.or_else(|| moved.iter().find(|it| joined(&it.old).eq_ignore_ascii_case(fragment)))
}

/// The anchors of headings, in order, as GitHub makes them: the second of one name gets `-1`. One that is written out counts as it stands.
fn slugs(headings: &[Heading]) -> Vec<String> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let slug = |heading: &Heading| {
        if let Some(anchor) = &heading.anchor {
            return anchor.clone();
        }
        let slug = slug(&heading.text);
        let count = seen.entry(slug.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{slug}-{}", *count - 1) } else { slug }
    };
    headings.iter().map(slug).collect()
}

fn slug(text: &str) -> String {
    let kept = |c: char| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then_some(c),
    };
    text.to_lowercase().chars().filter_map(kept).collect()
}

/// Without two hyphens in a row, and none at the ends.
fn joined(slug: &str) -> String {
    slug.split('-').filter(|it| !it.is_empty()).collect::<Vec<_>>().join("-")
}

/// Where a document may lie that a link calls so.
fn candidates(base: &Path) -> Vec<PathBuf> {
    let base = clean(base);
    let name = base.to_string_lossy();
    let bare = name.strip_suffix(".html").unwrap_or(&name);
    let endings = ENDINGS.iter().map(|ending| PathBuf::from(format!("{bare}{ending}")));
    let indexes = INDEXES.iter().map(|index| Path::new(bare).join(index));
    std::iter::once(base.clone()).chain(endings).chain(indexes).collect()
}

/// Without `.` and `..`.
fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            _ => out.push(part),
        }
    }
    out
}

/// `%20` as the character that it stands for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|it| std::str::from_utf8(it).ok());
        match code.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn encoded(text: &str) -> String {
    let code = |byte: u8| match byte.is_ascii() {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_made_as_github_makes_them() {
        let text = "# The `run_id`: what & why?\n\n## Run\n\n## Run\n\n## Größe_x-1\n\n## a {#b}\n\n## 🚀 Go.Run\n";
        let expected = ["the-run_id-what--why", "run", "run-1", "größe_x-1", "b", "-gorun"];
        assert_eq!(slugs(&Links::read(text).headings), expected);
        assert_eq!(joined("the-run_id-what--why-"), "the-run_id-what-why");
    }

    #[test]
    fn a_page_is_found_by_the_names_that_links_give_it() {
        let at = |path: &str| candidates(Path::new(path)).iter().any(|it| it == Path::new("/r/docs/a.md"));
        assert!(at("/r/docs/a.md") && at("/r/docs/x/../a") && at("/r/docs/./a.html") && at("/r/docs/a/"));
        assert!(!at("/r/docs/b.md"));
        assert_eq!(decoded("gr%C3%B6%C3%9Fe%2"), "größe%2");
        assert_eq!(encoded("größe"), "gr%C3%B6%C3%9Fe");
    }
}
