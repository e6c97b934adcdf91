//! Takes Rust sources apart into names and signs, for tests that look at the house. No comments, no strings, nothing that is
//! only there under `#[cfg(test)]`.

/// A name, a sign or `::`.
pub struct Token<'t> {
    pub text: &'t str,
    pub line: usize,
}

impl Token<'_> {
    pub fn is_name(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// The tokens of the product in `text`.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < text.len() {
        let rest = &text[at..];
        let length = length(rest);
        let token = &rest[..length];
        let is_text = token.starts_with("//") || token.starts_with("/*") || token.contains(['"', '\'']);
        if !is_text && !token.trim().is_empty() {
            found.push(Token { text: token, line });
        }
        line += token.matches('\n').count();
        at += length;
    }
    without_tests(found)
}

/// How long the first token of `rest` is.
fn length(rest: &str) -> usize {
    let to = |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    let while_ = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
    let mut chars = rest.chars();
    let (first, second) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
    match (first, second) {
        ('/', '/') => while_(|c| c != '\n'),
        ('/', '*') => to("*/", 2),
        (':', ':') => 2,
        ('"', _) => 1 + quoted(&rest[1..], '"'),
        ('b', '"') => 2 + quoted(&rest[2..], '"'),
        ('b', '\'') => 2 + quoted(&rest[2..], '\''),
        ('r', '"') => to("\"", 2),
        ('r', '#') if rest.trim_start_matches(['r', '#']).starts_with('"') => {
            let hashes = rest[1..].len() - rest[1..].trim_start_matches('#').len();
            to(&format!("\"{}", "#".repeat(hashes)), hashes + 2)
        }
        ('\'', '\\') => 1 + quoted(&rest[1..], '\''),
        // A lifetime has no second quote right behind its first letter.
        ('\'', c) if rest[1 + c.len_utf8()..].starts_with('\'') => 2 + c.len_utf8(),
        ('\'', _) => 1 + rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len() - 1),
        (c, _) if c.is_alphanumeric() || c == '_' => while_(|c| c.is_alphanumeric() || c == '_'),
        (c, _) if c.is_whitespace() => while_(char::is_whitespace),
        (c, _) => c.len_utf8(),
    }
}

/// How long a text is up to its closing quote and with it.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}

/// Drops each item behind `#[cfg(test)]`.
fn without_tests(all: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let (mut kept, mut all) = (Vec::new(), all.into_iter());
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    while let Some(token) = all.next() {
        kept.push(token);
        let is_mark =
            kept.len() >= MARK.len() && kept.iter().rev().zip(MARK.iter().rev()).all(|(it, mark)| it.text == *mark);
        if !is_mark {
            continue;
        }
        kept.truncate(kept.len() - MARK.len());
        let mut depth = 0;
        for skipped in all.by_ref() {
            match skipped.text {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            if depth == 0 && [";", "}"].contains(&skipped.text) {
                break;
            }
        }
    }
    kept
}
