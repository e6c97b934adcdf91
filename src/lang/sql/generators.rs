//! Code that a generator makes from statements: it keeps the old names until it is made anew, and then its names may be others.

use crate::model::plan::{Input, Manual, Plan};
use crate::model::{RepoId, Source};

use super::SQL;

/// The configurations of generators that make code of other languages from files of SQL, and the command that does.
const GENERATORS: &[(&[&str], &str)] = &[(&["sqlc.yaml", "sqlc.yml", "sqlc.json"], "sqlc generate")];

/// What has to be run after a step that changes statements which code is made from, each with its configuration.
pub(super) fn to_run(input: &Input, plan: &Plan) -> Vec<Manual> {
    let changed = |repo: RepoId| {
        let is_sql = |it: &Source| it.repo == repo && it.language == SQL;
        plan.files.iter().any(|it| is_sql(input.source(it.file)))
            || plan.new_files.iter().any(|it| it.repo == repo && it.path.ends_with(".sql"))
    };
    let run = |source: &Source| {
        let name = source.path.rsplit('/').next().unwrap_or_default();
        let (_, command) = GENERATORS.iter().find(|(files, _)| files.contains(&name))?;
        changed(source.repo).then(|| Manual {
            place: format!("{}/{}:1", input.repos[source.repo.0 as usize].name, source.path),
            what: (*command).to_owned(),
            reason: "code is made from the statements that this step changes, and keeps the old names: run it, and look at the names that it \
                     gives"
                .to_owned(),
        })
    };
    input.sources.iter().filter_map(run).collect()
}
