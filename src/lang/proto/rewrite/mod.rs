//! What can be written in a `.proto`: names over all files with what they are on the wire, and the stages in which a field is replaced.

mod asked;
mod collide;
mod fields;
mod obstacles;
mod options;
mod rewriter;
mod verify;
mod wire;

pub use rewriter::Ground;
