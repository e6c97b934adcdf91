//! The packages that a repository declares.

use rustc_hash::FxHashSet;

use super::reference::is_script;
use crate::lang::typescript::resolve::project::Project;
use crate::model::{RepoId, Source};

/// Names of the packages that the folders above the scripts of a repository declare: importing one of them is no way out of the
/// sources.
pub(super) fn packages(project: &Project<'_>, sources: &[Source], repo: RepoId) -> Vec<String> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let mut names = Vec::new();
    for source in sources.iter().filter(|it| it.repo == repo && is_script(it.language)) {
        let mut folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        while seen.insert(folder) {
            let path = if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") };
            let text = project.text(source.repo, &path);
            let parsed = text.and_then(|it| serde_json::from_str::<PackageJson>(&it).ok());
            names.extend(parsed.and_then(|it| it.name));
            match folder.rsplit_once('/') {
                Some((above, _)) => folder = above,
                None if folder.is_empty() => break,
                None => folder = "",
            }
        }
    }
    names.sort();
    names.dedup();
    names
}

#[derive(serde::Deserialize)]
struct PackageJson {
    name: Option<String>,
}
