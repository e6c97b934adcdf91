//! What `commit` promises about one apply: all or nothing, refusals with reasons, undo byte and mode exact.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use runsess::commit::{self, ApplyId, CommitError, FileChange, Options, Outcome, Progress, Reason, State};
use tempfile::TempDir;

static GO_ON: AtomicBool = AtomicBool::new(false);

/// A tree, and a state folder beside it.
struct Tree {
    dir: TempDir,
}

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self { dir: tempfile::tempdir().expect("a folder") };
        fs::create_dir(tree.root()).expect("made");
        for (path, text) in files {
            tree.write(path, text);
        }
        tree
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("repo")
    }

    fn options(&self) -> Options {
        Options { state_dir: self.dir.path().join("state"), ..Options::default() }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).expect("read")
    }

    fn change(&self, path: &str, before: &str, after: &str) -> FileChange {
        FileChange::new(self.root(), self.root().join(path), format!("repo/{path}"), before.as_bytes(), after)
    }

    /// Every name below the root with its bytes (or where it leads) and mode.
    fn all(&self) -> BTreeMap<PathBuf, (Vec<u8>, u32)> {
        let mut all = BTreeMap::new();
        let mut folders = vec![self.root()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("listed") {
                let path = entry.expect("an entry").path();
                let meta = path.symlink_metadata().expect("there");
                if meta.is_dir() {
                    if path.file_name().is_some_and(|name| name != ".git") {
                        folders.push(path);
                    }
                    continue;
                }
                let bytes = match meta.is_symlink() {
                    true => fs::read_link(&path).expect("read").into_os_string().into_encoded_bytes(),
                    false if meta.is_file() => fs::read(&path).expect("read"),
                    false => Vec::new(),
                };
                all.insert(path, (bytes, mode(&meta)));
            }
        }
        all
    }

    fn git(&self, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"];
        let output =
            Command::new("git").current_dir(self.root()).args(identity).args(arguments).output().expect("git runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn nothing_left(&self) {
        let left: Vec<_> = self.all().into_keys().filter(|path| path.to_string_lossy().contains(".runsess-")).collect();
        assert_eq!(left, Vec::<PathBuf>::new());
    }
}

#[cfg(unix)]
fn mode(meta: &fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(meta) & 0o7777
}

#[cfg(not(unix))]
fn mode(meta: &fs::Metadata) -> u32 {
    u32::from(meta.permissions().readonly())
}

fn apply(changes: &[FileChange], options: &Options) -> Result<commit::Applied, CommitError> {
    commit::apply(changes, options, &mut |_| {}, &GO_ON)
}

fn undo(id: Option<u64>, options: &Options) -> Result<commit::Applied, CommitError> {
    commit::undo(id.map(ApplyId), options, &mut |_| {}, &GO_ON)
}

fn reasons(error: CommitError) -> Vec<(String, Reason)> {
    match error {
        CommitError::Refused(refused) => refused.into_iter().map(|r| (r.display, r.reason)).collect(),
        other => panic!("not a refusal: {other}"),
    }
}

fn named<const N: usize>(reasons: [(&str, Reason); N]) -> Vec<(String, Reason)> {
    reasons.into_iter().map(|(file, reason)| (file.to_owned(), reason)).collect()
}

/// Changes `a.go` and `b.go`, and does something to the tree at the first progress that is `when`.
fn apply_and(tree: &Tree, when: Progress, what: impl Fn()) -> Result<commit::Applied, CommitError> {
    let changes = [tree.change("a.go", "old a", "new a"), tree.change("b.go", "old b", "new b, longer")];
    let mut pending = true;
    let mut progress = |at| {
        if pending && at == when {
            pending = false;
            what();
        }
    };
    commit::apply(&changes, &tree.options(), &mut progress, &GO_ON)
}

fn two_files() -> Tree {
    Tree::new(&[("a.go", "old a"), ("b.go", "old b")])
}

const STAGED: Progress = Progress::Staged { done: 2, of: 2 };
const ONE_SWAPPED: Progress = Progress::Swapped { done: 1, of: 2 };

