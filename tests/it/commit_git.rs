//! What git could not bring back is not written, whatever `git status` is told to say; and asking it runs no program of the
//! repository that is asked about.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use runsess::commit::{self, FileChange, Options, Reason};
use tempfile::TempDir;

use crate::crash::{both, texts};
use crate::support::{put, run_in};

/// A repository with `a.go`, committed.
struct Repo(TempDir);

impl Repo {
    fn new() -> Self {
        let repo = Self::empty(&[]);
        repo.commit(&[("a.go", "text\n")]);
        repo
    }

    fn empty(more: &[&str]) -> Self {
        let repo = Self(tempfile::tempdir().unwrap());
        fs::create_dir(repo.top()).unwrap();
        repo.git(&[&["init", "-q"], more].concat());
        repo
    }

    fn top(&self) -> PathBuf {
        self.0.path().join("repo")
    }

    fn put(&self, path: &str, text: &str) {
        put(&self.top(), path, text);
    }

    fn commit(&self, files: &[(&str, &str)]) {
        files.iter().for_each(|(path, text)| self.put(path, text));
        self.git(&["add", "-f", "."]);
        self.git(&["commit", "-qm", "files"]);
    }

    fn git(&self, words: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").current_dir(self.top()).args(identity).args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The reason why the file is not written.
    fn refused(&self, path: &str) -> Option<Reason> {
        self.below(&self.top(), path)
    }

    fn below(&self, root: &Path, path: &str) -> Option<Reason> {
        let file = root.join(path);
        let change = FileChange::new(root, &file, path, &fs::read(&file).unwrap(), "new");
        let options = Options { require_git: true, state_dir: self.0.path().join("state"), ..Options::default() };
        let refused = commit::check(&[change], &options).err()?;
        assert_eq!(refused.len(), 1);
        Some(refused[0].reason.clone())
    }
}

fn dirty(status: &str) -> Option<Reason> {
    Some(Reason::Dirty(status.to_owned()))
}

#[test]
fn a_file_that_git_ignores_or_does_not_know_is_not_held() {
    let repo = Repo::new();
    for path in ["excluded.go", "listed.go", "new.go", "-.go"] {
        repo.put(path, "only here");
    }
    repo.put(".git/info/exclude", "excluded.go\n");
    repo.put("../ignored", "listed.go\n");
    repo.git(&["config", "core.excludesFile", "../ignored"]);
    for path in ["excluded.go", "listed.go", "new.go", "-.go"] {
        assert_eq!(repo.refused(path), Some(Reason::Untracked), "{path}");
    }
    assert_eq!(repo.refused("a.go"), None);
    // A folder that an outer repository ignores has no git of its own.
    repo.put("inner/b.go", "only here");
    repo.put(".gitignore", "inner/\n");
    assert_eq!(repo.below(&repo.top().join("inner"), "b.go"), Some(Reason::Untracked));
    // What is ignored and tracked all the same is held.
    repo.git(&["add", "-f", "excluded.go"]);
    repo.git(&["commit", "-qm", "tracked"]);
    assert_eq!(repo.refused("excluded.go"), None);
}

#[test]
fn flags_of_the_index_hide_no_change() {
    let repo = Repo::new();
    for flag in ["assume-unchanged", "skip-worktree"] {
        repo.put("a.go", "text\n");
        repo.git(&["update-index", &format!("--{flag}"), "a.go"]);
        assert_eq!(repo.refused("a.go"), None, "{flag}");
        repo.put("a.go", "changed, and only here");
        assert_eq!(repo.refused("a.go"), dirty(" M"), "{flag}");
        repo.git(&["update-index", &format!("--no-{flag}"), "a.go"]);
    }
}

#[test]
fn another_work_tree_in_the_configuration_answers_for_nothing() {
    let repo = Repo::new();
    put(repo.0.path(), "other/a.go", "text\n");
    repo.put("a.go", "changed, and only here");
    repo.git(&["config", "core.worktree", &repo.0.path().join("other").to_string_lossy()]);
    assert_eq!(repo.refused("a.go"), dirty(" M"));
    repo.put("a.go", "text\n");
    assert_eq!(repo.refused("a.go"), None);
}

#[test]
fn what_only_the_index_has_is_told_apart() {
    let repo = Repo::empty(&[]);
    repo.put("a.go", "1");
    assert_eq!(repo.refused("a.go"), Some(Reason::Untracked));
    repo.git(&["add", "."]);
    assert_eq!(repo.refused("a.go"), dirty("A "), "before the first commit");
    repo.commit(&[("a.go", "1"), ("odd \n\"name\".go", "1")]);
    assert_eq!(repo.refused("odd \n\"name\".go"), None);
    repo.put("a.go", "2");
    repo.git(&["add", "."]);
    assert_eq!(repo.refused("a.go"), dirty("M "));
    repo.put("a.go", "3");
    assert_eq!(repo.refused("a.go"), dirty("MM"));
    repo.put("b.go", "3");
    repo.git(&["add", "-N", "b.go"]);
    assert_eq!(repo.refused("b.go"), dirty("AM"));
}

#[test]
fn submodules_and_linked_work_trees_are_their_own() {
    let (repo, inner) = (Repo::new(), Repo::new());
    let url = inner.top().to_string_lossy().into_owned();
    repo.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "sub"]);
    repo.git(&["commit", "-qm", "sub"]);
    repo.git(&["worktree", "add", "-q", "../linked"]);
    let linked = repo.0.path().join("linked");
    assert_eq!((repo.refused("sub/a.go"), repo.below(&linked, "a.go")), (None, None));
    repo.put("sub/a.go", "changed");
    fs::write(linked.join("a.go"), "changed").unwrap();
    assert_eq!((repo.refused("sub/a.go"), repo.below(&linked, "a.go")), (dirty(" M"), dirty(" M")));
    assert_eq!(repo.refused("a.go"), None);
}

