//! What is written into Go: scopes, methods bound by interfaces, keys in chains and literals, deprecation notices. [`GoPlanner`]
//! answers what a change touches and what is in its way; `verify` reads the result once more before it is written.

mod accept;
mod alias;
mod both;
pub mod by_name;
mod coercions;
mod collide;
mod convert;
mod delete;
mod docs;
mod duplicates;
mod elsewhere;
mod idle;
mod key_calls;
mod keys;
mod links;
mod meanings;
mod member_names;
mod members;
mod names;
pub(crate) mod notice;
mod outside;
mod package;
mod page;
mod reads;
mod rewriter;
mod scopes;
mod serves;
mod sight;
mod structs;
mod syntax;
mod tables;
pub mod verify;
mod wire;
mod written_twice;

pub use names::GoPlanner;
