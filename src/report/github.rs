//! Annotations of a GitHub workflow: one command a hit, which GitHub shows beside the line.

use std::io::{self, Write};

use super::{Format, ReportMeta};
use crate::model::Inventory;

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
            it.category,
            escaped(&it.text, false),
            escaped(it.why.first().map_or("", |step| step.text.as_str()), false)
        )
    })
}

/// Escapes for GitHub's workflow commands: properties also need `:` and `,` escaped.
fn escaped(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}
