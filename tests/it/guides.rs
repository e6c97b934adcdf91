//! What guides show of the program is what it prints: the blocks `console` of these pages are run, in order, in one folder that holds a copy of the
//! example. `RUNSESS_BLESS=1 cargo test --test it guides` writes the answers into the pages, but for those in which a line `…` leaves
//! something out: these have to fit.

use std::path::{Path, PathBuf};

use crate::support::{copy_tree, package, runsess, texts};

#[test]
fn a_first_rule_pack() {
    shows_what_is_printed("first-pack.md");
}

#[test]
fn how_it_decides() {
    shows_what_is_printed("how-it-decides.md");
}

#[test]
fn phases() {
    shows_what_is_printed("phases.md");
}

#[test]
fn several_repositories() {
    shows_what_is_printed("repositories.md");
}

/// A line that stands for any number of lines.
const LEFT_OUT: &str = "…";

/// A folder with the example, where a page is followed.
struct Shell {
    place: tempfile::TempDir,
    at: PathBuf,
}

impl Shell {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        copy_tree(&package().join("fixtures/workspace"), &place.path().join("fixtures/workspace"));
        let at = place.path().to_owned();
        Self { place, at }
    }

    /// What a command line prints, on both streams.
    fn says(&mut self, line: &str) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_runsess")).parent().unwrap();
        let path = std::env::join_paths(
            [program]
                .into_iter()
                .map(Path::to_owned)
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        let state = self.place.path().join("state");
        let ends_in = self.place.path().join("ends-in");
        // The program in the environment of all tests, with a shell in its place.
        let like = runsess(&[]);
        let mut command = std::process::Command::new("sh");
        for (name, value) in like.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.arg("-c").arg(format!("exec 2>&1; {line}\npwd >'{}'", ends_in.display())).current_dir(&self.at);
        command.env("PATH", path.unwrap()).env("XDG_STATE_HOME", &state);
        for of in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{of}_NAME"), "A reader").env(format!("GIT_{of}_EMAIL"), "reader@example.com");
        }
        let (out, _) = texts(&command.output().unwrap());
        self.at = std::fs::read_to_string(&ends_in).unwrap().trim_end().into();
        out
    }
}

fn shows_what_is_printed(page: &str) {
    if cfg!(windows) {
        return; // The lines are those of a POSIX shell.
    }
    let file = package().join("docs").join(page);
    let before = std::fs::read_to_string(&file).unwrap();
    let (mut after, mut shell, mut wrong) = (String::new(), Shell::new(), Vec::new());
    let mut lines = before.lines().peekable();
    let mut shown = false;
    while let Some(line) = lines.next() {
        after.push_str(&format!("{line}\n"));
        shown = if line == "```console" { true } else { shown && line != "```" };
        let Some(command) = line.strip_prefix("$ ").filter(|_| shown) else { continue };
        let mut expected = String::new();
        while let Some(next) = lines.next_if(|it| !it.starts_with("$ ") && *it != "```") {
            expected.push_str(&format!("{next}\n"));
        }
        let said = shell.says(command);
        let said: String = said.lines().map(|it| format!("{}\n", it.trim_end())).collect();
        let open = expected.lines().any(|it| it == LEFT_OUT);
        if std::env::var_os("RUNSESS_BLESS").is_some() && !open {
            after.push_str(&said);
            continue;
        }
        if !fits(&expected.lines().collect::<Vec<_>>(), &said.lines().collect::<Vec<_>>()) {
            wrong.push(format!("$ {command}\n{said}\n(docs/{page} shows)\n{expected}"));
        }
        after.push_str(&expected);
    }
    if std::env::var_os("RUNSESS_BLESS").is_some() {
        std::fs::write(&file, after).unwrap();
    }
    assert!(wrong.is_empty(), "docs/{page} shows something else than this:\n\n{}", wrong.join("\n"));
}

/// True if the lines are those that are expected.
fn fits(expected: &[&str], said: &[&str]) -> bool {
    match expected {
        [] => said.is_empty(),
        [LEFT_OUT, rest @ ..] => (0..=said.len()).any(|from| fits(rest, &said[from..])),
        [line, rest @ ..] => said.first() == Some(line) && fits(rest, &said[1..]),
    }
}

#[test]
fn a_line_that_leaves_out_stands_for_any_number_of_lines() {
    assert!(fits(&["a", LEFT_OUT, "d"], &["a", "b", "c", "d"]) && fits(&["a", LEFT_OUT], &["a"]));
    assert!(!fits(&["a", LEFT_OUT, "c"], &["a", "b", "c", "d"]) && !fits(&["a"], &["a", "b"]) && !fits(&["a"], &[]));
}
