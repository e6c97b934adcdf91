//! Computes, on a thread of its own and one thing after the other: a new moment, or an answer about the one that there is. Whatever
//! is wrong in a file of the user's ends the job and not the server.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Receiver;

use ls_types::request::{CodeActionRequest, CodeActionResolveRequest, ExecuteCommand, HoverRequest, Request as _};
use ls_types::{CodeAction, ExecuteCommandParams, HoverParams, MessageType, TextDocumentPositionParams, WorkspaceEdit};
use lsp_server::{ErrorCode, Request, RequestId, ResponseError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::actions::{Changed, Chosen};
use super::client::{CHANGE, EXPLAIN};
use super::problem::Problem;
use super::snapshot::{Asked, Found, Snapshot};
use crate::limits;

/// What is to be done.
pub(super) enum Job {
    /// Make a new moment.
    Read(Asked),
    /// Answer a request about the last one.
    Answer(Request),
}

/// What was done.
pub(super) enum Done {
    /// A moment was made.
    Read { version: u64, found: Result<Found, Problem> },
    /// A request was answered.
    Answered { id: RequestId, answer: Result<Answer, ResponseError> },
}

/// An answer, and what else is to be said or done.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) result: Value,
    pub(super) said: Option<(MessageType, String)>,
    /// An edit that the editor is asked to make.
    pub(super) edit: Option<WorkspaceEdit>,
}

/// Works until there are no more jobs or nobody listens.
pub(super) fn work(jobs: &Receiver<Job>, done: impl Fn(Done) -> bool) {
    let mut now: Option<Snapshot> = None;
    for job in jobs {
        let goes_on = match job {
            Job::Read(asked) => {
                // Two moments at once would take twice the memory.
                now = None;
                let version = asked.version;
                let read = catch_unwind(AssertUnwindSafe(|| Snapshot::read(asked).map(|it| (it.found(), it))));
                let read = read.unwrap_or_else(|_| Err(Problem::new(FAULT)));
                let found = read.map(|(found, snapshot)| {
                    now = Some(snapshot);
                    found
                });
                done(Done::Read { version, found })
            }
            Job::Answer(request) => {
                let id = request.id.clone();
                let answer = catch_unwind(AssertUnwindSafe(|| answer(now.as_mut(), request)));
                let fault = |_| Err(error(ErrorCode::InternalError, FAULT));
                done(Done::Answered { id, answer: answer.unwrap_or_else(fault) })
            }
        };
        limits::stage("waiting for the editor");
        if !goes_on {
            return;
        }
    }
}

const FAULT: &str = "a fault of runsess itself, which is described on its standard error";

/// Answers from a moment; without one (a broken rule pack) there is nothing at any place.
fn answer(now: Option<&mut Snapshot>, request: Request) -> Result<Answer, ResponseError> {
    let method = request.method.as_str();
    let Some(now) = now else {
        let none = if method == CodeActionResolveRequest::METHOD { request.params } else { Value::Null };
        return Ok(Answer { result: none, ..Answer::default() });
    };
    match method {
        HoverRequest::METHOD => {
            let params: HoverParams = params(request.params)?;
            plain(&now.hover(&params.text_document_position_params))
        }
        CodeActionRequest::METHOD => plain(&now.actions(&params(request.params)?)),
        CodeActionResolveRequest::METHOD => resolved(now, params(request.params)?),
        ExecuteCommand::METHOD => commanded(now, params(request.params)?),
        _ => Err(error(ErrorCode::MethodNotFound, method)),
    }
}

fn resolved(now: &mut Snapshot, action: CodeAction) -> Result<Answer, ResponseError> {
    let chosen: Option<Chosen> = action.data.clone().and_then(|it| serde_json::from_value(it).ok());
    let Some(chosen) = chosen else { return plain(&action) };
    match now.changed(chosen) {
        Ok(Changed { edit, notes }) => {
            let said = notes.map(|it| (MessageType::INFO, it));
            Ok(Answer { said, ..plain(&CodeAction { edit: Some(edit), ..action })? })
        }
        Err(why) => Ok(Answer { said: Some((MessageType::WARNING, why)), ..plain(&action)? }),
    }
}

fn commanded(now: &mut Snapshot, command: ExecuteCommandParams) -> Result<Answer, ResponseError> {
    let argument = command.arguments.into_iter().next().unwrap_or_default();
    match command.command.as_str() {
        EXPLAIN => {
            let at: TextDocumentPositionParams = params(argument)?;
            let text = now.explained(&at).unwrap_or_else(|| "no term of the rules stands here".to_owned());
            Ok(Answer { result: Value::String(text.clone()), said: Some((MessageType::INFO, text)), edit: None })
        }
        CHANGE => Ok(match now.changed(params(argument)?) {
            Ok(Changed { edit, notes }) => {
                let said = notes.map(|it| (MessageType::INFO, it));
                Answer { edit: Some(edit), said, ..Answer::default() }
            }
            Err(why) => Answer { said: Some((MessageType::WARNING, why)), ..Answer::default() },
        }),
        other => Err(error(ErrorCode::InvalidParams, &format!("there is no command `{other}`"))),
    }
}

fn plain(result: &impl Serialize) -> Result<Answer, ResponseError> {
    let result = serde_json::to_value(result).map_err(|it| error(ErrorCode::InternalError, &it.to_string()))?;
    Ok(Answer { result, ..Answer::default() })
}

/// What a request or a notification says.
pub(super) fn params<T: DeserializeOwned>(value: Value) -> Result<T, ResponseError> {
    serde_json::from_value(value).map_err(|it| error(ErrorCode::InvalidParams, &it.to_string()))
}

pub(super) fn error(code: ErrorCode, message: &str) -> ResponseError {
    ResponseError { code: code as i32, message: message.to_owned(), data: None }
}
