//! The case style of keys, read off the text around a place: of a struct with tags, a map, an object, a log call, a configuration.
//! One pass over words; no grammar, so that it serves any language.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::words::{Joint, joint};

/// How far a block is looked for, in bytes: a place costs no more in a file of one long line.
const REACH: usize = 8 * 1024;

/// How many keys show which style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tally {
    /// `lamp_state`
    pub snake: usize,
    /// `lamp-state`
    pub kebab: usize,
    /// `lampState`
    pub camel: usize,
}

impl Tally {
    /// Counts another text, too.
    pub fn add(&mut self, other: &Tally) {
        self.snake += other.snake;
        self.kebab += other.kebab;
        self.camel += other.camel;
    }

    /// The style of most keys; `None` where no key shows one. Of equal ones snake_case goes first, then kebab-case.
    pub fn most(&self) -> Option<Joint> {
        let most = self.snake.max(self.kebab).max(self.camel);
        match () {
            () if most == 0 => None,
            () if self.snake == most => Some(Joint::Snake),
            () if self.kebab == most => Some(Joint::Kebab),
            () => Some(Joint::Camel),
        }
    }
}

/// Counts the keys of `text` that are words in lower case, joined in some way: whole strings, and what stands before a `:`.
pub fn tally(text: &str) -> Tally {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$');
    let mut found = Tally::default();
    let mut at = 0;
    while let Some(start) = text[at..].find(part).map(|found| at + found) {
        let start = start + text[start..].find(|c| c != '-').unwrap_or(0);
        let end = text[start..].find(|c| !part(c)).map_or(text.len(), |length| start + length);
        at = end;
        let word = &text[start..end];
        if !word.starts_with(char::is_lowercase) || !is_key(&text[..start], &text[end..]) {
            continue;
        }
        let capitals = word.contains(char::is_uppercase);
        match joint(word) {
            Some(Joint::Snake) if !capitals => found.snake += 1,
            Some(Joint::Kebab) if !capitals => found.kebab += 1,
            Some(Joint::Camel) => found.camel += 1,
            _ => {}
        }
    }
    found
}

fn is_key(before: &str, after: &str) -> bool {
    let quoted = before.ends_with(['"', '\'', '`', '?', '&']) && after.starts_with(['"', '\'', '`', ',', '=']);
    let option = before.ends_with("--");
    let first = before.trim_end_matches([' ', '\t']).chars().next_back();
    let begins = first.is_none_or(|c| matches!(c, '{' | ',' | ';' | '\n' | '('));
    let colon = after.strip_prefix('?').unwrap_or(after).starts_with(':') && !after.starts_with("::");
    quoted || option || (begins && colon)
}

/// The text between the braces around `span`, as far as they are near; the strings in between are not read, so that a brace in one
/// may end it early.
pub fn block_around(text: &str, span: Range<usize>) -> Range<usize> {
    let floor = text.floor_char_boundary(span.start.saturating_sub(REACH));
    let mut depth = 0_usize;
    let start = text[floor..span.start].bytes().rposition(|byte| match byte {
        b'{' if depth == 0 => true,
        b'{' => {
            depth -= 1;
            false
        }
        b'}' => {
            depth += 1;
            false
        }
        _ => false,
    });
    let ceiling = text.floor_char_boundary(span.end + REACH);
    let mut depth = 0_usize;
    let end = text[span.end..ceiling].bytes().position(|byte| match byte {
        b'}' if depth == 0 => true,
        b'}' => {
            depth -= 1;
            false
        }
        b'{' => {
            depth += 1;
            false
        }
        _ => false,
    });
    match (start, end) {
        (Some(start), Some(end)) => floor + start + 1..span.end + end,
        _ => span,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_by_their_style() {
        for (text, snake, kebab, camel) in [
            ("Lamp int `json:\"lamp_id,omitempty\" yaml:\"lampId\"`", 1, 0, 1),
            ("m[\"lamp_id\"] = lampId + other_name", 1, 0, 0),
            ("{ lampId: string; old_name?: number, kind: 'x' }", 1, 0, 1),
            (".Str(\"lamp-id\", a_b).Msg(\"no lamp_id here\")", 0, 1, 0),
            ("GET /x?lamp_id=1&turn_id=2 --dry-run", 2, 1, 0),
            ("LAMP_ID: \"RunID\" Lamp_id: a::b", 0, 0, 0),
        ] {
            assert_eq!(tally(text), Tally { snake, kebab, camel }, "{text}");
        }
    }

    #[test]
    fn a_block_is_what_the_braces_hold() {
        let block = |text: &str| {
            let at = text.find('#').expect("a mark");
            text[block_around(text, at..at + 1)].to_owned()
        };
        assert_eq!(block("{a {b {c} # {d} e} f}"), "b {c} # {d} e");
        assert_eq!(block("{a} # {b}"), "#");
        let far = format!("{{{}é#é{}}}", "é".repeat(REACH), "é".repeat(REACH));
        assert_eq!(block(&far), "#");
    }

    #[test]
    fn most_keys_decide() {
        assert_eq!(Tally::default().most(), None);
        assert_eq!(Tally { snake: 1, kebab: 0, camel: 2 }.most(), Some(Joint::Camel));
        assert_eq!(Tally { snake: 1, kebab: 1, camel: 1 }.most(), Some(Joint::Snake));
    }
}
