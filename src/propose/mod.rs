//! A first rule pack, proposed from what a tree says: which things bear the word, which of them mean the same, and how a rule pack
//! tells them apart. Names, owners and values decide; a person reads the result and corrects it.
//!
//! Symbols that bear the word are grouped by a key: the words before it in their own name (`clientStatus` is `client`), or the words
//! of what declares them (`Evaluation.Status` is `evaluation`). Keys whose symbols hold the same values are one [`Meaning`].

mod key;
mod meanings;
mod pack;
mod proposal;
mod renamed;
mod wish;

pub use meanings::Meaning;
pub use pack::{OTHERS, Open, PLACES, Settled, text};
pub use proposal::{ALL, Proposal, Twin, propose};
pub use wish::Wish;
