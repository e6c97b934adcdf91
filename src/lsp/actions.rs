//! What can be done at a place: the change that a batch makes of it, accepting it with a reason, an explanation. A change is planned
//! as `apply` plans it, for one symbol, with all checks; it is computed when somebody chooses it.

use std::collections::HashMap;

use ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentPositionParams, TextEdit, Uri,
    WorkspaceEdit,
};
use serde::{Deserialize, Serialize};

use super::client::{CHANGE, EXPLAIN};
use super::snapshot::Snapshot;
use crate::gate::{Allowed, MARK};
use crate::lang::comment_above;
use crate::model::plan::{Manual, Plan, Refusal};
use crate::model::{Change, Edit, FileId, FilePlan, Source};
use crate::report::proposed;
use crate::rules::Step;
use crate::text::count::counted;
use crate::text::shown::Shown;

/// A selection may hold a whole file.
const PLACES: usize = 8;

/// Refusals and remarks in a message.
const LINES: usize = 4;

/// Which change is meant, until somebody chooses it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Chosen {
    /// The occurrence, in the moment of this version.
    at: usize,
    pub(super) version: u64,
}

/// A change, and what people have to know of it.
#[derive(Debug)]
pub(super) struct Changed {
    pub(super) edit: WorkspaceEdit,
    pub(super) notes: Option<String>,
}

impl Snapshot {
    /// The actions at a range.
    pub(super) fn actions(&self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        let Some(file) = self.file(&params.text_document.uri) else { return Vec::new() };
        let lines = self.lines(file);
        let bytes = lines.byte(params.range.start) as u32..lines.byte(params.range.end) as u32;
        let mut actions: Vec<CodeAction> = Vec::new();
        for at in self.touching(file, bytes).into_iter().take(PLACES) {
            let diagnostics = self.diagnostic(at, &lines).map(|it| vec![it]);
            let fix = CodeAction { kind: Some(CodeActionKind::QUICKFIX), diagnostics, ..CodeAction::default() };
            actions.extend(self.change(at, &fix));
            actions.extend(self.accept(at, &fix));
            let position = lines.position(self.workspace.facts.occurrences[at].span.start as usize);
            let place = TextDocumentPositionParams { text_document: params.text_document.clone(), position };
            let title = format!("Explain `{}`", Shown(&self.finding(at).text));
            actions.push(CodeAction {
                // By which clients tell an action from a bare command.
                kind: Some(CodeActionKind::EMPTY),
                command: Some(command(&title, EXPLAIN, &place)),
                title,
                ..CodeAction::default()
            });
        }
        let only = params.context.only.as_deref();
        let wanted = |it: &CodeAction| only.is_none_or(|only| only.iter().any(|kind| is_kind(it.kind.as_ref(), kind)));
        actions.into_iter().filter(wanted).map(CodeActionOrCommand::CodeAction).collect()
    }

    fn change(&self, at: usize, fix: &CodeAction) -> Option<CodeAction> {
        let (finding, decided) = (self.finding(at), &self.workspace.classified.decided[at]);
        finding.batch?;
        let acts = !matches!(finding.change?, Change::Keep | Change::Manual);
        if !acts || !self.source(self.workspace.facts.occurrences[at].file).is_editable() {
            return None;
        }
        let phase = decided.phase.as_ref().map(|it| format!(", phase {it}")).unwrap_or_default();
        let title = format!("{}{phase}", proposed(finding)?);
        let chosen = Chosen { at, version: self.asked.version };
        let resolves = self.asked.client.resolves;
        Some(CodeAction {
            data: serde_json::to_value(chosen).ok().filter(|_| resolves),
            command: (!resolves).then(|| command(&title, CHANGE, &chosen)),
            is_preferred: Some(fix.diagnostics.is_some()),
            title,
            ..fix.clone()
        })
    }

