//! The language server: what an editor is told while people type. Speaks the protocol
//! (<https://microsoft.github.io/language-server-protocol/>, 3.17) over a [`Connection`]; `cmd` opens it on standard input and output.
//!
//! `server` is the loop of messages and the only place that sends; `worker` computes, one thing after the other, on the state of one
//! moment (`snapshot`), so that no answer mixes two. `documents` holds the texts that editors have open, `position` translates places,
//! `client` says what was agreed on.

mod accepted;
mod actions;
mod client;
mod documents;
mod position;
mod problem;
mod server;
mod snapshot;
mod worker;

pub use lsp_server::Connection;
pub use server::{Ended, serve};
