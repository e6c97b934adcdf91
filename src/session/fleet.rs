//! Many repositories in steps that may run on many machines: the facts of one repository at a time ([`facts`]), all that these know of each
//! other ([`link`]), and what it means for some of them ([`Workspace::of_artefacts`]). Each step reads and gives artefacts (`artefact.rs`):
//! values with everything that they were made from, so that one that does not fit the others is told from one that does. What comes out
//! is what one run over all of the repositories says, or an error that names what is missing.

mod artefact;
mod checkout;
mod manifest;
mod unfit;
mod union;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::classify::{classify_with, noted};
use crate::disk::read_plain;
use crate::lang;
use crate::lang::needs::{names, needs, reach};
use crate::limits;
use crate::model::{FileId, Repo, RepoId, Source};
use crate::rules::Pack;
use crate::text::words::TermSet;

use super::Error;
use super::cache::program;
use super::read::Workspace;
pub use artefact::Artefact;
use artefact::{Kind, Row, Shard};
pub use checkout::Asked;
use checkout::{read, revision};
pub use manifest::{Entry, Fleet, listed};
use unfit::unfit;

/// The facts of one repository. Of the others, those that it needs are read to understand it, and nothing of them is reported.
///
/// # Errors
/// A folder that can't be read, that holds several repositories, or another commit than the one that is asked for.
pub fn facts(asked: &Asked, pack: &Pack) -> Result<Artefact, Error> {
    let (repos, sources, own, walked) = read(asked, pack)?;
    let repo = &repos[own.0 as usize];
    let revision = revision(repo);
    if let Some(wanted) = &asked.revision
        && revision.as_deref().is_none_or(|it| !it.starts_with(wanted.as_str()))
    {
        let is = revision.as_deref().unwrap_or("at no commit");
        return Err(unfit(
            format!("`{}` is not at the revision {wanted}: {is}", repo.name),
            "check that revision out, or leave --revision away",
        ));
    }
    let terms = TermSet::new(&pack.term_specs());
    let outside = lang::outside();
    limits::stage("finding out what names are");
    let (facts, _) = lang::facts_of_one(own, (&repos, &sources), &terms, &outside);
    limits::stage("making the artefact");
    let of = |repo: RepoId| -> Vec<&Source> { sources.iter().filter(|it| it.repo == repo).collect() };
    let deps = (0..repos.len() as u32).map(RepoId).filter(|it| *it != own);
    let deps = deps.map(|it| (repos[it.0 as usize].name.to_string(), artefact::contents(&of(it))));
    let shard = Shard {
        name: repo.name.to_string(),
        revision,
        contents: artefact::contents(&of(own)),
        program: program::hash().unwrap_or_default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        terms: artefact::terms(pack),
        outside: outside.iter().map(|(name, folder)| ((*name).to_owned(), release(folder))).collect(),
        names: names(&of(own)),
        deps: deps.collect(),
        skipped: walked.skipped.into_iter().filter(|it| *it.repo == *repo.name).collect(),
        files: walked.files_seen,
    };
    let rest = noted(own, &facts, &sources);
    let spoken: BTreeSet<FileId> = facts.occurrences.iter().map(|it| it.file).collect();
    let row = |it: &Source| Row {
        repo: it.repo.0,
        path: it.path.clone(),
        language: it.language,
        generated: it.generated,
        applied: it.applied,
        text: spoken.contains(&it.id).then(|| it.text.clone()),
    };
    let files = sources.iter().map(row).collect();
    let repos = repos.iter().map(|it| it.name.to_string()).collect();
    Ok(union::united(vec![Artefact { kind: Kind::Facts, shards: vec![shard], repos, files, facts, rest }]))
}

/// Which release of something outside of the roots this is, as far as a file says so.
fn release(folder: &Path) -> String {
    let text = read_plain(&folder.join("VERSION"), 1 << 12).ok().and_then(|it| String::from_utf8(it).ok());
    text.and_then(|it| it.lines().next().map(str::to_owned)).unwrap_or_default()
}

/// All that these artefacts know of each other. It does not matter which of them were linked before, and in which order. With a `fleet`, it has to
/// be the whole of it.
///
/// # Errors
/// Artefacts that can't be of one run, or that are not those of the fleet.
pub fn link(artefacts: Vec<Artefact>, fleet: Option<&Fleet>) -> Result<Artefact, Error> {
    fits(&artefacts)?;
    limits::stage("linking");
    let linked = union::united(artefacts.into_iter().map(Artefact::without_texts).collect());
    fleet.map_or(Ok(()), |it| it.holds(&linked.shards))?;
    Ok(linked)
}

/// Refuses artefacts that can't be of one run: made by another program, for other terms, or two of one repository.
fn fits(artefacts: &[Artefact]) -> Result<(), Error> {
    let mut known: BTreeMap<&str, &Shard> = BTreeMap::new();
    let mut first: Option<&Shard> = None;
    for it in artefacts.iter().flat_map(|it| &it.shards) {
        let one = *first.get_or_insert(it);
        if let Some(differs) = one.differs(it) {
            return Err(unfit(
                format!("the facts of `{}` and of `{}` don't fit: {differs}", one.name, it.name),
                "make both with one `runsess facts` and one rule pack, on machines that are set up alike",
            ));
        }
        if let Some(other) = known.insert(&it.name, it)
            && other != it
        {
            return Err(unfit(
                format!("there are two states of the facts of `{}`: {} and {}", it.name, other.state(), it.state()),
                "leave one of them out, and link again what the other one is in",
            ));
        }
    }
    Ok(())
}

