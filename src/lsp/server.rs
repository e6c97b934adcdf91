//! The loop of messages: keeps the texts of the editor, has a new moment read when they or files change, and answers from the last
//! moment once it is that of the newest change. What is asked meanwhile waits; nothing is answered from two moments.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use ls_types::notification::{
    Cancel, DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Exit, LogMessage, Notification as _, PublishDiagnostics, ShowMessage,
};
use ls_types::request::{
    ApplyWorkspaceEdit, CodeActionRequest, CodeActionResolveRequest, DocumentDiagnosticRequest, ExecuteCommand,
    HoverRequest, RegisterCapability, Request as _, Shutdown, WorkspaceDiagnosticRefresh,
};
use ls_types::{
    ApplyWorkspaceEditParams, CancelParams, Diagnostic, DidChangeTextDocumentParams,
    DidChangeWatchedFilesRegistrationOptions, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReport, FileSystemWatcher, FullDocumentDiagnosticReport, GlobPattern,
    InitializeParams, InitializeResult, LogMessageParams, MessageType, NumberOrString, PublishDiagnosticsParams,
    Registration, RegistrationParams, RelatedFullDocumentDiagnosticReport, ServerInfo, ShowMessageParams, Uri,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde::Serialize;
use serde_json::Value;

use super::client::Client;
use super::documents::Documents;
use super::problem::Problem;
use super::snapshot::{Asked, Found};
use super::worker::{Answer, Done, Job, error, params, work};

/// How long nothing changes before a moment is read that nobody waits for.
const PAUSE: Duration = Duration::from_millis(250);

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// As the protocol wants it: `shutdown`, then `exit`.
    Asked,
    /// By `exit` alone.
    Abruptly,
    /// The other side is gone, or has said what is no message.
    Lost,
}

enum Event {
    Said(Message),
    Done(Done),
    /// The connection is closed.
    Closed,
}

