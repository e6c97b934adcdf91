//! Copies of trees in a temporary folder, to try on them what must not happen to the trees themselves.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

/// The copies; they go away with it.
#[derive(Debug)]
pub struct Copies {
    folder: TempDir,
    /// What all trees lie below.
    common: PathBuf,
}

impl Copies {
    /// Copies `roots` as they lie beside each other, so that a path from one to another still leads there: all files and links but
    /// those of `.git`, whether or not git ignores them, because a build may need them. Of the folders above them, up to what they have
    /// in common, the files that `hangs_together` knows by name are copied.
    ///
    /// # Errors
    /// What can't be read or written.
    pub fn of(roots: &[PathBuf], hangs_together: &dyn Fn(&str) -> bool) -> io::Result<Self> {
        let roots = roots.iter().map(|root| root.canonicalize()).collect::<io::Result<Vec<PathBuf>>>()?;
        let folder = tempfile::Builder::new().prefix("runsess-plan-").tempdir()?;
        let copies = Self { folder, common: common(&roots) };
        for root in &roots {
            for above in root.ancestors().skip(1).take_while(|it| it.starts_with(&copies.common)) {
                let there = copies.there(above);
                fs::create_dir_all(&there)?;
                for entry in fs::read_dir(above)?.filter_map(Result::ok) {
                    let name = entry.file_name();
                    let wanted = name.to_str().is_some_and(hangs_together) && entry.file_type()?.is_file();
                    if wanted {
                        fs::copy(entry.path(), there.join(name))?;
                    }
                }
            }
            copy(root, &copies.there(root))?;
        }
        Ok(copies)
    }

    /// Where the copy of a file or folder is, given by its own path.
    pub fn there(&self, path: &Path) -> PathBuf {
        let within = path.strip_prefix(&self.common).unwrap_or(path);
        let parts = within.components().filter(|it| matches!(it, Component::Normal(_)));
        parts.fold(self.folder.path().to_path_buf(), |there, part| there.join(part))
    }

    /// Writes the copy of the file `path` of `root`.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, root: &Path, path: &str, text: &str) -> io::Result<()> {
        fs::write(self.there(&root.canonicalize()?).join(path), text)
    }
}

/// The deepest folder that holds all `roots`, itself none of them.
fn common(roots: &[PathBuf]) -> PathBuf {
    let Some((first, others)) = roots.split_first() else { return PathBuf::new() };
    let holds = |folder: &&Path| others.iter().all(|it| it.starts_with(folder) && it != *folder);
    first.ancestors().skip(1).find(holds).unwrap_or(first).to_path_buf()
}

/// Copies a folder without its `.git`; pipes and devices are left out.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut open = vec![(from.to_path_buf(), to.to_path_buf())];
    while let Some((from, to)) = open.pop() {
        fs::create_dir_all(&to)?;
        for entry in fs::read_dir(&from)? {
            let entry = entry?;
            let (name, kind) = (entry.file_name(), entry.file_type()?);
            let there = to.join(&name);
            if name == OsStr::new(".git") {
                continue;
            }
            if kind.is_dir() {
                open.push((entry.path(), there));
            } else if kind.is_symlink() {
                link(&fs::read_link(entry.path())?, &there)?;
            } else if kind.is_file() {
                fs::copy(entry.path(), &there)?;
            }
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(target: &Path, there: &Path) -> io::Result<()> {
    match std::os::unix::fs::symlink(target, there) {
        // Two roots of which one lies in the other.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        done => done,
    }
}

/// Making links takes a right that few users have.
#[cfg(not(unix))]
fn link(_target: &Path, _there: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn trees_keep_their_places_and_leave_git_behind() {
        let dir = tempfile::tempdir().expect("a folder");
        let put = |path: &str, text: &str| {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        };
        for (path, text) in [
            ("w/all.work", "1"),
            ("w/other.txt", "2"),
            ("w/libs/one/.git/config", "3"),
            ("w/libs/one/.gitignore", "built\n"),
            ("w/libs/one/built/a.go", "4"),
            ("w/two/b.go", "5"),
        ] {
            put(path, text);
        }
        std::os::unix::fs::symlink("../two/b.go", dir.path().join("w/libs/link")).expect("linked");
        std::os::unix::fs::symlink("b.go", dir.path().join("w/two/link")).expect("linked");
        let roots = [dir.path().join("w/libs/one"), dir.path().join("w/two")];
        let copies = Copies::of(&roots, &|name| name.ends_with(".work")).expect("copied");
        let whole = dir.path().canonicalize().expect("there").join("w");
        let read = |path: &str| fs::read_to_string(copies.there(&whole.join(path))).ok();
        assert_eq!(read("all.work").as_deref(), Some("1"));
        assert_eq!(read("libs/one/built/a.go").as_deref(), Some("4"));
        assert_eq!(read("two/link").as_deref(), Some("5"));
        for absent in ["other.txt", "libs/one/.git/config", "libs/link"] {
            assert_eq!(read(absent), None, "{absent}");
        }
        copies.write(&roots[1], "b.go", "6").expect("written");
        assert_eq!(
            (read("two/b.go").as_deref(), fs::read_to_string(roots[1].join("b.go")).ok().as_deref()),
            (Some("6"), Some("5"))
        );
        let gone = copies.there(&whole);
        drop(copies);
        assert!(!gone.exists());
    }
}
