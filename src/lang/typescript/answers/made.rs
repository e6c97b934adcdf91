//! What generated modules declare and who uses it: asked by names, because a plan changes what these names are made from.

use smol_str::SmolStr;

use super::refs::about;
use super::rename::facts_about;
use crate::lang::made::{Uses, Wanted};
use crate::lang::typescript::resolve::project::Project;
use crate::lang::typescript::rewrite::renamer::Renamer;
use crate::lang::typescript::rewrite::uses::{Named, declared_in};
use crate::model::{CodeView, Source, Span};

/// The uses of what is asked for, in the order in which it is.
pub fn uses_of(code: CodeView<'_>, wanted: &[Wanted<'_>]) -> Vec<Option<Uses>> {
    let mut renamer = Renamer::for_questions(code.repos, code.sources);
    let found: Vec<Option<Named>> =
        wanted.iter().map(|it| declared(renamer.project(), &code.sources[it.file.0 as usize], it)).collect();
    for it in found.iter().flatten() {
        renamer.expect(it.decl, &it.name);
    }
    let mut uses = |target: Named| {
        let decl = target.decl;
        let found = about(&mut renamer, target);
        let facts = facts_about(code, &found);
        let target = facts.symbols.iter().find(|(_, it)| it.decl == Some(decl)).map(|(id, _)| id)?;
        Some(Uses { target, facts })
    };
    found.into_iter().map(|it| uses(it?)).collect()
}

/// A name of the module, or a member of one of its types.
fn declared(project: &Project<'_>, source: &Source, wanted: &Wanted) -> Option<Named> {
    let all = declared_in(project, source, wanted.name);
    let named = |path: &str| {
        path.rsplit_once('#').is_some_and(|(_, it)| match it.strip_suffix(wanted.name) {
            Some(owner) => owner.strip_suffix('.').unwrap_or(owner) == wanted.owner,
            None => false,
        })
    };
    let found = all.iter().find(|it| named(&it.path)).cloned();
    found.or_else(|| {
        all.into_iter().find(|it| within(&source.text, wanted.owner).is_some_and(|at| at.contains(it.decl.1)))
    })
}

/// The statement that declares a variable: the calls of a service stand in its type, which has no name.
fn within(text: &str, owner: &str) -> Option<Span> {
    let start =
        text.find(&format!("export const {owner}:")).or_else(|| text.find(&format!("export const {owner} =")))?;
    let length = text[start..].find("\n}").unwrap_or(text.len() - start);
    Some(Span::new(start, start + length))
}

/// The names of the module, and of the members of its types.
pub fn declares(source: &Source) -> Vec<(SmolStr, SmolStr, Span)> {
    const BEFORE: [&str; 6] = ["class", "const", "enum", "function", "interface", "type"];
    let mut found = Vec::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let words =
            line.strip_prefix("export ").map(|it| it.trim_start_matches("declare ").trim_start_matches("abstract "));
        let top = words.and_then(|it| BEFORE.iter().find_map(|word| it.strip_prefix(word)?.strip_prefix(' ')));
        let inner = line.trim_start_matches(' ').trim_start_matches("readonly ").trim_start_matches("static ");
        let rest = top.unwrap_or(inner);
        let end = rest.find(|it: char| !(it.is_alphanumeric() || it == '_' || it == '$')).unwrap_or(rest.len());
        let is_member = line.starts_with(' ')
            && rest[end..].trim_start_matches(['?', '!']).starts_with([':', '(', ' ', ','])
            && !rest[end..].starts_with(" in ");
        if end > 0 && (top.is_some() || is_member) {
            let at = start + line.len() - rest.len();
            found.push((SmolStr::default(), SmolStr::new(&rest[..end]), Span::new(at, at + end)));
        }
        start += line.len();
    }
    found
}
