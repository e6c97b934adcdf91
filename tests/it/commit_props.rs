//! apply + undo = identity, over random trees and plans: names of any script, deep folders, any mode, any bytes.
//!
//! `PROPTEST_CASES=1000 cargo test --test it commit_props` tries more.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use runsess::commit::{self, FileChange, Options};
use tempfile::TempDir;

static GO_ON: AtomicBool = AtomicBool::new(false);

#[derive(Clone, Debug)]
struct File {
    /// Below one of two roots.
    root: bool,
    folders: Vec<String>,
    name: OsString,
    bytes: Vec<u8>,
    mode: u32,
}

/// New bytes for some of the files, or (true) for a new one beside them.
type Plan = Vec<(Index, Vec<u8>, bool)>;

type Snapshot = BTreeMap<PathBuf, (Vec<u8>, u32)>;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        1 => Just(Vec::new()),
        3 => "(\u{feff})?(run_?id|RunID|\r\n|\n|[a-zß語😀 ]){0,40}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..3000),
    ]
}

fn name() -> impl Strategy<Value = OsString> {
    let text =
        prop_oneof!["[a-z]{1,8}\\.go", "[äß語😀 '\"\\[\\]*?;$&-]{1,20}", "\\.[a-z]{1,5}"].prop_map(OsString::from);
    #[cfg(target_os = "linux")]
    let text = {
        use std::os::unix::ffi::OsStringExt;
        let any = vec(prop_oneof![Just(0xffu8), Just(b'\n'), 1u8..=255], 1..20);
        prop_oneof![4 => text, 1 => any.prop_map(|b| OsString::from_vec(b.into_iter().filter(|&b| b != b'/').collect()))]
    };
    text
}

fn file() -> impl Strategy<Value = File> {
    let mode = prop_oneof![4 => Just(0o644), 1 => Just(0o755), 1 => (0o200u32..0o10000).prop_map(|mode| mode | 0o600)];
    (any::<bool>(), vec("[a-cé]", 0..12), name(), bytes(), mode).prop_map(|(root, folders, name, bytes, mode)| File {
        root,
        folders,
        name,
        bytes,
        mode,
    })
}

struct Tree {
    dir: TempDir,
    files: Vec<(PathBuf, PathBuf)>,
}

impl Tree {
    fn new(files: &[File]) -> Self {
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { TempDir::new_in(memory).or_else(|_| TempDir::new()) } else { TempDir::new() };
        let mut tree = Self { dir: dir.expect("a folder"), files: Vec::new() };
        for (n, file) in files.iter().enumerate() {
            let root = tree.dir.path().join(if file.root { "one" } else { "two" });
            let folder = file.folders.iter().fold(root.clone(), |at, name| at.join(format!("{name}.d")));
            // A number, for two names may be one where case or composition is ignored.
            let mut name = OsString::from(format!("{n}"));
            name.push(&file.name);
            fs::create_dir_all(&folder).expect("made");
            let path = folder.join(name);
            fs::write(&path, &file.bytes).expect("written");
            #[cfg(unix)]
            fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(file.mode)).expect("set");
            tree.files.push((root, path));
        }
        tree
    }

    fn options(&self) -> Options {
        Options { state_dir: self.dir.path().join("state"), ..Options::default() }
    }

    /// Everything below both roots, also what should not be there.
    fn snapshot(&self) -> Snapshot {
        let mut all = BTreeMap::new();
        let mut folders = vec![self.dir.path().join("one"), self.dir.path().join("two")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = fs::read(&path).expect("read");
                #[cfg(unix)]
                let mode = std::os::unix::fs::MetadataExt::mode(&path.metadata().expect("there"));
                #[cfg(not(unix))]
                let mode = 0;
                all.insert(path, (bytes, mode));
            }
        }
        all
    }

    /// The changes of a plan, and the tree that they lead to.
    fn plan(&self, plan: &Plan) -> (Vec<FileChange>, Snapshot) {
        let now = self.snapshot();
        let mut then = now.clone();
        let mut changes: BTreeMap<&PathBuf, FileChange> = BTreeMap::new();
        let mut made = Vec::new();
        for (at, (index, after, new)) in plan.iter().enumerate() {
            let (root, path) = index.get(&self.files);
            if *new {
                let path = path.with_file_name(format!("new{at}-{}", now.len()));
                made.push(FileChange::create(root, &path, path.to_string_lossy(), after.clone()));
                #[cfg(unix)]
                let mode =
                    std::os::unix::fs::MetadataExt::mode(&path.parent().expect("one").metadata().expect("there"));
                #[cfg(unix)]
                let mode = 0o100_000 | mode & 0o666;
                #[cfg(not(unix))]
                let mode = 0;
                then.insert(path, (after.clone(), mode));
                continue;
            }
            changes.insert(path, FileChange::new(root, path, path.to_string_lossy(), &now[path].0, after.clone()));
            if let Some(file) = then.get_mut(path) {
                file.0.clone_from(after);
            }
        }
        (changes.into_values().chain(made).collect(), then)
    }
}

/// As many as asked for, else what takes a few seconds.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn apply_and_undo_is_identity(files in vec(file(), 1..12), plans in vec(vec((any::<Index>(), bytes(), proptest::bool::weighted(0.3)), 0..10), 1..4)) {
        let tree = Tree::new(&files);
        let options = tree.options();
        let mut before = Vec::new();
        for plan in &plans {
            let (changes, then) = tree.plan(plan);
            let now = tree.snapshot();
            commit::check(&changes, &options).expect("may be written");
            prop_assert_eq!(&tree.snapshot(), &now, "checking writes nothing");
            let applied = commit::apply(&changes, &options, &mut |_| {}, &GO_ON).expect("applied");
            prop_assert_eq!(&tree.snapshot(), &then);
            if let Some(id) = applied.id {
                before.push((id, now));
            } else {
                prop_assert_eq!(now, then, "nothing to do");
            }
        }
        let last = tree.snapshot();
        let mut undone = Vec::new();
        for (id, tree_before) in before.iter().rev() {
            let applied = commit::undo(None, &options, &mut |_| {}, &GO_ON).expect("undone");
            prop_assert_eq!(&tree.snapshot(), tree_before, "undo of {}", id);
            undone.extend(applied.id);
        }
        // And each undo can be undone.
        for id in undone.into_iter().rev() {
            commit::undo(Some(id), &options, &mut |_| {}, &GO_ON).expect("undone");
        }
        prop_assert_eq!(tree.snapshot(), last);
    }
}
