//! Facts that were kept change no answer: after every kind of change to what they were made from, the next run says what a
//! run without a cache says. A run that takes an entry leaves the file alone; one that doesn't writes it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::support::{runsess, texts};

/// A module of the roots that needs one outside of them, and a cache folder.
struct World {
    dir: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { dir: tempfile::tempdir().unwrap() };
        world.write("app/go.mod", "module example.com/app\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ../dep\n");
        world.write("app/app.go", APP);
        world.write("app/web/a.ts", "import { shot } from './b'\nexport const sessionId = shot.runId\n");
        world.write("app/web/b.ts", "export const shot = { name: 'x' }\n");
        world.write("dep/go.mod", "module example.com/dep\n\ngo 1.22\n");
        world.write("dep/dep.go", DEP);
        world
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn scan(&self, more: &[&str]) -> String {
        let mut command = runsess(&["scan", "app", "--format", "jsonl"]);
        let output = command
            .args(more)
            .current_dir(self.dir.path())
            .env("RUNSESS_CACHE_DIR", self.cache())
            .env("GOMODCACHE", self.dir.path().join("none"))
            .output()
            .unwrap();
        let (out, err) = texts(&output);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{err}");
        out
    }

    fn cache(&self) -> PathBuf {
        self.dir.path().join("cache")
    }

    /// The entries and what tells one writing of them from another.
    fn entries(&self) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
        let entries = fs::read_dir(self.cache()).into_iter().flatten().flatten().map(|it| it.path());
        let dated = |path: PathBuf| {
            let modified = path.metadata().unwrap().modified().unwrap();
            (path.clone(), fs::read(path).unwrap(), modified)
        };
        entries.map(dated).collect()
    }
}

const APP: &str = "package app

import \"example.com/dep\"

func take(shot dep.Shot) string {
	runID := shot.Key()
	return runID
}
";

const DEP: &str = "package dep

type Shot struct{ SessionID string }

func (s Shot) Key() string { return s.SessionID }
";

/// Time stamps must be older than the coarsest clock before an entry is kept.
fn settle() {
    std::thread::sleep(Duration::from_millis(2_100));
}

#[test]
fn a_kept_answer_is_the_answer_and_every_change_is_noticed() {
    let world = World::new();
    world.scan(&[]);
    assert!(world.entries().is_empty(), "facts of files that have just changed are not kept");

    settle();
    let cold = world.scan(&[]);
    let kept = world.entries();
    assert_eq!(kept.len(), 1);
    assert_eq!(cold, world.scan(&["--no-cache"]));
    assert_eq!(cold, world.scan(&[]));
    assert_eq!(kept, world.entries(), "the second run took the entry");

    let changes: [(&str, &str); 6] = [
        ("app/app.go", &APP.replace("runID", "planningRunID")),
        ("app/web/b.ts", "export const shot = { runId: 'x' }\n"),
        ("dep/dep.go", &DEP.replace("Key() string", "Key() (string, error)")),
        ("dep/more.go", "package dep\n\nfunc More() {}\n"),
        ("app/web/tsconfig.json", "{\"compilerOptions\": {\"baseUrl\": \".\"}}\n"),
        ("app/go.mod", "module example.com/other\n\ngo 1.22\n"),
    ];
    for (path, text) in changes {
        world.write(path, text);
        settle();
        let before = world.entries();
        assert_eq!(world.scan(&[]), world.scan(&["--no-cache"]), "after a change of {path}");
        assert_ne!(before, world.entries(), "a change of {path} makes the entry stale");
    }
    fs::remove_file(world.dir.path().join("dep/more.go")).unwrap();
    assert_eq!(world.scan(&[]), world.scan(&["--no-cache"]), "after a file of a dependency went");
}

#[test]
fn a_broken_entry_is_made_again() {
    let world = World::new();
    settle();
    let right = world.scan(&[]);
    let (path, bytes, _) = world.entries().remove(0);
    let mut flipped = bytes.clone();
    let last = flipped.len() - 1;
    flipped[last] ^= 1;
    for broken in [Vec::new(), bytes[..bytes.len() / 2].to_vec(), flipped, b"not an entry at all".repeat(40)] {
        fs::write(&path, broken).unwrap();
        assert_eq!(world.scan(&[]), right);
        assert_eq!(world.entries()[0].1, bytes, "the same facts have the same bytes");
    }
}

#[test]
fn other_terms_have_another_entry() {
    let world = World::new();
    settle();
    let built_in = world.scan(&[]);
    world.write(
        "rules.yaml",
        "version: 1\nname: shots\ntitle: Shots\nterms:\n  - {id: shot, words: shot, to: picture}\n\
         categories:\n  - {id: OLD, title: Old, description: Old, action: Replace}\n\
         rules:\n  - {id: all, when: {term: shot}, category: OLD, why: it is old}\n",
    );
    let own = world.scan(&["--rules", "rules.yaml"]);
    assert_ne!(own, built_in);
    assert_eq!(world.entries().len(), 2);
    assert_eq!(world.scan(&[]), built_in);
    assert_eq!(world.scan(&["--rules", "rules.yaml"]), own);
}

#[test]
fn where_nothing_can_be_kept_the_answer_is_the_same() {
    let world = World::new();
    fs::write(world.cache(), "a file where the folder should be").unwrap();
    settle();
    assert_eq!(world.scan(&[]), world.scan(&["--no-cache"]));
    assert!(Path::new(&world.cache()).is_file());
}

#[test]
fn the_oldest_entries_go_and_nothing_else_does() {
    let world = World::new();
    for number in 0..40 {
        world.write(&format!("cache/{number:02}.facts"), "old");
    }
    world.write("cache/notes.txt", "somebody's");
    settle();
    let answer = world.scan(&[]);
    let names = || -> Vec<String> {
        let entries = fs::read_dir(world.cache()).unwrap().flatten();
        entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect()
    };
    let count = |end: &str| names().iter().filter(|it| it.ends_with(end)).count();
    assert_eq!((count(".facts"), count("notes.txt")), (32, 1));
    assert_eq!(names().len(), 33, "nothing half written is left");
    let kept = world.entries();
    assert_eq!(answer, world.scan(&[]));
    assert_eq!(kept.len(), world.entries().len(), "the newest entry is among those that stay, and is taken");
    assert_eq!(kept, world.entries());
}
