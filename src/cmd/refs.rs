//! `refs`: every reference of one Go symbol, whatever else bears its name.

use std::path::PathBuf;

use serde::Serialize;

use crate::cli::{ListFormat, RefsArgs};
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::object::ObjKind;
use crate::lang::go::resolve::refs::{Reference, RefsOutcome, Relation, references};
use crate::lang::go::resolve::universe::Universe;
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Certainty, FileId, Language, LineIndex, Repo, Role, Source, Span, Step};
use crate::text::count::counted;
use crate::text::shown::Shown;
use crate::walk::{WalkOptions, Walked, walk};

use super::{Failure, Outcome};

/// Finds and prints the references.
pub(super) fn run(args: &RefsArgs) -> Result<Outcome, Failure> {
    let code = Code::read(&args.roots)?;
    let loader = Loader::new(&code.repos, &code.sources);
    let mut universe = Universe::new(&loader);
    let found = references(&mut universe, &code.sources, &args.symbol).map_err(not_found)?;
    let rows: Vec<Row> = found.references.iter().map(|it| code.row(&universe, it)).collect();
    let mut text = String::new();
    match args.format {
        ListFormat::Human => human(&code, &found, &rows, &mut text),
        ListFormat::Json => text = json(&rows)? + "\n",
        ListFormat::Jsonl => {
            for row in &rows {
                text.push_str(&json(row)?);
                text.push('\n');
            }
        }
    }
    super::answer(text.as_bytes(), args.format == ListFormat::Human)?;
    if !matches!(args.format, ListFormat::Human) {
        note_unresolved(&code, &found);
    }
    Ok(Outcome::Done)
}

/// The Go code below some roots.
pub(super) struct Code {
    pub(super) repos: Vec<Repo>,
    pub(super) sources: Vec<Source>,
}

impl Code {
    pub(super) fn read(roots: &[PathBuf]) -> Result<Self, Failure> {
        Self::read_with(roots, &|_| false)
    }

    /// Reads the files whose bytes `wanted` picks, too.
    pub(super) fn read_with(roots: &[PathBuf], wanted: &(dyn Fn(&[u8]) -> bool + Sync)) -> Result<Self, Failure> {
        let options = WalkOptions { wanted, ..WalkOptions::default() };
        let Walked { repos, sources, skipped, .. } = walk(&super::roots(roots)?, &options)?;
        super::note_skipped(&skipped);
        Ok(Self { repos, sources })
    }

    /// `repo/path:line:column`
    pub(super) fn place(&self, file: FileId, span: Span) -> String {
        let source = &self.sources[file.0 as usize];
        let at = LineIndex::new(source.text.as_bytes()).position(span.start);
        format!("{}/{}:{}:{}", self.repos[source.repo.0 as usize].name, source.path, at.line, at.column)
    }

    fn row(&self, universe: &Universe, it: &Reference) -> Row {
        let source = &self.sources[it.file.0 as usize];
        let lines = LineIndex::new(source.text.as_bytes());
        let (start, end) = (lines.position(it.span.start), lines.position(it.span.end));
        Row {
            repo: self.repos[source.repo.0 as usize].name.to_string(),
            path: source.path.to_string(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: it.span.start,
            byte_end: it.span.end,
            text: source.text.get(it.span.range()).unwrap_or_default().to_owned(),
            language: Language::Go,
            role: role(universe.object(it.object).kind),
            symbol: it.symbol.to_string(),
            category: UNCLASSIFIED,
            rule: None,
            certainty: it.certainty,
            why: Vec::new(),
            batch: None,
            change: None,
            replacement: None,
            breaking: None,
            owner: None,
            relation: match it.relation {
                Relation::Target => "target",
                Relation::Linked => "linked",
            },
            declaration: it.declaration,
        }
    }
}

/// One reference, with the fields of a finding; those that only rules can fill are null.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    repo: String,
    path: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    byte_start: u32,
    byte_end: u32,
    text: String,
    language: Language,
    role: Role,
    symbol: String,
    category: &'static str,
    rule: Option<String>,
    certainty: Certainty,
    why: Vec<Step>,
    batch: Option<u32>,
    change: Option<String>,
    replacement: Option<String>,
    breaking: Option<String>,
    owner: Option<String>,
    relation: &'static str,
    declaration: bool,
}

