//! Reads the code below some roots for a question about one symbol (`refs`, `rename`). Rules and terms play no part there.

use std::path::{Path, PathBuf};

use memchr::memmem::Finder;

use crate::limits;
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
    /// Reads the code of `project`.
    ///
    /// # Errors
    /// A root that is not there.
    pub fn read(project: &Project) -> Result<Self, Error> {
        Self::read_with(project, &|_| false)
    }

    /// Reads what a rename of `symbol` has to look at besides: templates, which find members by name, flags of the linker, and files that are left out
    /// of an inventory and compiled all the same. The latter come last.
    ///
    /// # Errors
    /// A root that is not there.
    pub fn read_to_rename(project: &Project, symbol: &str) -> Result<Self, Error> {
        let mut code = Self::read_with(project, &|bytes| {
            let says = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
            says("{{") || says("-X")
        })?;
        let names = code.names(symbol);
        let finders: Vec<Finder> = names.iter().map(Finder::new).collect();
        let wanted = |bytes: &[u8]| finders.is_empty() || finders.iter().any(|it| it.find(bytes).is_some());
        let LeftOut { sources, skipped } = left_out(&code.repos, &code.sources, &code.skipped, &wanted);
        code.sources.extend(sources);
        code.skipped.extend(skipped);
        Ok(code)
    }

    /// What `symbol` may be called: the last part of its path, or each name that stands on the line of a place.
    fn names(&self, symbol: &str) -> Vec<String> {
        let mut parts = symbol.split(':');
        if let (Some(file), Some(Ok(line))) = (parts.next(), parts.next().map(str::parse::<usize>)) {
            let file = Path::new(file.strip_prefix("./").unwrap_or(file));
            let meant = self.sources.iter().filter(|it| it.absolute.ends_with(file));
            let lines = meant.filter_map(|it| it.text.lines().nth(line.checked_sub(1)?));
            let words = lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
            return words.filter(|it| !it.is_empty()).map(str::to_owned).collect();
        }
        let path = symbol.split('@').next().unwrap_or(symbol);
        path.rsplit(['.', '/', '#']).next().map(str::to_owned).into_iter().collect()
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