/// Serves one editor until it is done.
pub fn serve(connection: Connection) -> Ended {
    let Ok((id, initialize)) = connection.initialize_start() else { return Ended::Lost };
    let initialize: InitializeParams = match params(initialize) {
        Ok(initialize) => initialize,
        Err(wrong) => {
            let _ = connection.sender.send(Response { id, response_result: Err(wrong) }.into());
            return Ended::Lost;
        }
    };
    let (client, wrong) = Client::new(initialize);
    let info = ServerInfo { name: "runsess".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
    let result =
        InitializeResult { capabilities: client.offer(), server_info: Some(info), ..InitializeResult::default() };
    let Ok(result) = serde_json::to_value(result) else { return Ended::Lost };
    if connection.initialize_finish(id, result).is_err() {
        return Ended::Lost;
    }
    let Connection { sender, receiver } = connection;
    let (events, happened) = mpsc::channel();
    let (jobs, to_do) = mpsc::channel();
    let said = events.clone();
    thread::spawn(move || {
        if receiver.into_iter().all(|message| said.send(Event::Said(message)).is_ok()) {
            let _ = said.send(Event::Closed);
        }
    });
    thread::spawn(move || work(&to_do, |done| events.send(Event::Done(done)).is_ok()));
    let mut server = Server::new(client, jobs, Box::new(move |message| sender.send(message).is_ok()));
    server.begin(wrong);
    server.run(&happened)
}

struct Server {
    client: Arc<Client>,
    documents: Documents,
    /// The state of texts and files; the moment of [`Server::read`] is read.
    version: u64,
    read: Option<u64>,
    /// When the next moment is due.
    due: Option<Instant>,
    /// What the worker does: a moment (no id), or an answer.
    busy: Option<Option<RequestId>>,
    waiting: VecDeque<Request>,
    /// Requests that nobody waits for any more, while they are answered.
    dropped: BTreeSet<RequestId>,
    diagnostics: BTreeMap<Uri, Vec<Diagnostic>>,
    /// What the editor was told of files, by pushing.
    pushed: BTreeMap<Uri, Vec<Diagnostic>>,
    /// What was said last of what is wrong: it is said once.
    told: Option<String>,
    /// The number of the last request of ours.
    asked: i32,
    shut_down: bool,
    jobs: Sender<Job>,
    send: Box<dyn Fn(Message) -> bool>,
}

impl Server {
    fn new(client: Client, jobs: Sender<Job>, send: Box<dyn Fn(Message) -> bool>) -> Self {
        Self {
            client: Arc::new(client),
            documents: Documents::default(),
            version: 0,
            read: None,
            due: Some(Instant::now()),
            busy: None,
            waiting: VecDeque::new(),
            dropped: BTreeSet::new(),
            diagnostics: BTreeMap::new(),
            pushed: BTreeMap::new(),
            told: None,
            asked: 0,
            shut_down: false,
            jobs,
            send,
        }
    }

    /// Says what is wrong with the options, and asks to be told of changed files.
    fn begin(&mut self, wrong: Option<String>) {
        wrong.into_iter().for_each(|it| self.show(MessageType::ERROR, it));
        if self.client.watches {
            let all = FileSystemWatcher { glob_pattern: GlobPattern::String("**/*".to_owned()), kind: None };
            let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![all] };
            let registration = Registration {
                id: "runsess-files".to_owned(),
                method: DidChangeWatchedFiles::METHOD.to_owned(),
                register_options: serde_json::to_value(options).ok(),
            };
            self.ask(RegisterCapability::METHOD, &RegistrationParams { registrations: vec![registration] });
        }
    }

    fn run(&mut self, happened: &Receiver<Event>) -> Ended {
        loop {
            self.advance();
            let event = match self.due.filter(|_| self.busy.is_none()) {
                Some(due) => happened.recv_timeout(due.saturating_duration_since(Instant::now())),
                None => happened.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match event {
                Ok(Event::Said(Message::Notification(it))) if it.method == Exit::METHOD => {
                    return if self.shut_down { Ended::Asked } else { Ended::Abruptly };
                }
                Ok(Event::Said(Message::Notification(it))) => self.notified(it),
                Ok(Event::Said(Message::Request(it))) => self.requested(it),
                // Answers to what we ask change nothing.
                Ok(Event::Said(Message::Response(_))) | Err(RecvTimeoutError::Timeout) => {}
                Ok(Event::Done(done)) => self.done(done),
                Ok(Event::Closed) | Err(RecvTimeoutError::Disconnected) => return Ended::Lost,
            }
        }
    }

    /// Gives the worker its next job: a moment that is due or waited for, else the next answer.
    fn advance(&mut self) {
        while self.busy.is_none() {
            if self.read != Some(self.version) {
                let due = self.due.is_some_and(|due| due <= Instant::now());
                if !due && self.waiting.is_empty() {
                    return;
                }
                (self.due, self.busy) = (None, Some(None));
                let (client, documents) = (self.client.clone(), self.documents.clone());
                let _ = self.jobs.send(Job::Read(Asked { client, documents, version: self.version }));
            } else if let Some(request) = self.waiting.pop_front() {
                if request.method == DocumentDiagnosticRequest::METHOD {
                    let report = params(request.params).map(|it: DocumentDiagnosticParams| self.report(&it));
                    self.answer(request.id, report.and_then(|it| value(&it)));
                } else {
                    self.busy = Some(Some(request.id.clone()));
                    let _ = self.jobs.send(Job::Answer(request));
                }
            } else {
                return;
            }
        }
    }

    fn done(&mut self, done: Done) {
        self.busy = None;
        match done {
            // Something has changed meanwhile: that moment is of no use to anybody.
            Done::Read { version, .. } if version != self.version => {}
            Done::Read { version, found } => {
                self.read = Some(version);
                self.publish(found);
            }
            Done::Answered { id, .. } if self.dropped.remove(&id) => self.cancelled(id),
            Done::Answered { id, .. } if self.read != Some(self.version) => self.outdated(id),
            Done::Answered { id, answer } => {
                let result = answer.map(|Answer { result, said, edit }| {
                    said.into_iter().for_each(|(kind, text)| self.show(kind, text));
                    if let Some(edit) = edit {
                        self.ask(ApplyWorkspaceEdit::METHOD, &ApplyWorkspaceEditParams { label: None, edit });
                    }
                    result
                });
                self.answer(id, result);
            }
        }
    }

    fn requested(&mut self, request: Request) {
        if self.shut_down {
            let late = error(ErrorCode::InvalidRequest, "the server was shut down");
            return self.answer(request.id, Err(late));
        }
        match request.method.as_str() {
            Shutdown::METHOD => {
                self.shut_down = true;
                self.answer(request.id, Ok(Value::Null));
                for it in std::mem::take(&mut self.waiting) {
                    self.cancelled(it.id);
                }
                self.due = None;
            }
            HoverRequest::METHOD
            | CodeActionRequest::METHOD
            | CodeActionResolveRequest::METHOD
            | ExecuteCommand::METHOD
            | DocumentDiagnosticRequest::METHOD => self.waiting.push_back(request),
            unknown => self.answer(request.id, Err(error(ErrorCode::MethodNotFound, unknown))),
        }
    }

    /// A notification that is none of those, or says what it should not, is passed over, as the protocol has it.
    fn notified(&mut self, it: Notification) {
        match it.method.as_str() {
            DidOpenTextDocument::METHOD => {
                let Ok(DidOpenTextDocumentParams { text_document: it }) = params(it.params) else { return };
                // From now on it is asked for.
                if self.client.pulls && self.pushed.remove(&it.uri).is_some() {
                    self.push(it.uri.clone(), Vec::new());
                }
                self.documents.open(it.uri, it.version, it.text);
                self.changed();
            }
            DidChangeTextDocument::METHOD => {
                let Ok(DidChangeTextDocumentParams { text_document: it, content_changes }) = params(it.params) else {
                    return;
                };
                self.documents.change(&it.uri, it.version, content_changes, self.client.encoding);
                self.changed();
            }
            DidCloseTextDocument::METHOD => {
                let Ok(DidCloseTextDocumentParams { text_document: it }) = params(it.params) else { return };
                self.documents.close(&it.uri);
                self.changed();
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => self.changed(),
            Cancel::METHOD => {
                let Ok(CancelParams { id }) = params(it.params) else { return };
                self.cancel(match id {
                    NumberOrString::Number(id) => id.into(),
                    NumberOrString::String(id) => id.into(),
                });
            }
            _ => {}
        }
    }

    /// Texts or files are others now. Who asked about a place in the texts before has to ask again.
    fn changed(&mut self) {
        self.version += 1;
        self.due = (!self.shut_down).then(|| Instant::now() + PAUSE);
        let (left, over) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|it: &Request| Client::outlives_changes(&it.method));
        self.waiting = left;
        over.into_iter().for_each(|it: Request| self.outdated(it.id));
    }

    fn cancel(&mut self, id: RequestId) {
        if self.busy.as_ref() == Some(&Some(id.clone())) {
            self.dropped.insert(id);
        } else if let Some(at) = self.waiting.iter().position(|it| it.id == id) {
            self.waiting.remove(at);
            self.cancelled(id);
        }
    }

    /// Tells the editor what a moment holds.
    fn publish(&mut self, found: Result<Found, Problem>) {
        let (diagnostics, places, told, kind) = match found {
            Ok(Found { diagnostics, unread }) => (diagnostics, BTreeMap::new(), unread, MessageType::WARNING),
            Err(Problem { message, places }) => (BTreeMap::new(), places, Some(message), MessageType::ERROR),
        };
        if self.told != told {
            self.told.clone_from(&told);
            match told {
                Some(text) if kind == MessageType::ERROR => self.show(kind, text),
                Some(message) => self.notify(LogMessage::METHOD, &LogMessageParams { typ: kind, message }),
                None => {}
            }
        }
        self.diagnostics = diagnostics;
        // Mistakes in rules are pushed whoever asks: nobody asks about a file that is not open.
        let pulled = |uri: &Uri| self.client.pulls && self.documents.get(uri).is_some();
        let own = self.diagnostics.iter().filter(|(uri, _)| !pulled(uri));
        let now: BTreeMap<Uri, Vec<Diagnostic>> =
            own.chain(&places).map(|(uri, all)| (uri.clone(), all.clone())).collect();
        let before = std::mem::replace(&mut self.pushed, now.clone());
        let gone = before.keys().filter(|it| !now.contains_key(it));
        gone.for_each(|uri| self.push(uri.clone(), Vec::new()));
        for (uri, all) in now {
            // An editor moves what it shows as people type: in what it has open it may be anywhere by now.
            if self.documents.get(&uri).is_some() || before.get(&uri) != Some(&all) {
                self.push(uri, all);
            }
        }
        if self.client.refreshes {
            self.ask(WorkspaceDiagnosticRefresh::METHOD, &());
        }
    }

    /// The diagnostics of one document.
    fn report(&self, asked: &DocumentDiagnosticParams) -> DocumentDiagnosticReport {
        let items = self.diagnostics.get(&asked.text_document.uri).cloned().unwrap_or_default();
        let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: None, items };
        RelatedFullDocumentDiagnosticReport { full_document_diagnostic_report, related_documents: None }.into()
    }

    fn push(&self, uri: Uri, diagnostics: Vec<Diagnostic>) {
        let version = self.documents.get(&uri).map(|it| it.version);
        self.notify(PublishDiagnostics::METHOD, &PublishDiagnosticsParams { uri, diagnostics, version });
    }

    fn show(&self, typ: MessageType, message: String) {
        self.notify(ShowMessage::METHOD, &ShowMessageParams { typ, message });
    }

    fn cancelled(&self, id: RequestId) {
        self.answer(id, Err(error(ErrorCode::RequestCanceled, "cancelled")));
    }

    fn outdated(&self, id: RequestId) {
        self.answer(id, Err(error(ErrorCode::ContentModified, "the text has changed meanwhile")));
    }

    fn answer(&self, id: RequestId, response_result: Result<Value, ResponseError>) {
        self.say(Response { id, response_result }.into());
    }

    fn notify(&self, method: &str, params: &impl Serialize) {
        if let Ok(params) = serde_json::to_value(params) {
            self.say(Notification { method: method.to_owned(), params }.into());
        }
    }

    /// Asks the editor for something. What it answers does not matter.
    fn ask(&mut self, method: &str, params: &impl Serialize) {
        if let Ok(params) = serde_json::to_value(params) {
            self.asked += 1;
            let id = RequestId::from(self.asked);
            self.say(Request { id, method: method.to_owned(), params }.into());
        }
    }

    /// Where nobody listens any more, the loop hears so itself.
    fn say(&self, message: Message) {
        (self.send)(message);
    }
}

fn value(it: &impl Serialize) -> Result<Value, ResponseError> {
    serde_json::to_value(it).map_err(|it| error(ErrorCode::InternalError, &it.to_string()))
}
