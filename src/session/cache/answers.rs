//! Whole answers of earlier runs. An answer is kept under the prints of all that a walk met, whether it was read as a source or not, and
//! holds as long as what was asked of the disk besides says the same. To find it nobody reads a source: [`Glance`] walks the folders as
//! the run has, and takes the contents of a file from its stamp where that is known from a run before (`walk::Contents`).

use std::path::PathBuf;
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::Project;
use super::entry::{self, Entry};
use super::places::{Anchors, Kept, Layout};
use super::program;
use crate::lang;
use crate::limits;
use crate::model::Repo;
use crate::rules::Pack;
use crate::walk::{Contents, Print, Prints, WalkOptions, Walked, walk};

/// A look at the folders of a project without reading what is known.
#[derive(Debug)]
pub struct Glance {
    /// The repositories.
    pub repos: Vec<Repo>,
    program: [u8; 32],
    prints: Vec<Print>,
    anchors: Anchors,
    start: SystemTime,
}

/// What a run has made its answer from.
#[derive(Debug)]
pub(in super::super) struct Made {
    /// What its walk met.
    pub(in super::super) prints: Vec<Print>,
    /// What it asked the disk besides.
    pub(in super::super) kept: Kept,
}

/// All that an answer depends on, but what was asked of the disk besides.
#[derive(Serialize)]
struct Inputs<'a, Q> {
    program: [u8; 32],
    layout: &'a Layout,
    roots: Vec<PathBuf>,
    own: Vec<PathBuf>,
    ignore: &'a [String],
    pack: (&'a str, &'a str),
    prints: &'a [Print],
    question: &'a Q,
}

impl Glance {
    /// Looks at the folders; `None` where nothing can be kept, or the walk has no answer.
    pub fn at(project: &Project, pack: &Pack) -> Option<Self> {
        // What an editor has not saved has no stamp.
        if !project.open.is_empty() {
            return None;
        }
        limits::stage("looking for the answer of an earlier run");
        let start = SystemTime::now();
        let place = stamps(project)?;
        let known: Contents = place.load().and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default();
        let ignore = pack.ignore.iter().chain(&project.ignore).cloned().collect();
        let (own, prints) = (project.own.clone(), Prints::Alone(&known));
        let options = WalkOptions { ignore, own, prints, ..WalkOptions::default() };
        let (walked, program) = rayon::join(|| walk(&project.roots, &options).ok(), || program::touched(&known, start));
        let (Walked { repos, prints, touched, .. }, program) = (walked?, program?);
        let hash = program.hash;
        let now: Contents = touched.into_iter().chain([program]).collect();
        if now != known {
            let _ = postcard::to_stdvec(&now).ok().and_then(|bytes| place.store(&bytes));
        }
        let anchors = Anchors::of(&repos, &lang::outside());
        Some(Self { repos, program: hash, prints, anchors, start })
    }

    /// The answer of an earlier run to `question`, if all that it was made from is the same now.
    pub fn answer<Q: Serialize, T: DeserializeOwned>(&self, project: &Project, pack: &Pack, question: &Q) -> Option<T> {
        let place = self.place(project, pack, question)?;
        let payload = place.load()?;
        let (kept, encoded) = postcard::take_from_bytes::<Kept>(&payload).ok()?;
        let now = self.anchors.asked_again(&kept, self.start)?;
        let answer = postcard::from_bytes(encoded).ok()?;
        if now != kept {
            let _ = postcard::to_stdvec(&now).ok().and_then(|head| place.store(&[&head, encoded].concat()));
        }
        Some(answer)
    }

    /// Keeps the answer to `question` of a run that has found what this glance has; another one says nothing of these folders any more.
    pub(in super::super) fn keep<Q: Serialize, T: Serialize>(
        &self,
        (project, pack): (&Project, &Pack),
        made: Made,
        question: &Q,
        answer: &T,
    ) -> Option<()> {
        if made.prints != self.prints {
            return None;
        }
        let place = self.place(project, pack, question)?;
        place.store(&postcard::to_extend(answer, postcard::to_stdvec(&made.kept).ok()?).ok()?)
    }
}

/// Where the stamps of the files of these roots are kept.
fn stamps(project: &Project) -> Option<Entry> {
    let key = blake3::hash(&postcard::to_stdvec(&roots(project)).ok()?);
    Entry::of(&entry::STAMPS, &key, &key)
}

fn roots(project: &Project) -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = project.roots.iter().filter_map(|it| it.path.canonicalize().ok()).collect();
    roots.sort_unstable();
    roots
}

impl Glance {
    fn place<Q: Serialize>(&self, project: &Project, pack: &Pack, question: &Q) -> Option<Entry> {
        let layout = self.anchors.layout(&self.repos, &lang::outside());
        let inside = |path: PathBuf| self.anchors.inside(&path).unwrap_or(path);
        let inputs = Inputs {
            program: self.program,
            layout: &layout,
            roots: roots(project).into_iter().map(inside).collect(),
            // What lies elsewhere is met by no walk.
            own: project.own.iter().filter_map(|path| self.anchors.inside(path)).collect(),
            ignore: &project.ignore,
            pack: (&pack.file, &pack.text),
            prints: &self.prints,
            question,
        };
        let family = blake3::hash(&postcard::to_stdvec(&(&layout, &inputs.roots)).ok()?);
        let key = blake3::hash(&postcard::to_stdvec(&inputs).ok()?);
        Entry::of(&entry::ANSWER, &family, &key)
    }
}
