//! Deletes a declaration that a rule names, with what only serves it: its key in a literal, an assignment to it, the `if` that reads it and
//! does nothing but assign from it, its name in a list of imports. A use that does anything else is refused with its place, and then
//! nothing goes.

use tree_sitter::Node;

use super::keys::site::{Site, around, function_around, is_pure};
use super::links::Why;
use super::places::Places;
use super::reference::{Decl, words};
use super::renamer::Renamer;
use crate::lang::rewriter::Edits;
use crate::lang::tree::{children, span};
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{Change, Edit, FileId, Span};

const BY_HAND: &str = "change this place by hand first";

/// The edits that delete what is declared at `decl`, for the occurrence `at`.
///
/// # Errors
/// Every use that stands against it.
pub(super) fn deleted(
    renamer: &mut Renamer<'_>,
    input: &Input,
    places: &Places,
    (decl, at): (Decl, usize),
) -> Result<Edits, Vec<Refusal>> {
    let mut refusals: Vec<Refusal> = bound(renamer, input, places, (decl, at));
    let found = renamer.uses(&[decl]);
    let refused = |(file, span): (FileId, Span), reason: String| Refusal {
        place: place(input, file, span.start),
        ..refuse(input, at, reason, BY_HAND)
    };
    for (file, span) in found.unclear {
        let decided = places.at(file, span.start).map(|it| &input.decided[it]);
        // What the rules decide to be another thing is none of its uses.
        let other = decided.is_some_and(|it| it.finding.change != Some(Change::Delete) && !it.open);
        if !other {
            refusals.push(refused((file, span), "it may be used here: the type of the value is not known".to_owned()));
        }
    }
    let used = renamer.used_elsewhere(decl);
    refusals.extend(
        used.into_iter().map(|it| refused((it.file, it.span), "a file of another repository has the name".to_owned())),
    );
    let mut edits = Edits::new();
    let mut uses: Vec<_> = found.uses.into_iter().map(|it| (!it.declaration, it.file, it.span)).collect();
    // What lies within the declaration goes with it.
    uses.sort();
    for (_, file, span) in &uses {
        let (file, at) = (*file, *span);
        let gone = edits.entry(file).or_default();
        if gone.iter().any(|it| it.span.contains(at)) {
            continue;
        }
        let all: Vec<Span> = uses.iter().filter(|it| it.1 == file).map(|it| it.2).collect();
        match goes(renamer, input, (file, at), &all) {
            Ok(edit) => {
                gone.retain(|it| !edit.span.contains(it.span));
                gone.push(edit);
            }
            Err(reason) => refusals.push(refused((file, at), reason)),
        }
    }
    edits.values_mut().for_each(|it| it.sort());
    if refusals.is_empty() { Ok(edits) } else { Err(refusals) }
}

/// Declarations that need the name: of types that inherit from each other or take each other's values, and that are not deleted.
fn bound(renamer: &mut Renamer<'_>, input: &Input, places: &Places, (decl, at): (Decl, usize)) -> Vec<Refusal> {
    let survey = renamer.survey_of(decl);
    let mut refusals = Vec::new();
    for link in survey.links_of(decl) {
        let other = if link.one == Some(decl) { link.other } else { link.one };
        let goes = |other: Decl| {
            let there = places.at(other.0, other.1.start).map(|it| input.finding(it).change);
            there == Some(Some(Change::Delete))
        };
        if link.why == Why::Wire || other.is_some_and(goes) {
            continue;
        }
        let what = match link.why {
            Why::Stored => {
                "a value of its type is stored as another type here or the other way round, and that one keeps it"
            }
            Why::Merged => "it is declared in parts, and one of them keeps it",
            _ => "its type and another one inherit from each other, and that one keeps it",
        };
        let refusal = refuse(input, at, what, "delete both in one batch, or change this place by hand first");
        refusals.push(Refusal { place: place(input, link.at.0, link.at.1.start), ..refusal });
    }
    refusals.sort();
    refusals.dedup();
    refusals
}