#[test]
fn all_files_get_their_new_bytes_and_nothing_else_is_left() {
    let tree = Tree::new(&[("a.go", "\u{feff}one\r\n"), ("deep/er/b.go", ""), ("c.go", "three")]);
    let changes = [tree.change("a.go", "\u{feff}one\r\n", "\u{feff}ONE\r\n"), tree.change("deep/er/b.go", "", "two")];
    let applied = apply(&changes, &tree.options()).expect("applied");
    assert_eq!((applied.id, applied.files), (Some(ApplyId(1)), 2));
    assert_eq!([tree.read("a.go"), tree.read("deep/er/b.go"), tree.read("c.go")], ["\u{feff}ONE\r\n", "two", "three"]);
    tree.nothing_left();
}

#[test]
fn a_change_that_changes_nothing_is_no_apply() {
    let tree = Tree::new(&[("a.go", "same")]);
    let applied = apply(&[tree.change("a.go", "same", "same")], &tree.options()).expect("applied");
    assert_eq!((applied.id, applied.files), (None, 0));
    assert_eq!(commit::list(&tree.options()).expect("listed"), []);
}

#[test]
fn one_changed_file_refuses_all_and_every_reason_is_told() {
    let tree = Tree::new(&[("a.go", "a"), ("b.go", "somebody's"), ("c.go", "c")]);
    fs::create_dir(tree.root().join("folder")).expect("made");
    let before = tree.all();
    let changes = [
        tree.change("a.go", "a", "A"),
        tree.change("b.go", "b", "B"),
        tree.change("c.go", "c", "C"),
        tree.change("c.go", "c", "CC"),
        tree.change("gone.go", "x", "y"),
        tree.change("folder", "x", "y"),
        tree.change("../outside.go", "x", "y"),
    ];
    let told = named([
        ("repo/b.go", Reason::Changed),
        ("repo/c.go", Reason::Twice),
        ("repo/gone.go", Reason::Missing),
        ("repo/folder", Reason::NotRegular),
        ("repo/../outside.go", Reason::Outside),
    ]);
    assert_eq!(reasons(apply(&changes, &tree.options()).expect_err("refused")), told);
    assert_eq!(tree.all(), before);
}

#[test]
fn undo_and_undo_of_undo_bring_back_each_tree() {
    let tree = Tree::new(&[("a.go", "old a"), ("b.go", "")]);
    let old = tree.all();
    apply(&[tree.change("a.go", "old a", ""), tree.change("b.go", "", "new b")], &tree.options()).expect("applied");
    let new = tree.all();
    assert_eq!(undo(None, &tree.options()).expect("undone").files, 2);
    assert_eq!(tree.all(), old);
    let states: Vec<State> = commit::list(&tree.options()).expect("listed").iter().map(|entry| entry.state).collect();
    assert_eq!(states, [State::Undone { by: ApplyId(2) }, State::Done]);
    assert!(matches!(undo(None, &tree.options()), Err(CommitError::NothingToUndo)));
    assert!(matches!(undo(Some(1), &tree.options()), Err(CommitError::AlreadyUndone(ApplyId(1), ApplyId(2)))));
    assert!(matches!(undo(Some(9), &tree.options()), Err(CommitError::NoSuchApply(ApplyId(9)))));
    undo(Some(2), &tree.options()).expect("undone");
    assert_eq!(tree.all(), new);
    undo(None, &tree.options()).expect("the first one is done again");
    assert_eq!(tree.all(), old);
    tree.nothing_left();
}

#[test]
fn undo_refuses_files_changed_since_and_writes_nothing() {
    let tree = Tree::new(&[("a.go", "a"), ("b.go", "b"), ("c.go", "c")]);
    let changes = ["a", "b", "c"].map(|name| tree.change(&format!("{name}.go"), name, "new"));
    apply(&changes, &tree.options()).expect("applied");
    tree.write("a.go", "work");
    fs::remove_file(tree.root().join("c.go")).expect("removed");
    let before = tree.all();
    let told = named([("repo/a.go", Reason::Changed), ("repo/c.go", Reason::Missing)]);
    assert_eq!(reasons(undo(None, &tree.options()).expect_err("refused")), told);
    assert_eq!(tree.all(), before);
}

