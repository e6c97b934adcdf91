//! `--check CMD`: a command of the user says whether what was written is right. The command comes from the command line alone, never from
//! a rule pack or a file of a repository: a stranger's repository must not run programs.

use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How often is looked whether the command has ended, or somebody wants it to.
const EVERY: Duration = Duration::from_millis(20);

/// How long a command that is asked to end may take before it is killed.
const GRACE: Duration = Duration::from_secs(3);

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trial {
    /// With status 0.
    Passed,
    /// With another one, in words.
    Failed(String),
    /// It was ended because this process was asked to stop.
    Stopped,
}

/// Runs `command` in `folder` by `sh -c`, with all that it prints on standard error, which leaves standard output to the answer. When
/// `stop` is raised, it is ended with all that it has started.
///
/// # Errors
/// There is no `sh`, or the folder is gone.
pub(super) fn run(command: &str, folder: &Path, stop: &AtomicBool) -> io::Result<Trial> {
    super::talk::hush();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(command).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::from(io::stderr()));
    // A group of its own, so that what the shell starts can be ended with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    let mut child = shell.spawn()?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(if status.success() { Trial::Passed } else { Trial::Failed(words(status)) });
        }
        if stop.load(Ordering::Acquire) {
            end(&mut child)?;
            return Ok(Trial::Stopped);
        }
        thread::sleep(EVERY);
    }
}

/// Asks the command to end, and kills it where it does not.
fn end(child: &mut Child) -> io::Result<()> {
    signal(child, false);
    let asked = Instant::now();
    while child.try_wait()?.is_none() && asked.elapsed() < GRACE {
        thread::sleep(EVERY);
    }
    signal(child, true);
    child.wait().map(|_| ())
}

/// A signal to the whole group of the command; one that is gone already needs none.
#[cfg(unix)]
fn signal(child: &mut Child, kill: bool) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let signal = if kill { Signal::KILL } else { Signal::TERM };
    let _ = kill_process_group(Pid::from_child(child), signal);
}

/// There is only killing, and only of the shell.
#[cfg(not(unix))]
fn signal(child: &mut Child, _kill: bool) {
    let _ = child.kill();
}

fn words(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit status {code}"),
        None => status.to_string(),
    }
}
