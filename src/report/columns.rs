//! Columns in UTF-16 units, which SARIF and editors count in, for the few findings where they are not the byte columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::model::{Finding, Inventory};

/// Columns of findings behind a character that is longer than a byte. Empty when there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns(BTreeMap<(SmolStr, SmolStr, u32), (u32, u32)>);

impl Columns {
    /// Computes the columns from the texts of the files: `text_of(repo, path)`. A file without text keeps byte columns.
    pub fn new<T: AsRef<str>>(inventory: &Inventory, text_of: impl Fn(&str, &str) -> Option<T>) -> Self {
        let mut columns = BTreeMap::new();
        let mut file: Option<(&str, &str, Option<T>)> = None;
        for finding in &inventory.findings {
            if !file.as_ref().is_some_and(|(repo, path, _)| *repo == finding.repo && *path == finding.path) {
                file = Some((&finding.repo, &finding.path, text_of(&finding.repo, &finding.path)));
            }
            let Some((_, _, Some(text))) = &file else { continue };
            let before = |offset: u32, column: u32| {
                let line = (offset + 1).checked_sub(column)? as usize;
                text.as_ref().get(line..offset as usize)
            };
            let start = before(finding.byte_start, finding.column);
            let end = before(finding.byte_end, finding.end_column);
            if let (Some(start), Some(end)) = (start, end)
                && !(start.is_ascii() && end.is_ascii())
            {
                let units = |text: &str| text.encode_utf16().count() as u32 + 1;
                let key = (finding.repo.clone(), finding.path.clone(), finding.byte_start);
                columns.insert(key, (units(start), units(end)));
            }
        }
        Self(columns)
    }

    /// First column and the one past the last, 1-based, in UTF-16 units.
    pub fn of(&self, finding: &Finding) -> (u32, u32) {
        let bytes = (finding.column, finding.end_column);
        if self.0.is_empty() {
            return bytes;
        }
        self.0.get(&(finding.repo.clone(), finding.path.clone(), finding.byte_start)).copied().unwrap_or(bytes)
    }
}
