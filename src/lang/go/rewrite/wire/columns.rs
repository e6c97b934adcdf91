//! What GORM makes of the name of a field besides its key. Without a tag the column is called by `schema.NamingStrategy`, which a program can
//! replace; and some names mean something by convention: keys of relations, `CreatedAt`, `ID`. Read in `schema/naming.go`, `field.go`,
//! `schema.go` and `relationship.go` of gorm.io/gorm v1.30.0 (MIT).

use rustc_hash::FxHashSet;

use crate::lang::go::GO;
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::types::{Basic, Type, TypeId};
use crate::lang::go::resolve::universe::Universe;
use crate::model::Source;

use super::record::Reached;
use super::tags::{GORM, Written, pairs};

/// What the sources say of GORM as a whole.
pub(in crate::lang::go::rewrite) struct Conventions {
    /// A database is opened in sight, and nothing replaces the names that GORM makes.
    named_by_default: bool,
    /// Fields that a tag makes a primary key.
    keys: FxHashSet<String>,
    /// Some struct has two of them.
    composite: bool,
    /// Some relation has a table of its own, whose columns are called after primary keys.
    joined: bool,
}

/// What a field is to GORM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A column that is called as GORM does by default.
    Column,
    /// A struct whose columns stand among those around it.
    Part,
    /// It leads to rows of another table, as far as can be told.
    Relation,
    /// How its column is called is not known.
    Unknown,
}

/// Fields that GORM sets by itself, and the option that has it do so whatever they are called.
const TIMES: [(&str, &str); 2] = [("CreatedAt", "autocreatetime"), ("UpdatedAt", "autoupdatetime")];

/// Types of packages that are a column, as they are written.
const COLUMNS: [&str; 12] = [
    "time.Time",
    "sql.Null",
    "sql.RawBytes",
    "gorm.DeletedAt",
    "soft_delete.DeletedAt",
    "datatypes.",
    "uuid.UUID",
    "uuid.NullUUID",
    "ulid.ULID",
    "decimal.",
    "pq.",
    "json.RawMessage",
];

/// The ends of a name by which a relation finds the field that points to it, whatever the primary key is called.
const ENDS: [&str; 2] = ["ID", "Id"];

impl Conventions {
    /// Reads what `sources` say.
    pub(in crate::lang::go::rewrite) fn of(sources: &[Source]) -> Self {
        let go = || sources.iter().filter(|it| it.language == GO);
        let mut found = Self {
            named_by_default: go().any(|it| it.text.contains("gorm.Open(")) && !go().any(|it| names_columns(&it.text)),
            keys: FxHashSet::default(),
            composite: false,
            joined: go().any(|it| it.text.contains("gorm:\"") && it.text.to_lowercase().contains("many2many:")),
        };
        for source in go().filter(|it| it.text.contains("gorm:\"")) {
            let mut beside = false;
            for line in source.text.lines().map(str::trim_start) {
                if line.starts_with('}') {
                    beside = false;
                } else if line
                    .split_once("gorm:\"")
                    .is_some_and(|(_, tag)| has_option(tag, &["primarykey", "primary_key"]))
                {
                    found.keys.extend(line.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned));
                    found.composite |= beside;
                    beside = true;
                }
            }
        }
        found
    }

    /// What the name means to GORM by convention, so that another one would change it; `None` where only the column has it.
    pub(super) fn meant(&self, old: &str, new: &str, text: &str, written: &Written, known: &Names) -> Option<String> {
        let tag = options(text, written);
        let time = TIMES.iter().find(|(name, option)| [old, new].contains(name) && !has_option(tag, &[option]));
        if let Some((name, _)) = time {
            return Some(format!("GORM sets a field that is called `{name}`, and no other"));
        }
        let is_key = has_option(tag, &["primarykey", "primary_key"]);
        if new == "ID" && !is_key {
            return Some("GORM takes a field that is called `ID` for the primary key".to_owned());
        }
        if (is_key || old == "ID") && self.joined {
            return Some(
                "it is a primary key, after which GORM calls columns of tables that join two others".to_owned(),
            );
        }
        if let Some(option) = tag.split(';').find(|it| is_unnamed_index(it)) {
            return Some(format!("GORM calls the index that `{}` asks for after it", option.trim()));
        }
        // By a column such as `owner_id` a relation finds it whatever it is called, unless it asks for several keys.
        let kept = |end: &&str| !self.composite && ENDS.contains(end);
        if let Some(of) = self.relation(old, known, |end| !kept(&end)) {
            return Some(format!("GORM may take it, by its name, for the key of a relation to `{of}`"));
        }
        let of = self.relation(new, known, |_| true)?;
        Some(format!("GORM would take `{new}` for the key of a relation to `{of}`"))
    }

    /// What a relation whose key is called `name` leads to: a name that is known, before the name of a primary key.
    fn relation<'n>(&self, name: &'n str, known: &Names, counts: impl Fn(&str) -> bool) -> Option<&'n str> {
        let ends = ENDS.into_iter().chain(self.keys.iter().map(String::as_str)).filter(|end| counts(end));
        ends.filter_map(|it| name.strip_suffix(it)).find(|it| !it.is_empty() && known.has(it))
    }

    /// What the field is to GORM.
    pub(super) fn kind(&self, u: &mut Universe, object: ObjId, text: &str, written: &Written) -> Kind {
        if !self.named_by_default {
            return Kind::Unknown;
        }
        let tag = options(text, written);
        let ty = text.get(written.field.ty.span.range()).unwrap_or_default().trim_start_matches('*');
        let has = |option| has_option(tag, &[option]);
        let column = has("serializer") || COLUMNS.iter().any(|it| ty.starts_with(it)) || {
            let ty = u.object_type(object);
            is_column(u, ty)
        };
        match column {
            true => Kind::Column,
            false if has("embedded") => Kind::Part,
            false => Kind::Relation,
        }
    }
}

