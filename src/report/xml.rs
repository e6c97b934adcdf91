//! Text in XML. What a reader can't see is spelt out first: XML 1.0 has no way at all to write most control characters.

use crate::text::shown::Shown;

/// Text for an attribute in double quotes or between tags.
pub(super) fn escaped(text: &str) -> String {
    let text = Shown(text).to_string();
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // No characters of XML.
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_reads_what_a_person_would() {
        let hostile = "a<b>&\"c'\u{1b}[2J\u{0}\n]]>\u{ffff}\u{202e}💡";
        let text = format!("<a b=\"{0}\">{0}</a>", escaped(hostile));
        let document = roxmltree::Document::parse(&text).expect("it is XML");
        let read = "a<b>&\"c'\\u{1b}[2J\\u{0} ]]>\\u{ffff}\\u{202e}💡";
        assert_eq!(document.root_element().attribute("b"), Some(read));
        assert_eq!(document.root_element().text(), Some(read));
    }
}
