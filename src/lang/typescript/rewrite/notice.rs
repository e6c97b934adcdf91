//! Deprecation notices of TypeScript: `@deprecated` in the doc comment of a declaration. What puts a notice there can take it away
//! again.

use crate::model::{Edit, Source, Span};
use crate::text::lines::{Line, line_start};

/// The edits that put a notice on the TypeScript declaration whose name stands at `at`; none when it has one.
///
/// # Errors
/// Why it has to be done by hand.
pub(crate) fn put(source: &Source, at: Span, new: &str) -> Result<Vec<Edit>, String> {
    const MODIFIERS: [&str; 17] = [
        "export",
        "default",
        "declare",
        "abstract",
        "async",
        "function",
        "function*",
        "const",
        "let",
        "var",
        "class",
        "interface",
        "type",
        "enum",
        "readonly",
        "public",
        "static",
    ];
    let text = &*source.text;
    let start = line_start(text, at.start);
    if !text[start..at.start as usize].split_whitespace().all(|word| MODIFIERS.contains(&word)) {
        return Err("other code stands before it on its line, so a doc comment has no place there".to_owned());
    }
    let line = Line::of(text, at.start);
    let above = line.above();
    if !above.trim_end().ends_with("*/") {
        return Ok(vec![line.insert_at(start, &format!("/** @deprecated use {new} */"))]);
    }
    let open = text[..start].rfind("/*").unwrap_or_default();
    if text[open..start].contains("@deprecated") {
        return Ok(Vec::new());
    }
    if above.trim() != "*/" {
        return Err("its doc comment is a single line: give it lines of its own, with `@deprecated`".to_owned());
    }
    let last = line_start(text, start as u32 - 1);
    Ok(vec![line.insert_at(last, &format!(" * @deprecated use {new}"))])
}

/// The edit that takes the notice for exactly this new name away from the declaration whose name stands at `at`.
pub(crate) fn withdrawal(source: &Source, at: Span, new: &str) -> Option<Edit> {
    let text = &*source.text;
    let mut end = line_start(text, at.start);
    let (whole, inner) = (format!("/** @deprecated use {new} */"), format!("* @deprecated use {new}"));
    while end > 0 {
        let begin = line_start(text, end as u32 - 1);
        let line = text[begin..end].trim();
        if !(line.starts_with("/*") || line.starts_with('*')) {
            return None;
        }
        if line == whole || line == inner {
            return Some(Edit::delete(Span::new(begin, end)));
        }
        end = begin;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::typescript::TYPESCRIPT;
    use crate::model::edit::apply_edits;
    use crate::model::{FileId, Language, RepoId};

    fn source(text: &str, path: &str, language: Language) -> Source {
        let absolute = std::path::PathBuf::from(path);
        Source {
            id: FileId(0),
            repo: RepoId(0),
            path: path.into(),
            absolute,
            language,
            text: text.into(),
            generated: false,
            left_out: false,
            beside: false,
            applied: false,
        }
    }

    /// The name that stands between `<` and `>`, and the text without these.
    fn marked(text: &str) -> (String, Span) {
        let (open, close) = (text.find('<').expect("a mark"), text.find('>').expect("a mark"));
        (text.replace(['<', '>'], ""), Span::new(open, close - 1))
    }

    #[test]
    fn typescript_says_it_in_a_doc_comment() {
        let run = |code: &str| {
            let (text, at) = marked(code);
            let edits = put(&source(&text, "a.ts", TYPESCRIPT), at, "sessionId")?;
            let after = apply_edits(&text, &edits).expect("edits within the text");
            let grown = after.len() - text.len();
            let it = source(&after, "a.ts", TYPESCRIPT);
            let name = Span::new(at.start as usize + grown, at.end as usize + grown);
            assert_eq!(put(&it, name, "sessionId"), Ok(Vec::new()), "twice is once");
            let back = withdrawal(&it, name, "sessionId").expect("what was put there");
            assert_eq!(apply_edits(&after, &[back]), Ok(text));
            Ok::<String, String>(after)
        };
        assert_eq!(
            run("interface A {\n  readonly <runId>: string\n}\n").as_deref(),
            Ok("interface A {\n  /** @deprecated use sessionId */\n  readonly runId: string\n}\n")
        );
        assert_eq!(
            run("/**\n * Old.\n */\nexport const <runId> = 1\n").as_deref(),
            Ok("/**\n * Old.\n * @deprecated use sessionId\n */\nexport const runId = 1\n")
        );
        assert!(run("type A = { <runId>: string }\n").is_err());
        assert!(run("/** Old. */\nconst <runId> = 1\n").is_err());
    }
}