#[test]
fn undo_leaves_files_alone_that_are_old_already() {
    let tree = Tree::new(&[("a.go", "a"), ("b.go", "b")]);
    apply(&[tree.change("a.go", "a", "A"), tree.change("b.go", "b", "B")], &tree.options()).expect("applied");
    tree.write("a.go", "a");
    assert_eq!(undo(None, &tree.options()).expect("undone").files, 1);
    assert_eq!([tree.read("a.go"), tree.read("b.go")], ["a", "b"]);
    apply(&[tree.change("a.go", "a", "A")], &tree.options()).expect("applied");
    tree.write("a.go", "a");
    assert_eq!(undo(None, &tree.options()).expect("nothing to write, but done").files, 0);
    assert!(matches!(undo(None, &tree.options()), Err(CommitError::NothingToUndo)));
}

#[test]
fn an_undo_of_the_older_of_two_waits_for_the_later() {
    let tree = Tree::new(&[("a.go", "1")]);
    apply(&[tree.change("a.go", "1", "2")], &tree.options()).expect("applied");
    apply(&[tree.change("a.go", "2", "3")], &tree.options()).expect("applied");
    let told = reasons(undo(Some(1), &tree.options()).expect_err("refused"));
    assert_eq!(told, named([("repo/a.go", Reason::Changed)]));
    undo(None, &tree.options()).expect("undone");
    undo(None, &tree.options()).expect("undone");
    assert_eq!(tree.read("a.go"), "1");
}

#[test]
fn stop_before_the_commit_point_takes_everything_back_and_after_it_finishes() {
    let tree = two_files();
    let changes = [tree.change("a.go", "old a", "new a"), tree.change("b.go", "old b", "new b")];
    let before = tree.all();
    for at in [Progress::Verified { files: 2 }, Progress::Staged { done: 1, of: 2 }, STAGED] {
        let stop = AtomicBool::new(false);
        let mut progress = |now| stop.store(stop.load(Ordering::Relaxed) || now == at, Ordering::Relaxed);
        let error = commit::apply(&changes, &tree.options(), &mut progress, &stop).expect_err("stopped");
        assert!(matches!(error, CommitError::Stopped), "{error}");
        assert_eq!(tree.all(), before, "{at:?}");
        assert_eq!(commit::list(&tree.options()).expect("listed"), []);
    }
    let stop = AtomicBool::new(false);
    let mut progress = |now| stop.store(now == Progress::Committed, Ordering::Relaxed);
    commit::apply(&changes, &tree.options(), &mut progress, &stop).expect("too late to stop");
    assert_eq!([tree.read("a.go"), tree.read("b.go")], ["new a", "new b"]);
}

#[test]
fn a_file_edited_after_staging_is_kept_and_the_rest_taken_back() {
    for when in [STAGED, Progress::Committed, ONE_SWAPPED] {
        let tree = two_files();
        let error = apply_and(&tree, when, || tree.write("b.go", "edited")).expect_err("taken back");
        assert!(matches!(error, CommitError::RolledBack { .. }), "{error}");
        assert!(error.to_string().contains("repo/b.go"), "{error}");
        assert_eq!([tree.read("a.go"), tree.read("b.go")], ["old a", "edited"], "{when:?}");
        tree.nothing_left();
        assert_eq!(commit::list(&tree.options()).expect("listed"), []);
    }
}

#[test]
fn an_edit_of_the_same_length_and_time_is_an_edit() {
    // With and without an exchange of names.
    for fault in ["", "plain+count"] {
        let tree = two_files();
        let time = fs::metadata(tree.root().join("b.go")).expect("there").modified().expect("known");
        let mut progress = |at| {
            if at == Progress::Committed {
                tree.write("b.go", "odd b");
                let file = fs::File::options().write(true).open(tree.root().join("b.go")).expect("open");
                file.set_modified(time).expect("set");
            }
        };
        let changes = [tree.change("a.go", "old a", "new a"), tree.change("b.go", "old b", "new b, longer")];
        let options = Options { faults: fault.parse().expect("a fault"), ..tree.options() };
        let error = commit::apply(&changes, &options, &mut progress, &GO_ON).expect_err("taken back");
        assert!(matches!(error, CommitError::RolledBack { .. }), "{error}");
        assert_eq!([tree.read("a.go"), tree.read("b.go")], ["old a", "odd b"]);
        tree.nothing_left();
    }
}