/// The options in the tag of a field for GORM; empty where it has none.
fn options<'t>(text: &'t str, written: &Written) -> &'t str {
    let tag = written.field.tag.and_then(|tag| pairs(text, tag).into_iter().find(|it| it.key == GORM));
    tag.map_or("", |it| it.value)
}

/// A program replaces how GORM calls columns: another namer, or an option of the one it has. Prefixes of tables are no such option.
fn names_columns(text: &str) -> bool {
    const NAMER: &str = "NamingStrategy";
    let replaced = |(at, _): (usize, &str)| {
        let after = text[at + NAMER.len()..].trim_start();
        let set = after.strip_prefix([':', '=']).filter(|it| !it.starts_with('='));
        set.is_some_and(|value| {
            let name = value.trim_start_matches([' ', '\t', '=', '&']).split('{').next().unwrap_or_default();
            !name.ends_with(".NamingStrategy")
        })
    };
    text.contains("NameReplacer") || text.contains("NoLowerCase") || text.match_indices(NAMER).any(replaced)
}

/// The names of the types and fields that GORM reads.
pub(super) struct Names<'a>(pub(super) &'a Universe<'a>, pub(super) &'a Reached);

impl Names<'_> {
    fn has(&self, name: &str) -> bool {
        self.1.types.keys().chain(self.1.fields.keys()).any(|it| self.0.object(*it).name == name)
    }
}

/// A type of numbers, text, truth or bytes. Structs are relations or parts.
fn is_column(u: &mut Universe, ty: TypeId) -> bool {
    let ty = if let Type::Pointer(to) = *u.ty(ty) { to } else { ty };
    let under = u.underlying(ty);
    match *u.ty(under) {
        Type::Basic(_) => true,
        Type::Slice(of) | Type::Array(of, _) => matches!(u.ty(of), Type::Basic(Basic::Uint8)),
        _ => false,
    }
}

/// An option that makes an index and leaves its name to GORM: `index`, `uniqueIndex:,sort:desc`.
fn is_unnamed_index(option: &str) -> bool {
    let (name, value) = option.split_once(':').unwrap_or((option, ""));
    let options = value.split_once(',').map_or("", |it| it.1);
    ["index", "uniqueindex"].contains(&name.trim().to_lowercase().as_str())
        && value.split(',').next().is_none_or(|it| it.is_empty())
        && !options.to_lowercase().contains("composite:")
}

/// Text after `gorm:"`, or all of the value: one of its options is called so. GORM compares them without case.
fn has_option(tag: &str, names: &[&str]) -> bool {
    let value = tag.split('"').next().unwrap_or_default();
    value.split(';').any(|it| names.contains(&it.split(':').next().unwrap_or_default().trim().to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_namer_is_told_from_an_option_of_the_usual_one() {
        assert!(!names_columns("gorm.Config{NamingStrategy: schema.NamingStrategy{TablePrefix: \"t_\"}}"));
        assert!(!names_columns("c.NamingStrategy = &schema.NamingStrategy{}\nif c.NamingStrategy == nil {}"));
        assert!(names_columns("gorm.Config{NamingStrategy: mine{}}") && names_columns("c.NamingStrategy = mine"));
        assert!(names_columns("schema.NamingStrategy{NoLowerCase: true}") && names_columns("NameReplacer: r"));
    }

    #[test]
    fn an_option_is_one_of_a_list_in_any_case() {
        assert!(has_option("size:20;primaryKey\" json:\"id\"`", &["primarykey"]));
        assert!(has_option("PRIMARY_KEY", &["primary_key"]) && has_option("serializer:json", &["serializer"]));
        assert!(!has_option("column:primaryKeyOf\"", &["primarykey"]));
        assert!(is_unnamed_index(" uniqueIndex") && is_unnamed_index("index:,sort:desc"));
        assert!(
            !is_unnamed_index("index:by_slot,unique")
                && !is_unnamed_index("index:,composite:slot")
                && !is_unnamed_index("size:20")
        );
    }
}