/// The edit that takes one place away.
fn goes(renamer: &Renamer<'_>, input: &Input, (file, at): (FileId, Span), all: &[Span]) -> Result<Edit, String> {
    let source = input.source(file);
    if source.generated {
        return Err("it is in a generated file, which is never edited".to_owned());
    }
    let loaded = renamer.project.load(source.repo, &source.path).filter(|it| it.file == Some(file));
    let loaded = loaded.ok_or("the code around it could not be read")?;
    let tree = loaded.trees.as_ref().and_then(|it| it.code(at)).ok_or("the code around it could not be read")?;
    let site = Site { text: &source.text, tree, file, hit: at, new: "", groups: &[] };
    let node = site.node().ok_or("the code around it could not be read")?;
    let node = if node.kind() == "string_fragment" { node.parent().unwrap_or(node) } else { node };
    let parent = node.parent().ok_or("the code around it could not be read")?;
    match parent.kind() {
        "property_signature" | "method_signature" => Ok(site.without(parent)),
        "public_field_definition" | "method_definition" => member(&site, parent),
        "pair" if parent.child_by_field_name("key") == Some(node) => match parent.child_by_field_name("value") {
            Some(value) if !has_effect(&site, value) => Ok(site.without(parent)),
            _ => Err(EFFECT.to_owned()),
        },
        "object" => Ok(site.without(node)),
        "object_pattern" | "object_assignment_pattern" | "pair_pattern" => pattern(&site, node, parent),
        "jsx_attribute" => attribute(&site, parent),
        "import_specifier" | "export_specifier" => Ok(specifier(&site, parent)),
        "import_clause" => whole(&site, parent.parent().unwrap_or(parent)),
        "variable_declarator" => variable(&site, parent, node),
        "function_declaration"
        | "generator_function_declaration"
        | "class_declaration"
        | "abstract_class_declaration"
        | "interface_declaration"
        | "type_alias_declaration"
        | "enum_declaration"
            if parent.child_by_field_name("name") == Some(node) =>
        {
            whole(&site, parent)
        }
        "enum_body" | "enum_assignment" => Err("a member of an enumeration counts for the values behind it".to_owned()),
        "required_parameter" | "optional_parameter" => Err("it is a parameter: whoever calls gives it".to_owned()),
        "member_expression" | "subscript_expression" => used(&site, parent, all),
        _ => Err("it is used here".to_owned()),
    }
}

const EFFECT: &str = "its value is the result of a call, which would not be made any more";

/// Making the value does something besides. A function that is not called does nothing.
fn has_effect(site: &Site<'_>, value: Node<'_>) -> bool {
    !matches!(value.kind(), "arrow_function" | "function_expression") && !is_pure(site.text, value)
}

/// A declaration with `export` and comments.
fn whole(site: &Site<'_>, declaration: Node<'_>) -> Result<Edit, String> {
    let exported = declaration.parent().filter(|it| it.kind() == "export_statement");
    let statement = exported.unwrap_or(declaration);
    let Edit { span, .. } = site.lines(statement)?;
    // The blank line behind it goes as well where one stands before it.
    let before = site.text[..span.start as usize].ends_with("\n\n") || span.start == 0;
    let behind = usize::from(before && site.text[span.end as usize..].starts_with('\n'));
    Ok(Edit::delete(Span::new(span.start as usize, span.end as usize + behind)))
}

/// A member of a class.
fn member(site: &Site<'_>, member: Node<'_>) -> Result<Edit, String> {
    let decorated = children(member).any(|it| it.kind() == "decorator")
        || member.prev_named_sibling().is_some_and(|it| it.kind() == "decorator");
    if decorated {
        return Err("a decorator stands before it, and may use it at run time".to_owned());
    }
    if member.child_by_field_name("value").is_some_and(|it| has_effect(site, it)) {
        return Err(EFFECT.to_owned());
    }
    Ok(site.without(member))
}

/// A variable that is declared alone.
fn variable(site: &Site<'_>, declarator: Node<'_>, name: Node<'_>) -> Result<Edit, String> {
    if declarator.child_by_field_name("name") != Some(name) {
        return Err("it is used here".to_owned());
    }
    if declarator.child_by_field_name("value").is_some_and(|it| has_effect(site, it)) {
        return Err(EFFECT.to_owned());
    }
    let declaration = declarator.parent().ok_or("its declaration could not be read")?;
    let alone = children(declaration).filter(|it| it.kind() == "variable_declarator").count() == 1;
    let listed = matches!(declaration.kind(), "lexical_declaration" | "variable_declaration");
    if !alone || !listed || declaration.parent().is_some_and(|it| it.kind().starts_with("for")) {
        return Err("other variables are declared with it: give it a statement of its own".to_owned());
    }
    whole(site, declaration)
}

