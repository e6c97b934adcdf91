//! The values of the string literals of a program, by its marks alone: quotes, escapes and comments. The rooms of these languages are above
//! this one, so that they are known by their names only. Nothing here fails: a string that is not closed ends with its line or the file.

use crate::model::Language;

/// Languages whose strings hold SQL.
const GO: Language = Language::named("go");
const SCRIPTS: [Language; 3] = [Language::named("typescript"), Language::named("tsx"), Language::named("javascript")];

/// True for a language that [`strings`] reads.
pub(super) fn has_strings(language: Language) -> bool {
    language == GO || SCRIPTS.contains(&language)
}

/// The values of all string literals; literals joined by `+` are one. A value that a template takes in is a placeholder.
pub(super) fn strings(language: Language, text: &str) -> Vec<String> {
    if !has_strings(language) {
        return Vec::new();
    }
    let mut reader = Reader { text, at: 0, script: language != GO, found: Vec::new(), joins: false, plus: false };
    reader.code(None);
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// A script has templates, strings in single quotes, and literals of regular expressions.
    script: bool,
    found: Vec<String>,
    /// Nothing but blanks and `+` since the last literal.
    joins: bool,
    /// There was a `+`.
    plus: bool,
}

impl Reader<'_> {
    /// Reads up to the mark that closes a value within a template (`}`), else to the end.
    fn code(&mut self, close: Option<u8>) {
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        // The last byte that is no blank: a `/` behind a value divides.
        let mut before = b'(';
        while self.at < bytes.len() {
            let rest = &self.text[self.at..];
            match bytes[self.at] {
                b'/' if rest.starts_with("//") => self.at += rest.find('\n').unwrap_or(rest.len()),
                b'/' if rest.starts_with("/*") => self.at += rest.find("*/").map_or(rest.len(), |end| end + 2),
                b'/' if self.script && !is_value(before, &self.text[..self.at]) => {
                    self.at = pattern_end(bytes, self.at + 1);
                    (before, self.joins) = (b'/', false);
                }
                b'`' if self.script => {
                    self.at += 1;
                    let value = self.template();
                    self.literal(value, before);
                    before = b'`';
                }
                b'\'' if !self.script => {
                    self.at = (closing(bytes, self.at + 1, b'\'') + 1).min(bytes.len());
                    (before, self.joins) = (b'\'', false);
                }
                quote @ (b'"' | b'`' | b'\'') => {
                    let end = closing(bytes, self.at + 1, quote);
                    let value = self.text.get(self.at + 1..end).unwrap_or_default();
                    let value = if quote == b'`' { value.to_owned() } else { unescaped(value) };
                    self.at = (end + 1).min(bytes.len());
                    self.literal(value, before);
                    before = quote;
                }
                byte if Some(byte) == close && depth == 0 => {
                    self.at += 1;
                    return;
                }
                byte => {
                    depth = match byte {
                        b'{' => depth + 1,
                        b'}' => depth.saturating_sub(1),
                        _ => depth,
                    };
                    let is_plus = byte == b'+' && self.joins && !self.plus;
                    let is_value = self.joins && self.plus && !byte.is_ascii_whitespace();
                    self.plus |= is_plus;
                    self.joins &= is_plus || byte.is_ascii_whitespace();
                    if is_value && let Some(last) = self.found.last_mut().filter(|it| it.ends_with(is_of_name)) {
                        last.push('?');
                    }
                    before = if byte.is_ascii_whitespace() { before } else { byte };
                    self.step();
                }
            }
        }
    }

    /// A value that is added to a literal is a placeholder where the two make one name.
    fn literal(&mut self, mut value: String, before: u8) {
        if before == b'+' && !self.joins && value.starts_with(is_of_name) {
            value.insert(0, '?');
        }
        match self.found.last_mut() {
            Some(last) if self.joins && self.plus => last.push_str(&value),
            _ => self.found.push(value),
        }
        (self.joins, self.plus) = (true, false);
    }

    /// Reads a template whose first mark is behind.
    fn template(&mut self) -> String {
        let bytes = self.text.as_bytes();
        let mut value = String::new();
        let mut from = self.at;
        while self.at < bytes.len() {
            match bytes[self.at] {
                b'`' => {
                    value.push_str(&unescaped(self.text.get(from..self.at).unwrap_or_default()));
                    self.at += 1;
                    return value;
                }
                b'$' if bytes.get(self.at + 1) == Some(&b'{') => {
                    value.push_str(&unescaped(self.text.get(from..self.at).unwrap_or_default()));
                    self.at += 2;
                    // Literals within are values of their own, and are no continuation of anything.
                    let outside = (self.joins, self.plus, std::mem::take(&mut self.found));
                    self.joins = false;
                    self.code(Some(b'}'));
                    let within = std::mem::replace(&mut self.found, outside.2);
                    let last = self.found.len().saturating_sub(usize::from(outside.0 && outside.1));
                    // Before the literal that this one goes on.
                    self.found.splice(last..last, within);
                    (self.joins, self.plus) = (outside.0, outside.1);
                    value.push('?');
                    from = self.at;
                }
                b'\\' => {
                    self.step();
                    self.step();
                }
                _ => self.step(),
            }
        }
        value.push_str(&unescaped(self.text.get(from..).unwrap_or_default()));
        value
    }

    /// On to the next character: a place must not cut one in two.
    fn step(&mut self) {
        self.at += 1;
        while self.at < self.text.len() && !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }
}

