//! Words of messages that something compares: a test looks for the text of an error, a script for a line of output. No declaration binds the
//! two, only their letters. So a message keeps its words while the same text stands elsewhere and keeps them, and a person changes both.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::plan::{Input, Manual, Plan, manual};
use crate::model::{Change, Occurrence, Role, Span};
use crate::text::words::words_of;

/// Takes new words out of the messages whose text stands elsewhere and stays, and lists them.
pub(super) fn settle(input: &Input, plan: &mut Plan) {
    let is_message = |at: &usize| matches!(input.facts.occurrences[*at].role, Role::ErrorText | Role::LogMessage);
    let rewritten: BTreeSet<usize> =
        plan.groups.iter().filter(|it| it.change == Change::RewriteText).flat_map(|it| &it.hits).copied().collect();
    if !rewritten.iter().any(is_message) {
        return;
    }
    let mut others: BTreeMap<String, Vec<(usize, Around)>> = BTreeMap::new();
    for (at, it) in input.facts.occurrences.iter().enumerate() {
        // Two places that say the same do not compare it; what a test says is what it looks for.
        let compares = matches!(it.role, Role::StringLiteral | Role::PlainText)
            || is_message(&at) && is_of_test(&input.source(it.file).path);
        if compares && !rewritten.contains(&at) {
            others.entry(word(input, it).to_lowercase()).or_default().push((at, around(input, it)));
        }
    }
    let mut kept: Vec<Manual> = Vec::new();
    plan.take_out(input, |group| {
        let [at] = group.hits[..] else { return false };
        if group.change != Change::RewriteText || !is_message(&at) {
            return false;
        }
        let it = &input.facts.occurrences[at];
        let own = around(input, it);
        let mut candidates = others.get(&word(input, it).to_lowercase()).into_iter().flatten();
        let Some((other, _)) = candidates.find(|(_, other)| is_same_text(own, *other)) else { return false };
        let place = manual(input, *other, "").place;
        kept.push(manual(
            input,
            at,
            format!("the same text stands in {place}, which may compare it, and stays: change both together"),
        ));
        true
    });
    plan.manual.extend(kept);
}

/// By the names that test runners of many languages go by.
fn is_of_test(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    ["_test.", ".test.", ".spec.", "_spec."].iter().any(|it| file.contains(it))
        || path.split('/').any(|it| matches!(it, "test" | "tests" | "testdata" | "__tests__" | "e2e" | "spec"))
}

fn word<'a>(input: &Input<'a>, it: &Occurrence) -> &'a str {
    input.source(it.file).text.get(it.span.range()).unwrap_or_default()
}

/// What stands before a hit and behind it in the same text, and whether a value that is filled in ends each of them.
#[derive(Clone, Copy)]
struct Around<'a> {
    before: &'a str,
    behind: &'a str,
    filled: [bool; 2],
}

fn around<'a>(input: &Input<'a>, it: &Occurrence) -> Around<'a> {
    around_of(&input.source(it.file).text, it.span)
}

fn around_of(text: &str, hit: Span) -> Around<'_> {
    let whole = ends(text, hit);
    let is_value = |c: Option<char>| c.is_some_and(|it| matches!(it, '%' | '$' | '{' | '}'));
    // What stands for a value has a letter behind it: `%s`, `%q`.
    let front = &text[..whole.start];
    let front = front.strip_suffix(|c: char| c.is_ascii_alphabetic()).filter(|it| it.ends_with('%')).unwrap_or(front);
    Around {
        before: &text[whole.start..hit.start as usize],
        behind: &text[hit.end as usize..whole.end],
        filled: [is_value(front.chars().next_back()), is_value(text[whole.end..].chars().next())],
    }
}

/// One of two texts around the same word is the other or a part of it, and says more than the word. Beyond a value that is filled in, the
/// other may say whatever it likes: `all lots (2/2)` is what `no room for all lots (%d/%d)` says.
fn is_same_text(one: Around, other: Around) -> bool {
    let is_said = |shorter: Around| [shorter.before, shorter.behind].iter().any(|it| !words_of(it).is_empty());
    let fits = |it: Around, whole: Around| {
        let before = whole.before.ends_with(it.before) || whole.filled[0] && it.before.ends_with(whole.before);
        let behind = whole.behind.starts_with(it.behind) || whole.filled[1] && it.behind.starts_with(whole.behind);
        before && behind
    };
    let shared = Around {
        before: if one.before.len() < other.before.len() { one.before } else { other.before },
        behind: if one.behind.len() < other.behind.len() { one.behind } else { other.behind },
        ..one
    };
    is_said(shared) && (fits(one, other) || fits(other, one))
}

/// Bytes on each side of a hit that are looked at: a line may be as long as its file.
const REACH: usize = 1_024;

/// The part of a text around a hit that says the same whenever it is said: within its quotes, on its line, between what is filled in.
fn ends(text: &str, hit: Span) -> std::ops::Range<usize> {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let (low, high) = (text.ceil_char_boundary(start.saturating_sub(REACH)), text.floor_char_boundary(end + REACH));
    let is_letter = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric);
    let stops = |at: usize, c: char| match c {
        '"' | '`' | '\n' | '\\' | '%' | '$' | '{' | '}' => true,
        // The apostrophe of `can't` ends nothing.
        '\'' => at == 0 || !is_letter(at - 1) || !is_letter(at + 1),
        _ => false,
    };
    let from =
        text[low..start].char_indices().rev().map(|(at, c)| (at + low, c)).find(|(at, c)| stops(*at, *c)).map_or(
            low,
            |(at, c)| {
                let behind = at + c.len_utf8();
                // What stands for a value has a letter behind it: `%s`, `%q`.
                if c == '%' {
                    text[behind..start].find(|c: char| c.is_ascii_alphabetic()).map_or(behind, |it| behind + it + 1)
                } else {
                    behind
                }
            },
        );
    let to = text[end..high].char_indices().map(|(at, c)| (at + end, c)).find(|(at, c)| stops(*at, *c));
    from.min(start)..to.map_or(high, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_filled_in_may_be_anything() {
        for (one, other, same) in [
            ("\"shop: no room for all lots (%d/%d)\"", "\"no room for all lots (2/2)\"", true),
            ("\"lot %q: no room for all lots\"", "\"lot \\\"a\\\": no room for all lots\"", true),
            ("\"no room for lots of %s\"", "\"room for lots of shops\"", true),
            ("\"no room for all lots (%d/%d)\"", "\"there is no room for all lots\"", false),
            ("\"no room for lots\"", "\"room for lots now\"", false),
            ("\"no lots\"", "\"lots\"", false),
            ("\"%d lots\"", "\"2 lots\"", false),
        ] {
            let [one, other] = [one, other].map(|text| {
                let at = text.rfind("lots").unwrap();
                around_of(text, Span::new(at, at + 4))
            });
            assert_eq!(is_same_text(one, other), same, "{} {}", one.before, other.before);
        }
    }

    #[test]
    fn a_text_ends_at_quotes_lines_and_values() {
        for (text, expected) in [
            ("errors.New(\"no lot here\")", "no lot here"),
            ("f(`x: %q no lot of %d here`)", " no lot of "),
            ("throw Error('can't find lot')", "can't find lot"),
            ("throw Error(`lot ${id} is gone`)", "lot "),
            ("a\nno lot here\nb", "no lot here"),
        ] {
            let at = text.find("lot").unwrap();
            assert_eq!(&text[ends(text, Span::new(at, at + 3))], expected);
        }
    }
}
