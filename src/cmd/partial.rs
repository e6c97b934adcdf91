//! What a command does where something could not be read: it answers for the rest and ends as one that ran only partly; it
//! writes nothing, because what was not read may use the names. Nor where a stranger's file says what would be written.

use std::path::{Path, PathBuf};

use crate::cli::{UnreadArg, WriteArgs};
use crate::model::{Repo, Skipped};
use crate::text::count::counted;

use super::{Failure, Outcome};

/// How a command ends that would have ended with `done`.
pub(super) fn settled(done: Outcome, partial: bool) -> Outcome {
    if partial { Outcome::Failed } else { done }
}

/// What a person has looked at in place of the program does not matter any more: files and folders by their paths, or as rows of data name
/// them (`repo/path`).
pub(super) fn looked_at(skipped: &mut [Skipped], by_hand: &UnreadArg, repos: &[Repo]) {
    let real: Vec<(&str, Option<PathBuf>)> = by_hand
        .allow_unread
        .iter()
        .map(|it| (it.as_str(), Path::new(it).canonicalize().or_else(|_| std::path::absolute(it)).ok()))
        .collect();
    for it in skipped.iter_mut().filter(|it| it.matters) {
        let named = it.file().to_string();
        let root = repos.iter().find(|repo| *repo.name == *it.repo).map(|repo| &repo.root);
        let file = root.map(|root| root.join(&it.path));
        let within = |(name, path): &(&str, Option<PathBuf>)| {
            let there = file.as_deref().zip(path.as_deref()).is_some_and(|(file, path)| file.starts_with(path));
            there || Path::new(&named).starts_with(name)
        };
        it.matters = !real.iter().any(within);
    }
}

/// Before user files are written.
pub(super) fn may_write(skipped: &[Skipped], astray: &[PathBuf], args: &WriteArgs) -> Result<(), Failure> {
    if args.diff || args.patch.is_some() {
        return Ok(());
    }
    if let Some(root) = astray.first() {
        let message = format!("runsess.yaml names {}, outside of its folder: nothing was written", root.display());
        return Err(Failure::usage(message, "name the folders on the command line, where they are yours to name"));
    }
    let count = skipped.iter().filter(|it| it.matters).count();
    if count == 0 {
        return Ok(());
    }
    let (they, them) = if count == 1 { ("it", "it") } else { ("they", "them") };
    let what = counted(count, "place");
    let message = format!("{what} could not be read, and {they} may use the name: nothing was written");
    Err(Failure::usage(
        message,
        format!(
            "make {them} readable (UTF-8, at most 16 MB), or look for the name there yourself and say so with --allow-unread \
             FILE; --diff shows what the rest would become"
        ),
    ))
}
