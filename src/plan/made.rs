//! What generators make from the names that a plan changes. Hand-written code that uses these names gets, in the same step, the ones that
//! the generator will give; generated files are read as if it had run, and never written. The checks are those of any rename in the
//! language of the generated code: they are asked on the texts that the rest of the step leaves.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::made::{Case, Made, Making, Uses, Wanted};
use crate::lang::registry::LANGUAGES;
use crate::lang::rewriters::{Grounds, Rewriters};
use crate::lang::{declares, making, short_symbol, uses_of};
use crate::model::edit::apply_edits;
use crate::model::plan::{Decided, Group, Input, Manual, Plan, Refusal, Wire, place};
use crate::model::{Change, CodeView, Edit, FileFacts, FileId, FilePlan, Finding, LineIndex, Source, Span, SymbolId};

use super::followed::{Followed, folder};
use super::merge::assemble;
use super::renames;

/// A group that can't be done, by index, and why.
type Refused = Vec<(usize, Refusal)>;

/// What can't get its new name because of what is made from it.
pub(super) struct Behind {
    /// The symbols of its group.
    pub(super) symbols: BTreeSet<SymbolId>,
    /// Why.
    pub(super) refusal: Refusal,
}

/// Adds what hand-written code needs to the groups of an assembled plan. Gives what that can't be done for: then the plan has to be made anew
/// without it.
pub(super) fn follow(input: &Input, plan: &mut Plan) -> Vec<Behind> {
    let symbols: Vec<BTreeSet<SymbolId>> = plan.groups.iter().map(|it| it.symbols(input).collect()).collect();
    let refused = followed(input, plan);
    let behind = |(group, refusal): (usize, Refusal)| Behind { symbols: symbols[group].clone(), refusal };
    refused.into_iter().map(behind).collect()
}

fn followed(input: &Input, plan: &mut Plan) -> Refused {
    let making = making(input, &plan.groups);
    if making.files.is_empty() {
        plan.manual.extend(making.manual);
        return Vec::new();
    }
    let ahead = Ahead::of(input, plan, &making);
    let mut refused = making.refused.clone();
    refused.extend(ahead.strange());
    refused.extend(making.cases.iter().flat_map(|it| ahead.compared(it)));
    let found = ahead.found(&mut refused);
    refused.extend(found.iter().flat_map(|(made, uses)| ahead.left_over(made, uses)));
    let renamed = ahead.renamed(&found, &mut refused);
    if !refused.is_empty() {
        return refused;
    }
    let done = renamed.and_then(|it| ahead.written(it));
    let (added, manual) = match done {
        Ok(done) => done,
        Err(refused) => return refused,
    };
    let Added { edits, made } = added;
    for (group, file, edit) in edits {
        add(input, &mut plan.groups[group], file, edit);
    }
    plan.made = made;
    plan.outdated = making.files;
    plan.manual.extend(manual);
    plan.manual.extend(making.manual);
    lost(input, plan)
}

/// Adds an edit with its place and its finding, where it has one.
fn add(input: &Input, group: &mut Group, file: FileId, edit: Edit) {
    let all = &input.facts.occurrences;
    let first = all.partition_point(|it| (it.file, it.span) < (file, edit.span));
    let hit = all.get(first).filter(|it| (it.file, it.span) == (file, edit.span)).map(|_| first);
    if hit.is_none_or(|at| !group.hits.contains(&at)) {
        group.places.push(place(input, file, edit.span.start));
        group.hits.extend(hit);
    }
    group.edits.entry(file).or_default().push(edit);
}

/// Puts the files together again. Gives the groups that were taken out by that.
fn lost(input: &Input, plan: &mut Plan) -> Refused {
    let before: Vec<String> = plan.groups.iter().map(|it| it.what.clone()).collect();
    let known = plan.refused.clone();
    assemble(input, plan);
    if plan.groups.len() == before.len() {
        return Vec::new();
    }
    let left: BTreeSet<&str> = plan.groups.iter().map(|it| it.what.as_str()).collect();
    let mut why = plan.refused.iter().filter(|it| !known.contains(it)).cloned().cycle();
    let out = (0..before.len()).filter(|at| !left.contains(before[*at].as_str()));
    out.filter_map(|at| Some((at, why.next()?))).collect()
}