fn is_of_name(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

/// True where a value ends with this byte, so that `/` behind it divides.
fn is_value(before: u8, text: &str) -> bool {
    let ends_word = before.is_ascii_alphanumeric() || matches!(before, b'_' | b'$');
    let word = || {
        let text = text.trim_end();
        let from = text.rfind(|it: char| !it.is_alphanumeric() && it != '_' && it != '$').map_or(0, |at| at + 1);
        text.get(from..).unwrap_or_default()
    };
    match before {
        _ if ends_word => {
            !["return", "typeof", "case", "in", "of", "void", "delete", "await", "yield"].contains(&word())
        }
        // `</div>` is a tag, and `a < /x/` nobody writes.
        b')' | b']' | b'}' | b'"' | b'\'' | b'`' | b'<' => true,
        byte => !byte.is_ascii(),
    }
}

/// Behind the literal of a regular expression that begins at `at`, or `at` where its line has no end of one.
fn pattern_end(bytes: &[u8], at: usize) -> usize {
    let mut class = false;
    let mut place = at;
    while place < bytes.len() {
        match bytes[place] {
            b'\n' => return at,
            b'\\' => place += 1,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => return place + 1,
            _ => {}
        }
        place += 1;
    }
    at
}

/// Where the literal that is open at `at` is closed.
fn closing(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote != b'`' => at += 1,
            b'\n' if quote != b'`' => return at,
            it if it == quote => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The escapes that SQL in a program has; others stay as they are.
fn unescaped(text: &str) -> String {
    let text = text.replace("\\\n", "").replace("\\n", "\n").replace("\\t", "\t");
    text.replace("\\\"", "\"").replace("\\'", "'").replace("\\`", "`").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(language: &'static str, text: &str) -> Vec<String> {
        strings(Language::named(language), text)
    }

    #[test]
    fn strings_of_go_are_joined_by_plus() {
        let go = "// \"no\"\nvar q = \"a (\" +\n\t\"\\n b)\"\nvar r, s = 'a', `c \\n` + x\nvar e = \"(ä)\"";
        assert_eq!(of("go", go), ["a (\n b)", "c \\n?", "(ä)"]);
    }

    #[test]
    fn a_name_that_a_value_is_added_to_has_a_placeholder() {
        assert_eq!(of("go", "q(\"FROM t\" + x + \"u v\" + y, \"a \" + z)"), ["FROM t?", "?u v?", "a "]);
    }

    #[test]
    fn strings_of_a_script_are_read_with_their_templates() {
        let script = "/* 'no' */ const a = 'it\\'s' + \"b\"; // `no`\n\
                      const c = `d ${e ? `f ${'g'}` : \"h\"} i\\`j` + 'k';\nconst l = { m: `{` };";
        assert_eq!(of("typescript", script), ["it'sb", "g", "f ?", "h", "d ? i`jk", "{"]);
    }

    #[test]
    fn a_quote_in_a_pattern_opens_no_string() {
        let script = "const a = b.replace(/[`/']/g, 'c'); const d = e / f / 'g'.length; return /\"/.test(`h`);\n\
                      const i = <p>don't</p>;\nconst j = `k`;";
        assert_eq!(of("tsx", script), ["c", "g", "h", "t</p>;", "k"]);
    }

    #[test]
    fn broken_text_ends_somewhere() {
        for text in
            ["\"", "`", "'", "\"\\", "/*", "\"a\"+", "é\"é", "'\\", "`${", "`${`", "`a${b", "/a", "`\\", "`é${é"]
        {
            for language in ["go", "typescript"] {
                of(language, text);
            }
        }
    }
}
