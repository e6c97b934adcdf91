//! `facts`, `link` and `classify`: a scan of many repositories in steps that may run on many machines.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::{ClassifyArgs, FactsArgs, LinkArgs, ReposArgs};
use crate::commit::write_output;
use crate::model::finding::UNCLASSIFIED;
use crate::session::{Artefact, AskedFacts, Entry, Fleet, Workspace, facts, link, listed};
use crate::text::count::counted;

use super::{Failure, Outcome};

/// How the name of an artefact ends that a folder stands for.
const FACTS: &str = "facts";

/// Prints a manifest.
pub(super) fn repos(args: &ReposArgs) -> Result<Outcome, Failure> {
    let entries = listed(&args.folders, &super::pack(&args.pack)?)?;
    let line = |it: &Entry| serde_json::to_string(it).unwrap_or_default() + "\n";
    super::give(entries.iter().map(line).collect::<String>().as_bytes())
}

/// The files that are given, with those in folders that are given.
fn files(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in given {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let read =
            |error: std::io::Error| Failure::usage(format!("can't read {}: {error}", path.display()), "name files");
        let inside = std::fs::read_dir(path).map_err(read)?.map(|it| it.map(|it| it.path()).map_err(read));
        let inside: Vec<PathBuf> = inside.collect::<Result<_, _>>()?;
        let mut inside: Vec<PathBuf> =
            inside.into_iter().filter(|it| it.extension().is_some_and(|it| it == FACTS)).collect();
        if inside.is_empty() {
            let message = format!("there is no artefact `*.{FACTS}` in {}", path.display());
            return Err(Failure::usage(message, "`runsess facts` writes them"));
        }
        inside.sort();
        found.extend(inside);
    }
    Ok(found)
}

/// Writes the facts of one repository.
pub(super) fn facts_of(args: &FactsArgs) -> Result<Outcome, Failure> {
    let pack = super::pack(&args.pack)?;
    let asked = match &args.repos {
        Some(manifest) => Fleet::load(manifest)?.asked(&args.root.display().to_string())?,
        None => {
            let (root, name, revision) = (args.root.clone(), args.name.clone(), args.revision.clone());
            AskedFacts { root, name, revision, deps: args.deps.iter().map(|it| named(it)).collect() }
        }
    };
    let made = facts(&asked, &pack)?;
    save(&made, &args.output)?;
    // The artefact tells of them: whatever is made from it ends with status 2.
    super::note_skipped(made.skipped(), &super::paths(&[]));
    Ok(Outcome::Done)
}

/// `NAME=FOLDER`, or only a folder.
fn named(text: &str) -> (PathBuf, Option<String>) {
    match text.split_once('=') {
        Some((name, folder)) if !name.contains(['/', '\\']) => (folder.into(), Some(name.to_owned())),
        _ => (text.into(), None),
    }
}

/// Writes what artefacts know of each other.
pub(super) fn link_all(args: &LinkArgs) -> Result<Outcome, Failure> {
    let fleet = args.repos.as_deref().map(Fleet::load).transpose()?;
    // Texts go at once: all of them together may be more than there is memory.
    let load = |it: &PathBuf| Artefact::load(it).map(Artefact::without_texts);
    let all: Result<Vec<Artefact>, _> = files(&args.artefacts)?.iter().map(load).collect();
    let linked = link(all?, fleet.as_ref())?;
    save(&linked, &args.output)?;
    super::note(&format!("{} linked in {}", counted(linked.names().count(), "repository"), args.output.display()));
    Ok(Outcome::Done)
}

/// Prints the findings of repositories.
pub(super) fn classify(args: &ClassifyArgs) -> Result<Outcome, Failure> {
    let (format, render) = super::formats::pick(&args.format, |it| it.scan)?;
    let pack = super::pack(&args.pack)?;
    let mut all = Vec::new();
    for file in files(&args.facts)? {
        let it = Artefact::load(&file)?;
        if !it.is_facts() {
            let message = format!("{} is an artefact of `link`, and has no hits", file.display());
            return Err(Failure::usage(message, "give artefacts of `facts`, and the one of `link` with --link"));
        }
        all.push(it);
    }
    let workspace = Workspace::of_artefacts(all, Artefact::load(&args.link)?, pack)?;
    let inventory = workspace.inventory();
    let unclassified = inventory.findings.iter().any(|it| it.category == UNCLASSIFIED && it.fails(true));
    let done = if unclassified { Outcome::Findings } else { Outcome::Done };
    let columns = super::inventory::columns(&workspace, &inventory, format);
    let command = format!("runsess classify --format {}", format.name);
    let mut meta = super::inventory::meta(&workspace.pack, &inventory, columns, &command);
    meta.excerpts = super::inventory::excerpts(&workspace, &inventory, format);
    let write = |out: &mut dyn Write| render(&inventory, &meta, out);
    match &args.output {
        Some(path) => {
            let text = super::rendered(write)?;
            let plain = format.for_people.then(|| anstream::adapter::strip_bytes(&text).into_vec());
            let written = write_output(path, plain.as_deref().unwrap_or(&text));
            super::taken(&path.display().to_string(), written)?;
        }
        None => drop(super::answer(format, write)?),
    }
    if !format.for_people || args.output.is_some() {
        super::note_skipped(&workspace.skipped, &super::paths(&workspace.repos));
    }
    Ok(super::settled(done, workspace.partial()))
}

fn save(artefact: &Artefact, path: &Path) -> Result<(), Failure> {
    super::taken(&path.display().to_string(), artefact.save(path))
}
