//! Text on its way to a person's terminal. Names of files and text of sources are written by strangers: what would steer the
//! terminal, turn the direction of text or hide in it is made visible. Answers that are data don't come by here: they go out as
//! the bytes that they are.

use std::fmt::{self, Write};

/// One line of text that steers nothing: line ends and tabs are blanks, other characters that a reader can't see are spelt out
/// (`\u{1b}`).
#[derive(Clone, Copy, Debug)]
pub struct Shown<'t>(pub &'t str);

/// Lines of text with colours of our own: those and the ends of lines stay, all else is as in [`Shown`]. What a workflow of GitHub
/// takes for a command (`::` where a line begins, blanks or not; `##[` anywhere) is spelt out too: it reads both streams of a
/// program. The last door before the terminal, behind whoever put the colours around cleaned pieces.
#[derive(Clone, Copy, Debug)]
pub struct Styled<'t>(pub &'t str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        if !self.0.contains(|c| is_blank(c) || is_hidden(c)) {
            return out.pad(self.0);
        }
        let mut text = String::with_capacity(self.0.len() + 8);
        for c in self.0.chars() {
            match c {
                c if is_blank(c) => text.push(' '),
                c if is_hidden(c) => text.extend(c.escape_unicode()),
                c => text.push(c),
            }
        }
        out.pad(&text)
    }
}

impl fmt::Display for Styled<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        // A line is only begun as long as it has nothing but blanks and colours.
        let (mut rest, mut begun) = (self.0, true);
        while let Some(c) = rest.chars().next() {
            let mut length = c.len_utf8();
            if let Some(colour) = colour(rest) {
                length = colour;
                out.write_str(&rest[..length])?;
            } else if (begun && rest.starts_with("::")) || rest.starts_with("##[") {
                write!(out, "{}", c.escape_unicode())?;
                begun = false;
            } else if c == '\n' || !is_hidden(c) {
                out.write_char(c)?;
                begun = c == '\n' || begun && c.is_whitespace();
            } else {
                let shown = Shown(&rest[..length]).to_string();
                begun &= shown == " ";
                out.write_str(&shown)?;
            }
            rest = &rest[length..];
        }
        Ok(())
    }
}

impl Styled<'_> {
    /// Adds a line of foreign text (with its end, if it has one) to `out`, in `style`. Tabs stay: they are the columns of code.
    pub fn line(style: anstyle::Style, line: &str, out: &mut String) {
        let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
        let shown: Vec<String> = text.split('\t').map(|part| Shown(part).to_string()).collect();
        let _ = write!(out, "{style}{}{style:#}{end}", shown.join("\t"));
    }
}

/// The first character of `text` that no reader sees, tabs left out.
pub fn hidden(text: &str) -> Option<char> {
    text.chars().find(|c| is_hidden(*c))
}

fn is_blank(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

/// What no reader sees: control characters, marks that turn the direction of text, and characters without a width.
fn is_hidden(c: char) -> bool {
    c != '\t' && c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The length of the colour that `text` begins with: `ESC [ 1;31 m`.
fn colour(text: &str) -> Option<usize> {
    let numbers = text.strip_prefix("\u{1b}[")?;
    let end = numbers.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == ':'))?;
    numbers[end..].starts_with('m').then_some("\u{1b}[m".len() + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_cannot_see_is_spelt_out() {
        assert_eq!(Shown("a\u{1b}[2Jb\u{7}.go").to_string(), "a\\u{1b}[2Jb\\u{7}.go");
        assert_eq!(Shown("a\u{202e}og\u{200b}\u{feff}\u{9b}").to_string(), "a\\u{202e}og\\u{200b}\\u{feff}\\u{9b}");
        assert_eq!(Shown("Größe\tund\r\n測試").to_string(), "Größe und  測試");
        assert_eq!(format!("{:>4}|{:<4}|", Shown("a"), Shown("b")), "   a|b   |");
    }

    #[test]
    fn colours_and_lines_of_our_own_stay() {
        let ours = "\u{1b}[1m\u{1b}[38;5;9mbold\u{1b}[0m\tx\n";
        assert_eq!(Styled(ours).to_string(), ours);
        assert_eq!(Styled("a\u{1b}[2Jb\n\u{1b}]0;x\u{7}\u{1b}").to_string(), "a\\u{1b}[2Jb\n\\u{1b}]0;x\\u{7}\\u{1b}");
        assert_eq!(Styled("a\rb\u{1b}[m").to_string(), "a b\u{1b}[m");
    }

    #[test]
    fn no_line_is_a_command_of_a_workflow() {
        assert_eq!(
            Styled("::error::a\n b ::c\n\t \u{1b}[1m::d").to_string(),
            "\\u{3a}:error::a\n b ::c\n\t \u{1b}[1m\\u{3a}:d"
        );
        assert_eq!(Styled("\r::a\n\u{200b}::b").to_string(), " \\u{3a}:a\n\\u{200b}::b");
        assert_eq!(Styled("a ##[error]b ## [c] #[d]").to_string(), "a \\u{23}#[error]b ## [c] #[d]");
    }

    #[test]
    fn a_line_of_code_keeps_its_tabs_and_no_colour() {
        let mut out = String::new();
        Styled::line(anstyle::Style::new(), "\tx := \"\u{1b}[31m\"\r\n", &mut out);
        assert_eq!(out, "\tx := \"\\u{1b}[31m\" \n");
    }
}
