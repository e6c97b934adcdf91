//! What every place of one word means in one repository.

use std::collections::BTreeMap;

use memchr::memmem::Finder;
use rayon::prelude::*;

use super::links::{self, Link};
use super::reader::{Reader, unread};
use super::reference::{Decl, Declared, Reference, is_script, words};
use crate::lang::typescript::resolve::project::Project;
use crate::model::{FileId, RepoId, Source, Span};

/// Everything that is known of a word.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The places that bear it, by file and byte. Comments, and strings that say more than the word, are none.
    pub(super) places: Vec<Reference>,
    /// What is declared under it.
    pub(super) declared: BTreeMap<Decl, Declared>,
    /// Declarations that need one name.
    pub(super) links: Vec<Link>,
    /// Places in files whose language is not read and that may use it (components of Vue, Svelte, Astro).
    pub(super) unread: Vec<(FileId, Span)>,
}

impl Survey {
    pub(super) fn of(project: &Project<'_>, sources: &[Source], repo: RepoId, word: &str, packages: &[String]) -> Self {
        let finder = Finder::new(word);
        let bears = |it: &&Source| it.repo == repo && finder.find(it.text.as_bytes()).is_some();
        let scripts: Vec<&Source> = sources.iter().filter(|it| is_script(it.language)).filter(bears).collect();
        let parts: Vec<Survey> = scripts.par_iter().map(|it| of_file(project, it, word, packages)).collect();
        let mut all = Survey::default();
        for part in parts {
            all.places.extend(part.places);
            all.declared.extend(part.declared);
            all.links.extend(part.links);
        }
        let unread = |it: &&Source| {
            [".vue", ".svelte", ".astro"].iter().any(|ending| it.path.ends_with(ending))
                || (it.path.ends_with(".html") && ["{{", "*ng", "v-", "x-"].iter().any(|mark| it.text.contains(mark)))
        };
        for source in sources.iter().filter(unread).filter(bears) {
            all.unread.extend(words(&source.text, word).into_iter().map(|span| (source.id, span)));
        }
        all
    }

    /// The places that may mean `decl`.
    pub(super) fn of_decl(&self, decl: Decl) -> impl Iterator<Item = &Reference> {
        self.places.iter().filter(move |it| it.may_be(decl))
    }
}

fn of_file(project: &Project<'_>, source: &Source, word: &str, packages: &[String]) -> Survey {
    let mut survey = Survey::default();
    let spans = words(&source.text, word);
    let known = project.load(source.repo, &source.path).filter(|it| it.file == Some(source.id));
    let Some(loaded) = known else {
        survey.places.extend(spans.into_iter().map(|span| unread(source.id, span)));
        return survey;
    };
    let reader = Reader::new(project, source, loaded, packages, word);
    for span in spans {
        survey.places.extend(reader.place(span));
    }
    survey.declared = reader.declarations();
    survey.links = links::of_file(&reader);
    survey
}
