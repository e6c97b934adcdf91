//! One question to the `git` program: which of these files could it not bring back? Asked of its objects, not of `git status`:
//! that is silent about what it was told not to look at. How git is called is in `call`.

mod call;

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::refusal::Reason;
use call::Git;

/// The bytes of arguments in one call; well below what systems allow (Windows: 32 KiB).
const ARGUMENTS: usize = 24 * 1024;

/// For each of the files (root, relative path) that is not safe in git, its index and why.
///
/// The files are asked about by work tree, the innermost first: a submodule is its own.
pub(super) fn not_clean(files: &[(&Path, &Path)], require_git: bool) -> Vec<(usize, Reason)> {
    let mut trees: BTreeMap<PathBuf, Vec<(usize, PathBuf)>> = BTreeMap::new();
    let mut refused = Vec::new();
    for (index, (root, relative)) in files.iter().enumerate() {
        match work_tree(root, relative) {
            Some((top, path)) => trees.entry(top).or_default().push((index, path)),
            None if require_git => refused.push((index, Reason::NoGit)),
            None => {}
        }
    }
    for (top, files) in &trees {
        for some in batches(files) {
            refused.extend(ask(top, some));
        }
    }
    refused.sort_by_key(|(index, _)| *index);
    refused
}

/// The nearest folder at or above the file that has a `.git` (a folder, or the file of a submodule or linked work tree).
fn work_tree(root: &Path, relative: &Path) -> Option<(PathBuf, PathBuf)> {
    let path = root.join(relative);
    let top = path.ancestors().skip(1).find(|folder| folder.join(".git").symlink_metadata().is_ok())?;
    Some((top.to_path_buf(), path.strip_prefix(top).ok()?.to_path_buf()))
}

fn batches(files: &[(usize, PathBuf)]) -> impl Iterator<Item = &[(usize, PathBuf)]> {
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = rest.iter().take_while(|(_, path)| {
            bytes += path.as_os_str().len() + 1;
            bytes <= ARGUMENTS
        });
        let (some, later) = rest.split_at(fits.count().max(1).min(rest.len()));
        rest = later;
        (!some.is_empty()).then_some(some)
    })
}

/// What git has written down about a file.
#[derive(Default)]
struct Held {
    /// Mode and object in the index; none while it is unmerged.
    index: Option<(Vec<u8>, Vec<u8>)>,
    unmerged: bool,
    /// Object in the last commit.
    head: Option<Vec<u8>>,
}

/// A file is held where the last commit and the index have its very bytes, as an object that is there. Flags of the index,
/// ignore files and the configuration have no say in it.
fn ask(top: &Path, files: &[(usize, PathBuf)]) -> Vec<(usize, Reason)> {
    asked(&Git::of(top), files)
        .unwrap_or_else(|reason| files.iter().map(|(index, _)| (*index, reason.clone())).collect())
}

fn asked(git: &Git<'_>, files: &[(usize, PathBuf)]) -> Result<Vec<(usize, Reason)>, Reason> {
    let mut refused = Vec::new();
    let held = held(git, files)?;
    let mut differing = Vec::new();
    let mut same = Vec::new();
    let raw = hashes(git, &["hash-object", "--no-filters"], files)?;
    for ((file, held), hash) in files.iter().zip(&held).zip(raw) {
        match &held.index {
            _ if held.unmerged => refused.push((file.0, Reason::Dirty("UU".to_owned()))),
            None => refused.push((file.0, Reason::Untracked)),
            Some((mode, _)) if !mode.starts_with(b"100") => refused.push((file.0, held.dirty('T'))),
            Some((_, object)) if *object != hash => differing.push((file.clone(), held)),
            Some(_) => same.push((file.0, held)),
        }
    }
    same.extend(converted(git, differing, &mut refused)?);
    let (staged, same): (Vec<_>, Vec<_>) = same.into_iter().partition(|(_, held)| !held.is_committed());
    refused.extend(staged.into_iter().map(|(index, held)| (index, held.dirty(' '))));
    refused.extend(missing(git, &same)?);
    Ok(refused)
}

impl Held {
    fn is_committed(&self) -> bool {
        self.head.is_some() && self.head.as_ref() == self.index.as_ref().map(|(_, object)| object)
    }

    /// As `git status --porcelain` has it: index against commit, then file against index.
    fn dirty(&self, file: char) -> Reason {
        let index = match &self.head {
            None => 'A',
            Some(_) if self.is_committed() => ' ',
            Some(_) => 'M',
        };
        Reason::Dirty(format!("{index}{file}"))
    }
}

