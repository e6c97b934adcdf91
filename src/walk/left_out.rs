//! What an inventory leaves out and a build needs all the same: files that git or the rules ignore, modules beside a root that is
//! only a part of its repository or that are compiled with it, and copies of dependencies that import a module of the roots. A name that only these use is used.
//! What can't be read of it may use any name, and is a `Skipped` row.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, WalkBuilder};
use memchr::memmem::Finder;
use rustc_hash::FxHashSet;

use super::encoding;
use super::options::{MAX_DEPTH, is_closed, is_compiled_along};
use super::read::human_size;
use super::reason::io_reason;
use crate::disk::{git_top, open_plain};
use crate::lang::{is_compiled, is_generated, is_module_file, language_of, modules, neighbours};
use crate::model::{FileId, Repo, RepoId, Skipped, Source};

/// Bigger files are not kept, in bytes.
const MAX_BYTES: usize = 16 << 20;
/// So much of bigger files is searched, in bytes of all of them together: sparse files of a stranger would take for ever.
const MAX_SEARCHED: usize = 256 << 20;
/// What two pieces of a big file have in common, in bytes: no name that is looked for is longer.
const OVERLAP: usize = 4 << 10;

/// True for bytes that may hold a name that is looked for.
type Wanted<'a> = &'a (dyn Fn(&[u8]) -> bool + Sync);

/// What was found.
#[derive(Debug, Default)]
pub struct LeftOut {
    /// The files that hold a name, and module files; sorted by repository and path. Their ids go on where those of the inventory end.
    pub sources: Vec<Source>,
    /// What may hold a name and was not read; sorted.
    pub skipped: Vec<Skipped>,
}

/// The files of the repositories that a build needs, that are none of `sources` and for whose bytes `wanted` holds; module files
/// whatever stands in them. A path out of its repository's folder begins with `..`. Nested repositories that are no roots are left
/// alone. Rows of `known` are not given again.
pub fn left_out(repos: &[Repo], sources: &[Source], known: &[Skipped], wanted: Wanted) -> LeftOut {
    let files: FxHashSet<&Path> = sources.iter().map(|it| &*it.absolute).collect();
    let roots: FxHashSet<PathBuf> = repos.iter().map(|it| it.root.clone()).collect();
    let imports = modules(repos, sources).iter().map(|it| Finder::new(it.path.as_bytes()).into_owned()).collect();
    let listed = known.iter().map(|it| (&*it.repo, &*it.path)).collect();
    let mut search = Search { repos, wanted, imports, listed, searched: 0, found: LeftOut::default() };
    for top in tops(repos, sources) {
        let roots = roots.clone();
        let walk = WalkBuilder::new(top)
            .standard_filters(false)
            .follow_links(false)
            .max_depth(Some(MAX_DEPTH))
            .filter_entry(move |it| {
                let is_dir = it.file_type().is_some_and(|kind| kind.is_dir());
                let foreign = is_dir && it.depth() > 0 && it.path().join(".git").exists() && !roots.contains(it.path());
                !foreign && (!is_closed(it.path(), is_dir) || is_compiled_along(it.path()))
            })
            .build();
        for entry in walk {
            match entry {
                Ok(entry) if !files.contains(entry.path()) => search.visit(&entry),
                Ok(_) => {}
                Err(error) => search.refused(&error),
            }
        }
    }
    let LeftOut { sources: mut found, mut skipped } = search.found;
    found.sort_by(|a, b| (a.repo, &a.path).cmp(&(b.repo, &b.path)));
    for (at, it) in found.iter_mut().enumerate() {
        it.id = FileId((sources.len() + at) as u32);
    }
    skipped.sort();
    LeftOut { sources: found, skipped }
}

struct Search<'a> {
    repos: &'a [Repo],
    wanted: Wanted<'a>,
    /// The paths of the modules of the roots.
    imports: Vec<Finder<'static>>,
    /// The repositories and paths of what has a row already.
    listed: BTreeSet<(&'a str, &'a str)>,
    /// Bytes of big files that were searched.
    searched: usize,
    found: LeftOut,
}

