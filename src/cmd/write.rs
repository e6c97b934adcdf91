//! Gives planned edits to `commit`, or shows them as a diff. Both ways share all steps but the last, so that a diff can't
//! promise anything else than what is written.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use similar::TextDiff;

use crate::cli::WriteArgs;
use crate::commit::{self, Act, ApplyId, FileChange, Options};
use crate::model::plan::Plan;
use crate::model::{FilePlan, NewFile, Repo, Source};
use crate::text::count::counted;
use crate::text::shown::Styled;

use super::trial::{self, Trial};
use super::{Failure, Outcome, checkout, writing};

/// New texts of files, ready to be shown or written.
pub(super) struct Rewrite {
    changes: Vec<(FileChange, String)>,
}

impl Rewrite {
    /// What `plan` makes of `sources`.
    pub(super) fn new(plan: &Plan, sources: &[Source], repos: &[Repo]) -> Self {
        let mut changes = Vec::new();
        for FilePlan { file, after, .. } in &plan.files {
            let source = &sources[file.0 as usize];
            let repo = &repos[source.repo.0 as usize];
            let display = format!("{}/{}", repo.name, source.path);
            if **after == *source.text {
                continue;
            }
            let root = std::path::absolute(&repo.root).unwrap_or_else(|_| repo.root.clone());
            let path = root.join(&*source.path);
            let change = FileChange::new(root, path, display, source.text.as_bytes(), after.clone());
            changes.push((change, source.text.to_string()));
        }
        for NewFile { repo, path, text } in &plan.new_files {
            let repo = &repos[repo.0 as usize];
            let root = std::path::absolute(&repo.root).unwrap_or_else(|_| repo.root.clone());
            let there = root.join(path);
            changes
                .push((FileChange::create(root, there, format!("{}/{path}", repo.name), text.as_str()), String::new()));
        }
        changes.sort_by(|one, other| one.0.display.cmp(&other.0.display));
        Self { changes }
    }

    /// The changes as a unified diff, with paths as `repo/path`: for people, who look at several repositories at once.
    pub(super) fn diff(&self) -> String {
        let text = |(change, before): &(FileChange, String)| unified(&change.display.to_string(), change, before);
        self.changes.iter().map(text).collect()
    }

    /// A diff for each repository by its name, with paths as git has them: what `git apply` takes inside of it.
    fn patches(&self) -> BTreeMap<String, String> {
        let mut patches: BTreeMap<String, String> = BTreeMap::new();
        for (change, before) in &self.changes {
            let (repo, path) = change.display.split_once('/').unwrap_or_default();
            let in_git = checkout::path_in_git(&change.root, &change.path).unwrap_or_else(|| path.to_owned());
            let diff = unified(&in_git, change, before);
            patches.entry(repo.to_owned()).or_default().push_str(&diff);
        }
        patches
    }

    /// A file for the diff of one repository, a folder for those of several.
    fn write_patches(&self, path: &Path) -> Result<Outcome, Failure> {
        let patches = self.patches();
        let write = |path: &Path, text: &str| {
            super::taken(&path.display().to_string(), commit::write_output(path, text.as_bytes()))
        };
        let ends = path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
        if !ends && !path.is_dir() {
            if patches.len() > 1 {
                let repos: Vec<&str> = patches.keys().map(String::as_str).collect();
                let message = format!("{} have changes, and a patch is for one repository", repos.join(", "));
                let help = format!("name a folder, --patch {}/: each repository gets a file in it", path.display());
                return Err(Failure::usage(message, help));
            }
            write(path, patches.values().next().map_or("", String::as_str))?;
            return Ok(Outcome::Done);
        }
        let made = std::fs::create_dir_all(path);
        made.map_err(|error| Failure::Output { what: path.display().to_string(), error })?;
        for (repo, text) in &patches {
            write(&path.join(format!("{}.patch", repo.replace(std::path::is_separator, "-"))), text)?;
        }
        Ok(Outcome::Done)
    }