/// Index and last commit, for each of the files.
fn held(git: &Git<'_>, files: &[(usize, PathBuf)]) -> Result<Vec<Held>, Reason> {
    let mut held: BTreeMap<Vec<u8>, Held> = files.iter().map(|(_, path)| (slashed(path), Held::default())).collect();
    let entries = git.about(&["ls-files", "-s", "-z"], files.iter().map(|(_, path)| path))?;
    for (words, path) in entries.split(|&b| b == 0).filter_map(entry) {
        if let (Some(file), [mode, object, stage]) = (held.get_mut(path), &words[..]) {
            match *stage {
                b"0" => file.index = Some((mode.to_vec(), object.to_vec())),
                _ => file.unmerged = true,
            }
        }
    }
    // Before the first commit there is nothing to list.
    if git.is(&["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]) {
        let entries = git.about(&["ls-tree", "-z", "--full-tree", "HEAD"], files.iter().map(|(_, path)| path))?;
        for (words, path) in entries.split(|&b| b == 0).filter_map(entry) {
            if let (Some(file), [_, _, object]) = (held.get_mut(path), &words[..]) {
                file.head = Some(object.to_vec());
            }
        }
    }
    Ok(files.iter().map(|(_, path)| held.remove(&slashed(path)).unwrap_or_default()).collect())
}

/// `three words` and a path behind a tab.
fn entry(line: &[u8]) -> Option<(Vec<&[u8]>, &[u8])> {
    let tab = line.iter().position(|&b| b == b'\t')?;
    Some((line[..tab].split(|&b| b == b' ').collect(), &line[tab + 1..]))
}

/// The object that each of the files would be.
fn hashes(git: &Git<'_>, words: &[&str], files: &[(usize, PathBuf)]) -> Result<Vec<Vec<u8>>, Reason> {
    let printed = git.about(words, files.iter().map(|(_, path)| path))?;
    let hashes: Vec<Vec<u8>> = printed.lines().map_while(Result::ok).map(String::into_bytes).collect();
    // Never take an answer that isn't understood for a clean tree.
    if hashes.len() == files.len() { Ok(hashes) } else { Err(Reason::Git("it left a file out".to_owned())) }
}

/// Of files whose bytes are not those of the index, those that git itself turned into others when it wrote them (ends of lines,
/// encodings). The rest is refused, and so is what only a program could turn back.
fn converted<'h>(
    git: &Git<'_>,
    files: Vec<((usize, PathBuf), &'h Held)>,
    refused: &mut Vec<(usize, Reason)>,
) -> Result<Vec<(usize, &'h Held)>, Reason> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let attributes = git.about(&["check-attr", "-z", "filter"], files.iter().map(|((_, path), _)| path))?;
    let words: Vec<&[u8]> = attributes.split(|&b| b == 0).collect();
    let filters: BTreeMap<&[u8], &[u8]> = words.chunks_exact(3).map(|it| (it[0], it[2])).collect();
    let mut plain = Vec::new();
    for (file, held) in files {
        match filters.get(&slashed(&file.1)[..]) {
            Some(&(b"unspecified" | b"unset" | b"set")) => plain.push((file, held)),
            Some(name) => {
                refused.push((file.0, Reason::Filter(String::from_utf8_lossy(name).into_owned())));
            }
            None => return Err(Reason::Git("it left a file out".to_owned())),
        }
    }
    let (paths, held): (Vec<(usize, PathBuf)>, Vec<&Held>) = plain.into_iter().unzip();
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let mut same = Vec::new();
    for (((index, _), held), hash) in paths.iter().zip(held).zip(hashes(git, &["hash-object"], &paths)?) {
        match &held.index {
            Some((_, object)) if *object == hash => same.push((*index, held)),
            _ => refused.push((*index, held.dirty('M'))),
        }
    }
    Ok(same)
}

/// The files whose object is nowhere: the repository is damaged, or another one has it.
fn missing(git: &Git<'_>, files: &[(usize, &Held)]) -> Result<Vec<(usize, Reason)>, Reason> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let objects: Vec<u8> =
        files.iter().flat_map(|(_, held)| [held.head.as_deref().unwrap_or_default(), b"\n"].concat()).collect();
    let printed = git.fed(&["cat-file", "--batch-check=%(objecttype)"], &objects)?;
    let mut types = printed.split(|&b| b == b'\n');
    let is_missing = |(index, _): &(usize, &Held)| {
        let there = types.next() == Some(b"blob");
        (!there).then(|| (*index, Reason::Git("its object is not in the repository".to_owned())))
    };
    Ok(files.iter().filter_map(is_missing).collect())
}

fn slashed(path: &Path) -> Vec<u8> {
    let bytes = path.as_os_str().as_encoded_bytes().to_vec();
    if cfg!(windows) { bytes.into_iter().map(|b| if b == b'\\' { b'/' } else { b }).collect() } else { bytes }
}
