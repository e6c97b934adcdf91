//! A kept answer of `check` is the answer: after every kind of change to what it was made from, the next run says what a run without a
//! cache says. A run that takes one does not read the folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli_gate_changes::{desk, edit, git};
use crate::support::{copy_tree, put, runsess, texts};

/// A repository with accepted hits and one change that adds two, and a cache folder beside it.
struct World {
    dir: tempfile::TempDir,
}

/// A legacy name that nobody has accepted, and one of the same length that is none.
const NEW: &str = "package ticket\n\nfunc probe() string {\n\trunID := \"x\"\n\treturn runID\n}\n";

impl World {
    fn new() -> Self {
        let world = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(world.tree()).unwrap();
        desk(&world.tree());
        put(&world.tree(), "ticket/probe.go", NEW);
        world
    }

    fn tree(&self) -> PathBuf {
        self.dir.path().join("desk")
    }

    fn cache(&self) -> PathBuf {
        self.dir.path().join("cache")
    }

    /// What `check` says in `folder`, and whether it took a kept answer.
    fn check_in(&self, folder: &Path, more: &[&str]) -> (String, bool) {
        let output = runsess(&["check", "--baseline", "base.jsonl", "--verbose"])
            .args(more)
            .current_dir(folder)
            .env("RUNSESS_CACHE_DIR", self.cache())
            .env("RUNSESS_STATE_DIR", self.dir.path().join("state"))
            .output()
            .unwrap();
        let (out, err) = texts(&output);
        assert!(output.status.code().is_some(), "{err}");
        // What a run says of files that it could not read is a part of its answer.
        let unread: String = err.lines().filter(|it| it.contains("skipped ") || it.contains("error")).collect();
        (format!("{:?}\n{out}{unread}", output.status.code()), !err.contains("reading the folders"))
    }

    fn check(&self, more: &[&str]) -> (String, bool) {
        self.check_in(&self.tree(), more)
    }

    /// The answer is that of a run without a cache, and is taken by the next run.
    fn holds(&self, more: &[&str], what: &str) {
        let (fresh, _) = self.check(&[more, &["--no-cache"]].concat());
        let (said, _) = self.check(more);
        assert_eq!(said, fresh, "after {what}");
        let (again, taken) = self.check(more);
        assert!(taken, "after {what} the answer is kept");
        assert_eq!(again, fresh, "after {what}, once more");
    }

    fn entries(&self, ending: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.cache()).into_iter().flatten().flatten().map(|it| it.path());
        entries.filter(|path| path.extension().is_some_and(|it| it == ending)).collect()
    }
}

/// Time stamps must be older than the coarsest clock before they spare reading a file.
fn settle() {
    std::thread::sleep(Duration::from_millis(2_100));
}

type Change<'a> = (&'a str, &'a dyn Fn(&Path));

/// What an answer hangs on, one after the other.
fn changes() -> Vec<Change<'static>> {
    vec![
        ("a new file", &|dir| put(dir, "web/more.ts", "export const runId = 1\n")),
        ("a file that is gone", &|dir| fs::remove_file(dir.join("web/more.ts")).unwrap()),
        ("a file of which git knows and that is gone", &|dir| fs::remove_file(dir.join("docs/desk.md")).unwrap()),
        ("an ignore file", &|dir| put(dir, ".gitignore", "*.log\nprobe.go\n")),
        ("an ignored file that git tracks", &|dir| drop(git(dir, &["add", "-f", "ticket/probe.go"]))),
        ("a commit", &|dir| drop(git(dir, &["commit", "-qm", "more"]))),
        ("an edit", &|dir| edit(dir, "ticket/probe.go", "return runID", "return runID + runID")),
        ("a file of the past that is ignored and not tracked", &|dir| {
            git(dir, &["rm", "-q", "--cached", "ticket/probe.go"]);
        }),
        ("the text of that file", &|dir| put(dir, "ticket/probe.go", NEW)),
        ("another ignore file", &|dir| fs::remove_file(dir.join(".gitignore")).unwrap()),
        ("data without a hit", &|dir| put(dir, "data.json", "{\"a\": 1}\n")),
        ("data with a hit", &|dir| put(dir, "data.json", "{\"run_id\": 1}\n")),
        ("a comment that allows", &|dir| {
            edit(dir, "ticket/probe.go", "\treturn", "\t// runsess:allow UNCLASSIFIED reason: a probe\n\treturn");
        }),
        ("owners", &|dir| put(dir, "CODEOWNERS", "* @desk\n")),
        ("other owners", &|dir| put(dir, ".github/CODEOWNERS", "* @web\n")),
        ("a file that is no text", &|dir| fs::write(dir.join("docs/raw.md"), b"run id \xff\n").unwrap()),
        ("the name of the repository", &|dir| {
            drop(git(dir, &["remote", "add", "origin", "https://example.com/desk/office.git"]));
        }),
        ("what an answer is compared with", &|dir| drop(git(dir, &["commit", "-qam", "all"]))),
        ("the baseline", &|dir| {
            let rows = fs::read_to_string(dir.join("base.jsonl")).unwrap();
            let rows: Vec<&str> = rows.lines().take(5).collect();
            put(dir, "base.jsonl", &(rows.join("\n") + "\n"));
        }),
        ("a replaced commit", &|dir| {
            put(dir, "ticket/late.go", NEW);
            git(dir, &["add", "."]);
            git(dir, &["commit", "-qm", "late"]);
            git(dir, &["replace", "HEAD", "HEAD~1"]);
        }),
    ]
}