/// A key of a pattern whose variable nothing uses.
fn pattern(site: &Site<'_>, node: Node<'_>, parent: Node<'_>) -> Result<Edit, String> {
    let part = if parent.kind() == "object_pattern" { node } else { parent };
    let pattern = part.parent().ok_or("the pattern could not be read")?;
    if children(pattern).any(|it| it.kind() == "rest_pattern") {
        return Err("the rest of the pattern would hold it".to_owned());
    }
    let target = match part.kind() {
        "pair_pattern" => part.child_by_field_name("value").filter(|it| it.kind() == "identifier"),
        "object_assignment_pattern" => part.child_by_field_name("left"),
        _ => Some(part),
    };
    let name = target.map(|it| site.at(it)).ok_or("what it holds is taken apart here")?;
    let scope = function_around(part).map(span).ok_or("the pattern could not be read")?;
    if words(&site.text[scope.range()], name).len() > 1 {
        return Err(format!("its value is used as `{name}` here"));
    }
    Ok(site.without(part))
}

fn attribute(site: &Site<'_>, attribute: Node<'_>) -> Result<Edit, String> {
    let value = attribute.named_child(1);
    let inner = value.and_then(|it| if it.kind() == "jsx_expression" { it.named_child(0) } else { Some(it) });
    if inner.is_some_and(|it| has_effect(site, it)) {
        return Err(EFFECT.to_owned());
    }
    let start = site.text[..attribute.start_byte()].trim_end().len();
    Ok(Edit::delete(Span::new(start, attribute.end_byte())))
}

/// A name in a list of imports or exports, or the statement where it is the only one.
pub(super) fn specifier(site: &Site<'_>, specifier: Node<'_>) -> Edit {
    let list = specifier.parent();
    let alone = list.is_some_and(|it| children(it).filter(|it| it.kind() != "comment").count() == 1);
    let statement = around(specifier).find(|it| matches!(it.kind(), "import_statement" | "export_statement"));
    let default =
        list.and_then(|it| it.parent()).is_some_and(|it| it.kind() == "import_clause" && it.named_child_count() > 1);
    match (alone, default, statement, list) {
        (true, false, Some(statement), _) => site.lines(statement).unwrap_or_else(|_| site.without(specifier)),
        // `import main, { only } from`
        (true, true, _, Some(list)) => {
            let start = site.text[..list.start_byte()].trim_end().trim_end_matches(',').len();
            Edit::delete(Span::new(start, list.end_byte()))
        }
        _ => site.without(specifier),
    }
}

/// A use as a member: an assignment to it, or an `if` that only serves it.
fn used(site: &Site<'_>, member: Node<'_>, all: &[Span]) -> Result<Edit, String> {
    for statement in around(member).filter(|it| it.kind() == "if_statement") {
        if serves(site, statement, all) && statement.parent().is_some_and(|it| it.kind() != "else_clause") {
            return site.lines(statement);
        }
    }
    let assignment = member.parent().filter(|it| it.kind() == "assignment_expression");
    let assignment = assignment.filter(|it| it.child_by_field_name("left") == Some(member));
    let statement = assignment.and_then(|it| it.parent()).filter(|it| it.kind() == "expression_statement");
    let (Some(assignment), Some(statement)) = (assignment, statement) else {
        return Err("it is used for more than itself here".to_owned());
    };
    let parts = [member.child_by_field_name("object"), assignment.child_by_field_name("right")];
    if parts.into_iter().flatten().any(|it| has_effect(site, it)) {
        return Err(EFFECT.to_owned());
    }
    site.lines(statement)
}

/// An `if` without `else` that reads one of `all`, and whose block only assigns from them or logs.
fn serves(site: &Site<'_>, statement: Node<'_>, all: &[Span]) -> bool {
    let reads = |it: Node<'_>| all.iter().any(|at| span(it).contains(*at));
    let Some(condition) = statement.child_by_field_name("condition") else { return false };
    let Some(then) = statement.child_by_field_name("consequence") else { return false };
    let only = |it: Node<'_>| match it.kind() {
        "comment" => true,
        "expression_statement" => it.named_child(0).is_some_and(|expr| match expr.kind() {
            "assignment_expression" => {
                let sides = [expr.child_by_field_name("left"), expr.child_by_field_name("right")];
                let right = sides[1].is_some_and(reads);
                right && sides.into_iter().flatten().all(|it| is_pure(site.text, it))
            }
            "call_expression" => expr.child_by_field_name("function").is_some_and(|it| {
                let name = site.at(it).to_lowercase();
                name.starts_with("console.") || name.contains("log")
            }),
            _ => false,
        }),
        "if_statement" => serves(site, it, all),
        _ => false,
    };
    let listed: Vec<Node<'_>> = if then.kind() == "statement_block" { children(then).collect() } else { vec![then] };
    statement.child_by_field_name("alternative").is_none()
        && reads(condition)
        && is_pure(site.text, condition)
        && listed.into_iter().all(only)
}