    /// Nothing is left to write.
    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Runs the command of the user in each repository that was written into, in the order of their names, up to the first in which
    /// it fails: then the apply is taken back, and the outcome is that.
    fn tried(&self, command: &str, id: ApplyId, label: &str) -> Result<Option<Outcome>, Failure> {
        let mut roots: Vec<(String, &PathBuf)> = Vec::new();
        for (change, _) in &self.changes {
            if roots.iter().all(|(_, root)| **root != change.root) {
                let repo = change.display.split('/').next().unwrap_or_default();
                roots.push((repo.to_owned(), &change.root));
            }
        }
        let stop = writing::stop_on_signal();
        for (repo, root) in roots {
            super::note(&format!("{repo}: {command}"));
            let (why, outcome) = match trial::run(command, root, stop) {
                Ok(Trial::Passed) => continue,
                Ok(Trial::Failed(status)) => (format!("the check failed in {repo} ({status})"), Outcome::Findings),
                Ok(Trial::Stopped) => ("the check was stopped".to_owned(), Outcome::Failed),
                Err(error) => (format!("the check can't run in {repo}: {error}"), Outcome::Failed),
            };
            let options = Options { label: format!("undo {id}, checked: {label}"), ..Options::from_env()? };
            // What was asked to stop is the check: taking back is done to its end.
            return match commit::undo(Some(id), &options, &mut writing::meter(), &AtomicBool::new(false)) {
                Ok(undone) => {
                    let count = counted(undone.files, "file");
                    super::note(&format!("{why}; {count} taken back, nothing is changed"));
                    Ok(Some(outcome))
                }
                Err(error) => {
                    super::reply(writing::failed(&error))?;
                    super::note(&format!(
                        "{why}, and apply {id} could not be taken back: `runsess undo {id}` tries again"
                    ));
                    Ok(Some(Outcome::Failed))
                }
            };
        }
        Ok(None)
    }

    /// Shows or writes the changes, as `args` say. `label` is what `apply --list` calls them.
    pub(super) fn finish(&self, args: &WriteArgs, label: &str) -> Result<Outcome, Failure> {
        if let Some(path) = &args.patch {
            return self.write_patches(path);
        }
        if args.diff {
            return show(&self.diff());
        }
        if self.changes.is_empty() {
            super::note(&format!("{label}: nothing to do"));
            return Ok(Outcome::Done);
        }
        let options = Options {
            allow_dirty: args.allow_dirty,
            require_git: !args.allow_no_vcs,
            label: label.into(),
            ..Options::from_env()?
        };
        writing::damaged(&options).lines().for_each(super::note);
        let changes: Vec<FileChange> = self.changes.iter().map(|(change, _)| change.clone()).collect();
        let done = match commit::apply(&changes, &options, &mut writing::meter(), writing::stop_on_signal()) {
            Ok(done) => done,
            Err(error) => return super::reply(writing::failed(&error)),
        };
        for kept in &done.kept {
            super::note(&format!(
                "another program wrote into a file while it was replaced; its text is in {}",
                kept.display()
            ));
        }
        if let Some(points) = writing::fault_points(&options) {
            super::note(&points);
        }
        if let (Some(command), Some(id)) = (&args.check, done.id)
            && let Some(outcome) = self.tried(command, id, label)?
        {
            return Ok(outcome);
        }
        let number = done.id.map(|id| id.to_string()).unwrap_or_default();
        let made = self.changes.iter().filter(|(change, _)| change.act == Act::Create).count();
        let rewritten = counted(done.files.saturating_sub(made), "file");
        let count = match made {
            0 => format!("{rewritten} rewritten"),
            made if made == done.files => format!("{} made", counted(made, "file")),
            made => format!("{rewritten} rewritten, {made} made"),
        };
        super::say(&format!("{label}: {count} (apply {number}; `runsess undo` takes it back)\n"))
    }
}

