//! The nouns of the program. Plain data: no I/O, no parsing, no policy.

pub mod answer;
pub mod carrier;
pub mod code;
pub mod edit;
pub mod fact;
pub mod finding;
pub mod migration;
pub mod module;
mod needed;
pub mod place;
pub mod plan;
pub mod server;
pub mod sibling;
pub mod source;
pub mod span;
pub mod symbol;
pub mod verdict;
pub mod verification;

pub use answer::{Bound, Evidence, Explanation, Reference, References, Relation, Tried};
pub use carrier::Carrier;
pub use code::CodeView;
pub use edit::{Edit, FilePlan, NewFile};
pub use fact::{
    Certainty, FileFacts, Flow, FlowKind, Method, Occurrence, Pending, Role, Side, Strength, SymbolId, SymbolInfo,
    SymbolTable,
};
pub use finding::{Change, Finding, Inventory, Skipped, Step};
pub use migration::{Databases, Draft, Guarded, Migration, Migrations, Proof, Said, Start, StartCode, Unproved};
pub use module::{Module, Names, Need};
pub use place::Place;
pub use server::{Server, ServerKind};
pub use sibling::is_sibling_name;
pub use source::{FileId, Language, Repo, RepoId, Source};
pub use span::{LineIndex, Position, Span};
pub use symbol::{Prefix, SymbolPath};
pub use verdict::Verdict;