#[test]
fn other_hashes_are_asked_for_as_well() {
    let repo = Repo::empty(&["--object-format=sha256"]);
    repo.commit(&[("a.go", "1")]);
    assert_eq!(repo.refused("a.go"), None);
    repo.put("a.go", "2");
    assert_eq!(repo.refused("a.go"), dirty(" M"));
}

#[test]
fn ends_of_lines_that_git_turns_itself_are_no_change() {
    let repo = Repo::empty(&[]);
    repo.commit(&[(".gitattributes", "auto.go text=auto\ncrlf.go eol=crlf\n"), ("auto.go", "1\n2\n")]);
    repo.commit(&[("crlf.go", "1\n2\n"), ("plain.go", "1\n2\n"), ("raw.go", "1\r\n2\r\n")]);
    for path in ["auto.go", "crlf.go", "plain.go"] {
        repo.put(path, "1\r\n2\r\n");
    }
    let refused = |repo: &Repo| ["auto.go", "crlf.go", "plain.go", "raw.go"].map(|path| repo.refused(path));
    assert_eq!(refused(&repo), [None, None, dirty(" M"), None]);
    repo.git(&["config", "core.autocrlf", "true"]);
    assert_eq!(refused(&repo), [None, None, None, None]);
    for path in ["auto.go", "crlf.go", "plain.go", "raw.go"] {
        repo.put(path, "1\r\nchanged\r\n");
    }
    assert_eq!(refused(&repo), [dirty(" M"), dirty(" M"), dirty(" M"), dirty(" M")]);
}

#[test]
fn an_object_that_is_lost_brings_nothing_back() {
    let repo = Repo::new();
    let objects = repo.top().join(".git/objects");
    let output = Command::new("git").current_dir(repo.top()).args(["hash-object", "a.go"]).output().unwrap();
    let id = String::from_utf8(output.stdout).unwrap();
    fs::remove_file(objects.join(&id[..2]).join(id[2..].trim())).unwrap();
    assert!(matches!(repo.refused("a.go"), Some(Reason::Git(said)) if said.contains("not in the repository")));
}

#[cfg(unix)]
#[test]
fn no_program_of_the_configuration_is_run() {
    let repo = Repo::empty(&[]);
    repo.commit(&[(".gitattributes", "*.go filter=f\nlong.go filter=p\n"), ("a.go", "1\n"), ("long.go", "1\n")]);
    let ran = repo.0.path().join("ran");
    let touch = format!("touch {}; cat", ran.display());
    for name in ["filter.f.clean", "filter.f.smudge", "filter.p.process", "core.fsmonitor", "core.sshCommand"] {
        repo.git(&["config", name, &touch]);
    }
    repo.put("hooks/post-index-change", &format!("#!/bin/sh\n{touch}\n"));
    repo.git(&["config", "core.hooksPath", "hooks"]);
    // A missing object, and a place that it could be fetched from.
    repo.git(&["config", "protocol.ext.allow", "always"]);
    repo.git(&["config", "remote.origin.url", &format!("ext::sh -c touch% {}", ran.display())]);
    repo.git(&["config", "remote.origin.promisor", "true"]);
    repo.git(&["config", "core.repositoryFormatVersion", "1"]);
    repo.git(&["config", "extensions.partialClone", "origin"]);
    let _ = fs::remove_file(&ran);
    assert_eq!(repo.refused("a.go"), None, "the very bytes need no filter");
    repo.put("a.go", "2\n");
    repo.put("long.go", "2\n");
    assert_eq!(repo.refused("a.go"), Some(Reason::Filter("f".to_owned())));
    assert_eq!(repo.refused("long.go"), Some(Reason::Filter("p".to_owned())));
    assert!(!ran.exists(), "a filter or monitor was run");
    for folder in fs::read_dir(repo.top().join(".git/objects")).unwrap() {
        fs::remove_dir_all(folder.unwrap().path()).unwrap();
    }
    assert!(repo.refused("a.go").is_some());
    assert!(!ran.exists(), "something was fetched");
}

#[test]
fn a_tree_without_git_is_written_if_somebody_says_so() {
    for (flag, code) in [(None, 1), (Some("--allow-no-vcs"), 0), (Some("--allow-dirty"), 0)] {
        let dir = crate::crash::fresh();
        let words: Vec<&str> = ["apply", "--batch", "1", "src"].into_iter().chain(flag).collect();
        let (found, out, err) = run_in(&words, dir.path());
        assert_eq!(found, code, "{flag:?}: {out}{err}");
        if code == 1 {
            assert_eq!(texts(dir.path()), both("old", "old"));
            assert!(err.contains("src/a.go is in no git work tree") && err.contains("--allow-no-vcs"), "{err}");
            continue;
        }
        assert_eq!(texts(dir.path()), both("new", "new"));
        assert_eq!(run_in(&["undo"], dir.path()).0, 0, "undo asks for nothing");
    }
}

#[test]
fn allowing_no_git_allows_no_uncommitted_change() {
    let dir = crate::crash::fresh();
    let git = Command::new("git").args(["init", "-q"]).current_dir(dir.path().join("src")).status().unwrap();
    assert!(git.success());
    let (code, _, err) = run_in(&["apply", "--batch", "1", "--allow-no-vcs", "src"], dir.path());
    assert!(code == 1 && err.contains("is not tracked by git"), "{err}");
    assert_eq!(texts(dir.path()), both("old", "old"));
}
