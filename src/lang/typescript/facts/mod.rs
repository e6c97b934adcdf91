//! What hits are: `emit` gives each its role and symbol, `flows` says where its value goes.

mod calls;
pub(super) mod emit;
mod flows;
mod statements;
pub(super) mod symbols;
mod tables;
mod texts;
mod twins;
mod typed;
mod wire;
