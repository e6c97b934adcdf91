//! From the file as written to the pack as trusted: reads the YAML, compiles every pattern, looks up every word, and
//! collects what is wrong.

mod file;
mod graph;
mod parts;
mod when;

use std::collections::HashMap;

use serde_saphyr::{DeserializeError, Location};

use super::error::{Mistakes, RuleErrors, did_you_mean};
use super::file::RuleFile;
use super::pack::Pack;
use super::words::Word;

/// Reads and checks a whole rule file.
pub(super) fn pack(name: &str, text: &str) -> Result<Pack, RuleErrors> {
    let mut mistakes = Mistakes::new(name, text);
    let file = match read(text, &mut mistakes) {
        Some(file) => file,
        None => return Err(mistakes.finish().expect_err("because a file that cannot be read is a mistake")),
    };
    let pack = file::build(name, &file, &mut mistakes);
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

/// The ids that a kind of thing may have, and the duties that come with them: unique, not empty, known when used.
struct Names {
    kind: &'static str,
    order: Vec<String>,
    index: HashMap<String, usize>,
}

impl Names {
    fn new(kind: &'static str) -> Self {
        Self { kind, order: Vec::new(), index: HashMap::new() }
    }

    /// Adds an id, or says what is wrong with it.
    fn declare(&mut self, id: &Word, reserved: &[&str], mistakes: &mut Mistakes) {
        let kind = self.kind;
        if id.text.trim().is_empty() {
            mistakes.add(id.at, format!("a {kind} with an empty id"), None);
        } else if reserved.contains(&id.text.as_str()) {
            mistakes.add(id.at, format!("{kind} `{}`: this name has a meaning of its own", id.text), None);
        } else if self.index.contains_key(&id.text) {
            mistakes.add(id.at, format!("{kind} `{}` is declared twice", id.text), None);
        }
        self.index.entry(id.text.clone()).or_insert(self.order.len());
        self.order.push(id.text.clone());
    }

    /// The index of a used id; a mistake with the nearest right word when there is none. `owner` starts the message.
    fn find(&self, owner: &str, used: &Word, also: &[&str], mistakes: &mut Mistakes) -> Option<usize> {
        let found = self.index.get(&used.text).copied();
        if found.is_none() {
            let right = self.order.iter().map(String::as_str).chain(also.iter().copied());
            let what = format!("{owner}unknown {} `{}`", self.kind, used.text);
            mistakes.add(used.at, what, did_you_mean(&used.text, right));
        }
        found
    }
}

/// One of a fixed list of words; a mistake with the nearest right one otherwise.
fn one_of<T: Copy>(
    owner: &str,
    kind: &str,
    used: &Word,
    all: &[(&'static str, T)],
    mistakes: &mut Mistakes,
) -> Option<T> {
    let found = all.iter().find(|(name, _)| *name == used.text).map(|(_, value)| *value);
    if found.is_none() {
        let what = format!("{owner}unknown {kind} `{}`", used.text);
        mistakes.add(used.at, what, did_you_mean(&used.text, all.iter().map(|(name, _)| *name)));
    }
    found
}
