//! runsess: one word, two meanings.
//!
//! Finds every occurrence of an ambiguous name over several repositories and languages, decides which declared thing and
//! which meaning each one has, proves it, and rewrites only the ones that must change.
//!
//! Each module is a stage, and uses only modules on its left (`tests/it/layers.rs` holds this order). ARCHITECTURE.md has the
//! map:
//!
//! `model, cli │ text, disk, limits │ lang │ walk, flow │ rules │ classify │ plan, propose │ report, gate, commit │ session │ lsp │ cmd`

#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod classify;
pub mod cli;
pub mod cmd;
pub mod commit;
pub mod disk;
pub mod flow;
pub mod gate;
pub mod lang;
pub mod limits;
pub mod lsp;
pub mod model;
pub mod plan;
pub mod propose;
pub mod report;
pub mod rules;
pub mod session;
pub mod text;
pub mod walk;
