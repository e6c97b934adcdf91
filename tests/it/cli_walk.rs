//! What is looked at, and what is said where something was not: through the program, in every command.

use std::path::Path;
use std::process::Command;

use crate::support::{put, run_in, runsess};

/// Two hits that the gate fails on.
const HIT: &str =
    "package r\n\ntype T struct{ SessionID string }\n\nfunc g(runID string) T { return T{SessionID: runID} }\n";

fn git(dir: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C").arg(dir).args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]);
    let output = git.args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn check(dir: &Path) -> (i32, String) {
    let (code, out, err) = run_in(&["check", "r"], dir);
    (code, out + &err)
}

#[test]
fn an_ignore_file_above_the_repository_hides_nothing() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/t.go", HIT);
    git(&dir.path().join("r"), &["init", "-q"]);
    let before = check(dir.path());
    assert_eq!(before.0, 1, "{}", before.1);
    put(dir.path(), ".gitignore", "*\n");
    assert_eq!(check(dir.path()), before);
}

#[test]
fn what_git_tracks_is_read_whatever_ignores_it() {
    let dir = tempfile::tempdir().unwrap();
    let repo = dir.path().join("r");
    put(&repo, "store/deep/s.go", HIT);
    put(&repo, "log/l.go", HIT);
    git(&repo, &["init", "-q"]);
    git(&repo, &["add", "-A"]);
    put(&repo, ".gitignore", "store/\n/log/*.go\n");
    put(&repo, "store/deep/new.go", HIT);
    put(&repo, "store/other/new.go", HIT);
    let (code, said) = check(dir.path());
    assert_eq!(code, 1, "{said}");
    let named = ["r/store/deep/s.go:5", "r/log/l.go:5"].map(|it| said.contains(it));
    assert_eq!(named, [true, true], "{said}");
    assert!(!said.contains("new.go"), "what git does not track is ignored: {said}");
}

#[test]
fn where_git_cannot_say_what_it_tracks_a_row_says_so() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/a.go", "package r\n");
    put(dir.path(), "r/out/b.go", HIT);
    put(dir.path(), "r/.gitignore", "out\n");
    put(dir.path(), "r/.git", "gitdir: nowhere\n");
    let (code, out, _) = run_in(&["scan", "r", "--format", "json"], dir.path());
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("git can't say which of its ignored files it tracks"), "{out}");
}

#[test]
fn a_folder_of_sellers_is_read() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/go.mod", "module example.com/r\n");
    put(dir.path(), "r/vendor/modules.txt", "# nothing\n");
    put(dir.path(), "r/vendor/v/v.go", HIT);
    put(dir.path(), "r/src/vendor/seller.go", HIT);
    let (code, said) = check(dir.path());
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("r/src/vendor/seller.go:5") && !said.contains("v/v.go"), "{said}");
}

#[cfg(unix)]
#[test]
fn an_ignore_file_without_end_ends() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/t.go", HIT);
    let made = Command::new("mkfifo").arg(dir.path().join("r/.gitignore")).status().unwrap();
    assert!(made.success());
    std::fs::create_dir(dir.path().join("r/sub")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("r/sub/.gitignore")).unwrap();
    let (code, said) = check(dir.path());
    assert_eq!(code, 1, "{said}");
    let (_, out, _) = run_in(&["scan", "r", "--format", "json"], dir.path());
    assert!(out.contains("not a regular file: it ignores nothing"), "{out}");
    assert!(out.contains("a symbolic link, which is not followed: it ignores nothing"), "{out}");
}

#[test]
fn what_an_apply_left_behind_is_no_source() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/t.go", HIT);
    let before = check(dir.path());
    put(dir.path(), "r/.runsess-d1f8a5f7b0-0.tmp", HIT);
    put(dir.path(), "r/.runsess-d1f8a5f7b0-0.tmp.kept", HIT);
    assert_eq!(check(dir.path()), before);
}

/// A module with one file that is read and what is given.
fn beside(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/go.mod", "module example.com/r\n\ngo 1.22\n");
    put(dir.path(), "r/t.go", &format!("{HIT}\ntype Box struct{{ Color string }}\n"));
    for (path, bytes) in files {
        put(dir.path(), path, "");
        std::fs::write(dir.path().join(path), bytes).unwrap();
    }
    dir
}

