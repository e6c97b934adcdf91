//! `rules test`: the examples of a pack, each scanned alone.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{FileId, Repo, RepoId, Source};
use crate::rules::{Example, Pack};
use crate::text::count::counted;

use super::workspace::Workspace;
use super::{Failure, Outcome};

/// Runs all examples; a failed one is a finding that matters.
pub(super) fn run(pack: &Pack) -> Result<Outcome, Failure> {
    let (mut text, mut passed, mut failed) = (String::new(), 0, 0);
    for (rule, example) in pack.examples() {
        let workspace = workspace(pack, example);
        let unmet = example.unmet(&workspace.classified.findings);
        if unmet.is_empty() {
            passed += 1;
            continue;
        }
        failed += 1;
        for unmet in unmet {
            text.push_str(&format!("rule `{}` ({}:{}): {unmet}\n", rule.id, pack.file, example.line));
        }
    }
    text.push_str(&format!("{} passed, {failed} failed\n", counted(passed, "example")));
    super::say(&text)?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::Findings })
}

/// A repository with nothing but the snippet; it exists only in memory.
fn workspace(pack: &Pack, example: &Example) -> Workspace {
    let root = PathBuf::from("/nonexistent/example");
    let source = Source {
        id: FileId(0),
        repo: RepoId(0),
        path: example.path.as_str().into(),
        absolute: root.join(&example.path),
        language: example.language,
        text: Arc::from(example.code.as_str()),
        generated: false,
    };
    Workspace::of(pack.clone(), vec![Repo { name: "example".into(), root }], vec![source])
}