impl Search<'_> {
    fn visit(&mut self, entry: &DirEntry) {
        let Some(kind) = entry.file_type() else { return };
        if kind.is_dir() && entry.depth() == MAX_DEPTH {
            return self.unread(entry.path(), &format!("more than {MAX_DEPTH} folders deep"));
        }
        // A copy of a dependency is what its package manager makes of it: its module files say nothing.
        let copied = entry.path().ancestors().skip(1).any(is_compiled_along);
        let name = entry.file_name().to_string_lossy();
        let says = !copied && is_module_file(&name);
        if !kind.is_file() || !(is_compiled(&name) || says) {
            return;
        }
        if entry.path().to_str().is_none() {
            return self.unread(entry.path(), "the file name is not valid UTF-8");
        }
        if self.is_listed(entry.path()) {
            return;
        }
        let mut searched = self.searched;
        let needed = |bytes: &[u8]| (self.wanted)(bytes) && (!copied || self.imports(bytes));
        let text = read(entry.path(), says, &needed, &mut searched);
        self.searched = searched;
        match text {
            Ok(Some(text)) => self.keep(entry.path(), text),
            Ok(None) => {}
            Err(why) => self.unread(entry.path(), &why),
        }
    }

    /// True for the text of a file that imports one of the modules: its path stands in quotes.
    fn imports(&self, bytes: &[u8]) -> bool {
        let quote = |at: Option<&u8>| matches!(at, Some(b'"' | b'`'));
        let whole = |at: usize, end: usize| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            quote(before) && (quote(bytes.get(end)) || bytes.get(end) == Some(&b'/'))
        };
        self.imports.iter().any(|it| it.find_iter(bytes).any(|at| whole(at, at + it.needle().len())))
    }

    fn keep(&mut self, path: &Path, text: String) {
        let (repo, shown) = self.place(path);
        let (text, shown): (Arc<str>, Arc<str>) = (text.into(), shown.into());
        let language = language_of(&shown);
        let generated = is_generated(&shown, language, &text);
        let (id, absolute) = (FileId(0), path.to_path_buf());
        self.found.sources.push(Source {
            id,
            repo,
            path: shown,
            absolute,
            language,
            text,
            generated,
            left_out: true,
            beside: false,
            applied: false,
        });
    }

    fn is_listed(&self, path: &Path) -> bool {
        let (repo, path) = self.place(path);
        self.listed.contains(&(&*self.repos[repo.0 as usize].name, path.as_str()))
    }

    fn unread(&mut self, path: &Path, why: &str) {
        if self.is_listed(path) {
            return;
        }
        let (repo, path) = self.place(path);
        let repo = self.repos[repo.0 as usize].name.to_string();
        let reason = format!("{why}; it is left out of the inventory, and a build may need it");
        self.found.skipped.push(Skipped { repo, path, reason, matters: true });
    }

    /// A folder that can't be listed, or an entry that can't be looked at.
    fn refused(&mut self, error: &ignore::Error) {
        // What is gone uses nothing.
        let io = error.io_error().filter(|it| it.kind() != io::ErrorKind::NotFound);
        if let (Some(io), Some(path)) = (io, super::path_of(error)) {
            self.unread(path, &format!("can't be read: {}", io_reason(io)));
        }
    }

    /// What a file is called: in the nearest root around it, else from the root that shares the most folders with it.
    fn place(&self, path: &Path) -> (RepoId, String) {
        let shared = |repo: &Repo| repo.root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
        let rank = |repo: &Repo| (path.starts_with(&repo.root), shared(repo));
        let nearest = self.repos.iter().enumerate().max_by_key(|(_, repo)| rank(repo));
        let Some((at, repo)) = nearest else { return (RepoId(0), path.to_string_lossy().into_owned()) };
        let above = repo.root.components().count() - shared(repo);
        let rest: PathBuf = path.components().skip(shared(repo)).collect();
        let rest = rest.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        (RepoId(at as u32), format!("{}{rest}", "../".repeat(above)))
    }
}

/// The text of a file that is `needed`, or, with `always`, of any file. Counts in `searched` what was read of big files. `Err` says why
/// a file that may be needed was not read.
fn read(
    path: &Path,
    always: bool,
    needed: &dyn Fn(&[u8]) -> bool,
    searched: &mut usize,
) -> Result<Option<String>, String> {
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => Ok(None),
        _ => Err(format!("can't be read: {}", io_reason(error))),
    };
    let mut file = match open_plain(path) {
        Ok((file, _)) => file,
        Err(error) => return failed(&error),
    };
    let mut piece = Vec::new();
    if let Err(error) = next_piece(&mut file, &mut piece) {
        return failed(&error);
    }
    if piece.len() <= MAX_BYTES {
        return text(piece, always, needed);
    }
    while !always && *searched <= MAX_SEARCHED && !needed(&piece) {
        *searched += piece.len();
        if piece.len() <= MAX_BYTES {
            return Ok(None);
        }
        piece.drain(..piece.len() - OVERLAP);
        if let Err(error) = next_piece(&mut file, &mut piece) {
            return failed(&error);
        }
    }
    Err(format!("bigger than {}", human_size(MAX_BYTES as u64)))
}

/// Fills `piece` up to one byte more than the limit, or to the end of the file.
fn next_piece(file: &mut impl Read, piece: &mut Vec<u8>) -> io::Result<()> {
    let room = (MAX_BYTES + 1).saturating_sub(piece.len());
    file.take(room as u64).read_to_end(piece).map(|_| ())
}

fn text(bytes: Vec<u8>, always: bool, needed: &dyn Fn(&[u8]) -> bool) -> Result<Option<String>, String> {
    if let Some(wide) = encoding::utf16(&bytes) {
        let why = || "UTF-16: only UTF-8 is read".to_owned();
        return if always || needed(wide.as_bytes()) { Err(why()) } else { Ok(None) };
    }
    if !always && !needed(&bytes) {
        return Ok(None);
    }
    let not_utf8 =
        |error: std::string::FromUtf8Error| format!("not valid UTF-8 (byte {})", error.utf8_error().valid_up_to());
    String::from_utf8(bytes).map(Some).map_err(not_utf8)
}

/// The git repositories that the roots lie in, or the roots, none inside of another; and folders that are compiled with them.
fn tops(repos: &[Repo], sources: &[Source]) -> Vec<PathBuf> {
    let mut tops: Vec<&Path> = repos.iter().map(|it| top_of(&it.root)).collect();
    tops.sort_unstable();
    tops.dedup_by(|inner, outer| inner.starts_with(outer));
    let others = neighbours(repos, sources).into_iter().filter(|it| !tops.contains(&top_of(it)));
    tops.iter().map(|it| it.to_path_buf()).chain(others).collect()
}

/// The top of the git repository that a folder lies in, or the folder.
fn top_of(folder: &Path) -> &Path {
    git_top(folder).unwrap_or(folder)
}
