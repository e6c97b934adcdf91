//! Reads the code below some roots for a question about one symbol (`refs`, `rename`). Rules and terms play no part there.

use std::path::{Path, PathBuf};

use memchr::memmem::Finder;

use crate::lang::{at_line, dialect, language_of, mark_applied, name_of};
use crate::limits;
use crate::model::place::numbered;
use crate::model::{CodeView, Repo, Skipped, Source};
use crate::walk::{LeftOut, WalkOptions, Walked, left_out, walk};

use super::Error;
use super::project::Project;

/// What was read.
#[derive(Debug)]
pub struct Code {
    /// The repositories.
    pub repos: Vec<Repo>,
    /// The files of deep languages, and others that were wanted, by `FileId`.
    pub sources: Vec<Source>,
    /// The files that were not read.
    pub skipped: Vec<Skipped>,
    /// Roots that only `runsess.yaml` names, and that lie outside of its folder: nothing is written then.
    pub astray: Vec<PathBuf>,
}

impl Code {
    /// Reads what a question about `symbol` looks at.
    ///
    /// # Errors
    /// A root that is not there.
    pub fn read(project: &Project, symbol: &str) -> Result<Self, Error> {
        let names = Names::of(project, symbol)?;
        Self::read_with(project, &|bytes| names.stand_in(bytes))
    }

    /// Reads what a rename of `symbol` has to look at besides: templates, which find members by name, flags of the linker, and files that are left out
    /// of an inventory and compiled all the same. The latter come last.
    ///
    /// # Errors
    /// A root that is not there.
    pub fn read_to_rename(project: &Project, symbol: &str) -> Result<Self, Error> {
        let names = Names::of(project, symbol)?;
        let mut code = Self::read_with(project, &|bytes| {
            let says = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
            says("{{") || says("-X") || names.stand_in(bytes)
        })?;
        let wanted = |bytes: &[u8]| names.0.is_empty() || names.any_in(bytes);
        let LeftOut { sources, skipped } = left_out(&code.repos, &code.sources, &code.skipped, &wanted);
        code.sources.extend(sources);
        mark_applied(&mut code.sources);
        code.skipped.extend(skipped);
        Ok(code)
    }

    /// True when something that matters could not be read.
    pub fn partial(&self) -> bool {
        self.skipped.iter().any(|skipped| skipped.matters)
    }

    fn read_with(project: &Project, wanted: &(dyn Fn(&[u8]) -> bool + Sync)) -> Result<Self, Error> {
        let (ignore, own) = (project.ignore.clone(), project.own.clone());
        let options = WalkOptions { ignore, own, wanted, words: false, ..WalkOptions::default() };
        limits::stage("reading the folders");
        let Walked { repos, sources, skipped, .. } = walk(&project.roots, &options)?;
        limits::stage("finding what uses the name");
        Ok(Self { repos, sources, skipped, astray: project.astray.clone() })
    }

    /// What was read, for who looks into it.
    pub(super) fn view(&self) -> CodeView<'_> {
        CodeView { repos: &self.repos, sources: &self.sources }
    }
}

/// What a symbol may be called: the last part of its path, or each name that stands on the line of a place.
struct Names(Vec<Finder<'static>>);

impl Names {
    fn of(project: &Project, symbol: &str) -> Result<Self, Error> {
        let owned = |names: Vec<&str>| Self(names.into_iter().map(|it| Finder::new(it).into_owned()).collect());
        let (file, Some(line), _) = numbered(symbol) else {
            let name = name_of(at_line(symbol).0);
            return Ok(owned(vec![name].into_iter().filter(|it| !it.is_empty()).collect()));
        };
        // Only its file says what stands at a place.
        let read_anyway = dialect(language_of(file)).declares;
        let code = Code::read_with(project, &|bytes| !read_anyway && std::str::from_utf8(bytes).is_ok())?;
        let file = Path::new(file.strip_prefix("./").unwrap_or(file));
        let meant = code.sources.iter().filter(|it| it.absolute.ends_with(file));
        let lines = meant.filter_map(|it| it.text.lines().nth((line as usize).checked_sub(1)?));
        let words = lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$'));
        Ok(owned(words.filter(|it| !it.is_empty()).collect()))
    }

    fn any_in(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|it| it.find(bytes).is_some())
    }

    /// A file that declares nothing is read where it may use one of the names. One that is no text uses none.
    fn stand_in(&self, bytes: &[u8]) -> bool {
        self.any_in(bytes) && std::str::from_utf8(bytes).is_ok()
    }
}
