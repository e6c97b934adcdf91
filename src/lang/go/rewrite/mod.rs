//! What is written into Go beside the new name itself, and what would have to be and can't.

pub mod by_name;
pub(crate) mod notice;
