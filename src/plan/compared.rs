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

/// What stands before a hit and behind it in the same text.
type Around<'a> = (&'a str, &'a str);

fn around<'a>(input: &Input<'a>, it: &Occurrence) -> Around<'a> {
    let text: &str = &input.source(it.file).text;
    let whole = ends(text, it.span);
    (&text[whole.start..it.span.start as usize], &text[it.span.end as usize..whole.end])
}

/// One of two texts around the same word is the other or a part of it, and says more than the word.
fn is_same_text(one: Around, other: Around) -> bool {
    let is_within = |(before, behind): Around, (around, rest): Around| {
        around.ends_with(before)
            && rest.starts_with(behind)
            && [before, behind].iter().any(|it| !words_of(it).is_empty())
    };
    is_within(one, other) || is_within(other, one)
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
