//! `scan`: the inventory.

use globset::{GlobBuilder, GlobMatcher};

use crate::cli::{Format, ScanArgs};
use crate::commit::write_output;
use crate::model::Inventory;
use crate::model::finding::UNCLASSIFIED;
use crate::report;
use crate::rules::Pack;
use crate::session::Workspace;

use super::{Failure, Outcome};

/// Reads, classifies, filters and prints.
pub(super) fn run(args: &ScanArgs) -> Result<Outcome, Failure> {
    let pack = super::pack(&args.input.pack)?;
    let filter = Filter::new(args, &pack)?;
    let workspace = Workspace::read(&args.input.roots, pack, !args.cache.no_cache)?;
    let mut inventory = workspace.inventory();
    inventory.findings.retain(|finding| filter.admits(finding));
    let unclassified = inventory.findings.iter().any(|it| it.category == UNCLASSIFIED);
    let text = render(args.format, &inventory, &workspace, args)?;
    match &args.output {
        Some(path) => {
            // Colours are for the terminal; a file is read with other programs.
            let plain = anstream::adapter::strip_bytes(&text).into_vec();
            let text = if args.format == Format::Human { &plain } else { &text };
            write_output(path, text).map_err(|error| Failure::Output { what: path.display().to_string(), error })?
        }
        None => drop(super::answer(&text, args.format == Format::Human)?),
    }
    if args.format != Format::Human || args.output.is_some() {
        super::note_skipped(&workspace.skipped);
    }
    Ok(match () {
        () if workspace.partial() => Outcome::Failed,
        () if unclassified => Outcome::Findings,
        () => Outcome::Done,
    })
}

fn render(format: Format, inventory: &Inventory, workspace: &Workspace, args: &ScanArgs) -> Result<Vec<u8>, Failure> {
    let mut meta = super::meta::meta(&workspace.pack, &super::meta::command(args));
    if args.all || !args.category.is_empty() {
        meta.categories.iter_mut().for_each(|category| category.listed = true);
    }
    if format == Format::Sarif {
        meta.columns = report::Columns::new(inventory, |repo, path| workspace.text(repo, path));
    }
    let mut text = Vec::new();
    let rendered = match format {
        Format::Human => report::human::scan(inventory, &meta, &mut text),
        Format::Markdown => report::markdown::render(inventory, &meta, &mut text),
        Format::Json => report::json::render(inventory, &meta, &mut text),
        Format::Jsonl => report::jsonl::render(inventory, &meta, &mut text),
        Format::Sarif => report::sarif::render(inventory, &meta, &mut text),
        Format::Csv => report::csv::render(inventory, &meta, &mut text),
    };
    rendered.map_err(|error| Failure::Output { what: "the report".into(), error })?;
    Ok(text)
}

/// `--category`, `--role`, `--path`
struct Filter {
    categories: Vec<String>,
    roles: Vec<String>,
    paths: Vec<GlobMatcher>,
}

impl Filter {
    fn new(args: &ScanArgs, pack: &Pack) -> Result<Self, Failure> {
        let known: Vec<&str> =
            pack.categories.iter().map(|it| it.id.as_str()).chain(std::iter::once(UNCLASSIFIED)).collect();
        if let Some(wrong) = args.category.iter().find(|it| !known.contains(&it.as_str())) {
            let message = format!("the rules have no category `{wrong}`");
            return Err(Failure::usage(message, format!("one of {}", known.join(", "))));
        }
        let roles: Vec<&str> = crate::model::Role::ALL.iter().map(|role| role.name()).collect();
        if let Some(wrong) = args.role.iter().find(|it| !roles.contains(&it.as_str())) {
            return Err(Failure::usage(format!("there is no role `{wrong}`"), format!("one of {}", roles.join(", "))));
        }
        let glob = |text: &String| {
            let glob = GlobBuilder::new(text).literal_separator(true).build();
            glob.map(|glob| glob.compile_matcher())
                .map_err(|error| Failure::usage(format!("bad glob for --path: {error}"), "for example 'chatd/pkg/**'"))
        };
        let paths = args.path.iter().map(glob).collect::<Result<_, _>>()?;
        Ok(Self { categories: args.category.clone(), roles: args.role.clone(), paths })
    }

    fn admits(&self, finding: &crate::model::Finding) -> bool {
        let any = |list: &[String], value: &str| list.is_empty() || list.iter().any(|it| it == value);
        let path = || format!("{}/{}", finding.repo, finding.path);
        any(&self.categories, &finding.category)
            && any(&self.roles, finding.role.name())
            && (self.paths.is_empty() || self.paths.iter().any(|glob| glob.is_match(path())))
    }
}