    /// A comment above the line, where the file has such: who takes it writes the reason.
    fn accept(&self, at: usize, fix: &CodeAction) -> Option<CodeAction> {
        fix.diagnostics.as_ref().filter(|_| !self.is_accepted(at))?;
        let (file, span) = (self.workspace.facts.occurrences[at].file, self.workspace.facts.occurrences[at].span);
        let (source, lines) = (self.source(file), self.lines(file));
        if !source.is_editable() {
            return None;
        }
        let (category, line) = (&self.finding(at).category, self.finding(at).line);
        let (start, indent) = lines.start(span.start as usize);
        let comment = acceptance(source, start, indent, line, category)?;
        let end = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
        let edit = Edit::insert(start as u32, format!("{indent}{comment}{end}"));
        let title = format!("Accept this {}, with a reason", Shown(category));
        Some(CodeAction { title, edit: Some(self.edit([(file, vec![edit])])?), ..fix.clone() })
    }

    /// The edits of a change that was chosen.
    ///
    /// # Errors
    /// Why it is not made, for people.
    pub(super) fn changed(&mut self, chosen: Chosen) -> Result<Changed, String> {
        let Chosen { at, version } = chosen;
        if version != self.asked.version || at >= self.workspace.classified.decided.len() {
            return Err("the text has changed meanwhile: ask for the actions again".to_owned());
        }
        self.may_write()?;
        let decided = &self.workspace.classified.decided[at];
        let batch = decided.finding.batch.ok_or("no batch changes it")?;
        let step = self.workspace.pack.step_or_batch(batch, decided.phase.as_deref());
        let step = step.map_err(|error| error.to_string())?;
        let workspace = &self.workspace;
        let all = self.plans.entry(step.clone()).or_insert_with(|| workspace.plan(&step));
        let part = workspace.plan_of(&step, all, at);
        if !part.refused.is_empty() {
            return Err(refused(&part.refused));
        }
        if let Some(new) = part.new_files.first() {
            return Err(format!("it takes a new file ({}), which only `runsess apply` makes", Shown(&new.path)));
        }
        if part.files.is_empty() {
            return Err(match part.manual.as_slice() {
                [] => "there is nothing to do here in this step".to_owned(),
                manual => by_hand(manual).join("\n"),
            });
        }
        let notes = self.notes(&step, &part);
        let files = part.files.into_iter().map(|FilePlan { file, edits, .. }| (file, edits));
        let edit = self.edit(files).ok_or("a file has no name that the protocol can say")?;
        Ok(Changed { edit, notes })
    }

    /// What holds for an apply as well: what was not read may use the name, and a stranger's file must not say what is written.
    fn may_write(&mut self) -> Result<(), String> {
        if !self.whole {
            self.workspace.read_left_out();
            self.whole = true;
        }
        if let Some(root) = self.workspace.astray.first() {
            return Err(format!("runsess.yaml names {}, outside of its folder: no edit is offered", root.display()));
        }
        let unread: Vec<String> = self
            .workspace
            .skipped
            .iter()
            .filter(|it| it.matters)
            .map(|it| format!("{}: {}", it.file(), it.reason))
            .collect();
        match unread.first() {
            None => Ok(()),
            Some(first) => Err(format!(
                "{} could not be read and may use the name (the first is {first}): no edit is offered",
                counted(unread.len(), "place")
            )),
        }
    }

    /// What comes before the step, and what is left to people.
    fn notes(&self, step: &Step, part: &Plan) -> Option<String> {
        let undone = self.workspace.undone(step).into_iter().map(|it| it.to_string());
        let all: Vec<String> = undone.chain(by_hand(&part.manual)).collect();
        (!all.is_empty()).then(|| Shown(&all.join(". ")).to_string())
    }

    /// Edits in the words of the protocol, with the versions of open documents.
    fn edit(&self, files: impl IntoIterator<Item = (FileId, Vec<Edit>)>) -> Option<WorkspaceEdit> {
        let mut all: Vec<(Uri, Option<i32>, Vec<TextEdit>)> = Vec::new();
        for (file, edits) in files {
            let (uri, lines) = (self.uri(file)?, self.lines(file));
            let version = self.asked.documents.get(&uri).map(|it| it.version);
            let text = |it: Edit| TextEdit { range: lines.range(it.span), new_text: it.text };
            all.push((uri, version, edits.into_iter().map(text).collect()));
        }
        if !self.asked.client.versions {
            let changes: HashMap<Uri, Vec<TextEdit>> = all.into_iter().map(|(uri, _, edits)| (uri, edits)).collect();
            return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
        }
        let document = |(uri, version, edits): (Uri, Option<i32>, Vec<TextEdit>)| TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(OneOf::Left).collect(),
        };
        let changes = DocumentChanges::Edits(all.into_iter().map(document).collect());
        Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
    }
}

