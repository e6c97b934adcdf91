//! Names of Go that are data at run time: an encoder writes the name of a field where no tag says another, a template and reflection look
//! a member up by its name. `families` and `calls` say as data which packages do that, `rounds` and `search` find what reaches them, `entry` reads one
//! declaration for it, `tags` reads and writes struct tags, `columns` and `snake` know what GORM makes of a name, and `verdict` decides what a rename has to do about it. `directions` tells
//! what is decoded from what is encoded.

mod calls;
mod columns;
mod directions;
mod entry;
mod families;
mod helpers;
mod record;
mod relations;
mod rounds;
mod search;
mod snake;
mod tags;
mod validators;
mod verdict;

pub(super) use columns::Conventions;
pub(super) use directions::{Directions, also_reading};
pub(super) use record::Reached;
pub(super) use tags::embedded_name;
pub(super) use tags::pairs as tag_pairs;