#[test]
fn a_file_edited_after_it_was_replaced_is_kept_and_named() {
    let tree = two_files();
    let edit = || {
        tree.write("a.go", "edited");
        tree.write("b.go", "edited too");
    };
    let error = apply_and(&tree, ONE_SWAPPED, edit).expect_err("taken back");
    assert!(matches!(error, CommitError::TakenBackExcept { .. }) && error.to_string().contains("repo/a.go"), "{error}");
    assert_eq!([tree.read("a.go"), tree.read("b.go")], ["edited", "edited too"]);
    tree.nothing_left();
    assert_eq!(commit::recover(&tree.options()).expect("looked"), []);
    assert_eq!(commit::list(&tree.options()).expect("listed")[0].state, State::Conflict);
    assert!(error.to_string().contains("conflicts"), "{error}");
    assert_eq!(fs::read(tree.dir.path().join("state/applies/1/conflicts/0-a.go")).expect("kept"), b"old a");
}

#[test]
fn two_applies_on_one_tree_do_not_interleave() {
    let tree = two_files();
    tree.write("sub/c.go", "c");
    let other = tempfile::tempdir().expect("a folder");
    fs::write(other.path().join("x.go"), "x").expect("written");
    let second = || {
        let error = apply(&[tree.change("a.go", "old a", "second")], &tree.options()).expect_err("busy");
        assert!(matches!(error, CommitError::Busy { pid, .. } if pid == std::process::id()), "{error}");
        let sub = tree.root().join("sub");
        let below = FileChange::new(&sub, sub.join("c.go"), "sub/c.go", b"c", "C");
        assert!(matches!(apply(&[below], &tree.options()), Err(CommitError::Busy { .. })));
        let elsewhere = FileChange::new(other.path(), other.path().join("x.go"), "other/x.go", b"x", "X");
        apply(&[elsewhere], &tree.options()).expect("another tree is free");
        let live: Vec<Outcome> =
            commit::recover(&tree.options()).expect("looked").into_iter().map(|r| r.outcome).collect();
        assert_eq!(live, [Outcome::Live { pid: std::process::id() }]);
    };
    apply_and(&tree, Progress::Staged { done: 1, of: 2 }, second).expect("applied");
    assert_eq!([tree.read("a.go"), tree.read("sub/c.go")], ["new a", "c"]);
}

#[test]
fn git_must_hold_every_file_unless_told_otherwise() {
    let tree = Tree::new(&[("clean.go", "1"), ("dirty.go", "1"), ("staged.go", "1"), ("a [b].go", "1")]);
    tree.git(&["init", "-q"]);
    tree.git(&["add", "."]);
    tree.git(&["commit", "-qm", "first"]);
    tree.write("dirty.go", "2");
    tree.write("staged.go", "2");
    tree.git(&["add", "staged.go"]);
    tree.write("new/untracked.go", "2");
    let good = [tree.change("clean.go", "1", "3"), tree.change("a [b].go", "1", "3")];
    commit::check(&good, &tree.options()).expect("dirty files elsewhere don't matter");
    let bad = ["dirty.go", "staged.go", "new/untracked.go"].map(|path| tree.change(path, "2", "3"));
    let mut all = good.to_vec();
    all.extend(bad);
    let told = named([
        ("repo/dirty.go", Reason::Dirty(" M".to_owned())),
        ("repo/staged.go", Reason::Dirty("M ".to_owned())),
        ("repo/new/untracked.go", Reason::Untracked),
    ]);
    assert_eq!(reasons(apply(&all, &tree.options()).expect_err("refused")), told);
    assert_eq!(tree.read("clean.go"), "1");
    apply(&all, &Options { allow_dirty: true, ..tree.options() }).expect("applied");
    assert_eq!(tree.read("dirty.go"), "3");
    undo(None, &tree.options()).expect("undo needs no git");
    assert_eq!([tree.read("clean.go"), tree.read("dirty.go")], ["1", "2"]);
}

