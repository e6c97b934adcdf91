//! Names that a database is asked for and that a rename would leave behind: `db:"run_id"` in a struct tag, a column of unknown table in a
//! fragment, a string that is the name and nothing else, a property of a row in TypeScript, the name in a language that is not read. Code
//! that says the old name fails at run time, and no compiler says so.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::facts::{PART, is_made, is_of_catalogue};
use super::generators::made_by_one;
use super::handed::Handed;
use super::mapped::ByFields;
use super::marks::{
    is_behind, is_filled_in, is_in_part, is_in_pattern, is_in_statement, is_named_by_call, is_prose, is_qualified,
    is_quoted, is_used_by_both,
};
use super::nearby::{Home, folder};
use super::put_together::put_together;
use super::row_keys::{RowKeys, is_exported_field, is_of_rows};
use super::syntax::OPEN;
use super::tagged::{TAGS, imports_mapper, is_of_mapper, is_option, says_its_column};

use crate::model::plan::{Group, Input, Plan, Refusal, place};
use crate::model::{Carrier, Change, FileId, FlowKind, Language, Occurrence, Role, SymbolId, SymbolInfo, SymbolPath};
use crate::text::sentences::line;

/// The last place at which a text may be cut, so that no more than `bytes` are behind it.
fn floor(text: &str, bytes: usize) -> usize {
    let at = text.len().saturating_sub(bytes);
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

const WAY_OUT: &str =
    "rename it with the column (a rule for its role), decide by a rule what it is, or list it under `keep:`";

const TAG_FIRST: &str = "say the column in its tag first (`gorm:\"column:…\"`, `bun:\"…\"`, `db:\"…\"`), which changes nothing, or list it under `keep:`";

/// The groups of `plan` that rename a column or a table, with what keeps its old name.
pub(super) fn left_behind(input: &Input, plan: &Plan) -> Vec<(usize, Refusal)> {
    let mut found = Vec::new();
    let mut all: Option<Names> = None;
    for (index, group) in plan.groups.iter().enumerate() {
        let Some(first) = group.hits.first().map(|at| &input.facts.occurrences[*at]) else { continue };
        if group.change == Change::Rename && first.role == Role::SqlValue && is_data(input, first) {
            found.push((index, data(input, group)));
            continue;
        }
        let is_asked = matches!(first.role, Role::SqlColumn | Role::SqlTable) || is_placeholder(input, first);
        if group.change != Change::Rename || !is_asked {
            continue;
        }
        let all = all.get_or_insert_with(|| Names::of(input));
        found.extend(behind(input, plan, group, all).map(|it| (index, it)));
        found.extend(put_together(input, group).map(|it| (index, it)));
    }
    found.extend(one_sided(input, plan));
    found.extend(of_mappers(input, plan));
    found
}

/// What keeps the old names of `groups`, which rename what only applied migrations name.
pub(crate) fn left_behind_by(input: &Input, plan: &Plan, groups: &[Group]) -> Vec<(usize, Refusal)> {
    if groups.is_empty() {
        return Vec::new();
    }
    let all = Names::of(input);
    let each = groups.iter().enumerate();
    let left = |group| behind(input, plan, group, &all).chain(put_together(input, group));
    each.flat_map(|(index, group)| left(group).map(move |it| (index, it))).collect()
}

/// What keeps the old name of a group: the place of each kind that is nearest to a statement, for it is the likeliest to be asked for.
fn behind(input: &Input, plan: &Plan, group: &Group, all: &Names) -> impl Iterator<Item = Refusal> {
    let others = all.by_text.get(&bare(&group.old));
    // Code beside none of several databases names the columns of views, too, that hand on what the group renames.
    let views = all.handed.on(group.symbols(input), true, |_| true);
    let path = |id: SymbolId| &input.facts.symbols.get(id).path;
    let of_view = |at: usize| {
        let it = &input.facts.occurrences[at];
        it.role == Role::SqlColumn
            && input.decided[at].open
            && !is_changed(plan, it)
            && it.symbol.is_some_and(|id| !views.contains(&id) && !all.declared.contains(&id))
            && it.symbol.is_some_and(|id| views.iter().any(|view| path(*view) == path(id)))
    };
    let left = others.into_iter().flatten().filter(|at| may_be_it(input, plan, group, **at, all) || of_view(**at));
    let mut kinds: BTreeMap<Role, Vec<usize>> = BTreeMap::new();
    for at in left {
        kinds.entry(input.facts.occurrences[*at].role).or_default().push(*at);
    }
    let home = Home::of(input, group);
    let nearest = |all: Vec<usize>| {
        let distance = |at: usize| home.distance(input, input.facts.occurrences[at].file);
        let first = all.iter().copied().min_by_key(|at| (distance(*at), *at));
        first.map(|at| refusal(input, group, at, all.len() - 1))
    };
    kinds.into_values().filter_map(nearest).collect::<Vec<_>>().into_iter()
}

/// `kind = 'run_id'`: rows are asked for a value, or get it. What is compared with a column of the catalogue is a name; what new rows are made of is
/// what the code says from now on.
fn is_data(input: &Input, it: &Occurrence) -> bool {
    let before = &input.source(it.file).text[..it.span.start as usize];
    let statement = &before[floor(before, 160)..];
    let Some((outside, inside)) = statement.rsplit_once('\'') else { return false };
    let quoted = !inside.contains(['\n', ';', ':', '@']) && outside.matches('\'').count() % 2 == 0;
    let mut words = outside.rsplit(|c: char| !c.is_alphanumeric() && c != '_').filter(|it| !it.is_empty());
    let column =
        words.by_ref().find(|it| !["IN", "LIKE", "NOT", "IS"].iter().any(|word| it.eq_ignore_ascii_case(word)));
    let end = outside.trim_end().trim_end_matches('(').trim_end();
    let last = end.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    let compared =
        end.ends_with(['=', '<', '>']) || ["IN", "LIKE", "ILIKE"].iter().any(|it| last.eq_ignore_ascii_case(it));
    quoted && compared && !column.is_some_and(is_of_catalogue)
}

fn data(input: &Input, group: &Group) -> Refusal {
    let it = &input.facts.occurrences[group.hits[0]];
    Refusal {
        what: group.what.clone(),
        place: place(input, it.file, it.span.start),
        reason: "it is a value that rows of databases that exist may hold, and no script changes these".to_owned(),
        way_out: "change the rows and the statement by hand, or list the value under `keep:`".to_owned(),
    }
}

/// `:run_id`, `@run_id`, and the key that gives its value: a field whose tag has the name may give it, too.
fn is_placeholder(input: &Input, it: &Occurrence) -> bool {
    let marked = |it: &Occurrence| input.source(it.file).text[..it.span.start as usize].ends_with([':', '@', '$']);
    let same = |other: &&Occurrence| other.symbol.is_some() && other.symbol == it.symbol;
    it.role == Role::SqlValue && (marked(it) || input.facts.occurrences.iter().filter(same).any(marked))
}

/// Tags by which a mapper finds columns, and that get a name which no column gets with them: no table would have it.
fn of_mappers(input: &Input, plan: &Plan) -> Vec<(usize, Refusal)> {
    let text = |at: usize| {
        let it = &input.facts.occurrences[at];
        input.source(it.file).text.get(it.span.range()).unwrap_or_default()
    };
    let is_tag = |at: &usize| {
        let it = &input.facts.occurrences[*at];
        let symbol = it.symbol.map(|symbol| input.facts.symbols.get(symbol));
        it.role == Role::StructTag && symbol.is_some_and(|it| is_of_mapper(&it.path))
    };
    let in_database =
        |at: &usize| matches!(input.facts.occurrences[*at].role, Role::SqlColumn | Role::SqlTable | Role::SqlIndex);
    let repo = |at: usize| input.source(input.facts.occurrences[at].file).repo;
    let new = |at: usize| input.finding(at).replacement.as_deref().unwrap_or_default();
    let follows = |tag: usize| {
        let renames = || plan.groups.iter().filter(|it| it.change == Change::Rename).flat_map(|it| &it.hits);
        let applied = plan.applied.iter();
        let mut all = renames().chain(applied).copied().filter(|at| in_database(at) && repo(*at) == repo(tag));
        let named = |at: usize, name: &str| text(at).eq_ignore_ascii_case(name);
        all.any(|at| named(at, text(tag))) || {
            // The database has the new name already.
            let declared = input.facts.occurrences.iter().enumerate();
            let mut declared = declared.filter(|(at, it)| it.declaration && in_database(at) && repo(*at) == repo(tag));
            declared.any(|(at, _)| named(at, new(tag)))
        }
    };
    let left = |group: &Group| group.hits.iter().copied().filter(is_tag).find(|at| !follows(*at));
    let refusal = |group: &Group, at: usize| Refusal {
        what: group.what.clone(),
        place: place(input, input.facts.occurrences[at].file, input.facts.occurrences[at].span.start),
        reason: format!(
            "a mapper finds `{}` by this tag, and nothing in the database gets another name with it",
            text(at)
        ),
        way_out: "rename both in one step, or list the tag under `keep:`".to_owned(),
    };
    let all = plan.groups.iter().enumerate();
    all.filter_map(|(index, group)| left(group).map(|at| (index, refusal(group, at)))).collect()
}

/// `a JOIN b USING (run_id)` needs one name in both tables: a column of one of them can't get another alone.
fn one_sided(input: &Input, plan: &Plan) -> Vec<(usize, Refusal)> {
    let columns = |group: &&(usize, &Group)| {
        let first = group.1.hits.first().map(|at| input.facts.occurrences[*at].role);
        group.1.change == Change::Rename && first == Some(Role::SqlColumn)
    };
    let of = |symbol: SymbolId| {
        let mut all = plan.groups.iter().enumerate().filter(|it| columns(&it));
        all.find(|(_, group)| group.symbols(input).any(|it| it == symbol)).map(|(index, _)| index)
    };
    let mut found: BTreeMap<usize, Refusal> = BTreeMap::new();
    for flow in input.facts.flows.iter().filter(|it| it.kind == FlowKind::Sql) {
        if !is_used_by_both(&input.source(flow.file).text, flow.span) {
            continue;
        }
        let (from, to) = (of(flow.from), of(flow.to));
        if let (Some(index), None) | (None, Some(index)) = (from, to) {
            found.entry(index).or_insert_with(|| Refusal {
                what: plan.groups[index].what.clone(),
                place: place(input, flow.file, flow.span.start),
                reason: "`USING` has one name for the columns of two tables, and the other one would keep it"
                    .to_owned(),
                way_out: "rename both, or write `ON` there".to_owned(),
            });
        }
    }
    found.into_iter().collect()
}

/// `run_id`, `RunID` and `runId` alike.
fn bare(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

struct Names<'a> {
    /// All occurrences by their [`bare`] text.
    by_text: BTreeMap<String, Vec<usize>>,
    /// Tables and columns that a schema declares.
    declared: BTreeSet<SymbolId>,
    /// Files that a generator makes anew from the statements.
    made_anew: BTreeSet<FileId>,
    /// Where rows may go to fields of Go.
    by_fields: ByFields,
    /// Where rows become documents.
    row_keys: RowKeys,
    /// Which columns have the values of others.
    handed: Handed<'a>,
}

impl<'a> Names<'a> {
    fn of(input: &Input<'a>) -> Self {
        let mut found = Self {
            by_text: BTreeMap::new(),
            declared: BTreeSet::new(),
            made_anew: made_by_one(input),
            by_fields: ByFields::of(input),
            row_keys: RowKeys::default(),
            handed: Handed::of(input.facts),
        };
        for (at, it) in input.facts.occurrences.iter().enumerate() {
            let text = input.source(it.file).text.get(it.span.range()).unwrap_or_default();
            found.by_text.entry(bare(text)).or_default().push(at);
            found
                .declared
                .extend(it.symbol.filter(|_| it.declaration && matches!(it.role, Role::SqlColumn | Role::SqlTable)));
        }
        found
    }
}

/// A database may be asked by the occurrence for what the group renames, or give it back under that name.
fn may_be_it(input: &Input, plan: &Plan, group: &Group, at: usize, all: &Names) -> bool {
    let it = &input.facts.occurrences[at];
    let first = &input.facts.occurrences[group.hits[0]];
    let source = input.source(it.file);
    let elsewhere = source.repo != input.source(first.file).repo;
    let made_anew = of_messages(&source.path) || all.made_anew.contains(&it.file);
    // What was applied in SQL is run again by whoever writes the next migration, which comes after it.
    let is_history = source.applied && source.language == super::SQL;
    if elsewhere || is_history || source.path.ends_with("_test.go") || made_anew || is_changed(plan, it) {
        return false;
    }
    let column = first.role == Role::SqlColumn;
    let is_field =
        it.role == Role::Field && it.declaration && column && !says_its_column(line(&source.text, it.span).as_str());
    let symbol = it.symbol.map(|symbol| input.facts.symbols.get(symbol));
    let is_mapped = || is_mapped(input, symbol, at, all);
    let mapped = is_field && is_mapped();
    // What means the same, and is left for another batch, names the column no less; of other names nothing says that they do.
    let decided = &input.decided[at];
    let in_text = matches!(it.role, Role::StringLiteral | Role::ErrorText | Role::LogMessage);
    let of_mapper = mapped || in_text || matches!(it.role, Role::StructTag | Role::SqlColumn);
    let category = &input.finding(group.hits[0]).category;
    if !(decided.open || of_mapper && decided.finding.category == *category) {
        return false;
    }
    if mapped {
        return true;
    }
    let renamed = first.symbol.map(|symbol| input.facts.symbols.get(symbol));
    let table = renamed.and_then(|it| it.context.first());
    let of_same_table = |it: &SymbolInfo| {
        let other = it.context.first();
        other.zip(table).is_some_and(|(other, table)| other.eq_ignore_ascii_case(table))
    };
    let same = source.text.get(it.span.range()).is_some_and(|text| text.eq_ignore_ascii_case(&group.old));
    if !same {
        return false;
    }
    if first.role == Role::SqlValue {
        return it.role == Role::StructTag && symbol.is_some_and(|it| is_of_mapper(&it.path));
    }
    match it.role {
        // The same table in code of which nothing tells which of several databases it asks.
        Role::SqlColumn | Role::SqlTable if it.role == first.role && is_of_any_database(input, first, it, all) => true,
        // One of the tables that its query names, or any where it names none.
        Role::SqlColumn if symbol.is_none_or(|it| SymbolPath(&it.path).is_of_unknown()) => {
            let among = symbol.map(|it| it.context.as_slice()).unwrap_or_default();
            let is_it = |it: &SmolStr| it == OPEN || table.is_none_or(|table| it.eq_ignore_ascii_case(table));
            among.is_empty() || among.iter().any(is_it)
        }
        // `ORDER BY t.run_id`: a fragment that calls a table by a name that its other parts give. Of a column without such a name the
        // statement or the builder says the table.
        Role::SqlColumn => {
            source.language != super::SQL
                && is_qualified(&source.text, it.span)
                && symbol.is_some_and(|it| !is_made(it) && !of_same_table(it))
                && it.symbol.is_some_and(|it| !all.declared.contains(&it))
        }
        // A tag is for the tables that the code of its folder asks for, or for any where it asks for none by this name.
        Role::StructTag => {
            let of_document = || table.is_some_and(|it| all.row_keys.made_of(input, source.repo, it));
            let is_key = |it: &SymbolInfo| is_of_mapper(&it.path);
            let is_json = symbol.is_some_and(|it| it.path.ends_with("/json"));
            if column && is_json && of_document() {
                return true;
            }
            let here = folder(input, it.file);
            let old = group.old.to_lowercase();
            column
                && !is_option(&source.text, it.span)
                && symbol.is_some_and(is_key)
                && (group.hits.iter().any(|at| is_asked_in(input, here, *at, &old))
                    || !(0..input.facts.occurrences.len()).any(|at| is_asked_in(input, here, at, &old)))
        }
        Role::StringLiteral => {
            let of_table = || table.is_some_and(|table| is_behind(&source.text, it.span, table));
            is_quoted(&source.text, it.span) || column && (is_in_part(&source.text, it.span) || of_table())
        }
        // `UNIQUE constraint failed: parcels.carrier`: an error of the database says both names.
        Role::ErrorText | Role::LogMessage => {
            column && table.is_some_and(|table| is_behind(&source.text, it.span, table))
        }
        // Rows come with the names of their columns, and builders of queries take objects with these.
        Role::Field | Role::Selector | Role::LiteralKey | Role::MapKey => {
            let speaks = table.is_some_and(|table| source.text.contains(table.as_str()));
            // A flag, a header or a cookie is no property of a row.
            let elsewhere = it.carrier.is_some_and(|it| it != Carrier::Document);
            let is_field = it.role != Role::MapKey && symbol.is_some() && source.path.ends_with(".go");
            column
                && !elsewhere
                && !is_of_message(input, symbol)
                && !names_its_column(input, symbol)
                && (!is_field || all.by_fields.in_repository(source.repo))
                && (speaks || gives_rows(source.language) && asks_in_script(input, group))
        }
        // A program in a language that is not read.
        Role::PlainText => {
            let is_program = source.language == UNREAD && !is_prose(&source.path);
            // A resolver that nobody has written gives the property of the row that is called like the field.
            let is_resolved = column && source.path.ends_with(".graphql") && asks_in_script(input, group);
            let asks = || is_in_statement(&source.text, it.span, table.map_or(&group.old, |it| it));
            let is_fields = all.by_fields.has_its_own_fields(source.repo) && is_exported_field(&source.text, it.span);
            let is_filled = || is_filled_in(&source.text, it.span) && source.language == UNREAD && !is_fields;
            let has_rows = || column && table.is_some_and(|it| is_of_rows(&source.path, it));
            is_program || is_resolved || is_filled() || asks() || has_rows()
        }
        // `const { run_id } = row`: a variable, and a property of something of which nothing is known.
        Role::Local | Role::Parameter | Role::Global if column && it.declaration && gives_rows(source.language) => {
            let speaks = table.is_some_and(|table| source.text.contains(table.as_str()));
            is_in_pattern(&source.text, it.span) && (speaks || asks_in_script(input, group))
        }
        _ => false,
    }
}

/// The symbol is called like the one that is renamed, with its table, and no schema declares it: where several databases have the name, code beside none
/// of them may ask any.
fn is_of_any_database(input: &Input, first: &Occurrence, it: &Occurrence, all: &Names) -> bool {
    let path = |it: &Occurrence| it.symbol.map(|symbol| &input.facts.symbols.get(symbol).path);
    it.symbol != first.symbol
        && path(it).zip(path(first)).is_some_and(|(it, first)| it.eq_ignore_ascii_case(first))
        && it.symbol.is_some_and(|symbol| !all.declared.contains(&symbol) && !is_made(input.facts.symbols.get(symbol)))
}

/// A mapper may make the name of a column from this field: one that its file imports, or one that is given rows of its type.
fn is_mapped(input: &Input, symbol: Option<&SymbolInfo>, at: usize, all: &Names) -> bool {
    let source = input.source(input.facts.occurrences[at].file);
    let owner = symbol.and_then(|it| it.path.rsplit('.').nth(1));
    imports_mapper(&source.text) || owner.is_some_and(|it| all.by_fields.gives_to(source.repo, it))
}

/// The field has no tag that a refusal could be about: a mapper makes the name of its column.
fn is_untagged(input: &Input, group: &Group, it: &Occurrence) -> bool {
    let text = input.source(it.file).text.get(it.span.range()).unwrap_or_default();
    imports_mapper(&input.source(it.file).text) || !text.eq_ignore_ascii_case(&group.old)
}

/// A field whose tag says the column, or a property whose value does: that is what a mapper reads.
fn names_its_column(input: &Input, symbol: Option<&SymbolInfo>) -> bool {
    symbol.and_then(|it| it.decl).is_some_and(|(file, span)| {
        if is_named_by_call(&input.source(file).text, span) {
            return true;
        }
        let line = line(&input.source(file).text, span);
        TAGS.iter().any(|tag| line.contains(&format!("{tag}:\"")))
    })
}

/// A field of a message, which its own generator has made: no row of a database comes into it by the names of columns.
fn is_of_message(input: &Input, symbol: Option<&SymbolInfo>) -> bool {
    let declared = symbol.and_then(|it| it.decl);
    declared.is_some_and(|(file, _)| of_messages(&input.source(file).path))
}

/// The code of messages, which is made from files that no database knows.
fn of_messages(path: &str) -> bool {
    [".pb.go", "_pb.ts", ".pb.ts"].iter().any(|end| path.ends_with(end))
}

/// Files whose syntax is not read. Their room is above this one, as those of the languages below, which are known by their names only.
const UNREAD: Language = Language::named("text");

/// A language in which a row is an object whose properties are called like its columns, without a tag that says so.
fn gives_rows(language: Language) -> bool {
    ["typescript", "tsx", "javascript", "svelte", "vue"].iter().any(|it| language == Language::named(it))
}

fn asks_in_script(input: &Input, group: &Group) -> bool {
    group.hits.iter().any(|at| gives_rows(input.source(input.facts.occurrences[*at].file).language))
}

/// The occurrence is a column of that name and of a known table, in the code of a folder.
fn is_asked_in(input: &Input, here: &str, at: usize, name: &str) -> bool {
    let it = &input.facts.occurrences[at];
    let source = input.source(it.file);
    let known = |it: &Occurrence| {
        it.symbol.is_some_and(|symbol| !SymbolPath(&input.facts.symbols.get(symbol).path).is_of_unknown())
    };
    it.role == Role::SqlColumn
        && source.language != super::SQL
        && folder(input, it.file) == here
        && source.text.get(it.span.range()).is_some_and(|it| it.eq_ignore_ascii_case(name))
        && known(it)
}

fn is_changed(plan: &Plan, it: &Occurrence) -> bool {
    plan.groups.iter().filter_map(|group| group.edits.get(&it.file)).flatten().any(|edit| edit.span.overlaps(it.span))
}

fn refusal(input: &Input, group: &Group, at: usize, more: usize) -> Refusal {
    let it = &input.facts.occurrences[at];
    let symbol = it.symbol.map(|symbol| input.facts.symbols.get(symbol));
    let what = match it.role {
        Role::SqlColumn if symbol.is_some_and(|it| it.scope.contains(PART) && it.context.is_empty()) => {
            "the body of a function or trigger has the name, and nothing tells what it is there"
        }
        Role::SqlColumn
            if symbol.is_some_and(|it| {
                !SymbolPath(&it.path).is_of_unknown() && it.path.eq_ignore_ascii_case(&group.what)
            }) =>
        {
            "nothing tells which of the databases that have this column a statement asks, and it names the column"
        }
        Role::SqlColumn if symbol.is_some_and(|it| it.context.iter().any(|it| it == OPEN)) => {
            "a column has the name, and the name of its table or its own is put together when the program runs,"
        }
        Role::SqlColumn => "a column of a table that nothing here names or declares has the name",
        Role::SqlTable => {
            "nothing tells which of the databases that have this table a statement asks, and it names the table"
        }
        Role::StructTag if symbol.is_some_and(|it| !is_of_mapper(&it.path)) => {
            "a statement makes JSON of whole rows, whose keys are their columns, and a struct tag has the name"
        }
        Role::StructTag => "a struct tag has the name, by which a mapper finds the column",
        Role::StringLiteral if is_quoted(&input.source(it.file).text, it.span) => {
            "a string is the name, and may be asked for"
        }
        Role::StringLiteral if is_in_part(&input.source(it.file).text, it.span) => "a part of a statement has the name",
        Role::StringLiteral | Role::ErrorText | Role::LogMessage => {
            "a text says the column with its table, as the database does,"
        }
        Role::PlainText if input.source(it.file).path.ends_with(".graphql") => {
            "a type has a field of the name, for which rows give their properties,"
        }
        Role::PlainText if input.source(it.file).language != UNREAD => {
            "a file of data has a statement with the name, or rows for the table,"
        }
        Role::PlainText => "a file in a language that is not read has the name",
        Role::Field if is_untagged(input, group, it) => "a mapper makes the name of the column from this field",
        Role::Field => "a field or property may stand for the column",
        Role::Local | Role::Parameter | Role::Global => "a pattern takes a property, which may be that of a row,",
        _ => "a property may be that of a row",
    };
    Refusal {
        what: group.what.clone(),
        place: place(input, it.file, it.span.start),
        reason: match more {
            0 => format!("{what} and would keep it"),
            1 => format!("{what} and would keep it, here and in another place"),
            _ => format!("{what} and would keep it, here and in {more} other places"),
        },
        way_out: match it.role {
            Role::Field if is_untagged(input, group, it) => TAG_FIRST.to_owned(),
            _ => WAY_OUT.to_owned(),
        },
    }
}
