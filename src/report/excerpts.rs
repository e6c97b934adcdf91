//! Lines of source, for formats that show what they speak of.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::decisions::decisions;
use crate::model::{Finding, Inventory};
use crate::text::lines::{line_end, line_start};

/// So many bytes before a hit and behind it are kept: a minified line may be megabytes long.
const AROUND: usize = 240;

/// The lines of the findings that stand for a decision. Empty when nobody shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpts(BTreeMap<(SmolStr, SmolStr, u32), Excerpt>);

/// A line around a hit, without the blanks at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before the hit.
    pub before: String,
    /// The hit, or what of it is in its first line.
    pub hit: String,
    /// What stands behind it.
    pub after: String,
}

impl Excerpts {
    /// Takes the lines from the texts of the files: `text_of(repo, path)`. A file without text has none.
    pub fn new<T: AsRef<str>>(inventory: &Inventory, text_of: impl Fn(&str, &str) -> Option<T>) -> Self {
        let mut firsts: Vec<&Finding> = decisions(&inventory.findings).iter().map(|it| it.first).collect();
        firsts.sort_by_key(|it| (&it.repo, &it.path, it.byte_start));
        let mut found = BTreeMap::new();
        for file in firsts.chunk_by(|one, other| (&one.repo, &one.path) == (&other.repo, &other.path)) {
            let Some(text) = text_of(&file[0].repo, &file[0].path) else { continue };
            for it in file {
                let key = (it.repo.clone(), it.path.clone(), it.byte_start);
                found.extend(Excerpt::of(text.as_ref(), it).map(|excerpt| (key, excerpt)));
            }
        }
        Self(found)
    }

    /// The line of a finding, if it was asked for.
    pub fn of(&self, finding: &Finding) -> Option<&Excerpt> {
        self.0.get(&(finding.repo.clone(), finding.path.clone(), finding.byte_start))
    }
}

impl Excerpt {
    fn of(text: &str, finding: &Finding) -> Option<Self> {
        let (start, end) = (finding.byte_start as usize, finding.byte_end as usize);
        if end > text.len() || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            return None;
        }
        let mut from = line_start(text, finding.byte_start).max(start.saturating_sub(AROUND));
        let mut to = line_end(text, start).min(end.saturating_add(AROUND)).max(start);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        let end = end.min(to);
        let piece = |from: usize, to: usize| text[from..to].to_owned();
        Some(Self {
            before: text[from..start].trim_start().to_owned(),
            hit: piece(start, end).trim_end_matches(['\r', '\n']).to_owned(),
            after: piece(end, to).trim_end().to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn excerpt(text: &str, hit: &str) -> Excerpt {
        let byte_start = text.find(hit).expect("it is there") as u32;
        let finding = Finding { byte_start, byte_end: byte_start + hit.len() as u32, ..sample::finding() };
        let inventory = Inventory { findings: vec![finding.clone()], ..Inventory::default() };
        Excerpts::new(&inventory, |_, _| Some(text)).of(&finding).cloned().expect("a line")
    }

    fn parts(excerpt: &Excerpt) -> [&str; 3] {
        [&excerpt.before, &excerpt.hit, &excerpt.after]
    }

    #[test]
    fn a_line_is_parted_at_its_hit() {
        assert_eq!(parts(&excerpt("a\n\tRunID   string \r\nb", "RunID")), ["", "RunID", "   string"]);
        assert_eq!(parts(&excerpt("x = runID", "runID")), ["x = ", "runID", ""]);
        assert_eq!(parts(&excerpt("// the run\n// id of it\n", "run\n// id")), ["// the ", "run", ""]);
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let text = format!("{0}runID{0}", "会".repeat(1000));
        let found = excerpt(&text, "runID");
        assert_eq!((found.before.chars().count(), found.after.chars().count()), (80, 80));
    }

    #[test]
    fn a_text_that_has_changed_gives_nothing() {
        let inventory = Inventory { findings: vec![sample::finding()], ..Inventory::default() };
        assert_eq!(Excerpts::new(&inventory, |_, _| Some("short")), Excerpts::default());
        assert_eq!(Excerpts::new(&inventory, |_, _| None::<&str>), Excerpts::default());
    }
}