pub(super) fn role(kind: ObjKind) -> Role {
    match kind {
        ObjKind::Field { .. } => Role::Field,
        ObjKind::Param | ObjKind::Result => Role::Parameter,
        ObjKind::Local => Role::Local,
        ObjKind::Global | ObjKind::Const => Role::Global,
        ObjKind::Func | ObjKind::Builtin => Role::Function,
        ObjKind::Method | ObjKind::InterfaceMethod => Role::Method,
        ObjKind::TypeName | ObjKind::TypeParam => Role::Type,
        ObjKind::PkgName => Role::Import,
        ObjKind::Label => Role::Label,
        ObjKind::Nil => Role::Other,
    }
}

pub(super) fn not_found(error: impl std::fmt::Display) -> Failure {
    let help = "name it in full, importpath.Type.Member, or by any ending that only it has; \
                `runsess scan --format jsonl` prints the symbols of hits";
    Failure::usage(error.to_string(), help)
}

fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|error| Failure::Output { what: "the answer".into(), error: std::io::Error::other(error) })
}

fn human(code: &Code, found: &RefsOutcome, rows: &[Row], out: &mut String) {
    let files = rows.iter().map(|row| (&row.repo, &row.path)).collect::<std::collections::BTreeSet<_>>().len();
    out.push_str(&format!(
        "{}: {} in {}\n",
        Shown(&found.path),
        counted(rows.len(), "reference"),
        counted(files, "file")
    ));
    let mut file = String::new();
    for (row, reference) in rows.iter().zip(&found.references) {
        let path = format!("{}/{}", row.repo, row.path);
        if path != file {
            out.push_str(&format!("\n{}\n", Shown(&path)));
            file = path;
        }
        let source = &code.sources[reference.file.0 as usize];
        let line = source.text.lines().nth(row.line as usize - 1).unwrap_or_default().trim();
        let kind = match (row.declaration, row.relation) {
            (true, "linked") => "declares, linked",
            (true, _) => "declares",
            (false, "linked") => "linked",
            (false, _) => "",
        };
        let line: String = Shown(line).to_string().chars().take(90).collect();
        out.push_str(format!("  {:>5}:{:<4} {line}  {kind}", row.line, row.column).trim_end());
        out.push('\n');
    }
    for refusal in &found.refusals {
        out.push_str(&format!(
            "\n`{}` is bound to {}, which is declared outside of the roots\n",
            Shown(&refusal.method),
            Shown(&refusal.interface)
        ));
    }
    if !found.unresolved.is_empty() {
        out.push_str(&format!(
            "\n{} the name on a value of unknown type:\n",
            bear(found.unresolved.len(), "more place")
        ));
        for (file, span) in found.unresolved.iter().take(20) {
            out.push_str(&format!("  {}\n", Shown(&code.place(*file, *span))));
        }
    }
}

/// `1 place bears`, `2 places bear`.
pub(super) fn bear(count: usize, place: &str) -> String {
    format!("{} {}", counted(count, place), if count == 1 { "bears" } else { "bear" })
}

fn note_unresolved(code: &Code, found: &RefsOutcome) {
    if let Some((file, span)) = found.unresolved.first() {
        let first = code.place(*file, *span);
        super::note(&format!(
            "{} the name on a value of unknown type and {} left out; the first is {first}",
            bear(found.unresolved.len(), "place"),
            if found.unresolved.len() == 1 { "is" } else { "are" }
        ));
    }
}
