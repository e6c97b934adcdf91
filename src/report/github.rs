//! Annotations of a GitHub workflow: one command a hit, which GitHub shows beside the line.

use std::io::{self, Write};

use super::{Format, ReportMeta};
use crate::model::Inventory;
use crate::text::shown::Shown;

/// For workflows of GitHub.
pub const FORMAT: Format = Format { check: Some(render), ..Format::new("github", "Annotations of a GitHub workflow") };

/// Writes the commands. Paths are relative to the repository.
///
/// # Errors
/// Those of the writer.
pub fn render(inventory: &Inventory, _: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    inventory.findings.iter().try_for_each(|it| {
        writeln!(
            out,
            "::error file={},line={},col={},endColumn={},title={}::`{}`: {}",
            escaped(&it.path, true),
            it.line,
            it.column,
            it.end_column,
            escaped(&it.category, true),
            escaped(&it.text, false),
            escaped(it.why.first().map_or("", |step| step.text.as_str()), false)
        )
    })
}

/// Escapes for GitHub's workflow commands: properties also need `:` and `,` escaped. What a reader can't see is spelt out.
fn escaped(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let text = Shown(&text).to_string();
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::model::finding::Step;

    #[test]
    fn a_hit_is_one_command_whatever_it_is_called() {
        let mut inventory = sample::inventory();
        let hostile = "a%0A,line=7\r\n::error::b\u{1b}[2J\u{202e}";
        inventory.findings.truncate(1);
        let finding = &mut inventory.findings[0];
        (finding.path, finding.text, finding.category) = (hostile.into(), hostile.into(), hostile.into());
        let first = Step { text: hostile.into(), ..finding.why[0].clone() };
        finding.why = [first].into();
        let mut bytes = Vec::new();
        render(&inventory, &sample::meta(), &mut bytes).expect("memory takes everything");
        let said = String::from_utf8(bytes).expect("it is text");
        let property = "a%250A%2Cline=7%0D%0A%3A%3Aerror%3A%3Ab\\u{1b}[2J\\u{202e}";
        let message = "a%250A,line=7%0D%0A::error::b\\u{1b}[2J\\u{202e}";
        assert!(said.starts_with(&format!("::error file={property},line=")), "{said}");
        assert!(said.contains(&format!(",title={property}::`{message}`: {message}\n")), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}
