//! Places that find a member by its name at run time: templates, and reflection with the name in a string. Nothing says which
//! type they mean, so they are listed for people and never changed.

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::tables::{At, words};
use crate::lang::go::GO;
use crate::model::Source;

/// The places of each of `names` in `{{ … .name … }}` of any file, and in `ByName("name")`, in the order of files and bytes.
pub(super) fn mentions(sources: &[Source], names: &FxHashSet<SmolStr>) -> FxHashMap<SmolStr, Vec<At>> {
    let quoted = memmem::Finder::new(QUOTED);
    let mut found: FxHashMap<SmolStr, Vec<At>> = FxHashMap::default();
    for source in sources {
        let text = source.text.as_bytes();
        let braces = memmem::find(text, b"{{").is_some();
        if !braces && quoted.find(text).is_none() {
            continue;
        }
        for at in words(&source.text, names) {
            let (start, end) = (at.start as usize, at.end as usize);
            let template = braces && text[..start].ends_with(b".") && in_action(&text[..start]);
            if template || (text[..start].ends_with(QUOTED.as_bytes()) && text[end..].starts_with(b"\")")) {
                found.entry(source.text[at.range()].into()).or_default().push((source.id, at));
            }
        }
    }
    found
}

/// The places of each of `names` in lines that tools outside of the compiler act on: `//go:generate`, and `-X path.name=` for the
/// linker.
pub(super) fn directed(sources: &[Source], names: &FxHashSet<SmolStr>) -> FxHashMap<SmolStr, Vec<At>> {
    let mut found: FxHashMap<SmolStr, Vec<At>> = FxHashMap::default();
    let (generate, linker) = (memmem::Finder::new("//go:generate "), memmem::Finder::new("-X"));
    for source in sources {
        let text = source.text.as_bytes();
        if generate.find(text).is_none() && linker.find(text).is_none() {
            continue;
        }
        for at in words(&source.text, names) {
            let (start, end) = (at.start as usize, at.end as usize);
            let line = text[..start].rsplit(|b| *b == b'\n').next().unwrap_or_default();
            let set = line.ends_with(b".") && text[end..].starts_with(b"=") && linker.find(line).is_some();
            if set || (source.language == GO && line.starts_with(b"//go:generate ")) {
                found.entry(source.text[at.range()].into()).or_default().push((source.id, at));
            }
        }
    }
    found
}

/// What stands before a name that reflection looks for.
const QUOTED: &str = "ByName(\"";

/// `before` ends within `{{ … }}`, on one line.
fn in_action(before: &[u8]) -> bool {
    let line = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let open = memchr::memmem::rfind(line, b"{{");
    open > memchr::memmem::rfind(line, b"}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileId, RepoId};

    #[test]
    fn templates_and_reflection_find_a_member_by_its_name() {
        let text = "a := \"{{.RunID}} {{ range .Items }}{{ $x.RunID | html }}{{end}} c.RunID {{.RunIDs}}\"\n\
                    b := v.FieldByName(\"RunID\"); c.RunID = 1 }}\n";
        let source = Source {
            id: FileId(0),
            repo: RepoId(0),
            path: "a.go".into(),
            absolute: std::path::PathBuf::new(),
            language: GO,
            text: text.into(),
            generated: false,
            left_out: false,
            beside: false,
            applied: false,
        };
        let found = mentions(&[source], &FxHashSet::from_iter(["RunID".into()]));
        let starts: Vec<u32> = found["RunID"].iter().map(|(_, span)| span.start).collect();
        let wanted: Vec<u32> = [8, 42, 114].into();
        assert_eq!(starts.len(), wanted.len(), "{starts:?}");
        assert!(starts.iter().all(|at| text[*at as usize..].starts_with("RunID")));
    }
}
