//! The last look at the renames of a batch, all at once: which of them would change what another name means.

use crate::lang::go::GO;
use std::collections::BTreeMap;

use crate::lang::go::resolve::object::ObjId;
use crate::lang::rewriter::Rename;
use crate::model::edit::apply_edits;
use crate::model::plan::{Group, Input, Refusal, place};
use crate::model::{Change as ChangeKind, Edit, FileId, FilePlan, Span};

use super::GoPlanner;
use super::names::OTHER_NAME;
use super::verify::{Renamed, changed_meanings};

impl GoPlanner<'_> {
    /// The refusals of the groups of `groups` that must not be done, with their indices; in the order of their places.
    pub(crate) fn changing(&mut self, input: &Input, renames: &[Rename], groups: &[Group]) -> Vec<(usize, Refusal)> {
        let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        let mut except: Vec<(FileId, Span)> = Vec::new();
        for group in groups {
            for (file, edits) in &group.edits {
                if input.sources[file.0 as usize].language != GO {
                    continue;
                }
                files.entry(*file).or_default().extend(edits.iter().cloned());
                if group.change != ChangeKind::Rename {
                    except.extend(edits.iter().map(|edit| (*file, edit.span)));
                }
            }
        }
        // What touches the same text twice is refused when the groups are put together.
        let files: Vec<FilePlan> = files
            .into_iter()
            .filter_map(|(file, mut edits)| {
                edits.sort();
                edits.dedup();
                let after = apply_edits(&input.source(file).text, &edits).ok()?;
                Some(FilePlan { file, edits, after })
            })
            .collect();
        let mut words: Vec<&str> = groups.iter().map(|group| group.new.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        if files.is_empty() {
            return Vec::new();
        }
        let symbols = renames.iter().flat_map(|it| &it.symbols).map(|symbol| input.facts.symbols.get(*symbol).decl);
        let decls: Vec<Option<(FileId, Span)>> = symbols.collect();
        let objects: Vec<ObjId> = decls.into_iter().filter_map(|decl| self.object(decl)).collect();
        let renamed = Renamed {
            repos: input.repos,
            sources: input.sources,
            files: &files,
            objects: &objects,
            words: &words,
            except: &except,
        };
        let changes = changed_meanings(self.universe(), &renamed);
        let of = |file: FileId, span: Span| {
            let text = input.sources[file.0 as usize].text.get(span.range()).unwrap_or_default();
            let edits =
                |group: &Group| group.edits.get(&file).is_some_and(|edits| edits.iter().any(|it| it.span == span));
            groups.iter().position(edits).or_else(|| groups.iter().position(|group| group.new == text))
        };
        let refusal = |at: usize, file: FileId, span: Span, reason: String| Refusal {
            what: groups[at].what.clone(),
            place: place(input, file, span.start),
            reason,
            way_out: OTHER_NAME.to_owned(),
        };
        let found = changes.into_iter().filter_map(|it| Some((of(it.file, it.span)?, it)));
        found.map(|(at, it)| (at, refusal(at, it.file, it.span, it.reason))).collect()
    }
}
