//! One finding a line, exactly as it is serialised. Files that were not read are no findings: `json` lists them.

use std::io::{self, Write};

use super::ReportMeta;
use crate::model::Inventory;

/// Writes one JSON object per finding, in order.
///
/// # Errors
/// Those of the writer.
pub fn render(inventory: &Inventory, _: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    for finding in &inventory.findings {
        serde_json::to_writer(&mut *out, finding)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
