//! Where packs come from: the binary, a file, a text.

use std::path::Path;

use super::check;
use super::error::{Mistake, RuleErrors};
use super::pack::Pack;
use crate::disk::read_named;

const BUILTIN: &str = include_str!("../../rules/run-to-session.yaml");

/// What the pack in the binary is called where others have the name of their file.
const BUILTIN_NAME: &str = "built-in";

/// Bigger files are no packs: a pack has some hundred lines.
const MAX_BYTES: u64 = 1 << 20;

impl Pack {
    /// The pack in the binary.
    ///
    /// # Errors
    /// Never with a pack that passed the tests.
    pub fn builtin() -> Result<Self, RuleErrors> {
        Self::parse(BUILTIN_NAME, BUILTIN)
    }

    /// The pack is the one in the binary, as it stands there.
    pub fn is_builtin(&self) -> bool {
        self.file == BUILTIN_NAME
    }

    /// The text of the pack in the binary, to start an own one from.
    pub fn builtin_text() -> &'static str {
        BUILTIN
    }

    /// Reads and checks the rule file at `path`.
    ///
    /// # Errors
    /// Every mistake, or that the file cannot be read.
    pub fn load(path: &Path) -> Result<Self, RuleErrors> {
        let name = path.display().to_string();
        let whole = |what: String| RuleErrors { file: name.clone(), mistakes: vec![Mistake::whole_file(&name, what)] };
        let bytes =
            read_named(path, MAX_BYTES).map_err(|error| whole(format!("cannot read the rule file: {error}")))?;
        let text = String::from_utf8(bytes)
            .map_err(|error| whole(format!("not UTF-8: a bad byte at offset {}", error.utf8_error().valid_up_to())))?;
        Self::parse(&name, &text)
    }

    /// Checks the rule file in `text`; `file` is its name in messages.
    ///
    /// # Errors
    /// Every mistake; only the first one when the shape itself is wrong (unknown or missing keys, no YAML).
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleErrors> {
        check::pack(file, text)
    }
}
