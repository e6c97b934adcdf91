//! The keys beside a key: what else the type, the message, the schema or the object says that a key stands in. Two types in two languages
//! that say the same keys are likely to be one document. Brackets and indentation tell it; no grammar.

use std::collections::BTreeSet;

/// Bytes looked at on each side of a key. What is longer is no type that people compare.
pub(super) const REACH: usize = 32 * 1024;

/// The keys of the bracketed block around the byte `at`, in the spelling of documents (`runId` for `run_id`); empty where none is near.
pub fn in_brackets(text: &str, at: usize) -> BTreeSet<String> {
    let Some((start, end)) = block(text.as_bytes(), at) else { return BTreeSet::new() };
    let own = own_level(&text[start..end]);
    let tags: BTreeSet<String> = own.split("json:\"").skip(1).filter_map(|it| leading(it)).map(spelled).collect();
    if tags.is_empty() { entries(&own) } else { tags }
}

/// The keys of the object around the byte `at`, also those that are said by the name of their value (`{ runId }`); empty where it spreads
/// another one, whose keys are not in sight.
pub fn in_object(text: &str, at: usize) -> BTreeSet<String> {
    let Some((start, end)) = block(text.as_bytes(), at) else { return BTreeSet::new() };
    let own = own_level(&text[start..end]);
    if own.contains("...") {
        return BTreeSet::new();
    }
    let shorthand = own.split([',', '\n']).map(str::trim).filter(|it| !it.is_empty() && it.chars().all(is_word));
    let mut keys: BTreeSet<String> = shorthand.map(spelled).collect();
    keys.extend(entries(&own));
    keys
}

/// The keys that are indented as that of the line of the byte `at`, below the same key.
pub fn by_indent(text: &str, at: usize) -> BTreeSet<String> {
    let first = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(&text[first..]);
    let inside = |line: &&str| line.trim().is_empty() || indent(line) >= own;
    let near = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let (mut low, mut high) = (first.saturating_sub(REACH), (first + REACH).min(text.len()));
    while !text.is_char_boundary(low) {
        low += 1;
    }
    while !text.is_char_boundary(high) {
        high -= 1;
    }
    let above = near(low, first).lines().rev().take_while(inside);
    let below = near(first, high).lines().take_while(inside);
    let key = |line: &str| line.trim_start().split_once(':').map(|(key, _)| key.trim_matches(['"', '\'']).to_owned());
    let level = above.chain(below).filter(|line| indent(line) == own && !line.trim().is_empty());
    level.filter_map(key).filter(|it| !it.is_empty() && it.chars().all(is_word)).map(|it| spelled(&it)).collect()
}

/// The value of `key` beside the byte `at`, in the same brackets or at the same indentation: `query` of `in: query`. None where it is no
/// single word.
pub fn value_beside(text: &str, at: usize, key: &str) -> Option<String> {
    let value = |part: &str| {
        let (name, value) = part.trim().trim_start_matches("- ").split_once(':')?;
        let bare = |it: &str| it.trim().trim_matches(['"', '\'']).to_owned();
        Some(bare(value)).filter(|it| bare(name) == key && it.chars().all(is_word))
    };
    let first = text[..at].rfind('\n').map_or(0, |it| it + 1);
    if let Some((start, end)) =
        block(text.as_bytes(), at).filter(|it| it.0 > first || text.trim_start().starts_with(['{', '[']))
    {
        return own_level(&text[start..end]).split([',', '\n']).find_map(value);
    }
    // The first line of an entry has its dash where the others have blanks.
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let opens = |line: &&str| line.trim_start().starts_with("- ");
    let own = indent(&text[first..]);
    let level = |line: &&str| indent(line) == own;
    let inside = |line: &&str| indent(line) >= own && !line.trim().is_empty();
    let mut above: Vec<&str> = Vec::new();
    if !opens(&&text[first..]) {
        for line in text[..first].lines().rev().take(NEAR).take_while(inside) {
            above.push(line);
            if level(&line) && opens(&line) {
                break;
            }
        }
    }
    let below = text[first..].lines().skip(1).take(NEAR).take_while(|it| inside(it) && !(level(it) && opens(it)));
    above.into_iter().chain(below).filter(level).find_map(value)
}