#[test]
fn a_broken_git_folder_is_not_taken_for_a_clean_one() {
    let tree = Tree::new(&[("a.go", "1"), ("sub/b.go", "1"), ("sub/.git", "gitdir: nowhere")]);
    tree.git(&["init", "-q"]);
    let told = reasons(apply(&[tree.change("sub/b.go", "1", "2")], &tree.options()).expect_err("refused"));
    assert!(matches!(&told[0].1, Reason::Git(said) if said.contains("nowhere")), "{told:?}");
    let bare = Tree::new(&[("a.go", "1")]);
    let wanting = Options { require_git: true, ..bare.options() };
    let told = reasons(apply(&[bare.change("a.go", "1", "2")], &wanting).expect_err("refused"));
    assert_eq!(told, named([("repo/a.go", Reason::NoGit)]));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("set");
    }

    #[test]
    fn modes_survive_apply_and_undo() {
        let modes = [0o644, 0o600, 0o755, 0o640, 0o4755, 0o666, 0o777, 0o200 | 0o444];
        let tree = Tree::new(&[]);
        let mut changes = Vec::new();
        for (n, mode) in modes.into_iter().enumerate() {
            let name = format!("{n}.go");
            tree.write(&name, "old");
            set_mode(&tree.root().join(&name), mode);
            changes.push(tree.change(&name, "old", "new"));
        }
        let old = tree.all();
        apply(&changes, &tree.options()).expect("applied");
        assert!(tree.all().values().zip(old.values()).all(|(new, old)| new.0 == b"new" && new.1 == old.1));
        undo(None, &tree.options()).expect("undone");
        assert_eq!(tree.all(), old);
    }

    #[test]
    fn links_and_read_only_files_are_refused() {
        let tree = Tree::new(&[("a.go", "a"), ("real/b.go", "b"), ("two.go", "2"), ("locked.go", "l")]);
        let root = tree.root();
        symlink(root.join("a.go"), root.join("link.go")).expect("linked");
        symlink(root.join("real"), root.join("linked")).expect("linked");
        fs::hard_link(root.join("two.go"), root.join("other.go")).expect("linked");
        set_mode(&root.join("locked.go"), 0o444);
        let before = tree.all();
        let changes = [("link.go", "a"), ("linked/b.go", "b"), ("two.go", "2"), ("locked.go", "l")];
        let changes = changes.map(|(path, text)| tree.change(path, text, "new"));
        let told = named([
            ("repo/link.go", Reason::Symlink(root.join("link.go"))),
            ("repo/linked/b.go", Reason::Symlink(root.join("linked"))),
            ("repo/two.go", Reason::HardLinks(2)),
            ("repo/locked.go", Reason::ReadOnly),
        ]);
        assert_eq!(reasons(apply(&changes, &tree.options()).expect_err("refused")), told);
        assert_eq!(tree.all(), before);
    }

    #[test]
    fn a_read_only_folder_is_refused_before_anything_is_written() {
        let tree = two_files();
        tree.write("shut/c.go", "c");
        let shut = tree.root().join("shut");
        set_mode(&shut, 0o555);
        let before = tree.all();
        // Root may write everywhere: nothing to refuse.
        if fs::write(shut.join("probe"), "").is_err() {
            let changes = [tree.change("a.go", "old a", "new"), tree.change("shut/c.go", "c", "C")];
            let told = reasons(apply(&changes, &tree.options()).expect_err("refused"));
            assert_eq!(told, named([("repo/shut/c.go", Reason::FolderReadOnly)]));
            assert_eq!(tree.all(), before);
            // Shut between check and writing: a failed step, and everything goes back.
            let shut_now = || set_mode(&tree.root(), 0o555);
            let error = apply_and(&tree, Progress::Verified { files: 2 }, shut_now).expect_err("taken back");
            assert!(matches!(error, CommitError::RolledBack { .. }), "{error}");
            assert_eq!(tree.all(), before);
            set_mode(&tree.root(), 0o755);
        }
        set_mode(&shut, 0o755);
    }

    #[test]
    fn the_state_folder_may_be_on_another_device() {
        let memory = Path::new("/dev/shm");
        let tree = two_files();
        let Ok(state) = TempDir::new_in(memory) else { return };
        let options = Options { state_dir: state.path().join("deep/state"), ..Options::default() };
        apply(&[tree.change("a.go", "old a", "new a")], &options).expect("applied");
        undo(None, &options).expect("undone");
        assert_eq!(tree.read("a.go"), "old a");
    }

    #[test]
    fn a_root_may_be_a_link_itself() {
        let tree = Tree::new(&[("a.go", "a")]);
        let link = tree.dir.path().join("link");
        symlink(tree.root(), &link).expect("linked");
        apply(&[FileChange::new(&link, link.join("a.go"), "repo/a.go", b"a", "A")], &tree.options()).expect("applied");
        assert_eq!(tree.read("a.go"), "A");
    }

    #[test]
    fn a_symlink_swapped_in_for_the_file_is_not_followed() {
        for when in [Progress::Verified { files: 2 }, STAGED, Progress::Committed] {
            let tree = two_files();
            let (file, outside) = (tree.root().join("b.go"), tree.dir.path().join("outside"));
            fs::write(&outside, "old b").expect("written");
            let swap_in = || {
                fs::remove_file(&file).expect("removed");
                symlink(&outside, &file).expect("linked");
            };
            apply_and(&tree, when, swap_in).expect_err("taken back");
            assert_eq!(fs::read_link(&file).expect("still the link"), outside);
            assert_eq!([fs::read_to_string(&outside).expect("read"), tree.read("a.go")], ["old b", "old a"]);
            tree.nothing_left();
        }
    }

    #[test]
    fn a_symlink_swapped_in_for_a_folder_is_not_followed() {
        for when in [Progress::Verified { files: 1 }, Progress::Committed] {
            let tree = Tree::new(&[("sub/a.go", "old a")]);
            let (sub, outside) = (tree.root().join("sub"), tree.dir.path().join("outside"));
            let changes = [tree.change("sub/a.go", "old a", "new a")];
            let mut progress = |at| {
                if at == when {
                    fs::rename(&sub, &outside).expect("moved");
                    symlink(&outside, &sub).expect("linked");
                }
            };
            commit::apply(&changes, &tree.options(), &mut progress, &GO_ON).expect_err("refused");
            assert_eq!(fs::read_to_string(outside.join("a.go")).expect("read"), "old a");
        }
    }

    #[test]
    fn a_pipe_swapped_in_does_not_hang() {
        let tree = two_files();
        let file = tree.root().join("b.go");
        let swap_in = || {
            fs::remove_file(&file).expect("removed");
            assert!(Command::new("mkfifo").arg(&file).status().expect("runs").success());
        };
        apply_and(&tree, Progress::Committed, swap_in).expect_err("taken back");
        assert_eq!(tree.read("a.go"), "old a");
        tree.nothing_left();
    }

    #[test]
    fn a_mode_changed_meanwhile_is_a_change() {
        let tree = two_files();
        let file = tree.root().join("b.go");
        apply_and(&tree, Progress::Committed, || set_mode(&file, 0o600)).expect_err("taken back");
        assert_eq!([tree.read("a.go"), tree.read("b.go")], ["old a", "old b"]);
        assert_eq!(fs::metadata(&file).expect("there").mode() & 0o777, 0o600);
        let tree = two_files();
        set_mode(&tree.root().join("a.go"), 0o640);
        apply_and(&tree, Progress::Committed, || ()).expect("applied");
        set_mode(&tree.root().join("a.go"), 0o600);
        let told = reasons(undo(None, &tree.options()).expect_err("refused"));
        assert_eq!(told, named([("repo/a.go", Reason::ModeChanged { expected: 0o640, found: 0o600 })]));
    }

    #[test]
    fn taking_back_brings_the_very_file_back() {
        let tree = two_files();
        let inode = || fs::metadata(tree.root().join("a.go")).expect("there").ino();
        let before = inode();
        apply_and(&tree, ONE_SWAPPED, || tree.write("b.go", "x")).expect_err("taken back");
        // Only where names can be exchanged: elsewhere the bytes are the same, the file is a new one.
        if cfg!(target_os = "linux") {
            assert_eq!(inode(), before);
        }
    }
}