/// A format that writes nothing leaves nothing to check.
///
/// # Errors
/// `--check` beside such a format.
pub(super) fn may_check(args: &WriteArgs, format: &str) -> Result<(), Failure> {
    if args.check.is_none() {
        return Ok(());
    }
    let message = format!("--check runs after writing, and --format {format} writes nothing");
    Err(Failure::usage(message, "leave one of the two out"))
}

/// `--exit-code` asks what is left, and asks it of nobody who writes.
///
/// # Errors
/// `--exit-code` where something would be written.
pub(super) fn may_ask(args: &WriteArgs, listing: bool) -> Result<(), Failure> {
    if !args.exit_code || args.diff || args.patch.is_some() || listing {
        return Ok(());
    }
    Err(Failure::usage("--exit-code says whether something is left to do, and this would do it", "add --diff"))
}

/// How a command ends that has shown what is left, where `left` says that there is something.
pub(super) fn asked(args: &WriteArgs, done: Outcome, left: bool) -> Outcome {
    if args.exit_code && left { done.max(Outcome::Findings) } else { done }
}

/// Prints a diff: for people where colours are wanted, for programs byte for byte.
fn show(diff: &str) -> Result<Outcome, Failure> {
    let stdout = std::io::stdout();
    if !stdout.is_terminal() && anstream::AutoStream::choice(&stdout) == anstream::ColorChoice::Never {
        return super::give(diff.as_bytes());
    }
    let mut text = String::new();
    paint(diff, &mut text);
    super::say(&text)
}

/// Adds a unified diff in colour, as people may see it.
pub(super) fn paint(diff: &str, out: &mut String) {
    use anstyle::{AnsiColor, Style};
    for line in diff.split_inclusive('\n') {
        let style = match line.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => Style::new().bold(),
            [b'-', ..] => AnsiColor::Red.on_default(),
            [b'+', ..] => AnsiColor::Green.on_default(),
            [b'@', ..] => AnsiColor::Cyan.on_default(),
            _ => Style::new(),
        };
        Styled::line(style, line, out);
    }
}

/// A diff of one file that `git apply` and `patch` take.
fn unified(path: &str, change: &FileChange, before: &str) -> String {
    let old = if change.act == Act::Create { "/dev/null".to_owned() } else { header_name("a", path) };
    diff_of((&old, &header_name("b", path)), before, &String::from_utf8_lossy(&change.after))
}

fn diff_of((old_name, new_name): (&str, &str), before: &str, after: &str) -> String {
    // Lines as those programs see them: a `\r` on its own ends none.
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<&str>>();
    let (old, new) = (lines(before), lines(after));
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    diff.unified_diff().header(old_name, new_name).to_string()
}

/// A path as git writes it into a diff: in quotes when a character of it would end the line or the name, and before a tab when it
/// has blanks, because `patch` takes what follows a blank for a date.
fn header_name(side: &str, path: &str) -> String {
    if !path.contains(|c: char| c.is_ascii_control() || matches!(c, '"' | '\\')) {
        return format!("{side}/{path}{}", if path.contains(' ') { "\t" } else { "" });
    }
    let mut out = format!("\"{side}/");
    for c in path.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_ascii_control() => out.push_str(&format!("\\{:03o}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_has_the_lines_and_names_that_git_and_patch_expect() {
        let diff = diff_of(("a/r/a.go", "b/r/a.go"), "a\rb\nold", "a\rb\nnew");
        let end = "\\ No newline at end of file\n";
        assert_eq!(diff, format!("--- a/r/a.go\n+++ b/r/a.go\n@@ -1,2 +1,2 @@\n a\rb\n-old\n{end}+new\n{end}"));
        assert_eq!(header_name("a", "r/a b.go"), "a/r/a b.go\t");
        assert_eq!(header_name("a", "r/\u{8bf7}.go"), "a/r/\u{8bf7}.go");
        assert_eq!(header_name("b", "r/a\n\"b\".go"), "\"b/r/a\\012\\\"b\\\".go\"");
    }
}
