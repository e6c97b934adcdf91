//! Places that find a member by its name at run time: templates, and reflection with the name in a string. Nothing says which
//! type they mean, so they are listed for people and never changed.

use memchr::memmem::Finder;

use crate::model::{FileId, Source, Span};

/// The places of `name` in `{{ … .name … }}` of any file, and in `ByName("name")`, sorted by file and byte.
pub fn mentions(sources: &[Source], name: &str) -> Vec<(FileId, Span)> {
    let (selected, quoted) = (format!(".{name}"), format!("ByName(\"{name}\")"));
    let (selected, quoted) = (Finder::new(&selected), Finder::new(&quoted));
    let mut found = Vec::new();
    for source in sources {
        let text = source.text.as_bytes();
        let braces = memchr::memmem::find(text, b"{{").is_some();
        let templates = selected.find_iter(text).filter(|at| {
            let end = at + selected.needle().len();
            braces && !is_letter(text.get(end)) && in_action(&text[..*at])
        });
        let start = |at: usize, before: usize| Span::new(at + before, at + before + name.len());
        let mut places: Vec<Span> = templates.map(|at| start(at, 1)).collect();
        places.extend(quoted.find_iter(text).map(|at| start(at, "ByName(\"".len())));
        places.sort();
        found.extend(places.into_iter().map(|span| (source.id, span)));
    }
    found
}

/// `before` ends within `{{ … }}`, on one line.
fn in_action(before: &[u8]) -> bool {
    let line = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let open = memchr::memmem::rfind(line, b"{{");
    open > memchr::memmem::rfind(line, b"}}")
}

fn is_letter(byte: Option<&u8>) -> bool {
    byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::go::GO;
    use crate::model::RepoId;

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
        };
        let starts: Vec<u32> = mentions(&[source], "RunID").into_iter().map(|(_, span)| span.start).collect();
        let wanted: Vec<u32> = [8, 42, 114].into();
        assert_eq!(starts.len(), wanted.len(), "{starts:?}");
        assert!(starts.iter().all(|at| text[*at as usize..].starts_with("RunID")));
    }
}
