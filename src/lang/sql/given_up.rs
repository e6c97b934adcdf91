//! Old names in SQL that gives them up: `RENAME COLUMN run_id TO …`, `DROP INDEX turns_by_run`. They stay as they are: a
//! migration that is renamed too looks for a column that no old database has.

use crate::model::{Role, Span};

/// What a kept name is told.
const WHY: &str = "the statement gives this name up: databases that exist still have it";

/// What a key of stored documents is told.
const STORED: &str =
    "a key of documents that are stored: databases that exist hold documents with it, and a statement reads these";

/// Why a name stays as it is: its statement renames or drops what it names, or it is a key of documents that exist.
pub(super) fn kept(role: Role, text: &str, span: Span) -> Option<&'static str> {
    if given_up(role, text, span) {
        return Some(WHY);
    }
    (role == Role::StringLiteral && is_stored_key(text, span)).then_some(STORED)
}

/// `doc->>'run_id'`, `doc #>> '{run_id}'`, `'$.run_id'`: the text before the name, back to its quote, and the operator in front.
fn is_stored_key(text: &str, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    let Some((outside, path)) = line.rsplit_once('\'') else { return false };
    let is_path = path.bytes().all(|it| it.is_ascii_alphanumeric() || b"_.$[]{},\" \\".contains(&it));
    let operator = outside.trim_end();
    let arrow = ["->", "->>", "#>", "#>>"].iter().any(|it| operator.ends_with(it));
    is_path && (arrow || path.starts_with("$.") || path.starts_with("$["))
}

/// True when the statement around `span` renames or drops what `span` names. Looks at no more than the words beside it.
fn given_up(role: Role, text: &str, span: Span) -> bool {
    if !matches!(role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex) {
        return false;
    }
    let before = text.get(..span.start as usize).unwrap_or_default();
    let words: Vec<String> = words_back(before, 4);
    let is = |at: usize, word: &str| words.get(at).is_some_and(|it| it == word);
    let renamed = is(0, "RENAME") || (is(0, "COLUMN") && is(1, "RENAME"));
    let at = if is(0, "EXISTS") && is(1, "IF") { 2 } else { 0 };
    let kinds = ["COLUMN", "INDEX", "TABLE", "VIEW", "TRIGGER"];
    let dropped = kinds.iter().any(|kind| is(at, kind)) && is(at + 1, "DROP");
    let table = role == Role::SqlTable && is(at, "TABLE") && is(at + 1, "ALTER") && {
        let after: String = text.get(span.end as usize..).unwrap_or_default().chars().take(64).collect();
        let mut words = after.split(|c: char| !c.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
        words.next().is_some_and(|it| it.eq_ignore_ascii_case("RENAME"))
            && words.next().is_some_and(|it| it.eq_ignore_ascii_case("TO"))
    };
    renamed && !is(0, "TO") || dropped || table
}

/// The last words of `text`, the last first, in upper case. Ends at the end of a statement.
fn words_back(text: &str, count: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    while words.len() < count {
        rest = rest.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '`' | '[' | '\''));
        let start = rest.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        // After a character that is no word, `rfind` may name the middle of one that is longer than a byte.
        let start = (start..=rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        if start == rest.len() || rest.len() - start > 32 {
            break;
        }
        words.push(rest[start..].to_ascii_uppercase());
        rest = &rest[..start];
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(role: Role, text: &str) -> bool {
        let at = text.find("run").expect("the text has the name");
        let end = at + text[at..].find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len() - at);
        given_up(role, text, Span::new(at, end))
    }

    #[test]
    fn what_is_renamed_or_dropped_is_given_up() {
        for text in [
            "ALTER TABLE turns RENAME COLUMN run_id TO session_id",
            "alter table turns rename \"run_id\" to session_id",
            "ALTER TABLE turns DROP COLUMN run_id",
        ] {
            assert!(given(Role::SqlColumn, text), "{text}");
        }
        assert!(given(Role::SqlIndex, "DROP INDEX IF EXISTS turn; DROP INDEX IF EXISTS run_index;"));
        assert!(given(Role::SqlTable, "ALTER TABLE runs RENAME TO sessions"));
        assert!(given(Role::SqlTable, "DROP TABLE IF EXISTS `runs`"));
    }

    #[test]
    fn a_key_of_stored_documents_is_kept() {
        let kept = |text: &str| {
            let at = text.find("run").expect("the text has the name");
            kept(Role::StringLiteral, text, Span::new(at, at + 6)).is_some()
        };
        for text in [
            "SELECT doc->>'run_id'",
            "doc -> 'run_id'",
            "doc #>> '{a,run_id}'",
            "json_extract(doc, '$.a.run_id')",
            "'$[0].run_id'",
        ] {
            assert!(kept(text), "{text}");
        }
        for text in ["SELECT 'run_id'", "a > 'run_id'", "run_id", "it's a run_id", "x->y = 'a' AND 'run_id'"] {
            assert!(!kept(text), "{text}");
        }
    }

    #[test]
    fn what_is_made_or_used_is_not() {
        for text in [
            "ALTER TABLE turns ADD COLUMN run_id TEXT",
            "ALTER TABLE turns RENAME COLUMN old TO run_id",
            "SELECT run_id FROM turns",
            "é run_id",
            "run_id",
        ] {
            assert!(!given(Role::SqlColumn, text), "{text}");
        }
        assert!(!given(Role::SqlTable, "ALTER TABLE runs RENAME COLUMN a TO b"));
        assert!(!given(Role::SqlIndex, "CREATE INDEX IF NOT EXISTS run_index ON turns(a)"));
        assert!(!given(Role::Local, "RENAME run_id TO x"));
    }
}