impl Workspace {
    /// What is known of the repositories whose `facts` are given, when all of `link` is known.
    ///
    /// # Errors
    /// Facts that are not those in `link`, or something that one of the repositories in `link` needs and that is not there.
    pub fn of_artefacts(facts: Vec<Artefact>, link: Artefact, pack: Pack) -> Result<Self, Error> {
        let shards: Vec<Shard> = facts.iter().flat_map(|it| it.shards.clone()).collect();
        holds(&link, &shards, &pack)?;
        let all: Vec<Artefact> = facts.into_iter().chain([link]).collect();
        fits(&all)?;
        limits::stage("linking");
        let Artefact { repos, files, facts, rest, .. } = union::united(all);
        let (facts, now) = lang::link::link(facts);
        let rest = rest.renumbered(|it| now[it.0 as usize]).sorted();
        let source = |(at, it): (usize, Row)| Source {
            id: FileId(at as u32),
            repo: RepoId(it.repo),
            absolute: PathBuf::from(&repos[it.repo as usize]).join(&*it.path),
            path: it.path,
            language: it.language,
            text: it.text.unwrap_or_default(),
            generated: it.generated,
            left_out: false,
            beside: false,
            applied: it.applied,
        };
        let sources: Vec<Source> = files.into_iter().enumerate().map(source).collect();
        let repo = |it: &String| Repo { name: it.as_str().into(), root: PathBuf::from(it) };
        let repos: Vec<Repo> = repos.iter().map(repo).collect();
        limits::stage("deciding what names mean");
        let classified = classify_with(&facts, &sources, &repos, &pack, &rest);
        limits::stage("making the answer");
        let mut skipped: Vec<_> = shards.iter().flat_map(|it| it.skipped.clone()).collect();
        skipped.sort();
        let files = shards.iter().map(|it| it.files).sum();
        let mut all = Self::without_folders(pack, repos, sources, (facts, classified));
        (all.skipped, all.files) = (skipped, files);
        Ok(all)
    }
}

/// Refuses a link that is not of these facts, or that lacks what a repository in it needs.
fn holds(link: &Artefact, shards: &[Shard], pack: &Pack) -> Result<(), Error> {
    let known: BTreeMap<&str, &Shard> = link.shards.iter().map(|it| (it.name.as_str(), it)).collect();
    let again = "run `runsess link` again with all facts of today";
    for it in shards {
        match known.get(it.name.as_str()) {
            Some(linked) if *linked == it => {}
            Some(linked) => {
                let message =
                    format!("the link has other facts of `{}`: {} and not {}", it.name, linked.state(), it.state());
                return Err(unfit(message, again));
            }
            None => return Err(unfit(format!("the link has no facts of `{}`", it.name), again)),
        }
    }
    let terms = artefact::terms(pack);
    if let Some(it) = link.shards.iter().find(|it| it.terms != terms) {
        return Err(unfit(
            format!("the facts of `{}` were made for other terms than those of {}", it.name, pack.file),
            "give `runsess facts` the same rule pack",
        ));
    }
    let program = program::hash();
    if let Some(it) = link.shards.iter().find(|it| Some(it.program) != program) {
        return Err(unfit(
            format!("the facts of `{}` were made by another build of runsess ({})", it.name, it.version),
            "make facts, link and findings with one program",
        ));
    }
    let all: Vec<_> = link.shards.iter().map(|it| &it.names).collect();
    let needs = needs(&all);
    for (at, it) in link.shards.iter().enumerate() {
        let deps: BTreeMap<&str, &[u8; 32]> =
            it.deps.iter().map(|(name, contents)| (name.as_str(), contents)).collect();
        for other in reach(&needs, at).into_iter().filter(|other| *other != at) {
            let other = &link.shards[other];
            let help = format!(
                "run `runsess facts` for `{}` again, with the folder of `{}` among --deps",
                it.name, other.name
            );
            match deps.get(other.name.as_str()) {
                Some(contents) if **contents == other.contents => {}
                Some(_) => {
                    let message =
                        format!("the facts of `{}` were made with another state of `{}`", it.name, other.name);
                    return Err(unfit(message, help));
                }
                None => {
                    let message =
                        format!("the facts of `{}` were made without `{}`, which it needs", it.name, other.name);
                    return Err(unfit(message, help));
                }
            }
        }
        if let Some(gone) = deps.keys().find(|name| !known.contains_key(**name)) {
            let message = format!("the link has no facts of `{gone}`, which `{}` was understood with", it.name);
            return Err(unfit(message, format!("run `runsess facts` for `{gone}`, and link its facts, too")));
        }
    }
    Ok(())
}

impl Artefact {
    /// What a link keeps of it: no hits and no texts, which nobody needs to understand another repository.
    #[must_use]
    pub fn without_texts(mut self) -> Self {
        self.kind = Kind::Link;
        self.files.iter_mut().for_each(|it| it.text = None);
        self.facts.occurrences = Vec::new();
        self.rest.members = Vec::new();
        self
    }
}
