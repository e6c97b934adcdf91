//! The sources as they were at a revision, or as they are staged: most files are the same then and now, and only the others are read
//! from git. The work tree is never shown to git, which would run the filters that a stranger's configuration names to look at it.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use sha1::{Digest, Sha1};

use super::options::{WalkOptions, is_closed};
use super::read::{FileReader, ReadOutcome};
use super::tracked::{git, path};
use super::{Ignore, LOCK_FILES};
use crate::disk::{Disk, git_top};
use crate::lang::is_binary_name;
use crate::model::{FileId, Repo, RepoId, Source};

/// Which state of the repositories is meant.
#[derive(Clone, Copy, Debug)]
pub enum State<'a> {
    /// The trees of commits, one for each repository: their names as [`commits`] gives them.
    Commits(&'a [String]),
    /// What would be committed now.
    Index,
}

/// Why a state can't be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum HistoryError {
    /// No git.
    #[error("{repo} lies in no git repository")]
    #[diagnostic(help("name roots that do; `runsess check --baseline FILE` needs no git"))]
    NoGit {
        /// The repository.
        repo: String,
    },
    /// No such commit.
    #[error("{repo} has no commit `{rev}`{said}")]
    #[diagnostic(help(
        "fetch it first: `git fetch origin BRANCH`; a checkout of CI may be shallow (`fetch-depth: 0` in GitHub's action)"
    ))]
    Revision {
        /// The repository.
        repo: String,
        /// As it was given.
        rev: String,
        /// What git said, behind a colon.
        said: String,
    },
    /// Git does not run.
    #[error("git can't be asked about {repo}: {said}")]
    #[diagnostic(help("put git on the path; `runsess check --baseline FILE` needs none"))]
    Unable {
        /// The repository.
        repo: String,
        /// What the system said.
        said: String,
    },
    /// Anything else.
    #[error("git can't read {repo}: {said}")]
    #[diagnostic(help("nothing is fetched: where objects are missing (a partial clone), fetch them first"))]
    Git {
        /// The repository.
        repo: String,
        /// What git said.
        said: String,
    },
    /// The globs.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Walk(#[from] super::WalkError),
}

/// The sources of `repos` in a state, given those of the work tree: sorted and numbered as those of a walk. `asked` says of an absolute
/// path whether it lies in a root; `disk` reads files of today that are no sources.
///
/// # Errors
/// A repository without git, a revision that it does not have, or what git says.
pub fn sources_at(
    state: State,
    repos: &[Repo],
    now: &[Source],
    options: &WalkOptions,
    asked: &dyn Fn(&Path) -> bool,
    disk: &Disk,
) -> Result<Vec<Source>, HistoryError> {
    let globs = Ignore::new(&options.ignore)?;
    let mut then = Vec::with_capacity(now.len());
    for (at, repo) in repos.iter().enumerate() {
        let id = RepoId(at as u32);
        let past = Past { id, repo, globs: &globs, options, disk };
        let mine: HashMap<&str, &Source, FxBuildHasher> =
            now.iter().filter(|it| it.repo == id).map(|it| (&*it.path, it)).collect();
        then.extend(past.sources(state, &mine, asked)?);
    }
    then.sort_by(|a, b| (a.repo, &a.path).cmp(&(b.repo, &b.path)));
    then.iter_mut().enumerate().for_each(|(at, source)| source.id = FileId(at as u32));
    Ok(then)
}

/// For each of `repos` the name of the commit `rev`; with `...` behind it, of the commit where the work tree's branch left it.
///
/// # Errors
/// A repository without git, or one that has no such commit.
pub fn commits(rev: &str, repos: &[Repo]) -> Result<Vec<String>, HistoryError> {
    let name = |repo| {
        let asked = Asked(repo);
        asked.has_git().and_then(|()| asked.commit(rev))
    };
    repos.iter().map(name).collect()
}

/// A file in a tree or an index.
struct Entry {
    path: String,
    /// The name of its object, in hexadecimal digits.
    object: String,
}

/// What a state holds.
#[derive(Default)]
struct Listing {
    files: Vec<Entry>,
    /// Repositories within this one, of which only the commit is known.
    modules: Vec<String>,
}

struct Past<'a> {
    id: RepoId,
    repo: &'a Repo,
    globs: &'a Ignore,
    options: &'a WalkOptions<'a>,
    disk: &'a Disk,
}

type Now<'a> = HashMap<&'a str, &'a Source, FxBuildHasher>;