/// Lines looked at for the keys of one entry.
const NEAR: usize = 64;

/// A name as documents spell it: `runId` for `run_id`.
pub fn spelled(name: &str) -> String {
    let mut parts = name.split('_').filter(|it| !it.is_empty());
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut whole, part| {
        let mut letters = part.chars();
        whole.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        whole.push_str(letters.as_str());
        whole
    })
}

/// The block of `{}` around a place, without its brackets.
pub(super) fn block(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut depth = 0_usize;
    let start = bytes[at.saturating_sub(REACH)..at].iter().rposition(|it| match it {
        b'}' => {
            depth += 1;
            false
        }
        b'{' if depth > 0 => {
            depth -= 1;
            false
        }
        it => *it == b'{',
    })?;
    let start = at.saturating_sub(REACH) + start + 1;
    depth = 0;
    let end = bytes[start..bytes.len().min(at + REACH)].iter().position(|it| match it {
        b'{' => {
            depth += 1;
            false
        }
        b'}' if depth > 0 => {
            depth -= 1;
            false
        }
        it => *it == b'}',
    })?;
    Some((start, start + end))
}

/// A block without what stands in brackets of its own.
pub(super) fn own_level(block: &str) -> String {
    let mut depth = 0_usize;
    let keep = |it: &char| match it {
        '{' | '[' | '(' => {
            depth += 1;
            false
        }
        '}' | ']' | ')' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    };
    block.chars().filter(keep).collect()
}

/// `key:`, `key?:`, `"key":`, and `key = 1` of a message.
fn entries(own: &str) -> BTreeSet<String> {
    let parts = own.split([',', ';', '\n']).map(str::trim);
    let key = |part: &str| -> Option<String> {
        let found = match part.split_once(':') {
            Some((key, _)) => key.trim_end_matches('?').trim_start_matches("readonly ").trim_matches(['"', '\'']),
            None => {
                let (left, number) = part.split_once('=')?;
                number.trim_start().starts_with(|it: char| it.is_ascii_digit()).then_some(())?;
                left.split_whitespace().last()?
            }
        };
        (!found.is_empty() && found.chars().all(is_word)).then(|| spelled(found))
    };
    parts.filter_map(key).collect()
}

fn leading(text: &str) -> Option<&str> {
    let end = text.find([',', '"'])?;
    Some(&text[..end]).filter(|it| !it.is_empty() && *it != "-")
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || matches!(it, '_' | '-' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(text: &str) -> String {
        let at = text.find("lot").unwrap();
        let found = if text.contains('{') { in_brackets(text, at) } else { by_indent(text, at) };
        Vec::from_iter(found).join(" ")
    }

    #[test]
    fn the_keys_of_a_type_are_found_in_any_language() {
        assert_eq!(Vec::from_iter(in_object("f({ a, \"lot_id\": { x: 1 }, b_c: d })", 9)).join(" "), "a bC lotId");
        assert_eq!(in_object("f({ a, lot_id: 1, ...more })", 9).len(), 0);
        for (text, expected) in [
            ("type T struct {\n\tA struct{ X int } `json:\"a\"`\n\tB int `json:\"lot_id,omitempty\"`\n}", "a lotId"),
            ("interface T { a?: string; readonly lot_id: { x: 1 }; \"c\": D }", "a c lotId"),
            ("message T {\n  string lot_id = 1;\n  map<string, int32> b_c = 2;\n}", "bC lotId"),
            ("{\"properties\": {\"lot_id\": {\"type\": \"string\"}, \"b\": {}}}", "b lotId"),
            ("T:\n  x: 1\n  properties:\n    a:\n      type: string\n    lot_id:\n      b: c\n  d: 1\n", "a lotId"),
        ] {
            assert_eq!(beside(text), expected, "{text}");
        }
    }
}
