//! The edits that give things their new names. A name that stands for a property and a variable at once is written out where
//! only one of the two is renamed.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::reference::{Decl, Meaning, Names, Reference};
use super::renamer::Renamer;
use crate::model::{Edit, FileId, RepoId};

impl Renamer<'_> {
    /// The edits for all places that mean one of `decls`, when everything in `names` gets its new name.
    pub fn edits(&mut self, decls: &[Decl], names: &Names) -> BTreeMap<FileId, Vec<Edit>> {
        let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for decl in decls {
            let (survey, word) = (self.survey_of(*decl), self.word(*decl));
            for place in survey.of_decl(*decl) {
                files.entry(place.file).or_default().extend(edit(place, word, names));
            }
        }
        for edits in files.values_mut() {
            edits.sort();
            edits.dedup();
        }
        files.retain(|_, edits| !edits.is_empty());
        files
    }

    pub(super) fn key(&self, decl: Decl) -> (RepoId, SmolStr) {
        (self.sources[decl.0.0 as usize].repo, SmolStr::new(self.word(decl)))
    }
}

/// The new name that a meaning has.
pub(super) fn named<'n>(meaning: &Meaning, names: &'n Names) -> Option<&'n str> {
    let Meaning::Of(parts) = meaning else { return None };
    let new = parts.iter().flatten().find_map(|part| names.get(part))?;
    Some(new.trim_start_matches('#'))
}

/// The edit of one place.
pub(super) fn edit(place: &Reference, word: &str, names: &Names) -> Option<Edit> {
    let property = named(&place.meaning, names);
    let Some(variable) = &place.variable else { return property.map(|new| Edit::replace(place.span, new)) };
    let variable = named(variable, names);
    let (key, value) = (property.unwrap_or(word), variable.unwrap_or(word));
    match (property, variable) {
        (None, None) => None,
        _ if key == value => Some(Edit::replace(place.span, key)),
        // `{ a }` and `const { a }` are both written out as `key: variable`.
        _ => Some(Edit::replace(place.span, format!("{key}: {value}"))),
    }
}