/// Every command that reads sources.
const COMMANDS: &[&[&str]] = &[
    &["scan", "r"],
    &["scan", "--format", "jsonl", "r"],
    &["check", "r"],
    &["plan", "r"],
    &["sql", "--batch", "1", "r"],
    &["explain", "r/t.go:5:8", "r"],
    &["refs", "Box.Color", "r"],
    &["rename", "Box.Color", "Hue", "r"],
    &["rename", "Box.Color", "Hue", "--diff", "r"],
    &["rename", "Box.Color", "Color", "r"],
    &["apply", "--batch", "1", "r"],
    &["apply", "--batch", "1", "--diff", "r"],
    &["apply", "--batch", "1", "--format", "json", "r"],
];

#[test]
fn a_source_that_cannot_be_read_makes_every_command_a_partial_one_and_nothing_is_written() {
    let dir = beside(&[("r/latin.go", b"package r\n\n// caf\xe9\nfunc Latin(b Box) string { return b.Color }\n")]);
    let before = std::fs::read(dir.path().join("r/t.go")).unwrap();
    for command in COMMANDS {
        let (code, out, err) = run_in(command, dir.path());
        assert_eq!(code, 2, "{command:?}: {out}{err}");
        assert!((out + &err).contains("latin.go"), "{command:?} names the file: {err}");
        assert_eq!(std::fs::read(dir.path().join("r/t.go")).unwrap(), before, "{command:?} wrote");
    }
    let (_, _, err) = run_in(&["apply", "--batch", "1", "r"], dir.path());
    assert!(err.contains("1 place could not be read") && err.contains("--allow-unread"), "{err}");
    let (_, out, _) = run_in(&["rename", "Box.Color", "Hue", "--diff", "r"], dir.path());
    assert!(out.contains("+type Box struct{ Hue string }"), "a diff shows the rest: {out}");
}

#[test]
fn text_in_another_encoding_matters_where_it_may_hold_a_hit() {
    let wide =
        |text: &str| -> Vec<u8> { format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let hit = wide("run_id = 1\n");
    for name in ["a.json", "a.yaml", "a.txt", "a.html", "a.py", "noname"] {
        let dir = beside(&[(&format!("r/{name}"), &hit)]);
        let (code, said) = check(dir.path());
        assert_eq!(code, 2, "{name}: {said}");
        assert!(said.contains(&format!("skipped r/{name}: UTF-16")), "{name}: {said}");
        let other = beside(&[(&format!("r/{name}"), &wide("walk_id = 1\n"))]);
        assert_eq!(check(other.path()).0, 1, "{name} holds no hit");
    }
    let unmarked = &hit[2..];
    let dir = beside(&[("r/a.py", unmarked), ("r/b.json", b"{\"run_id\": \"\0\"}\n")]);
    let (code, said) = check(dir.path());
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("skipped r/a.py: UTF-16") && said.contains("skipped r/b.json: not text"), "{said}");
    let dir = beside(&[("r/program", b"\x7fELF\x02\x01\x01\0\0\0\0run_id\0\0\x01\x02\x03\x04")]);
    assert_eq!(check(dir.path()).0, 1, "a program is no text");
}

