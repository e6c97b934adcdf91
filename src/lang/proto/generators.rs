//! What people have to do after a step that changes messages: run the generator, and look at where the names of the `.proto` themselves are data.

use std::collections::BTreeSet;

use crate::model::plan::{Group, Input, Manual, Plan, Wire, place};
use crate::model::{Change, FileId, RepoId, Role, Source};

use super::PROTO;

/// How many generated files are named.
const SHOWN: usize = 3;

/// The configurations that are read whatever stands in them.
pub(super) const AROUND: &[&str] = &["buf.gen.yaml", "buf.gen.yml", "Makefile"];

/// What has to be run, and what has to be looked at.
pub(super) fn to_run(input: &Input, plan: &Plan) -> Vec<Manual> {
    let changed = |repo: &RepoId| plan.groups.iter().find_map(|it| place_in(input, it, *repo));
    let repos: BTreeSet<RepoId> = input.sources.iter().filter(|it| it.language == PROTO).map(|it| it.repo).collect();
    let mut all: Vec<Manual> = Vec::new();
    for repo in repos {
        let Some(at) = changed(&repo) else { continue };
        let found = input.sources.iter().filter(|it| it.repo == repo && !it.generated).find_map(command);
        let what = found.unwrap_or_else(|| "your generator".to_owned());
        all.push(Manual { place: at, what, reason: outdated(input, plan) });
    }
    all.extend(by_its_name(input, plan));
    all
}

/// What is to be made anew, and what holds until then.
fn outdated(input: &Input, plan: &Plan) -> String {
    let name = |file: &FileId| {
        let source = input.source(*file);
        format!("{}/{}", input.repos[source.repo.0 as usize].name, source.path)
    };
    let files: Vec<String> = plan.outdated.iter().take(SHOWN).map(name).collect();
    let more = match plan.outdated.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    match files.as_slice() {
        [] => "code is made from the messages that this step changes, and has the old names until it is made anew: run it, then compile \
               what uses that code"
            .to_owned(),
        files => format!(
            "it makes {}{more} from the messages that this step changes: run it after this step. Code that uses the generated names has the \
             new ones already, so nothing builds before",
            files.join(", ")
        ),
    }
}

/// The first place where a group changes messages of a repository.
fn place_in(input: &Input, group: &Group, repo: RepoId) -> Option<String> {
    let mut files = group.edits.iter().filter(|_| group.change != Change::RewriteText);
    let (file, edits) = files.find(|(file, _)| {
        let source = input.source(**file);
        source.repo == repo && source.language == PROTO
    })?;
    Some(place(input, *file, edits.first()?.span.start))
}

/// The name of a field is data where JSON is written with the names of the `.proto`.
fn by_its_name(input: &Input, plan: &Plan) -> Option<Manual> {
    let is_field = |it: &&Group| {
        let at = it.hits.first().filter(|_| it.change == Change::Rename);
        at.is_some_and(|at| input.facts.occurrences[*at].role == Role::ProtoField)
    };
    // Where the wire is to change, each field says so.
    let group = plan.groups.iter().find(is_field).filter(|_| input.wire == Wire::Keep)?;
    Some(Manual {
        place: group.places.first()?.clone(),
        what: group.what.clone(),
        reason: "JSON with the names of the `.proto` (`UseProtoNames`), the text format, tags of structs and query parameters that a gateway \
                 makes from fields have the new name, and parsers of JSON take the old one no more: `json_name` does not keep it there"
            .to_owned(),
    })
}

/// The command that makes code, by what a file says.
fn command(source: &Source) -> Option<String> {
    let generates = |line: &str| line.contains("buf generate") || line.split_whitespace().any(|it| it == "protoc");
    let name = source.path.rsplit('/').next().unwrap_or_default();
    match name {
        "buf.gen.yaml" | "buf.gen.yml" => Some("buf generate".to_owned()),
        "Makefile" => {
            let mut target = None;
            for line in source.text.lines() {
                if line.starts_with('\t') {
                    if generates(line) {
                        return target.map(|it| format!("make {it}"));
                    }
                } else if let Some((name, _)) = line.split_once(':').filter(|it| !it.1.starts_with('=')) {
                    target = name.split_whitespace().next();
                }
            }
            None
        }
        "package.json" => {
            let json: serde_json::Value = serde_json::from_str(&source.text).ok()?;
            let scripts = json.get("scripts")?.as_object()?;
            let makes = |it: &(&String, &serde_json::Value)| it.1.as_str().is_some_and(generates);
            scripts.iter().find(makes).map(|(name, _)| format!("npm run {name}"))
        }
        _ => {
            let mut lines = source.text.lines().filter(|it| it.starts_with("//go:generate "));
            lines.any(generates).then(|| "go generate".to_owned())
        }
    }
}
