//! CODEOWNERS: who owns a file. Patterns are those of git's ignore files, and the last one that matches wins
//! (<https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>).

use std::path::Path;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::disk::read_plain;

/// Where it is looked for; the first one counts.
const PLACES: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// GitHub reads no larger one.
const MAX_BYTES: u64 = 3 << 20;

/// The owners of the files of one repository.
#[derive(Debug)]
pub struct Owners {
    /// The patterns, two globs each.
    globs: Gitignore,
    /// For the text of a pattern, who owns what it matches: perhaps nobody.
    owners: Vec<(String, String)>,
}

impl Owners {
    /// The file of the repository at `root` that names them, where there is one.
    pub fn text(root: &Path) -> Option<String> {
        let read = |place: &&str| read_plain(&root.join(place), MAX_BYTES).ok();
        Some(String::from_utf8_lossy(&PLACES.iter().find_map(read)?).into_owned())
    }

    /// Reads the text of such a file. Lines that are no pattern, as sections of GitLab, say nothing.
    pub fn parse(text: &str) -> Self {
        let mut builder = GitignoreBuilder::new("");
        let mut owners = Vec::new();
        for line in text.lines().map(|line| line.split_once(" #").map_or(line, |(line, _)| line).trim()) {
            if line.starts_with(['#', '[', '^', '!']) {
                continue;
            }
            let mut words = line.split_whitespace();
            let Some(pattern) = words.next() else { continue };
            let who = words.collect::<Vec<_>>().join(" ");
            for glob in globs(pattern) {
                if builder.add_line(None, &glob).is_ok() {
                    owners.push((glob, who.clone()));
                }
            }
        }
        Self { globs: builder.build().unwrap_or_else(|_| Gitignore::empty()), owners }
    }

    /// Who owns the file at `path` in the repository.
    pub fn owner(&self, path: &str) -> Option<&str> {
        let Match::Ignore(glob) = self.globs.matched(path, false) else { return None };
        // A pattern that stands there twice is matched as the later one.
        let (_, who) = self.owners.iter().rfind(|(it, _)| it == glob.original())?;
        (!who.is_empty()).then_some(who)
    }
}

/// A pattern as globs of files: what names a folder means all that is in it, and `docs/*` the files of that folder alone.
fn globs(pattern: &str) -> Vec<String> {
    match pattern.strip_suffix('/') {
        Some(folder) => vec![format!("{}/**", anchored(folder))],
        None if pattern.rsplit('/').next().is_some_and(|last| last.contains('*')) => vec![pattern.to_owned()],
        None => vec![pattern.to_owned(), format!("{}/**", anchored(pattern))],
    }
}

/// With a `/` behind it a name would be anchored at the top; it stands for folders at any depth.
fn anchored(folder: &str) -> String {
    if folder.contains('/') { folder.to_owned() } else { format!("**/{folder}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pattern_that_matches_wins() {
        let owners = Owners::parse(
            "# who\n* @all\n*.go @go\n/api/ @api @second\napi/free.go\ndocs/* docs@example.com # mail\n/web/client.ts @web\n\
             apps/ @apps\n[Section]\n/build/logs @logs\n",
        );
        for (path, owner) in [
            ("a.txt", Some("@all")),
            ("b.go", Some("@go")),
            ("x/api/b.go", Some("@go")),
            ("api/b.go", Some("@api @second")),
            ("api/deep/b.ts", Some("@api @second")),
            ("api/free.go", None),
            ("docs/a.md", Some("docs@example.com")),
            ("docs/deep/a.md", Some("@all")),
            ("web/client.ts", Some("@web")),
            ("x/apps/y/z", Some("@apps")),
            ("build/logs/a", Some("@logs")),
        ] {
            assert_eq!(owners.owner(path), owner, "{path}");
        }
        assert_eq!(Owners::parse("").owner("a"), None);
    }
}