/// The code as the rest of the step leaves it.
struct Ahead<'a> {
    input: &'a Input<'a>,
    making: &'a Making,
    groups: &'a [Group],
    sources: Vec<Source>,
    /// What the rest of the step writes, by file.
    before: BTreeMap<FileId, &'a [Edit]>,
}

/// Edits by the groups that they belong to, and what generators will make.
struct Added {
    edits: Vec<(usize, FileId, Edit)>,
    made: Vec<FilePlan>,
}

/// The renames of generated names, planned.
struct Renamed {
    facts: FileFacts,
    /// The groups that each symbol gets its new name from.
    given: BTreeMap<SymbolId, BTreeSet<usize>>,
    plan: Plan,
}

impl<'a> Ahead<'a> {
    fn of(input: &'a Input<'a>, plan: &'a Plan, making: &'a Making) -> Self {
        let mut sources = input.sources.to_vec();
        for it in &plan.files {
            sources[it.file.0 as usize].text = it.after.as_str().into();
        }
        for file in &making.files {
            let source = &mut sources[file.0 as usize];
            (source.generated, source.left_out, source.beside) = (false, false, false);
        }
        let before = plan.files.iter().map(|it| (it.file, it.edits.as_slice())).collect();
        Self { input, making, groups: &plan.groups, sources, before }
    }

    fn is_made(&self, file: FileId) -> bool {
        self.making.files.contains(&file)
    }

    /// `path:line` of a file as it is, for a place in it as the step leaves it.
    fn place(&self, file: FileId, at: Span) -> String {
        place(self.input, file, self.back(file, at).unwrap_or(at).start)
    }

    /// Where text stands now that is at `span` afterwards; `None` for text that the step writes.
    fn back(&self, file: FileId, span: Span) -> Option<Span> {
        let mut by: i64 = 0;
        for edit in self.before.get(&file).copied().unwrap_or_default() {
            let start = i64::from(edit.span.start) + by;
            let end = start + edit.text.len() as i64;
            if end > i64::from(span.start) && (start < i64::from(span.end) || start == end)
                || start >= i64::from(span.end)
            {
                if start < i64::from(span.end) && end > i64::from(span.start) {
                    return None;
                }
                break;
            }
            by += edit.text.len() as i64 - edit.span.len() as i64;
        }
        let at = |it: u32| (i64::from(it) - by) as u32;
        Some(Span { start: at(span.start), end: at(span.end) })
    }

    fn refusal(&self, group: usize, place: String, reason: String, way_out: &str) -> (usize, Refusal) {
        let what = self.groups[group].what.clone();
        (group, Refusal { what, place, reason, way_out: way_out.to_owned() })
    }

    /// The uses of all names that change. A thing of which none is found is made by something else.
    fn found(&self, refused: &mut Refused) -> Vec<(&'a Made, Uses)> {
        let names = &self.making.names;
        let wanted: Vec<Wanted> =
            names.iter().map(|it| Wanted { file: it.file, owner: &it.owner, name: &it.old }).collect();
        let code = CodeView { repos: self.input.repos, sources: &self.sources };
        let found: Vec<(&Made, Option<Uses>)> = names.iter().zip(uses_of(code, &wanted)).collect();
        let known: BTreeSet<usize> = found.iter().filter(|it| it.1.is_some()).filter_map(|it| it.0.thing).collect();
        let mut missing: BTreeSet<usize> = BTreeSet::new();
        for (it, _) in &found {
            if !it.thing.is_some_and(|thing| !known.contains(&thing) && missing.insert(thing)) {
                continue;
            }
            let name = if it.owner.is_empty() { it.old.clone() } else { format!("{}.{}", it.owner, it.old) };
            let reason = format!("the file that is made from it has no `{name}`, as its generator would call it");
            let way_out = "run the generator first; if it makes other names, rename it by hand";
            let at = place(self.input, it.file, 0);
            refused.extend(it.groups.iter().map(|group| self.refusal(*group, at.clone(), reason.clone(), way_out)));
        }
        found.into_iter().filter_map(|(made, uses)| Some((made, uses?))).collect()
    }

