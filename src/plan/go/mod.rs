//! What is special about planning changes of Go: scopes, methods bound by interfaces, keys in chains and literals, columns.

mod accept;
mod alias;
pub mod collide;
mod consumers;
mod convert;
mod delete;
mod duplicates;
mod idle;
mod keys;
mod meanings;
mod members;
mod names;
mod outside;
mod package;
mod page;
mod reads;
mod scopes;
mod serves;
mod sight;
pub mod syntax;
pub mod verify;
mod written_twice;

pub use names::GoPlanner;
