//! Members of an object in a document: `{ "run_id": "…", "session_id": "…" }` would hold one name twice after a rename, so the old
//! member goes.

use crate::model::{Edit, Span};

/// An object in a document is short; what is longer is not one.
const FAR: usize = 2000;

/// The edit that takes the member with the key at `hit` away, when another member of its object has the key `new`.
pub(crate) fn delete_if_doubled(text: &str, hit: Span, new: &str) -> Option<Edit> {
    let (open, close) = object(text, hit.start as usize)?;
    let members = members(text, open + 1, close);
    let at = members.iter().position(|(start, end)| *start <= hit.start as usize && (hit.end as usize) <= *end)?;
    let key = |(start, end): (usize, usize)| {
        let member = &text[start..end];
        let name = member.split_once(':').map_or(member, |(name, _)| name);
        name.trim().trim_end_matches('?').trim_matches(['"', '\'', '`'])
    };
    let own = key(members[at]) == &text[hit.range()];
    if !own || !members.iter().enumerate().any(|(other, span)| other != at && key(*span) == new) {
        return None;
    }
    let lead = |start: usize, end: usize| start + text[start..end].len() - text[start..end].trim_start().len();
    let (start, end) = members[at];
    Some(Edit::delete(match (members.get(at + 1), at.checked_sub(1)) {
        (Some((next, until)), _) => Span::new(lead(start, end), lead(*next, *until)),
        (None, Some(before)) => Span::new(members[before].1, start + text[start..end].trim_end().len()),
        (None, None) => return None,
    }))
}

/// The braces around `at`: byte offsets of `{` and `}`.
fn object(text: &str, at: usize) -> Option<(usize, usize)> {
    let far = |range: &str| range.contains("\n\n") || range.contains("```");
    let mut depth = 0_usize;
    let mut open = None;
    for (offset, byte) in text.as_bytes()[..at].iter().enumerate().rev().take(FAR) {
        match byte {
            b'}' => depth += 1,
            b'{' if depth == 0 => {
                open = Some(offset);
                break;
            }
            b'{' => depth -= 1,
            _ => {}
        }
    }
    let open = open?;
    depth = 0;
    for (offset, byte) in text.as_bytes().iter().enumerate().skip(at).take(FAR) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return (!far(&text[open..offset])).then_some((open, offset)),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The parts between the commas of an object.
fn members(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let (mut found, mut from, mut depth, mut quoted) = (Vec::new(), start, 0_i32, false);
    for (offset, byte) in text.as_bytes()[..end].iter().enumerate().skip(start) {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth -= 1,
            b',' if depth == 0 => {
                found.push((from, offset));
                from = offset + 1;
            }
            _ => {}
        }
    }
    if !text[from..end].trim().is_empty() {
        found.push((from, end));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::apply_edits;

    fn drop(text: &str) -> Option<String> {
        let at = text.find("run_id")?;
        let edit = delete_if_doubled(text, Span::new(at, at + 6), "session_id")?;
        apply_edits(text, &[edit]).ok()
    }

    #[test]
    fn the_old_member_goes_where_the_new_one_stands_beside_it() {
        assert_eq!(
            drop("{ \"run_id\": \"5f\", \"session_id\": \"5f\" }").as_deref(),
            Some("{ \"session_id\": \"5f\" }")
        );
        assert_eq!(drop("`{ session_id, run_id }`").as_deref(), Some("`{ session_id }`"));
        assert_eq!(drop("`{ run_id?, a: { b, c }, session_id }`").as_deref(), Some("`{ a: { b, c }, session_id }`"));
        assert_eq!(
            drop("{\n  \"run_id\": \"a,b\",\n  \"session_id\": \"c\"\n}").as_deref(),
            Some("{\n  \"session_id\": \"c\"\n}")
        );
        assert_eq!(
            drop("{\n  \"session_id\": \"c\",\n  \"run_id\": \"a\"\n}").as_deref(),
            Some("{\n  \"session_id\": \"c\"\n}")
        );
    }

    #[test]
    fn a_member_without_a_double_stays() {
        assert_eq!(drop("{ \"run_id\": \"5f\", \"conv_id\": \"c\" } session_id"), None);
        assert_eq!(drop("{ run: { run_id }, session_id }"), None);
        assert_eq!(drop("{ session_id: run_id }"), None);
        assert_eq!(drop("{ run_id\n\nsession_id }"), None);
        assert_eq!(drop("run_id, session_id }"), None);
    }
}