    /// Uses of what will not be made any more.
    fn left_over(&self, made: &Made, uses: &Uses) -> Refused {
        if made.new.is_some() {
            return Vec::new();
        }
        let all = uses.facts.occurrences.iter().filter(|it| it.symbol == Some(uses.target) && !self.is_made(it.file));
        let refusal = |(file, span): (FileId, Span)| {
            let reason = format!("`{}` is made from it and used here, and will not be made any more", made.old);
            let place = self.place(file, span);
            made.groups
                .iter()
                .map(|it| self.refusal(*it, place.clone(), reason.clone(), "take the use away first"))
                .collect::<Vec<_>>()
        };
        all.flat_map(|it| refusal((it.file, it.span))).collect()
    }

    /// Names of generators that are not known, in which a changed name stands and which hand-written code uses.
    fn strange(&self) -> Refused {
        let folder = |file: FileId| folder(self.input, file);
        let known: BTreeSet<_> = self.making.known.iter().map(|it| (folder(it.0), it.1.as_str())).collect();
        let words: BTreeSet<&(usize, String)> = self.making.words.iter().collect();
        let mut refused = Vec::new();
        for file in &self.making.files {
            let source = self.input.source(*file);
            for (_, name, span) in declares(source) {
                if known.contains(&(folder(*file), name.as_str())) {
                    continue;
                }
                for (group, word) in words.iter().filter(|it| has_part(&name, &it.1)) {
                    let Some((user, at)) = self.used_by_hand(source, &name) else { continue };
                    let reason = format!(
                        "`{name}` has the word `{word}` in {}, and what its generator will call it is not known",
                        place(self.input, *file, span.start)
                    );
                    let way_out = "rename it by hand, with the generator at hand, or keep the name";
                    refused.push(self.refusal(*group, place(self.input, user, at as u32), reason, way_out));
                }
            }
        }
        refused
    }

    /// A place in a file that people write where a name stands.
    fn used_by_hand(&self, like: &Source, name: &str) -> Option<(FileId, usize)> {
        let others = self.input.sources.iter().filter(|it| !it.generated && it.language == like.language);
        let part = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
        let stands = |text: &str| {
            let mut all = text.match_indices(name);
            all.find(|(at, _)| !part(text[..*at].chars().next_back()) && !part(text[at + name.len()..].chars().next()))
                .map(|it| it.0)
        };
        others.filter_map(|it| Some((it.id, stands(&it.text)?))).next()
    }

    /// Places that may compare a value with a string that changes.
    fn compared(&self, case: &Case) -> Refused {
        let like = self.input.source(case.file);
        let mut refused = Vec::new();
        for source in self.input.sources.iter().filter(|it| it.repo == like.repo && self.is_of_kin(it, like)) {
            let quoted = ["\"", "'", "`"].into_iter().find_map(|it| source.text.find(&format!("{it}{}{it}", case.old)));
            if let Some(at) = quoted.filter(|_| source.text.contains("case")) {
                let reason = format!(
                    "the string may name a member of a `oneof`, and generated types will have `{}` for it",
                    case.new
                );
                let at = place(self.input, source.id, at as u32);
                let way_out = "rename the member by hand, with its strings";
                refused.extend(case.groups.iter().map(|it| self.refusal(*it, at.clone(), reason.clone(), way_out)));
            }
        }
        refused
    }

    /// Hand-written code of the same room.
    fn is_of_kin(&self, source: &Source, like: &Source) -> bool {
        let room = |it: &Source| LANGUAGES.iter().position(|spec| spec.is(it.language));
        !source.generated && room(source) == room(like)
    }

