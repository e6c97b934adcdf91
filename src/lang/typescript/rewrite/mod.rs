//! Renames in TypeScript, TSX and JavaScript: every use follows and nothing collides, or the rename has problems and is not
//! made. There is no type checker behind this: a place that bears the name and is not understood is a problem.
//!
//! `reader` says what a place of a word means, `survey` collects the places, `links` what must have one name, `problems` says what is in the way,
//! `uses` lists every use of one declaration, `edits` writes the new names, and `verify` reads the result and compares what every name means.

mod aliases;
mod beside;
mod candidates;
mod compared;
mod conduits;
mod delete;
mod dotted;
mod edits;
mod elsewhere;
mod enumerated;
mod expected;
mod handed;
mod heirs;
mod idle;
mod imports;
mod inner;
mod keys;
mod leaf;
mod links;
mod listing;
mod looked_up;
mod loose;
mod modules;
mod namespaces;
mod notice;
mod owners;
mod packages;
mod path;
mod patterns;
mod places;
mod problems;
mod react;
mod reader;
pub(super) mod reference;
mod remapped;
pub(super) mod renamer;
mod results;
pub(crate) mod rewriter;
mod siblings;
mod stores;
mod strings;
mod survey;
mod taken;
mod templates;
pub mod trial;
mod untyped;
pub mod uses;
mod verify;
mod ways;
mod words;