impl Past<'_> {
    fn sources(&self, state: State, now: &Now, asked: &dyn Fn(&Path) -> bool) -> Result<Vec<Source>, HistoryError> {
        let Listing { files, modules } = self.listing(state)?;
        let within = |it: &&&Source| modules.iter().any(|module| Path::new(&*it.path).starts_with(module));
        // What a module had then is not looked for: it is what it is now.
        let mut sources: Vec<Source> = now.values().filter(within).map(|it| (*it).clone()).collect();
        let (same, other): (Vec<Entry>, Vec<Entry>) = files.into_par_iter().partition(|entry| self.is_same(entry, now));
        sources.extend(same.iter().filter_map(|entry| now.get(entry.path.as_str())).map(|it| (*it).clone()));
        let wanted: Vec<Entry> = other.into_iter().filter(|it| self.is_wanted(&it.path)).collect();
        let objects = self.objects(&wanted)?;
        let mut reader = FileReader::new(self.options);
        for entry in wanted {
            let Some(bytes) = objects.get(&entry.object) else { continue };
            let ReadOutcome::Read { text, language, generated } = reader.read_bytes(bytes, &entry.path) else {
                continue;
            };
            let absolute = self.absolute(&entry.path);
            let beside = now.get(entry.path.as_str()).map_or_else(|| !asked(&absolute), |it| it.beside);
            let (id, left_out) = (FileId(0), false);
            let path = entry.path.into();
            sources.push(Source {
                id,
                repo: self.id,
                path,
                absolute,
                language,
                text,
                generated,
                left_out,
                beside,
                applied: false,
            });
        }
        Ok(sources)
    }

    fn absolute(&self, path: &str) -> PathBuf {
        let parts = path.split('/');
        parts.fold(self.repo.root.clone(), |folder, part| folder.join(part))
    }

    /// The file has the same bytes now. Of one that was not kept, those on the disk count: it has no hit, and had none then.
    fn is_same(&self, entry: &Entry, now: &Now) -> bool {
        match now.get(entry.path.as_str()) {
            Some(source) => object_name(source.text.as_bytes()) == entry.object,
            None if is_binary_name(&entry.path) => true,
            None => {
                let bytes = self.disk.read_bytes(&self.absolute(&entry.path), self.options.max_bytes);
                bytes.is_some_and(|bytes| object_name(&bytes) == entry.object)
            }
        }
    }

    /// As a walk chooses, among files that git knows.
    fn is_wanted(&self, path: &str) -> bool {
        let absolute = self.absolute(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        let folders = absolute.ancestors().skip(1).take_while(|it| *it != self.repo.root);
        !LOCK_FILES.contains(&name)
            && !self.options.own.contains(&absolute)
            && !self.globs.holds(&format!("{}/{path}", self.repo.name))
            && !folders.into_iter().any(|folder| is_closed(folder, true))
    }

    fn listing(&self, state: State) -> Result<Listing, HistoryError> {
        let root = &self.repo.root;
        let asked = Asked(self.repo);
        asked.has_git()?;
        let output = match state {
            State::Commits(names) => {
                let name = names.get(self.id.0 as usize).map_or("", String::as_str);
                asked.ran(objects_of(root).args(["ls-tree", "-r", "-z", name]))?
            }
            State::Index => {
                let mut git = git(root);
                if let Some(index) = index_of_hook(root) {
                    git.env("GIT_INDEX_FILE", index);
                }
                asked.ran(git.args(["ls-files", "--stage", "-z"]))?
            }
        };
        let mut listing = Listing::default();
        for row in output.split(|byte| *byte == 0) {
            let Some(at) = memchr::memchr(b'\t', row) else { continue };
            let Some(path) = path(&row[at + 1..]).to_str().map(str::to_owned) else { continue };
            let words: Vec<String> = String::from_utf8_lossy(&row[..at]).split(' ').map(str::to_owned).collect();
            // A tree has the kind of an object, an index its stage: of a file in conflict, ours counts.
            let object = match words.as_slice() {
                [_, kind, object] if kind == "blob" || kind == "commit" => object,
                [_, object, stage] if stage == "0" || stage == "2" => object,
                _ => continue,
            };
            match words[0].as_str() {
                "100644" | "100755" => listing.files.push(Entry { path, object: object.clone() }),
                "160000" => listing.modules.push(path),
                _ => {}
            }
        }
        Ok(listing)
    }

    /// The bytes of the objects, by their names; none of what is larger than a source may be.
    fn objects(&self, entries: &[Entry]) -> Result<HashMap<String, Vec<u8>>, HistoryError> {
        let names: HashSet<&str> = entries.iter().map(|it| it.object.as_str()).collect();
        let lines = |names: &[&str]| names.iter().map(|name| format!("{name}\n")).collect::<String>();
        let mut names: Vec<&str> = names.into_iter().collect();
        names.sort_unstable();
        if names.is_empty() {
            return Ok(HashMap::new());
        }
        let sizes = self.fed(&["cat-file", "--batch-check"], &lines(&names))?;
        let sizes = String::from_utf8_lossy(&sizes).into_owned();
        let small = sizes.lines().zip(&names).filter(|(line, _)| {
            let size = line.rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
            size.is_some_and(|size| size <= self.options.max_bytes)
        });
        let small: Vec<&str> = small.map(|(_, name)| *name).collect();
        if sizes.lines().any(|line| line.ends_with(" missing")) {
            let said = "it has not all objects of that commit".to_owned();
            return Err(HistoryError::Git { repo: self.repo.name.to_string(), said });
        }
        let bytes = self.fed(&["cat-file", "--batch"], &lines(&small))?;
        let (mut objects, mut rest) = (HashMap::new(), bytes.as_slice());
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            let mut words = head.split(' ');
            let (name, size) = (words.next().unwrap_or_default(), words.nth(1).and_then(|it| it.parse::<usize>().ok()));
            let Some((object, after)) = size.and_then(|size| rest[end + 1..].split_at_checked(size)) else { break };
            objects.insert(name.to_owned(), object.to_vec());
            rest = after.get(1..).unwrap_or_default();
        }
        Ok(objects)
    }

    fn fed(&self, words: &[&str], input: &str) -> Result<Vec<u8>, HistoryError> {
        let mut git = objects_of(&self.repo.root);
        git.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut run = || -> std::io::Result<Output> {
            let mut child = git.spawn()?;
            let stdin = child.stdin.take();
            // Both ends at once: each would wait for the other when a pipe is full.
            std::thread::scope(|scope| {
                scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
                child.wait_with_output()
            })
        };
        Asked(self.repo).printed(run())
    }
}

