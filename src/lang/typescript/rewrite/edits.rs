//! The edits that give things their new names. A name that stands for a property and a variable at once is written out where
//! only one of the two is renamed.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::reference::{Decl, Meaning, Names, Reference};
use super::renamer::Renamer;
use crate::lang::typescript::syntax::module::Form;
use crate::lang::typescript::syntax::spelling::kebab;
use crate::model::{Edit, FileId, RepoId};

impl Renamer<'_> {
    /// The edits for all places that mean one of `decls`, when everything in `names` gets its new name.
    pub fn edits(&mut self, decls: &[Decl], names: &Names) -> BTreeMap<FileId, Vec<Edit>> {
        let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for decl in decls {
            let (survey, word) = (self.survey_of(*decl), self.word(*decl));
            for place in survey.of_decl(*decl) {
                files.entry(place.file).or_default().extend(edits_at(place, word, names));
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

/// The edits of one place.
pub(super) fn edits_at(place: &Reference, word: &str, names: &Names) -> Vec<Edit> {
    let property = named(&place.meaning, names);
    let variable = place.variable.as_ref().and_then(|it| named(it, names));
    match (parted(place, word, names), property.or(variable)) {
        (Some((key, value)), _) => written_out(place, key, value),
        (None, Some(new)) if place.form == Form::Kebab => {
            vec![Edit::replace(place.span, kebab(new).unwrap_or_else(|| new.to_owned()))]
        }
        (None, Some(new)) => vec![Edit::replace(place.span, new)],
        (None, None) => Vec::new(),
    }
}

/// The key and the variable of a place that stands for both, where they get different names.
pub(super) fn parted<'n>(place: &Reference, word: &'n str, names: &'n Names) -> Option<(&'n str, &'n str)> {
    let variable = place.variable.as_ref()?;
    let (key, value) = (named(&place.meaning, names).unwrap_or(word), named(variable, names).unwrap_or(word));
    (key != value).then_some((key, value))
}

/// A name that stands for two things, written out as both.
fn written_out(place: &Reference, key: &str, value: &str) -> Vec<Edit> {
    match place.form {
        // `{ a }` and `const { a }` are both written out as `key: variable`.
        Form::Pair | Form::Kebab => vec![Edit::replace(place.span, format!("{key}: {value}"))],
        Form::Behind(open, close) => vec![Edit::replace(place.span, format!("{key}{open}{value}{close}"))],
        Form::Braced(brace) => {
            let before = Edit::insert(brace, format!("{key}="));
            vec![before, Edit::replace(place.span, value)]
        }
    }
}

/// Where the key and the variable of a place stand that was [`written_out`], seen from where its edited name stands.
pub(super) fn apart(place: &Reference, key: &str) -> (i64, i64) {
    let behind = key.len() as i64;
    match place.form {
        Form::Pair | Form::Kebab => (0, behind + 2),
        Form::Behind(open, _) => (0, behind + open.len() as i64),
        // The key stands before the brace, which is as far from the name as it was.
        Form::Braced(brace) => (i64::from(brace) - i64::from(place.span.start) - behind - 1, 0),
    }
}