#[test]
fn every_change_of_what_an_answer_was_made_from_is_noticed() {
    for more in [&["--since", "HEAD"][..], &[]] {
        let world = World::new();
        world.holds(more, "the start");
        for (what, change) in changes() {
            change(&world.tree());
            world.holds(more, what);
        }
    }
}

/// How a text is put into a file.
type Way<'a> = (&'a str, &'a dyn Fn(&str));

/// Of the same size, in the same moment; when all is old; with the old time set back; by another file under the name.
#[test]
fn a_stamp_is_never_believed_for_another_text() {
    let world = World::new();
    let (file, other) = (world.tree().join("ticket/probe.go"), NEW.replace("runID", "ranID"));
    let since = &["--since", "HEAD"][..];
    let (with, _) = world.check(since);
    assert!(with.contains("2 new hits"), "{with}");
    fs::write(&file, &other).unwrap();
    let (without, _) = world.check(since);
    assert!(without.contains("no new hits"), "{without}");

    let time = || file.metadata().unwrap().modified().unwrap();
    let set = |path: &Path, to| fs::File::options().write(true).open(path).unwrap().set_modified(to).unwrap();
    let text = |hits: bool| if hits { NEW } else { other.as_str() };
    let ways: [Way; 3] = [
        ("written", &|text| fs::write(&file, text).unwrap()),
        ("written, with the old time set back", &|text| {
            let old = time();
            fs::write(&file, text).unwrap();
            set(&file, old);
        }),
        ("another file under its name, of the same time", &|text| {
            let (old, beside) = (time(), world.dir.path().join("beside"));
            fs::write(&beside, text).unwrap();
            set(&beside, old);
            fs::rename(&beside, &file).unwrap();
        }),
    ];
    let mut hits = false;
    for (way, write) in ways {
        for wait in [false, true] {
            if wait {
                settle();
                world.check(since);
                assert!(world.check(since).1, "the answer is kept");
            }
            hits = !hits;
            write(text(hits));
            let expected = if hits { &with } else { &without };
            assert_eq!(&world.check(since).0, expected, "{way}, {wait}");
            assert_eq!(&world.check(since).0, expected, "{way}, {wait}, once more");
        }
    }
}

#[test]
fn another_checkout_takes_the_answer_by_contents() {
    let world = World::new();
    settle();
    let since = &["--since", "HEAD"][..];
    let (said, _) = world.check(since);
    let there = world.dir.path().join("another/checkout/desk");
    copy_tree(&world.tree(), &there);
    assert_eq!(world.check_in(&there, since), (said.clone(), true));
    // The contents count there, too, and the first one is left alone.
    put(&there, "ticket/probe.go", &NEW.replace("runID", "ranID"));
    let (other, taken) = world.check_in(&there, since);
    assert!(!taken && other.contains("no new hits"), "{other}");
    assert_eq!(world.check(since), (said.clone(), true));
    // Under the place of the first one, the second is still the second.
    let (first, second) = (world.tree(), world.dir.path().join("second"));
    settle();
    world.check(since);
    fs::rename(&first, &second).unwrap();
    fs::rename(&there, &first).unwrap();
    assert_eq!(world.check(since).0, other);
    assert_eq!(world.check_in(&second, since).0, said);
}

#[test]
fn formats_and_folders_have_answers_of_their_own() {
    let world = World::new();
    put(&world.tree(), "web/wide.ts", "export const ä = '𝄞', runId = 1\n");
    for format in ["human", "sarif", "jsonl", "github", "gitlab"] {
        for root in [&[][..], &["web"], &["ticket", "web"]] {
            world.holds(&[root, &["--since", "HEAD", "--format", format]].concat(), format);
        }
    }
}

#[test]
fn a_broken_answer_is_made_again() {
    let world = World::new();
    settle();
    let since = &["--since", "HEAD"][..];
    let (right, _) = world.check(since);
    for ending in ["answer", "stamps"] {
        let [path] = &world.entries(ending)[..] else { panic!("one entry") };
        let bytes = fs::read(path).unwrap();
        let mut flipped = bytes.clone();
        let last = flipped.len() - 1;
        flipped[last] ^= 1;
        for broken in [Vec::new(), bytes[..bytes.len() / 2].to_vec(), flipped, b"not an entry at all".repeat(40)] {
            fs::write(path, broken).unwrap();
            assert_eq!(world.check(since).0, right);
            assert_eq!(world.check(since), (right.clone(), true), "{ending} is made again");
        }
    }
    // An entry of one kind is none of another, though both are signed.
    let (answer, stamps) = (world.entries("answer").remove(0), world.entries("stamps").remove(0));
    fs::copy(&answer, &stamps).unwrap();
    assert_eq!(world.check(since).0, right);
}