fn command(title: &str, name: &str, argument: &impl Serialize) -> Command {
    let arguments = serde_json::to_value(argument).ok().map(|it| vec![it]);
    Command { title: title.to_owned(), command: name.to_owned(), arguments }
}

/// Kinds are a tree: `quickfix` has `quickfix.rename` below it, and the empty kind has all.
fn is_kind(own: Option<&CodeActionKind>, wanted: &CodeActionKind) -> bool {
    let (own, wanted) = (own.map_or("", |it| it.as_str()), wanted.as_str());
    wanted.is_empty() || own.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn refused(refusals: &[Refusal]) -> String {
    let line = |it: &Refusal| format!("{} `{}`: {}; {}", it.place, it.what, it.reason, it.way_out);
    let mut lines: Vec<String> = refusals.iter().take(LINES).map(line).collect();
    lines.extend(more(refusals.len()));
    format!("refused: {}", Shown(&lines.join(". ")))
}

fn by_hand(manual: &[Manual]) -> Vec<String> {
    let line = |it: &Manual| format!("by hand: {} `{}`: {}", it.place, it.what, it.reason);
    manual.iter().take(LINES).map(line).chain(more(manual.len())).collect()
}

fn more(all: usize) -> Option<String> {
    (all > LINES).then(|| format!("and {} more", all - LINES))
}

/// A comment that accepts the hit of `category` on the 1-based `line`, which begins at byte `start` with `indent`: the gate reads it there
/// as being about that line, so it stands neither in a string nor between markup.
fn acceptance(source: &Source, start: usize, indent: &str, line: u32, category: &str) -> Option<String> {
    let comment =
        |reason: &str| comment_above(&source.path, &source.text, start, &format!("{MARK} {category} reason: {reason}"));
    let text = format!("{}{indent}{}\n{}", &source.text[..start], comment("why")?, &source.text[start..]);
    let read = Allowed::of(&Source { text: text.into(), ..source.clone() }, &|_| Ok(()));
    read.about(line + 1, category)?;
    comment("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::language_of;
    use crate::model::RepoId;

    #[test]
    fn kinds_are_a_tree() {
        let kind = |text: &'static str| CodeActionKind::from(text);
        assert!(is_kind(Some(&kind("quickfix")), &kind("quickfix")) && is_kind(None, &kind("")));
        assert!(is_kind(Some(&kind("quickfix.a")), &kind("quickfix")));
        assert!(!is_kind(Some(&kind("quickfixes")), &kind("quickfix")) && !is_kind(None, &kind("quickfix")));
    }

    #[test]
    fn a_hit_is_accepted_where_a_comment_can_stand() {
        let accepted = |path: &str, text: &str, line: u32| {
            let start = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
            let (language, id, repo) = (language_of(path), FileId(0), RepoId(0));
            let source = Source {
                id,
                repo,
                path: path.into(),
                absolute: path.into(),
                language,
                text: text.into(),
                generated: false,
                left_out: false,
                beside: false,
                applied: false,
            };
            acceptance(&source, start, "", line, "OLD")
        };
        let go = "package a\n\nvar q = `\nrun_id`\n\nvar runID = 1 // `\n\nvar run_id = 2\n";
        assert_eq!(accepted("a.go", go, 4), None, "within a string");
        let comment = Some("// runsess:allow OLD reason: ".to_owned());
        assert_eq!(accepted("a.go", go, 6), comment);
        assert_eq!(accepted("a.go", go, 8), comment, "a backquote in a comment begins no string");
        let tsx = "const a = (\n  <p>\n    run_id\n  </p>\n);\nconst run_id = 1;\n";
        assert_eq!(accepted("a.tsx", tsx, 3), None, "between markup");
        assert_eq!(accepted("a.tsx", tsx, 6), comment);
        assert_eq!(accepted("a.sql", "SELECT run_id;\n", 1).as_deref(), Some("-- runsess:allow OLD reason: "));
        assert_eq!(accepted("a.json", "{\"run_id\": 1}\n", 1), None);
    }
}
