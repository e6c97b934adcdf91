//! What people put into their own automation, run as it is: the script of the action, the job of the GitLab template and the hooks of pre-commit, in
//! a clone of a bare remote on this disk. The gate must pass what is accepted, fail on what is new, say why it could not look, and write
//! nothing into the work tree.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{have, package, put, runsess, texts};

const GO: &str = "package app\n\ntype Conversation struct {\n\tSessionID string\n}\n\nfunc open(c Conversation) string {\n\trunID := c.SessionID\n\treturn runID\n}\n";

/// A clone of a bare remote, with one accepted state.
struct Clone {
    dir: tempfile::TempDir,
}

impl Clone {
    fn new() -> Self {
        let clone = Self { dir: tempfile::tempdir().unwrap() };
        let git = |folder: &Path, arguments: &[&str]| {
            let output = Command::new("git").args(arguments).current_dir(folder).output().unwrap();
            assert!(output.status.success(), "{arguments:?} {}", texts(&output).1);
        };
        let top = clone.dir.path();
        git(top, &["init", "--quiet", "--bare", "remote.git"]);
        git(top, &["clone", "--quiet", "remote.git", "work tree"]);
        let work = clone.work();
        put(&work, "go.mod", "module example.com/app\n\ngo 1.22\n");
        put(&work, "app.go", GO);
        put(&work, "runsess.yaml", "baseline: accepted.jsonl\n");
        let accepted = clone.with_program(&["sh", "-c", "runsess check --update-baseline --allow-growth"]);
        assert!(accepted.status.success(), "{}", texts(&accepted).1);
        git(&work, &["add", "."]);
        git(&work, &["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "accepted"]);
        git(&work, &["push", "--quiet", "origin", "HEAD"]);
        clone
    }

    fn work(&self) -> PathBuf {
        self.dir.path().join("work tree")
    }

    fn add_a_hit(&self) {
        put(&self.work(), "more.go", &GO.replace("Conversation", "Other").replace("open", "more"));
    }

    /// A command in the work tree, with the program under test on the path.
    fn command(&self, words: &[&str]) -> Command {
        let program = PathBuf::from(runsess(&[]).get_program());
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let folder = program.parent().unwrap().to_path_buf();
        let path = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&paths))).unwrap();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).current_dir(self.work()).env("PATH", path).env("RUNSESS_CACHE_DIR", "");
        command.env("XDG_STATE_HOME", self.dir.path().join("state")).env("NO_COLOR", "1");
        for name in ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "RUNSESS", "RUNSESS_ROOTS", "RUNSESS_CACHE_KEY"] {
            command.env_remove(name);
        }
        command
    }

    fn with_program(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What git sees that was not committed.
    fn changes(&self) -> String {
        texts(&self.with_program(&["git", "status", "--porcelain"])).0
    }
}

#[test]
fn the_script_of_the_action_checks_and_reports() {
    let clone = Clone::new();
    let beside = |name: &str| clone.dir.path().join(name);
    let script = package().join("ci/check.sh");
    let run = |roots: &str| {
        for name in ["summary", "output"] {
            let _ = fs::remove_file(beside(name));
        }
        let mut command = clone.command(&[script.to_str().unwrap()]);
        command.env("RUNSESS_ROOTS", roots).env("RUNSESS_SARIF", beside("sarif"));
        let output = command
            .env("GITHUB_STEP_SUMMARY", beside("summary"))
            .env("GITHUB_OUTPUT", beside("output"))
            .output()
            .unwrap();
        let read = |name: &str| fs::read_to_string(beside(name)).unwrap_or_default();
        (output.status.code(), texts(&output).0, read("summary"), read("output"))
    };
    let (status, out, summary, output) = run("");
    assert_eq!((status, summary.contains("no new hits"), output.is_empty()), (Some(0), true, false), "{out}");
    clone.add_a_hit();
    let (status, out, summary, _) = run("");
    assert_eq!(status, Some(1), "{out}");
    assert!(out.contains("::error") && out.contains("more.go"), "{out}");
    assert!(summary.starts_with("### runsess: 2 hits\n") && summary.matches("more.go:8").count() == 1, "{summary}");
    let sarif: serde_json::Value = serde_json::from_slice(&fs::read(beside("sarif/1.sarif")).unwrap()).unwrap();
    assert!(!sarif["runs"][0]["results"].as_array().unwrap().is_empty());
    // A folder with a blank in its name, and one that is not there.
    fs::create_dir(clone.work().join("a folder")).unwrap();
    fs::rename(clone.work().join("more.go"), clone.work().join("a folder/more.go")).unwrap();
    assert_eq!(run("a folder\n").0, Some(1));
    fs::remove_dir_all(beside("sarif")).unwrap();
    let (status, _, summary, output) = run("nowhere");
    assert_eq!((status, output.as_str()), (Some(2), ""));
    assert!(summary.contains("could not look") && summary.contains("nowhere"), "{summary}");
    assert_eq!(fs::read_dir(beside("sarif")).unwrap().count(), 0, "half a file is not uploaded");
    assert_eq!(clone.changes(), "?? \"a folder/\"\n");
}

