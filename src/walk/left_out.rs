//! What an inventory leaves out and a compiler reads all the same: files that git or the rules ignore, and modules beside a root that
//! is only a part of its repository. A name that only these use is used. Copies of dependencies (`vendor`) are not among them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use rustc_hash::FxHashSet;

use super::options::{MAX_DEPTH, is_closed};
use crate::disk::read_plain;
use crate::lang::{is_compiled, is_generated, is_module_file, language_of};
use crate::model::{FileId, Repo, RepoId, Source};

/// Bigger files are not read, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// The files of the repositories that compilers read, that are none of `sources` and for whose bytes `wanted` holds; module files
/// whatever stands in them. Sorted by repository and path; their ids go on where those of `sources` end. A path out of its
/// repository's folder begins with `..`. Nested repositories that are no roots are left alone, and so is what can't be read.
pub fn left_out(repos: &[Repo], sources: &[Source], wanted: &(dyn Fn(&[u8]) -> bool + Sync)) -> Vec<Source> {
    let known: FxHashSet<&Path> = sources.iter().map(|it| &*it.absolute).collect();
    let roots: FxHashSet<PathBuf> = repos.iter().map(|it| it.root.clone()).collect();
    let mut tops: Vec<&Path> = repos.iter().map(|it| top_of(&it.root)).collect();
    tops.sort_unstable();
    tops.dedup_by(|inner, outer| inner.starts_with(outer));
    let mut found = Vec::new();
    for top in tops {
        let roots = roots.clone();
        let walk = WalkBuilder::new(top)
            .standard_filters(false)
            .follow_links(false)
            .max_depth(Some(MAX_DEPTH))
            .filter_entry(move |it| {
                let is_dir = it.file_type().is_some_and(|kind| kind.is_dir());
                let foreign = is_dir && it.depth() > 0 && it.path().join(".git").exists() && !roots.contains(it.path());
                !foreign && !is_closed(it.path(), is_dir)
            })
            .build();
        for entry in walk.filter_map(Result::ok).filter(|it| it.file_type().is_some_and(|kind| kind.is_file())) {
            let Some(name) = entry.file_name().to_str() else { continue };
            if (is_compiled(name) || is_module_file(name)) && !known.contains(entry.path()) {
                found.extend(source(repos, entry.path(), wanted));
            }
        }
    }
    found.sort_by(|a, b| (a.repo, &a.path).cmp(&(b.repo, &b.path)));
    for (at, it) in found.iter_mut().enumerate() {
        it.id = FileId((sources.len() + at) as u32);
    }
    found
}

fn source(repos: &[Repo], path: &Path, wanted: &(dyn Fn(&[u8]) -> bool + Sync)) -> Option<Source> {
    let bytes = read_plain(path, MAX_BYTES).ok()?;
    let name = path.file_name()?.to_str()?;
    if !wanted(&bytes) && !is_module_file(name) {
        return None;
    }
    let text: Arc<str> = String::from_utf8(bytes).ok()?.into();
    let within = repos.iter().enumerate().filter(|(_, repo)| path.starts_with(&repo.root));
    let nearest = within.max_by_key(|(_, repo)| repo.root.components().count());
    let (repo, shown) = match nearest {
        Some((at, repo)) => (at, path.strip_prefix(&repo.root).ok()?.to_str()?.to_owned()),
        None => beside(repos, path)?,
    };
    let shown: Arc<str> = shown.replace(std::path::MAIN_SEPARATOR, "/").into();
    let language = language_of(&shown);
    let generated = is_generated(&shown, language, &text);
    let (id, repo, absolute) = (FileId(0), RepoId(repo as u32), path.to_path_buf());
    Some(Source { id, repo, path: shown, absolute, language, text, generated, left_out: true, beside: false })
}

/// A path in none of the roots, from the root that shares the most folders with it.
fn beside(repos: &[Repo], path: &Path) -> Option<(usize, String)> {
    let shared = |root: &Path| root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let (at, repo) = repos.iter().enumerate().max_by_key(|(_, repo)| shared(&repo.root))?;
    let above = repo.root.components().count() - shared(&repo.root);
    let rest: PathBuf = path.components().skip(shared(&repo.root)).collect();
    Some((at, format!("{}{}", "../".repeat(above), rest.to_str()?)))
}

/// The top of the git repository that a root lies in, or the root.
fn top_of(root: &Path) -> &Path {
    root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(root)
}
