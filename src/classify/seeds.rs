//! What the rules say of symbols outright: the starting points of the flow.

use rayon::prelude::*;

use crate::flow::Seed;
use crate::model::{Role, Strength, SymbolId, SymbolInfo, SymbolTable};
use crate::rules::{Pack, SeedBy};

/// The seeds of all domains: declared symbols, canonical names, and the words of what encloses a declaration.
pub(super) fn seeds(symbols: &SymbolTable, pack: &Pack) -> Vec<Seed> {
    let all: Vec<(SymbolId, &SymbolInfo)> = symbols.iter().collect();
    all.into_par_iter().filter_map(|(symbol, info)| Some(Seed { symbol, ..seed(info, pack)? })).collect()
}

fn seed(info: &SymbolInfo, pack: &Pack) -> Option<Seed> {
    if speaks(info.role) {
        return None;
    }
    let name = if carries_value(info.role) { info.name.as_str() } else { "" };
    let said = pack.seed(name, &info.path, &info.context)?;
    let title = &said.domain.title;
    let (strength, why) = match said.by {
        SeedBy::Symbol => (Strength::Strong, format!("the rules declare `{}`: {title}", said.pattern)),
        SeedBy::Name => (Strength::Strong, format!("the name `{}` says so: {title}", info.name)),
        SeedBy::Owner => (owner_strength(info.role), format!("what declares it says `{}`: {title}", said.pattern)),
        SeedBy::Context => (Strength::Weak, format!("a name around it says `{}`: {title}", said.pattern)),
    };
    let domain = pack.domains.iter().position(|domain| domain.id == said.domain.id)?;
    Some(Seed { symbol: SymbolId(0), domain: domain as u32, strength, why: why.into() })
}

/// The type that declares a field is proof; the function around a local is a hint.
fn owner_strength(role: Role) -> Strength {
    match role {
        Role::Field | Role::Method | Role::ProtoField | Role::SqlColumn | Role::StructTag => Strength::Strong,
        _ => Strength::Weak,
    }
}

/// A package holds no value, so its own name proves nothing about one. That of a type says what its values are.
fn carries_value(role: Role) -> bool {
    !matches!(role, Role::Import | Role::Label | Role::SqlTable)
}

/// Words that speak of other things take their meaning from them.
fn speaks(role: Role) -> bool {
    matches!(role, Role::Comment | Role::LogMessage | Role::ErrorText | Role::Prose)
}
