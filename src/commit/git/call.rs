//! Calls of the `git` program that read and do nothing else. A repository is somebody else's text, its configuration included:
//! none of the programs that it may name is run (hooks, monitors, filters, transports), and nothing is fetched.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use super::Reason;

/// What a call prints, or what git said instead.
type Printed = Result<Vec<u8>, Reason>;

/// One work tree that is asked about.
pub(super) struct Git<'t> {
    top: &'t Path,
}

impl<'t> Git<'t> {
    /// The work tree with this top folder, whatever the configuration calls its top.
    pub(super) fn of(top: &'t Path) -> Self {
        Self { top }
    }

    /// `git words -- paths`
    pub(super) fn about<'p>(&self, words: &[&str], paths: impl IntoIterator<Item = &'p PathBuf>) -> Printed {
        let paths: Vec<OsString> = paths.into_iter().map(OsString::from).collect();
        let mut git = self.command();
        git.args(words).arg("--").args(paths).stdin(Stdio::null());
        printed(git.output())
    }

    /// Whether `git words` ends well.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        self.command().args(words).stdin(Stdio::null()).output().is_ok_and(|output| output.status.success())
    }

    /// `git words`, with `input` on its standard input.
    pub(super) fn fed(&self, words: &[&str], input: &[u8]) -> Printed {
        let mut git = self.command();
        git.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut run = || -> io::Result<std::process::Output> {
            let mut child = git.spawn()?;
            let stdin = child.stdin.take();
            // Both ends at once: each would wait for the other when a pipe is full.
            thread::scope(|scope| {
                scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
                child.wait_with_output()
            })
        };
        printed(run())
    }

    fn command(&self) -> Command {
        let mut git = Command::new("git");
        git.arg("-C").arg(self.top).args(["--no-optional-locks", "--literal-pathspecs"]);
        for setting in ["core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never"] {
            git.args(["-c", setting]);
        }
        // Set inside of hooks; they would answer for another tree.
        for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"] {
            git.env_remove(variable);
        }
        // Not the repository around a broken one, and not another work tree.
        git.env("GIT_CEILING_DIRECTORIES", self.top.parent().unwrap_or(self.top)).env("GIT_WORK_TREE", self.top);
        // A list of protocols outdoes what the configuration says of each; older versions know no GIT_NO_LAZY_FETCH.
        git.env("GIT_ALLOW_PROTOCOL", "none").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
        git.env("LC_ALL", "C");
        git
    }
}

fn printed(output: io::Result<std::process::Output>) -> Printed {
    match output {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(Reason::Git(said.lines().next().unwrap_or("it failed").to_owned()))
        }
        Err(error) => Err(Reason::Git(error.to_string())),
    }
}
