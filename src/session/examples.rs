//! The examples of a rule pack, each scanned alone.

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{FileId, Repo, RepoId, Source};
use crate::rules::{Example, Line, Pack};

use super::Workspace;

/// How the examples of a pack went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    /// How many got what they expect.
    pub passed: usize,
    /// How many did not.
    pub failed: usize,
    /// What was expected and not found: the rule, where the example is written, and what is wrong.
    pub unmet: Vec<(String, Line, String)>,
}

/// Runs all examples of `pack`.
pub fn examples(pack: &Pack) -> Examples {
    let mut all = Examples::default();
    for (rule, example) in pack.examples() {
        let unmet = example.unmet(&alone(pack, example).inventory().findings);
        if unmet.is_empty() {
            all.passed += 1;
            continue;
        }
        all.failed += 1;
        all.unmet.extend(unmet.into_iter().map(|unmet| (rule.id.to_string(), example.at.clone(), unmet.to_string())));
    }
    all
}

/// A repository with nothing but the snippet; it exists only in memory.
fn alone(pack: &Pack, example: &Example) -> Workspace {
    let root = PathBuf::from("/nonexistent/example");
    let source = Source {
        id: FileId(0),
        repo: RepoId(0),
        path: example.path.as_str().into(),
        absolute: root.join(&example.path),
        language: example.language,
        text: Arc::from(example.code.as_str()),
        generated: false,
        left_out: false,
        beside: false,
        applied: false,
    };
    Workspace::of(pack.clone(), vec![Repo { name: "example".into(), root }], vec![source])
}
