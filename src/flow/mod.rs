//! Spreads domains along values to a fixed point and keeps the shortest proof of each symbol.
//!
//! The graph has a node per symbol and an edge per [`Flow`](crate::model::Flow): two symbols that hold the same value have the same
//! meaning, so meaning travels both ways. Seeds are what names and rules say outright; who makes them is not known here. What two
//! domains reach with equal right has no meaning, and an edge between two domains is a conflict. The result of a function is one
//! value a call: what two calls give has nothing in common unless the function itself says what it gives.

mod graph;
mod joined;
mod proof;
mod spread;

pub use graph::{Apart, Bounds, Seed};
pub use joined::joined;
pub use proof::ProofStep;
pub use spread::{Clash, Meaning, Refuted, Spread, Tie, spread};
