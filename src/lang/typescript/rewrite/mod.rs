//! What is written into TypeScript beside the new name itself.

pub(crate) mod notice;