    /// Plans the new names with the checks of any rename.
    fn renamed(&self, found: &[(&Made, Uses)], refused: &mut Refused) -> Result<Renamed, Refused> {
        let mut renamed = Renamed { facts: FileFacts::default(), given: BTreeMap::new(), plan: Plan::default() };
        let mut names: BTreeMap<SymbolId, &str> = BTreeMap::new();
        for (made, uses) in found {
            let Some(new) = &made.new else { continue };
            let target = uses.facts.symbols.get(uses.target).clone();
            uses.facts.clone().merge_into(&mut renamed.facts);
            let symbol = renamed.facts.symbols.intern(target);
            if names.insert(symbol, new).is_some_and(|it| it != new) {
                let reason = format!("two generators call `{}` differently", made.old);
                let at = place(self.input, made.file, 0);
                refused.extend(
                    made.groups.iter().map(|it| self.refusal(*it, at.clone(), reason.clone(), "rename it by hand")),
                );
            }
            renamed.given.entry(symbol).or_default().extend(made.groups.iter().copied());
        }
        renamed.facts.occurrences.sort_by_key(|it| (it.file, it.span));
        renamed.facts.occurrences.dedup_by_key(|it| (it.file, it.span));
        let decided = self.decided(&renamed.facts, &names);
        let input =
            Input { facts: &renamed.facts, decided: &decided, proved_by: &[], sources: &self.sources, ..*self.input };
        let grounds = Grounds::new(LANGUAGES, &input);
        let mut rewriters = grounds.rewriters(&input);
        let mut planned = Plan::default();
        for (room, renames) in by_room(&input, &names, &rewriters) {
            renames::groups(&input, (&renames, &Followed::default()), rewriters.of(room), &mut planned);
        }
        let (given, facts) = (&renamed.given, &renamed.facts);
        refused.extend(planned.refused.iter().flat_map(|it| self.of_groups(facts, given, it)));
        for it in &planned.groups {
            refused.extend(self.bound_along(&input, given, it));
        }
        drop(rewriters);
        drop(grounds);
        renamed.plan = planned;
        Ok(renamed)
    }

    fn decided(&self, facts: &FileFacts, names: &BTreeMap<SymbolId, &str>) -> Vec<Decided> {
        let code = CodeView { repos: self.input.repos, sources: &self.sources };
        let mut decided = Vec::with_capacity(facts.occurrences.len());
        for file in facts.occurrences.chunk_by(|one, other| one.file == other.file) {
            let lines = LineIndex::new(self.sources[file[0].file.0 as usize].text.as_bytes());
            for it in file {
                let path = it.symbol.map_or("", |symbol| facts.symbols.get(symbol).path.as_str());
                let new = it.symbol.and_then(|symbol| names.get(&symbol));
                let finding = Finding {
                    change: new.map(|_| Change::Rename),
                    replacement: new.map(|it| (*it).to_owned()),
                    breaking: (self.input.wire == Wire::Change).then(|| "Yes".into()),
                    ..code.finding(&lines, it, path)
                };
                decided.push(Decided::bare(finding));
            }
        }
        decided
    }

    /// The groups that a refusal of a generated name is about; all of them where that is not said.
    fn of_groups(&self, facts: &FileFacts, given: &BTreeMap<SymbolId, BTreeSet<usize>>, it: &Refusal) -> Refused {
        let named = |symbol: &&SymbolId| facts.symbols.get(**symbol).path == it.what;
        let mut groups: BTreeSet<usize> =
            given.keys().filter(named).flat_map(|symbol| given[symbol].iter().copied()).collect();
        if groups.is_empty() {
            groups = given.values().flatten().copied().collect();
        }
        let reason = format!("`{}` is made from it: {}", self.short(&it.what), it.reason);
        groups.into_iter().map(|group| self.refusal(group, it.place.clone(), reason.clone(), &it.way_out)).collect()
    }

