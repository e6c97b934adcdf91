//! From the file as written to the pack as trusted: reads the YAML, compiles every pattern, looks up every word, and
//! collects what is wrong.

mod file;
mod graph;
mod names;
mod parts;
mod when;

use serde_saphyr::{DeserializeError, Location};

use super::error::{Mistakes, RuleErrors, did_you_mean};
use super::file::RuleFile;
use super::pack::Pack;

/// Reads and checks a whole rule file.
pub(super) fn pack(name: &str, text: &str) -> Result<Pack, RuleErrors> {
    let mut mistakes = Mistakes::new(name, text);
    let file = match read(text, &mut mistakes) {
        Some(file) => file,
        None => return Err(mistakes.finish().expect_err("because a file that cannot be read is a mistake")),
    };
    let pack = file::build(name, text, &file, &mut mistakes);
    mistakes.finish()?;
    Ok(pack)
}

/// The shape only: keys, types, YAML. The limits hold for files that want to be harmful; a pack has some hundred lines.
fn read(text: &str, mistakes: &mut Mistakes) -> Option<RuleFile> {
    let options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
    match serde_saphyr::from_str_with_options::<RuleFile>(text, options) {
        Ok(file) => Some(file),
        Err(error) => {
            let at = error.location().unwrap_or(Location::UNKNOWN);
            let (what, help) = match error.without_snippet() {
                DeserializeError::SerdeUnknownField { field, expected, .. } => {
                    (format!("unknown key `{field}`"), did_you_mean(field, expected.iter().copied()))
                }
                DeserializeError::SerdeMissingField { field, .. } => (format!("the key `{field}` is missing"), None),
                DeserializeError::DuplicateMappingKey { key: Some(key), .. } => {
                    (format!("the key `{key}` stands there twice"), None)
                }
                DeserializeError::SerdeInvalidType { unexpected, expected, .. } => {
                    (format!("{unexpected} where {expected} belongs"), None)
                }
                other => (first_line(&other.to_string()), None),
            };
            mistakes.add(at, what, help);
            None
        }
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}
