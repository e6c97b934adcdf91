//! What was agreed on with the editor: what it can do, what it wants read, and what it is offered.

use std::path::PathBuf;

use ls_types::request::{CodeActionResolveRequest, DocumentDiagnosticRequest, Request as _};
use ls_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, DiagnosticOptions,
    DiagnosticServerCapabilities, ExecuteCommandOptions, HoverProviderCapability, InitializeParams, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Uri,
    WorkDoneProgressOptions,
};
use serde::Deserialize;

use super::documents::file;
use super::position::Encoding;

/// The command behind "Explain": a document and a position.
pub(super) const EXPLAIN: &str = "runsess.explain";

/// The command behind a change, for clients that resolve no actions: what `data` of the action has.
pub(super) const CHANGE: &str = "runsess.change";

/// An editor.
#[derive(Debug, Default)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// It asks for the diagnostics of documents that it has open.
    pub(super) pulls: bool,
    /// It asks again when it is told to.
    pub(super) refreshes: bool,
    /// It asks for the edit of an action when somebody chooses it.
    pub(super) resolves: bool,
    /// It takes edits with the version of the document that they are for.
    pub(super) versions: bool,
    /// It shows places beside a diagnostic.
    pub(super) relates: bool,
    /// It says which files have changed when it is asked to.
    pub(super) watches: bool,
    /// The folders that it has open.
    pub(super) folders: Vec<PathBuf>,
    pub(super) wishes: Wishes,
}

/// `initializationOptions`: what the arguments are on the command line.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Wishes {
    /// The rule pack [default: what `runsess.yaml` says].
    pub(super) rules: Option<PathBuf>,
    /// The folders to read [default: the folders of the editor].
    pub(super) roots: Vec<PathBuf>,
}

impl Client {
    /// The second value says what is wrong with the options, which do not count then.
    pub(super) fn new(params: InitializeParams) -> (Self, Option<String>) {
        let folders = folders(&params);
        let can = params.capabilities;
        let wishes = params.initialization_options.filter(|it| !it.is_null());
        let read = wishes.map_or_else(|| Ok(Wishes::default()), serde_json::from_value);
        let (wishes, wrong) = match read {
            Ok(wishes) => (wishes, None),
            Err(error) => {
                let why =
                    format!("initializationOptions: {error}; they are `{{\"rules\": FILE, \"roots\": [FOLDER]}}`");
                (Wishes::default(), Some(why))
            }
        };
        (Self { folders, wishes, ..Self::able(&can) }, wrong)
    }

    fn able(can: &ClientCapabilities) -> Self {
        let (text, workspace) = (can.text_document.as_ref(), can.workspace.as_ref());
        let offered = can.general.as_ref().and_then(|it| it.position_encodings.as_deref());
        let resolved = text.and_then(|it| it.code_action.as_ref()?.resolve_support.as_ref());
        let edits = workspace.and_then(|it| it.workspace_edit.as_ref()?.document_changes);
        let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref()?.dynamic_registration);
        let refreshed = workspace.and_then(|it| it.diagnostics.as_ref()?.refresh_support);
        let related = text.and_then(|it| it.publish_diagnostics.as_ref()?.related_information);
        Self {
            encoding: Encoding::agreed(offered),
            pulls: text.is_some_and(|it| it.diagnostic.is_some()),
            refreshes: refreshed == Some(true),
            resolves: resolved.is_some_and(|it| it.properties.iter().any(|name| name == "edit")),
            versions: edits == Some(true),
            relates: related == Some(true),
            watches: watched == Some(true),
            ..Self::default()
        }
    }

    /// The folders to read, absolute.
    pub(super) fn roots(&self) -> Vec<PathBuf> {
        match self.wishes.roots.as_slice() {
            [] => self.folders.clone(),
            roots => roots.iter().map(|it| self.below(it.clone())).collect(),
        }
    }

    /// The rules that the options name, absolute.
    pub(super) fn rules(&self) -> Option<PathBuf> {
        self.wishes.rules.clone().map(|it| self.below(it))
    }

    /// What the options name is relative to the first folder.
    fn below(&self, path: PathBuf) -> PathBuf {
        self.folders.first().map_or(path.clone(), |folder| folder.join(path))
    }

    pub(super) fn offer(&self) -> ServerCapabilities {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::Supported(true)),
            ..TextDocumentSyncOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            resolve_provider: Some(self.resolves),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        };
        let diagnostics = DiagnosticOptions {
            identifier: Some("runsess".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: false,
            work_done_progress_options: WorkDoneProgressOptions::default(),
        };
        ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            diagnostic_provider: Some(DiagnosticServerCapabilities::Options(diagnostics)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: vec![EXPLAIN.to_owned(), CHANGE.to_owned()],
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            ..ServerCapabilities::default()
        }
    }

    /// Requests whose answer is as good when the text has moved on: the others are about a place in the text as it was.
    pub(super) fn outlives_changes(method: &str) -> bool {
        method == DocumentDiagnosticRequest::METHOD || method == CodeActionResolveRequest::METHOD
    }
}

fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let listed = params.workspace_folders.iter().flatten().map(|it| &it.uri);
    let listed: Vec<PathBuf> = listed.filter_map(file).collect();
    if !listed.is_empty() {
        return listed;
    }
    #[expect(deprecated, reason = "what clients have that know no list of folders")]
    let root: Option<&Uri> = params.root_uri.as_ref();
    let here = || std::env::current_dir().ok();
    root.and_then(file).or_else(here).into_iter().collect()
}
