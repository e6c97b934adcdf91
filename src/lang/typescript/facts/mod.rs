//! What hits are: `emit` gives each its role and symbol, `flows` says where its value goes.

pub(super) mod emit;
mod flows;
mod statements;
pub(super) mod symbols;
mod texts;
mod twins;
mod typed;
mod wire;