#[test]
fn the_job_of_the_gitlab_template_makes_its_report() {
    let clone = Clone::new();
    let template = fs::read_to_string(package().join("ci/gitlab.yml")).unwrap();
    let script = template.split_once("\n  script:\n").unwrap().1.split_once("\n  artifacts:").unwrap().0;
    let lines = script.lines().map(str::trim).filter(|it| !it.starts_with('#'));
    let script: Vec<&str> = lines.map(|it| it.strip_prefix("- ").expect("a line of the script")).collect();
    // As a runner does: one shell, which ends at the first command that fails.
    let script = format!("set -e\n{}\n", script.join("\n"));
    let run = || clone.with_program(&["sh", "-c", &script]);
    let report = || -> serde_json::Value {
        serde_json::from_slice(&fs::read(clone.work().join("gl-code-quality-report.json")).unwrap()).unwrap()
    };
    assert_eq!(run().status.code(), Some(0));
    assert_eq!(report(), serde_json::json!([]));
    fs::remove_file(clone.work().join("gl-code-quality-report.json")).unwrap();
    clone.add_a_hit();
    let output = run();
    assert_eq!(output.status.code(), Some(1), "{}", texts(&output).1);
    assert!(texts(&output).0.contains("more.go"), "people read the log");
    assert!(report().as_array().is_some_and(|it| !it.is_empty()));
}

/// The hook for programs on the path, from a remote with this checkout's definition. `RUNSESS_PRE_COMMIT` names the tool; `.ci/run` installs it.
#[test]
fn the_hook_of_pre_commit_checks_and_never_writes() {
    let tool = std::env::var("RUNSESS_PRE_COMMIT").unwrap_or_else(|_| "pre-commit".to_owned());
    if !have(&tool) {
        return;
    }
    let clone = Clone::new();
    let hooks = clone.dir.path().join("hooks");
    fs::create_dir(&hooks).unwrap();
    fs::copy(package().join(".pre-commit-hooks.yaml"), hooks.join(".pre-commit-hooks.yaml")).unwrap();
    let publish = "cd ../hooks && git init --quiet && git add . && git -c user.name=a -c user.email=a@example.com commit --quiet -m hooks \
                   && git tag v1 && git clone --quiet --bare . ../hooks.git";
    assert!(clone.with_program(&["sh", "-c", publish]).status.success());
    let config = format!(
        "repos:\n  - repo: {}\n    rev: v1\n    hooks:\n      - id: runsess-system\n",
        clone.dir.path().join("hooks.git").display()
    );
    put(&clone.work(), ".pre-commit-config.yaml", &config);
    let run = || {
        assert!(clone.with_program(&["git", "add", "."]).status.success());
        let before = clone.changes();
        let mut command = clone.command(&[&tool, "run", "--all-files"]);
        let output = command.env("PRE_COMMIT_HOME", clone.dir.path().join("home")).output().unwrap();
        assert_eq!(before, clone.changes(), "the hook writes nothing");
        (output.status.code(), texts(&output).0)
    };
    let (status, out) = run();
    assert_eq!(status, Some(0), "{out}");
    clone.add_a_hit();
    let (status, out) = run();
    assert_eq!(status, Some(1), "{out}");
    assert!(out.contains("more.go"), "{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_download_is_run_only_if_it_is_what_its_checksum_says() {
    let clone = Clone::new();
    let folder = clone.dir.path();
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let pack = format!(
        "mkdir -p v1.2.3/runsess-{target} && printf '#!/bin/sh\\necho published\\n' >v1.2.3/runsess-{target}/runsess && cd v1.2.3 && chmod +x runsess-{target}/runsess \
         && tar -czf runsess-{target}.tar.gz runsess-{target} && sha256sum runsess-{target}.tar.gz >runsess-{target}.tar.gz.sha256"
    );
    assert!(clone.command(&["sh", "-c", &pack]).current_dir(folder).status().unwrap().success());
    let install = |to: &str| {
        let mut command = clone.command(&[package().join("ci/install.sh").to_str().unwrap()]);
        command.env("RUNSESS_VERSION", "1.2.3").env("RUNSESS_RELEASES", format!("file://{}", folder.display()));
        let output = command.env("RUNSESS_REPOSITORY", "a/b").env("RUNSESS_TO", folder.join(to)).output().unwrap();
        (output.status.success(), texts(&output).0)
    };
    let (done, program) = install("first");
    assert!(done, "{program}");
    assert_eq!(texts(&Command::new(program.trim()).output().unwrap()).0, "published\n");
    let archive = folder.join(format!("v1.2.3/runsess-{target}.tar.gz"));
    let mut bytes = fs::read(&archive).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&archive, bytes).unwrap();
    let (done, program) = install("second");
    assert!(!done && program.is_empty(), "{program}");
    assert!(!folder.join(format!("second/runsess-{target}")).exists(), "nothing is unpacked");
}
