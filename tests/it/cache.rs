//! Facts that were kept change no answer: after every kind of change to what they were made from, the next run says what a
//! run without a cache says. A run that takes an entry leaves the file alone; one that doesn't writes it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::support::{runsess, texts};

/// A module of the roots that needs one outside of them, and a cache folder.
struct World {
    dir: tempfile::TempDir,
    /// What `RUNSESS_CACHE_KEY` says.
    key: Option<&'static str>,
}

impl World {
    fn new() -> Self {
        let world = Self { dir: tempfile::tempdir().unwrap(), key: None };
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
            .env("RUNSESS_STATE_DIR", self.state())
            .envs(self.key.map(|key| ("RUNSESS_CACHE_KEY", key)))
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

    fn state(&self) -> PathBuf {
        self.dir.path().join("state")
    }

    /// The key that the program has made.
    fn made_key(&self) -> PathBuf {
        self.state().join("cache-key")
    }

    /// The entries and what tells one writing of them from another.
    fn entries(&self) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
        let entries = fs::read_dir(self.cache()).into_iter().flatten().flatten().map(|it| it.path());
        let dated = |path: PathBuf| {
            let modified = path.metadata().unwrap().modified().unwrap();
            (path.clone(), fs::read(path).unwrap(), modified)
        };
        entries.filter(|path| path.extension().is_some_and(|it| it == "facts")).map(dated).collect()
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

/// Time stamps must be older than the coarsest clock before they spare reading a file again.
fn settle() {
    std::thread::sleep(Duration::from_millis(2_100));
}

#[test]
fn a_kept_answer_is_the_answer_and_every_change_is_noticed() {
    let world = World::new();
    let cold = world.scan(&[]);
    assert_eq!(world.entries().len(), 1, "facts of files that have just changed are kept by their contents");
    // On a busy machine the second run may find them settled, and write their stamps into the entry: what it took is asked, not its bytes.
    assert_eq!(world.taken(world.dir.path()), (true, cold), "the second run took the entry");

    let changes: [(&str, &str); 6] = [
        ("app/app.go", &APP.replace("runID", "planningRunID")),
        ("app/web/b.ts", "export const shot = { runId: 'x' }\n"),
        ("dep/dep.go", &DEP.replace("Key() string", "Key() (string, error)")),
        ("dep/more.go", "package dep\n\nfunc More() {}\n"),
        ("app/web/tsconfig.json", "{\"compilerOptions\": {\"baseUrl\": \".\"}}\n"),
        ("app/go.mod", "module example.com/other\n\ngo 1.22\n"),
    ];
    for (path, text) in changes {
        // Within the same moment, and when all times are old: neither contents nor stamps miss it.
        for wait in [false, true] {
            if wait {
                settle();
                world.scan(&[]);
                world.write(path, &format!("{text}\n"));
            } else {
                world.write(path, text);
            }
            let (taken, _) = world.taken(world.dir.path());
            assert!(!taken, "a change of {path} makes the entry stale");
        }
    }
    fs::remove_file(world.dir.path().join("dep/more.go")).unwrap();
    assert_eq!(world.scan(&[]), world.scan(&["--no-cache"]), "after a file of a dependency went");
    // The times say that nothing has changed, as after `touch -r`: the inode and the time of the change say it has.
    settle();
    world.scan(&[]);
    let dep = world.dir.path().join("dep/dep.go");
    let old = dep.metadata().unwrap().modified().unwrap();
    fs::write(&dep, fs::read_to_string(&dep).unwrap().replace("SessionID", "PlannerID")).unwrap();
    fs::File::options().write(true).open(&dep).unwrap().set_modified(old).unwrap();
    assert_eq!(world.scan(&[]), world.scan(&["--no-cache"]), "after a change that hides its time");
}

/// The files of the world in another folder, without the cache and the key: another checkout.
fn checkout(world: &World, to: &str) -> PathBuf {
    let folder = world.dir.path().join(to);
    for path in ["app/go.mod", "app/app.go", "app/web/a.ts", "app/web/b.ts", "dep/go.mod", "dep/dep.go"] {
        let (from, to) = (world.dir.path().join(path), folder.join(path));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
    folder
}

#[test]
fn another_checkout_takes_the_entry_and_what_differs_there_is_noticed() {
    let world = World::new();
    let cold = world.scan(&[]);
    // Deeper below the top, and nearer to it.
    for place in ["other/checkout/of/it", "near"] {
        let there = checkout(&world, place);
        assert_eq!(world.taken(&there), (true, cold.clone()), "in {place}");
    }
    let there = checkout(&world, "dep_differs");
    fs::write(there.join("dep/dep.go"), DEP.replace("SessionID", "PlannerID")).unwrap();
    let (taken, _) = world.taken(&there);
    assert!(!taken, "the dependency says something else");
    // That of the first checkout still says the first thing.
    assert_eq!(world.scan(&[]), cold);
    // Under another name, a folder may be one that a `replace` leads back to.
    let there = checkout(&world, "renamed");
    fs::rename(there.join("app"), there.join("dep2")).unwrap();
    assert!(!world.taken(&there.join("dep2")).0, "a `replace` names what is beside the root");
}

#[test]
fn a_module_file_above_another_checkout_is_noticed() {
    let world = World::new();
    fs::remove_file(world.dir.path().join("app/go.mod")).unwrap();
    world.scan(&[]);
    let copied = |to: &str| {
        let folder = world.dir.path().join(to);
        fs::create_dir_all(folder.join("app/web")).unwrap();
        for path in ["app/app.go", "app/web/a.ts", "app/web/b.ts"] {
            fs::copy(world.dir.path().join(path), folder.join(path)).unwrap();
        }
        folder
    };
    // No entry for a module above: who looks for one looks further up in a deeper checkout.
    assert!(world.taken(&copied("a/b/c")).0);
    world.write("x/go.mod", "module example.com/above\n");
    let there = copied("x/y/z");
    let (taken, answer) = world.taken(&there);
    assert!(!taken && answer.contains("example.com/above/y/z/app"), "{answer}");
    // The names of the folders down from it are in the names of packages.
    world.write("v/go.mod", "module example.com/above\n");
    let (taken, answer) = world.taken(&copied("v/w/z"));
    assert!(!taken && answer.contains("example.com/above/w/z/app"), "{answer}");
    world.write("u/go.mod", "module example.com/above\n");
    assert!(world.taken(&copied("u/w/z")).0);
}

impl World {
    /// Whether a scan of a checkout takes the facts of an earlier run, and what it says.
    fn taken(&self, folder: &Path) -> (bool, String) {
        let root = if folder.join("app").is_dir() { folder.join("app") } else { folder.to_path_buf() };
        let root = root.to_str().unwrap();
        let scan = |more: &[&str]| {
            let mut command = runsess(&["scan", root, "--format", "jsonl", "--verbose"]);
            command.args(more).env("RUNSESS_CACHE_DIR", self.cache()).env("RUNSESS_STATE_DIR", self.state());
            texts(&command.env("GOMODCACHE", self.dir.path().join("none")).output().unwrap())
        };
        let (out, err) = scan(&[]);
        assert_eq!(out, scan(&["--no-cache"]).0, "with and without the cache in {root}");
        assert!(err.contains("looking for the facts of an earlier run"), "{err}");
        (!err.contains("finding out what names are"), out)
    }
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

/// What a forger can make of an entry: facts without a hit, with every field right that needs no secret.
#[test]
fn a_forged_entry_is_not_believed() {
    let world = World::new();
    settle();
    let right = world.scan(&[]);
    let (path, bytes, _) = world.entries().remove(0);
    let (head, key) = (&bytes[..16], &bytes[16..48]);
    let none = [0u8; 11];
    for signature in [*blake3::hash(&none).as_bytes(), *blake3::hash(&[key, &none[..]].concat()).as_bytes(), [0; 32]] {
        for forged in [[head, key, &signature, &none].concat(), [key, &signature[..], &none].concat()] {
            fs::write(&path, forged).unwrap();
            assert_eq!(world.scan(&[]), right);
        }
    }
    // Signed with a key that comes along in the folder, under each name that a key has or had there.
    let secret = [7; 32];
    for name in ["key", "cache-key"] {
        fs::write(world.cache().join(name), secret).unwrap();
    }
    let signature = blake3::Hasher::new_keyed(&secret).update(head).update(key).update(&none).finalize();
    let planted = [head, key, signature.as_bytes(), &none].concat();
    fs::write(&path, &planted).unwrap();
    assert_eq!(world.scan(&[]), right);
    // The forgery is right in all but the key: with that key as the user's own it would be believed.
    fs::write(&path, &planted).unwrap();
    fs::write(world.made_key(), secret).unwrap();
    assert_eq!(world.scan(&[]), "");
}

#[test]
fn an_entry_of_another_key_is_made_again() {
    let mut world = World::new();
    settle();
    let right = world.scan(&[]);
    let first = world.entries();
    // Restored on a machine that has made no entry yet.
    fs::remove_dir_all(world.state()).unwrap();
    assert_eq!(world.scan(&[]), right);
    let second = world.entries();
    assert_ne!(first, second, "the key is another one");
    assert_eq!(world.scan(&[]), right);
    assert_eq!(second, world.entries());
    // Machines that are told the same key believe each other.
    world.key = Some("0123456789abcdef0123456789abcdef");
    assert_eq!(world.scan(&[]), right);
    let shared = world.entries();
    assert_ne!(second, shared);
    fs::remove_dir_all(world.state()).unwrap();
    assert_eq!(world.scan(&[]), right);
    assert_eq!(shared, world.entries());
    assert!(!world.state().exists(), "no key is made where one is given");
    // One that could be guessed is none, and there is no cache.
    world.key = Some("0123456789abcdef");
    assert_eq!(world.scan(&[]), right);
    assert_eq!(shared, world.entries());
}

/// A sample; `RUNSESS_CACHE_MUTATIONS=600` runs the program as often.
#[test]
fn the_program_says_the_same_whatever_was_done_to_an_entry() {
    let count = std::env::var("RUNSESS_CACHE_MUTATIONS").map_or(12, |it| it.parse::<usize>().unwrap());
    let world = World::new();
    settle();
    let right = world.scan(&[]);
    let (path, bytes, _) = world.entries().remove(0);
    for at in 0..count {
        let (mut changed, place) = (bytes.clone(), (at * 7919 + 13) % bytes.len());
        match at % 4 {
            0 => changed[place] ^= 1 << (at % 8),
            1 => changed.truncate(place),
            2 => changed.swap(place, bytes.len() - 1 - place),
            _ => changed.extend_from_slice(&bytes[place..]),
        }
        fs::write(&path, &changed).unwrap();
        assert_eq!(world.scan(&[]), right, "mutation {at}");
        assert_eq!(world.entries()[0].1, bytes, "mutation {at} is made again");
    }
}

#[cfg(unix)]
#[test]
fn a_cache_that_others_can_write_is_none() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let world = World::new();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    fs::create_dir(world.cache()).unwrap();
    settle();
    for open in [0o777, 0o1777, 0o770, 0o757] {
        mode(&world.cache(), open);
        assert_eq!(world.scan(&[]), world.scan(&["--no-cache"]));
        assert_eq!(fs::read_dir(world.cache()).unwrap().count(), 0, "{open:o}");
    }
    mode(&world.cache(), 0o755);
    world.scan(&[]);
    let key = world.made_key();
    assert_eq!((world.entries().len(), key.metadata().unwrap().mode() & 0o777), (1, 0o600));
    // A key that others could read is replaced, and what it has signed is not believed.
    let (old, before) = (fs::read(&key).unwrap(), world.entries());
    mode(&key, 0o644);
    world.scan(&[]);
    assert_eq!(key.metadata().unwrap().mode() & 0o777, 0o600);
    assert_ne!(fs::read(&key).unwrap(), old);
    assert_ne!(world.entries(), before);
    // Nor is a key that stands where others can write, and what it has signed.
    let before = world.entries();
    mode(&world.state(), 0o777);
    assert_eq!(world.scan(&[]), world.scan(&["--no-cache"]));
    assert_eq!(world.entries(), before, "there is no cache without a key");
    mode(&world.state(), 0o700);
    // A folder that is made is the user's alone.
    fs::remove_dir_all(world.cache()).unwrap();
    world.scan(&[]);
    assert_eq!(world.cache().metadata().unwrap().mode() & 0o777, 0o700);
}

#[cfg(unix)]
#[test]
fn an_entry_or_a_key_that_is_a_link_or_a_pipe_is_none() {
    let world = World::new();
    settle();
    let right = world.scan(&[]);
    let entry = world.entries().remove(0).0;
    for path in [entry, world.made_key()] {
        fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        assert_eq!(world.scan(&[]), right);
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        assert_eq!(world.scan(&[]), right);
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
    // Each is a good entry, under the name of the other.
    let [one, other] = world.entries().try_into().unwrap();
    fs::write(&one.0, &other.1).unwrap();
    fs::write(&other.0, &one.1).unwrap();
    assert_eq!(world.scan(&[]), built_in);
    assert_eq!(world.scan(&["--rules", "rules.yaml"]), own);
}

#[test]
fn a_pack_that_changes_what_it_extends_changes_the_answer() {
    let world = World::new();
    let base = |words: &str, category: &str| {
        world.write(
            "base.yaml",
            &format!(
                "version: 1\nname: shots\nterms:\n  - {{id: shot, words: {words}, to: picture}}\n\
                 categories:\n  - {{id: {category}, description: Old, action: Replace}}\n\
                 rules:\n  - {{id: all, when: {{term: shot}}, category: {category}}}\n"
            ),
        );
    };
    world.write("own.yaml", "version: 1\nextends: base.yaml\nname: own\n");
    let scan = || (world.scan(&["--rules", "own.yaml"]), world.scan(&["--rules", "own.yaml", "--no-cache"]));
    base("shot", "OLD");
    settle();
    let (first, fresh) = scan();
    assert_eq!(first, fresh);
    // The facts may be the same, what is made of them is not.
    base("shot", "NEW");
    let (renamed, fresh) = scan();
    assert!(renamed == fresh && renamed != first && renamed.contains("NEW"));
    base("session", "NEW");
    let (other, fresh) = scan();
    assert!(other == fresh && other != renamed, "{other}");
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
        world.write(&format!("cache/{number:016x}{number:016x}.facts"), "runsess facts 2\nold");
        // Somebody else's.
        world.write(&format!("cache/{number:02}.facts"), "runsess facts 2\n");
        world.write(&format!("cache/a{number:031x}.facts"), "notes");
    }
    world.write("cache/notes.txt", "somebody's");
    settle();
    let answer = world.scan(&[]);
    let names = || -> Vec<String> {
        let entries = fs::read_dir(world.cache()).unwrap().flatten();
        entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect()
    };
    let count = |end: &str| names().iter().filter(|it| it.ends_with(end)).count();
    assert_eq!((count(".facts"), count("notes.txt")), (32 + 80, 1));
    assert_eq!(names().len(), 113, "nothing half written is left");
    let kept = world.entries();
    assert_eq!(answer, world.scan(&[]));
    assert_eq!(kept.len(), world.entries().len(), "the newest entry is among those that stay, and is taken");
    assert_eq!(kept, world.entries());
}