/// A repository that git is asked about.
struct Asked<'a>(&'a Repo);

impl Asked<'_> {
    fn has_git(&self) -> Result<(), HistoryError> {
        let top = git_top(&self.0.root);
        top.map(drop).ok_or_else(|| HistoryError::NoGit { repo: self.0.name.to_string() })
    }

    /// The name of the commit that is meant.
    fn commit(&self, rev: &str) -> Result<String, HistoryError> {
        let unknown = |said: &str| HistoryError::Revision {
            repo: self.0.name.to_string(),
            rev: rev.to_owned(),
            said: if said.is_empty() { String::new() } else { format!(": {said}") },
        };
        let asked = |words: &[&str]| {
            let output = git(&self.0.root).args(words).output().map_err(|error| self.unable(&error))?;
            let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            if output.status.success() && !name.is_empty() { Ok(name) } else { Err(unknown(&first_line(&output))) }
        };
        let (rev, from) = rev.strip_suffix("...").map_or((rev, false), |rev| (rev, true));
        let commit = format!("{rev}^{{commit}}");
        let name = asked(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if from { asked(&["merge-base", &name, "HEAD"]) } else { Ok(name) }
    }

    fn ran(&self, git: &mut Command) -> Result<Vec<u8>, HistoryError> {
        self.printed(git.output())
    }

    fn printed(&self, output: std::io::Result<Output>) -> Result<Vec<u8>, HistoryError> {
        let said = match output {
            Ok(output) if output.status.success() => return Ok(output.stdout),
            Ok(output) => first_line(&output),
            Err(error) => return Err(self.unable(&error)),
        };
        Err(HistoryError::Git { repo: self.0.name.to_string(), said })
    }

    fn unable(&self, error: &std::io::Error) -> HistoryError {
        let said = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no program `git`".to_owned(),
            _ => error.to_string(),
        };
        HistoryError::Unable { repo: self.0.name.to_string(), said }
    }
}

/// Asks for what names are the names of: no local `git replace` puts something else in its place.
fn objects_of(top: &Path) -> Command {
    let mut git = git(top);
    git.env("GIT_NO_REPLACE_OBJECTS", "1");
    git
}

fn first_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or_default().to_owned()
}

/// What git calls a file with these bytes, in a repository that names by SHA-1. In others no file has such a name, and each is read.
fn object_name(bytes: &[u8]) -> String {
    let mut hasher = Sha1::new();
    hasher.update(format!("blob {}\0", bytes.len()));
    hasher.update(bytes);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A commit of single files (`git commit FILE`) has an index of its own, which git names to its hooks.
fn index_of_hook(root: &Path) -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?.canonicalize().ok()?;
    let index = here.join(std::env::var_os("GIT_INDEX_FILE")?);
    (here.starts_with(root) && index.symlink_metadata().ok()?.is_file()).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::object_name;

    #[test]
    fn an_object_is_called_as_git_calls_it() {
        assert_eq!(object_name(b""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(object_name(b"hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
    }
}