#[test]
fn a_root_of_which_nothing_is_read_is_said() {
    let dir = beside(&[]);
    std::fs::create_dir(dir.path().join("empty")).unwrap();
    for command in COMMANDS {
        let mut alone = command.to_vec();
        *alone.last_mut().unwrap() = "empty";
        let (code, out, err) = run_in(&alone, dir.path());
        assert_eq!((code, out.as_str()), (2, ""), "{alone:?}");
        assert!(err.contains("nothing was read"), "{alone:?}: {err}");
        let (code, out, err) = run_in(&[*command, &["empty"]].concat(), dir.path());
        assert_eq!(code, 2, "{command:?}: {out}{err}");
        assert!((out + &err).contains("nothing was read"), "{command:?} names the root: {err}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_no_root() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Command::new("mkfifo").arg(dir.path().join("pipe")).status().unwrap().success());
    for root in ["pipe", "/dev/null"] {
        for command in [&["scan", root][..], &["check", root], &["refs", "A.B", root]] {
            let (code, out, err) = run_in(command, dir.path());
            assert_eq!((code, out.as_str()), (2, ""), "{command:?}");
            assert!(err.contains("neither a folder nor a regular file"), "{command:?}: {err}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_changes_no_verdict() {
    let dir = beside(&[]);
    let many: String = (0..3000).map(|at| format!("func f{at}(runID string) {{}}\n")).collect();
    put(dir.path(), "r/many.go", &format!("package r\n\n{many}"));
    for (command, code) in
        [(&["check", "--quiet", "r"][..], 1), (&["scan", "--format", "jsonl", "--output", "/dev/stdout", "r"], 1)]
    {
        let mut child = runsess(command);
        child.current_dir(dir.path()).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = child.spawn().unwrap();
        // Before anything is read of it.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), err.as_str()), (Some(code), ""), "{command:?}");
    }
}

#[test]
fn runsess_yaml_leaves_out_what_it_ignores_in_every_command() {
    let dir = beside(&[("r/latin.txt", b"\xe9 runID Color\n")]);
    put(dir.path(), "r/keepout/k.go", "package k\n\nvar runID = 1\n");
    put(dir.path(), "runsess.yaml", "roots: [r]\nignore: ['**/keepout/**', 'r/lat*.txt']\n");
    let before = std::fs::read_to_string(dir.path().join("r/t.go")).unwrap();
    for command in COMMANDS {
        put(dir.path(), "r/t.go", &before);
        let (code, out, err) = run_in(&command[..command.len() - 1], dir.path());
        assert_ne!(code, 2, "{command:?}: {err}");
        assert!(!(out + &err).contains("keepout"), "{command:?}");
    }
    let kept = std::fs::read_to_string(dir.path().join("r/keepout/k.go")).unwrap();
    assert_eq!(kept, "package k\n\nvar runID = 1\n");
}

/// The text of a file of somebody else's, after each of the commands that write.
fn victim_after_writing(dir: &Path, roots: &str) -> String {
    put(dir, "here/runsess.yaml", &format!("roots: [{roots}]\n"));
    for command in [&["rename", "Box.Color", "Hue"][..], &["apply", "--batch", "1"]] {
        let (code, out, err) = run_in(command, &dir.join("here"));
        assert_eq!((code, out.as_str()), (2, ""), "{roots}: {err}");
        assert!(err.contains("outside of its folder") && err.contains("command line"), "{roots}: {err}");
        let (code, out, err) = run_in(&[command, &["--diff"]].concat(), &dir.join("here"));
        assert!(code != 2 && !out.is_empty(), "{roots}: reading is free: {err}");
    }
    std::fs::read_to_string(dir.join("r/t.go")).unwrap()
}

#[test]
fn runsess_yaml_names_nothing_outside_of_its_folder_for_writing() {
    let dir = beside(&[]);
    let before = std::fs::read_to_string(dir.path().join("r/t.go")).unwrap();
    assert_eq!(victim_after_writing(dir.path(), "../r"), before);
    assert_eq!(victim_after_writing(dir.path(), &dir.path().join("r").display().to_string()), before);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../r", dir.path().join("here/link")).unwrap();
        assert_eq!(victim_after_writing(dir.path(), "link"), before);
    }
    let (code, _, err) = run_in(&["rename", "Box.Color", "Hue", "--allow-no-vcs", "../r"], &dir.path().join("here"));
    assert_eq!(code, 0, "what the user names is written: {err}");
}

#[cfg(unix)]
#[test]
fn runsess_yaml_is_a_plain_file() {
    let dir = beside(&[("secret", b"password\n")]);
    let path = dir.path().join("runsess.yaml");
    for target in ["/dev/zero", "secret"] {
        std::os::unix::fs::symlink(target, &path).unwrap();
        let (code, out, err) = run_in(&["scan"], dir.path());
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains("a symbolic link, which is not followed") && !err.contains("password"), "{err}");
        std::fs::remove_file(&path).unwrap();
    }
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let (code, _, err) = run_in(&["scan"], dir.path());
    assert!(code == 2 && err.contains("not a regular file"), "{err}");
    std::fs::remove_file(&path).unwrap();
    put(dir.path(), "runsess.yaml", &format!("roots: [r]\n{}", "#\n".repeat(600_000)));
    let (code, _, err) = run_in(&["scan"], dir.path());
    assert!(code == 2 && err.contains("bigger than 1048576 bytes"), "{err}");
}
