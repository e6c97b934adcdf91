//! Names on the wire, and their sides: a tag in Go, a property in TypeScript, a key in a map or in data, a field of a message. No compiler
//! joins these. A step that changes the name on one side lists what says it on the others.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::dialect;
use crate::lang::language::{Kind, Naming};
use crate::lang::registry::spec;
use crate::model::plan::{Group, Input, Manual, Plan, manual};
use crate::model::{Change, FileFacts, Occurrence, Prefix, Role, Source};

/// What carries a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wire {
    /// A document: JSON and what is written like it.
    Document,
    /// A URL or a form.
    Address,
    /// A cookie.
    Cookie,
    /// A log, which dashboards and alerts ask for its keys.
    Log,
}

/// Keys of struct tags for documents.
const DOCUMENTS: &[&str] = &["json", "yaml", "toml", "bson", "mapstructure", "msgpack", "cbor"];

/// Keys of struct tags for addresses and forms.
const ADDRESSES: &[&str] = &["form", "query", "schema", "url"];

/// The names of one place: what carries it, and its letters.
type Name = (Wire, String);

/// All places of names on the wire, by name.
pub struct Contracts(BTreeMap<Name, Vec<usize>>);

impl Contracts {
    /// Of all occurrences of `facts`.
    pub fn of(facts: &FileFacts, sources: &[Source]) -> Self {
        let mut all: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
        for (at, it) in facts.occurrences.iter().enumerate() {
            if let Some(name) = name(facts, sources, it) {
                all.entry(name).or_default().push(at);
            }
        }
        Self(all)
    }

    /// The places that may say the same on the other sides, in another language or repository: those of a type of the same name first.
    pub fn sides(&self, facts: &FileFacts, sources: &[Source], at: usize) -> Vec<usize> {
        let one = &facts.occurrences[at];
        let Some(name) = name(facts, sources, one) else { return Vec::new() };
        let side = |it: &Occurrence| {
            let source = &sources[it.file.0 as usize];
            (source.repo, std::ptr::from_ref(spec(source.language)))
        };
        let all = self.0.get(&name).into_iter().flatten();
        // Two keys of logs are two lines of logs: only what asks for one is its other side.
        let asks = |it: &Occurrence| name.0 != Wire::Log || it.role != one.role;
        let is_other = |it: &Occurrence| side(it) != side(one) && asks(it);
        let mut found: Vec<usize> = all.copied().filter(|other| is_other(&facts.occurrences[*other])).collect();
        let own = owner(facts, at);
        if found.iter().any(|other| !own.is_empty() && owner(facts, *other) == own) {
            // Where a type of the same name is there, types of other names are of other contracts.
            found.retain(|other| [own, ""].contains(&owner(facts, *other)));
        }
        // Types of one name on both sides are the likeliest: `StartResponse` here and there.
        found.sort_by_key(|other| owner(facts, *other) != own);
        found
    }
}

/// The type that a member, or the tag of one, belongs to; empty for what belongs to none.
fn owner(facts: &FileFacts, at: usize) -> &str {
    let path = facts.occurrences[at].symbol.map(|it| facts.symbols.get(it).path.as_str()).unwrap_or_default();
    let member = path.strip_prefix(&*Prefix::Tag.of("")).and_then(|it| it.split('/').next()).unwrap_or(path);
    let whole = member.rsplit_once('.').map_or("", |(owner, _)| owner);
    whole.rsplit(['.', '#', '/']).next().unwrap_or_default()
}

/// The name that an occurrence gives to something on the wire.
fn name(facts: &FileFacts, sources: &[Source], it: &Occurrence) -> Option<Name> {
    let source = &sources[it.file.0 as usize];
    let symbol = it.symbol.map(|symbol| facts.symbols.get(symbol).path.as_str()).unwrap_or_default();
    let is = |prefix: Prefix| symbol.starts_with(&*prefix.of(""));
    let wire = match it.role {
        Role::StructTag => {
            let key = symbol.rsplit('/').next()?;
            match () {
                () if DOCUMENTS.contains(&key) => Wire::Document,
                () if ADDRESSES.contains(&key) => Wire::Address,
                () => return None,
            }
        }
        Role::MapKey if is(Prefix::Json) => Wire::Document,
        Role::MapKey if is(Prefix::Cookie) => Wire::Cookie,
        Role::QueryParameter if is(Prefix::Query) => Wire::Address,
        Role::LogKey => Wire::Log,
        // A member is a key of data in languages that write data so.
        Role::Field if it.declaration && spec(source.language).naming == Naming::Camel && !source.generated => {
            Wire::Document
        }
        Role::ProtoField if it.declaration => Wire::Document,
        Role::PlainText if dialect(source.language).kind == Kind::Words => match is_key(&source.text, it) {
            true => Wire::Document,
            // `sum by (run_id) (…)`
            false => Wire::Log,
        },
        _ => return None,
    };
    // `run_id` of a message is `runId` in its documents, and readers take both.
    Some((wire, source.text.get(it.span.range())?.to_owned()))
}

/// `"run_id"` or `run_id:` in a file of data.
fn is_key(text: &str, it: &Occurrence) -> bool {
    let (before, after) = (&text[..it.span.start as usize], &text[it.span.end as usize..]);
    let quoted = before.ends_with(['"', '\'']) && after.starts_with(['"', '\'']);
    quoted || after.starts_with(':') && before.ends_with([' ', '\n', '-'])
}

/// Lists the sides that a step leaves behind.
pub(super) fn list(input: &Input, plan: &mut Plan) {
    let changes = |group: &&Group| matches!(group.change, Change::Retag | Change::Rename | Change::Drop);
    let of = |at: &usize| name(input.facts, input.sources, &input.facts.occurrences[*at]).is_some();
    let groups: Vec<&Group> = plan.groups.iter().filter(changes).filter(|it| it.hits.iter().any(of)).collect();
    if groups.is_empty() {
        return;
    }
    let contracts = Contracts::of(input.facts, input.sources);
    let written: BTreeSet<usize> = plan.groups.iter().flat_map(|it| &it.hits).copied().collect();
    let mut found: BTreeMap<usize, Manual> = BTreeMap::new();
    for group in groups {
        for at in group.hits.iter().filter(|at| of(at)) {
            let left = contracts.sides(input.facts, input.sources, *at).into_iter();
            let left = left.filter(|other| !written.contains(other) && may_be_it(input, *at, *other));
            for other in left {
                found.entry(other).or_insert_with(|| {
                    let reason = format!(
                        "it may {} `{}`, which gets another name in this step ({}), and keeps the old one: change both together, or let one \
                         take both names first",
                        if group.what.starts_with(&*Prefix::Log.of("")) { "ask for" } else { "be the other side of" },
                        group.what,
                        group.places.first().map(String::as_str).unwrap_or_default()
                    );
                    manual(input, other, reason)
                });
            }
        }
    }
    plan.manual.extend(found.into_values());
    plan.manual.sort();
    plan.manual.dedup();
}

/// The other side is not decided to mean something else, or to stay.
fn may_be_it(input: &Input, one: usize, other: usize) -> bool {
    let (one, other) = (input.finding(one), input.finding(other));
    other.change != Some(Change::Keep) && (one.category == other.category || other.rule.is_none())
}