    fn short<'s>(&self, symbol: &'s str) -> &'s str {
        let first = self.making.files.first().map(|it| self.input.source(*it).language);
        first.map_or(symbol, |it| short_symbol(it, symbol))
    }

    /// Generated names that something binds to one that changes, although what they are made from does not.
    fn bound_along(&self, input: &Input, given: &BTreeMap<SymbolId, BTreeSet<usize>>, group: &Group) -> Refused {
        let symbols: BTreeSet<SymbolId> = group.symbols(input).collect();
        let is_stranger = |it: &&SymbolId| {
            let info = input.facts.symbols.get(**it);
            let is_made = info.decl.is_some_and(|(file, _)| self.input.source(file).generated);
            !given.contains_key(it) && is_made
        };
        let strangers = symbols.iter().filter(is_stranger).map(|it| input.facts.symbols.get(*it));
        let groups: BTreeSet<usize> = symbols.iter().filter_map(|it| given.get(it)).flatten().copied().collect();
        let mut refused = Vec::new();
        for it in strangers {
            let Some((file, span)) = it.decl else { continue };
            let reason = format!(
                "`{}` is made from it, and `{}`, which something binds to that, is made from what keeps its name",
                group.old,
                self.short(&it.path)
            );
            let way_out = "rename both in one step, or change what binds them by hand first";
            let at = self.place(file, span);
            refused.extend(groups.iter().map(|group| self.refusal(*group, at.clone(), reason.clone(), way_out)));
        }
        refused
    }

    /// The edits, at the places of the files as they are.
    fn written(&self, renamed: Renamed) -> Result<(Added, Vec<Manual>), Refused> {
        let Renamed { facts, given, plan } = renamed;
        let mut edits: Vec<(usize, FileId, Edit)> = Vec::new();
        let mut made: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        let mut refused = Vec::new();
        for it in &plan.groups {
            let symbols = it.hits.iter().filter_map(|at| facts.occurrences[*at].symbol);
            let groups: BTreeSet<usize> = symbols.filter_map(|it| given.get(&it)).flatten().copied().collect();
            for (file, all) in &it.edits {
                if self.is_made(*file) {
                    made.entry(*file).or_default().extend(all.iter().cloned());
                    continue;
                }
                for edit in all {
                    let back = self.back(*file, edit.span);
                    for group in &groups {
                        match back {
                            Some(span) => edits.push((*group, *file, Edit { span, text: edit.text.clone() })),
                            None => refused.push(
                                self.refusal(
                                    *group,
                                    self.place(*file, edit.span),
                                    "another change of this step writes the text in which its generated name stands"
                                        .to_owned(),
                                    "do one of the two in another step",
                                ),
                            ),
                        }
                    }
                }
            }
        }
        if !refused.is_empty() {
            return Err(refused);
        }
        let file_plan = |(file, mut edits): (FileId, Vec<Edit>)| {
            edits.sort();
            edits.dedup();
            let after = apply_edits(&self.input.source(file).text, &edits).ok()?;
            Some(FilePlan { file, edits, after })
        };
        let made = made.into_iter().filter_map(file_plan).collect();
        Ok((Added { edits, made }, plan.manual))
    }
}

/// The symbols that get a new name by the room of their language, with their places.
fn by_room(
    input: &Input,
    names: &BTreeMap<SymbolId, &str>,
    rewriters: &Rewriters,
) -> BTreeMap<usize, BTreeMap<SymbolId, Vec<usize>>> {
    let mut rooms: BTreeMap<usize, BTreeMap<SymbolId, Vec<usize>>> = BTreeMap::new();
    for (at, it) in input.facts.occurrences.iter().enumerate() {
        let Some(symbol) = it.symbol.filter(|symbol| names.contains_key(symbol)) else { continue };
        let room = rewriters.room(input.source(it.file).language);
        rooms.entry(room).or_default().entry(symbol).or_default().push(at);
    }
    rooms
}

/// `word` is a part of a name in mixed caps: `RunId` is one of `GetRunIdOr` and of `Job_RunId`, and none of `RunIdle`.
fn has_part(name: &str, word: &str) -> bool {
    let mut all = name.match_indices(word);
    all.any(|(at, _)| !name[at + word.len()..].starts_with(|it: char| it.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::has_part;

    #[test]
    fn a_word_is_a_part_of_a_name_where_it_ends() {
        for (name, word, expected) in [
            ("GetRunId", "RunId", true),
            ("Job_RunId", "RunId", true),
            ("GetRunIdle", "RunId", false),
            ("Runs", "Run", false),
        ] {
            assert_eq!(has_part(name, word), expected, "{name}");
        }
    }
}
