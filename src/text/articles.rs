//! The English article before a word that gets another name: `an upstream` is `a backend`.

use std::ops::Range;

/// The article that stands right before the word at the byte `start` of `text`, where `new` in the place of `old` needs the other one: its bytes,
/// and what it is then. None where the letters of `new` do not tell (`hour`, `user`, `SQL`), or the article does not fit `old` either.
pub fn other_article(text: &str, start: usize, old: &str, new: &str) -> Option<(Range<usize>, &'static str)> {
    let before = text.get(..start)?.trim_end_matches(['`', '"', '\'', '*', '[', '(']);
    let front = before.strip_suffix(' ')?;
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '/' | '\'');
    let from =
        front.rfind(|c: char| !is_letter(c)).map_or(0, |at| at + front[at..].chars().next().map_or(1, char::len_utf8));
    let (written, needed) = (&front[from..], article(new)?);
    let known =
        matches!(written, "a" | "an" | "A" | "An") && article(old).is_none_or(|it| it.eq_ignore_ascii_case(written));
    let other = match (needed, written.starts_with('A')) {
        ("a", false) => "a",
        ("a", true) => "A",
        (_, false) => "an",
        (_, true) => "An",
    };
    (known && other != written).then(|| (from..from + written.len(), other))
}

/// `a` or `an`, where the first letters tell it.
fn article(word: &str) -> Option<&'static str> {
    let mut letters = word.chars();
    let (first, second) = (letters.next()?, letters.next());
    // Letters that are said one by one.
    if first.is_uppercase() && second.is_none_or(char::is_uppercase) {
        return None;
    }
    match (first.to_ascii_lowercase(), second.map(|it| it.to_ascii_lowercase())) {
        ('a' | 'i', _) => Some("an"),
        ('e', Some('u' | 'w')) | ('o', Some('n')) | ('u' | 'h', _) => None,
        ('e' | 'o', _) => Some("an"),
        (letter, _) => letter.is_ascii_lowercase().then_some("a"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_follows_the_word_behind_it() {
        for (text, old, new, expected) in [
            ("creates an upstream", "upstream", "backend", "creates a backend"),
            ("A `connector` opens", "connector", "endpoint", "An `endpoint` opens"),
            ("// a lotPool", "lotPool", "itemPool", "// an itemPool"),
            ("a user", "user", "hour", "a hour"),
            ("b-a lot", "lot", "item", "b-a item"),
            ("for a lot", "lot", "batch", "for a batch"),
            ("a entry", "entry", "article", "a article"),
            ("an lot", "lot", "item", "an item"),
            ("é a lot", "lot", "item", "é an item"),
            ("an", "an", "item", "item"),
        ] {
            let start = text.rfind(old).unwrap();
            let mut written = format!("{}{new}{}", &text[..start], &text[start + old.len()..]);
            if let Some((range, other)) = other_article(text, start, old, new) {
                written.replace_range(range, other);
            }
            assert_eq!(written, expected);
        }
    }
}
