//! One file a command; each reads as the picture of the pipeline. Holds stdout.

pub mod recover;
pub mod undo;
pub mod writing;
