//! From the file as written to the pack as trusted: reads the YAML, compiles every pattern, looks up every word, and
//! collects what is wrong.

mod file;
mod graph;
mod names;
mod parts;
mod when;

use serde_saphyr::{DeserializeError, Location};

use super::error::{Mistakes, RuleErrors, did_you_mean};
use super::extend::{merged, shown};
use super::file::{REQUIRED, RuleFile};
use super::pack::Pack;
use super::words::Word;

/// Reads and checks a whole rule file. `extended` finds the text of what it extends, and what that extends in turn, with its name: or says
/// what is wrong and what to do.
pub(super) fn pack(name: &str, text: &str, extended: &mut Extended) -> Result<Pack, RuleErrors> {
    let mut mistakes = Mistakes::new();
    let Some(mut files) = files(name, text, extended, &mut mistakes) else {
        return Err(mistakes.finish().expect_err("because a file that cannot be read is a mistake"));
    };
    let (file, text) = match files.len() {
        1 => (files.remove(0), text.to_owned()),
        _ => {
            let whole = merged(files);
            let text = shown(&mistakes.sources().names(), &whole);
            (whole, text)
        }
    };
    let pack = file::build(name, &text, &file, &mut mistakes);
    mistakes.finish()?;
    Ok(pack)
}

/// How the text of an extended pack is found.
pub(super) type Extended<'a> = dyn FnMut(&Word) -> Result<(String, String), (String, String)> + 'a;

/// The file and those that it extends, in this order; `None` with a mistake where one of them can't be read.
fn files(name: &str, text: &str, extended: &mut Extended, mistakes: &mut Mistakes) -> Option<Vec<RuleFile>> {
    let mut files = vec![read(name, text, mistakes)?];
    while let Some(extends) = files.last().and_then(|it| it.extends.as_ref()) {
        match extended(extends) {
            Ok((name, text)) => files.push(read(&name, &text, mistakes)?),
            Err((what, help)) => {
                mistakes.add(extends.at, what, Some(help));
                return None;
            }
        }
    }
    let last = files.last()?;
    let missing = [last.terms.is_none(), last.categories.is_none(), last.rules.is_none()];
    if let Some((key, _)) = REQUIRED.into_iter().zip(missing).find(|(_, missing)| *missing) {
        let help = "A pack may take it from another one: `extends: built-in`".to_owned();
        mistakes.add(last.name.at, format!("the key `{key}` is missing"), Some(help));
        return None;
    }
    Some(files)
}

/// The shape only: keys, types, YAML. The limits hold for files that want to be harmful; a pack has some hundred lines.
fn read(name: &str, text: &str, mistakes: &mut Mistakes) -> Option<RuleFile> {
    let text = &mistakes.sources().add(name, text);
    let options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
    match serde_saphyr::from_str_with_options::<RuleFile>(text, options) {
        Ok(file) if file.version.value == 1 => Some(file),
        Ok(file) => {
            let what = format!("version {} is not known", file.version.value);
            mistakes.add(file.version.referenced, what, Some("This program reads version 1".to_owned()));
            None
        }
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
