//! Reads the checkout of a repository, and of those that it needs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::unfit::unfit;
use crate::lang;
use crate::lang::needs::{names, needs, reach};
use crate::limits;
use crate::model::{FileId, Repo, RepoId, Skipped, Source};
use crate::rules::Pack;
use crate::session::Error;
use crate::text::words::TermSet;
use crate::walk::{Root, WalkOptions, Walked, commits, walk};

/// What the facts of one repository are made from.
#[derive(Debug, Default)]
pub struct Asked {
    /// Its folder.
    pub root: PathBuf,
    /// What it is called [default: as in every run].
    pub name: Option<String>,
    /// The folders of the repositories that it may need, with their names where they have some.
    pub deps: Vec<(PathBuf, Option<String>)>,
    /// The commit that has to be checked out.
    pub revision: Option<String>,
}

/// The commit that is checked out, where git knows one.
pub(super) fn revision(repo: &Repo) -> Option<String> {
    commits("HEAD", std::slice::from_ref(repo)).ok()?.into_iter().next()
}

/// What a walk found besides sources.
pub(super) struct Found {
    pub(super) skipped: Vec<Skipped>,
    pub(super) files_seen: usize,
}

/// The sources of the repository and of those that it needs, numbered anew; which repository it is.
pub(super) fn read(asked: &Asked, pack: &Pack) -> Result<(Vec<Repo>, Vec<Source>, RepoId, Found), Error> {
    let root = |path: &Path, name: &Option<String>| Root {
        path: path.to_path_buf(),
        top: Some(path.to_path_buf()),
        name: name.clone(),
    };
    let terms = TermSet::new(&pack.term_specs());
    let wanted =
        |bytes: &[u8]| terms.may_match(bytes) || memchr::memmem::find(bytes, crate::gate::MARK.as_bytes()).is_some();
    let options = || WalkOptions { ignore: pack.ignore.clone(), wanted: &wanted, ..WalkOptions::default() };
    limits::stage("reading the folders");
    // The repository alone says how many files were read and which were not.
    let alone = walk(&[root(&asked.root, &asked.name)], &options())?;
    let [own] = alone.repos.as_slice() else {
        let names: Vec<&str> = alone.repos.iter().map(|it| &*it.name).collect();
        return Err(unfit(
            format!("`{}` holds {} repositories: {}", asked.root.display(), names.len(), names.join(", ")),
            "give the folder of one of them",
        ));
    };
    let own = own.root.clone();
    let found = Found { skipped: alone.skipped, files_seen: alone.files_seen };
    let mut roots = vec![root(&asked.root, &asked.name)];
    roots.extend(asked.deps.iter().map(|(path, name)| root(path, name)));
    let (repos, sources) = match asked.deps.is_empty() {
        true => (alone.repos, alone.sources),
        false => {
            let Walked { repos, sources, .. } = walk(&roots, &options())?;
            (repos, sources)
        }
    };
    let Some(own) = repos.iter().position(|it| it.root == own) else {
        return Err(unfit(
            format!("`{}` is a part of one of the dependencies", asked.root.display()),
            "give a folder for each repository",
        ));
    };
    if let Some(pair) = repos.windows(2).find(|it| it[0].name == it[1].name) {
        return Err(unfit(
            format!("two repositories are called `{}`", pair[0].name),
            "name one of them: `--name NAME`, or `--deps NAME=FOLDER`",
        ));
    }
    let (repos, mut sources, own) = needed(repos, sources, own);
    lang::mark_applied(&mut sources);
    Ok((repos, sources, own, found))
}

/// The repository and what it needs, numbered anew.
fn needed(repos: Vec<Repo>, sources: Vec<Source>, own: usize) -> (Vec<Repo>, Vec<Source>, RepoId) {
    let mut by_repo: Vec<Vec<&Source>> = vec![Vec::new(); repos.len()];
    sources.iter().for_each(|it| by_repo[it.repo.0 as usize].push(it));
    let all: Vec<_> = by_repo.iter().map(|it| names(it)).collect();
    let seen = reach(&needs(&all.iter().collect::<Vec<_>>()), own);
    let numbers: BTreeMap<u32, u32> = seen.iter().enumerate().map(|(new, old)| (*old as u32, new as u32)).collect();
    let kept = sources.into_iter().filter_map(|it| Some(Source { repo: RepoId(*numbers.get(&it.repo.0)?), ..it }));
    let kept = kept.enumerate().map(|(at, it)| Source { id: FileId(at as u32), ..it }).collect();
    let repos = repos.into_iter().enumerate().filter(|(at, _)| seen.contains(at)).map(|(_, it)| it).collect();
    (repos, kept, RepoId(numbers[&(own as u32)]))
}
