//! Tags of validators that name the fields beside theirs: `validate:"required_with=Other"`. They follow a new name.

use crate::model::{Edit, Span};

use super::tags::{Pair, pairs};

/// The keys that rules of validators stand under.
const KEYS: &[&str] = &["validate", "binding", "valid"];
/// What the names of rules that take a field begin with: `eqfield`, `eqcsfield`, `required_if`, `excluded_with_all` …
const RULES: &[&str] = &["required_", "excluded_", "skip_unless"];

/// What tags beside a field have to do with its name.
#[derive(Default)]
pub(super) struct Follow {
    /// Puts the new name where a rule says the old one.
    pub(super) edits: Vec<Edit>,
    /// Where a rule says it as a part of a path, which may lead to it.
    pub(super) unsure: Vec<Span>,
}

/// Looks for `old` in the rules of `tags`.
pub(super) fn follow(text: &str, tags: &[Span], old: &str, new: &str) -> Follow {
    let mut found = Follow::default();
    for pair in tags.iter().flat_map(|tag| pairs(text, *tag)).filter(|it| KEYS.contains(&it.key)) {
        for (word, span) in fields(&pair) {
            if word == old {
                found.edits.push(Edit::replace(span, new));
            } else if word.split('.').any(|it| it == old) {
                found.unsure.push(span);
            }
        }
    }
    found
}

/// The fields that the rules of a tag name, with their places.
fn fields<'t>(pair: &Pair<'t>) -> Vec<(&'t str, Span)> {
    let mut found = Vec::new();
    for rule in pair.value.split([',', '|']) {
        let Some((name, arguments)) = rule.split_once('=') else { continue };
        let conditional = name.ends_with("_if") || name.ends_with("_unless") || name == "skip_unless";
        if !name.ends_with("field") && !RULES.iter().any(|it| name.starts_with(it)) {
            continue;
        }
        for (index, word) in arguments.split(' ').enumerate() {
            // `required_if=Kind card Count 2`: names and values take turns.
            if conditional && index % 2 == 1 {
                continue;
            }
            let start = pair.start as usize + (word.as_ptr() as usize - pair.value.as_ptr() as usize);
            found.push((word, Span::new(start, start + word.len())));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::apply_edits;

    fn followed(tag: &str) -> (String, usize) {
        let found = follow(tag, &[Span::new(0, tag.len())], "Secret", "Token");
        (apply_edits(tag, &found.edits).expect("edits within"), found.unsure.len())
    }

    #[test]
    fn rules_that_name_a_field_follow_it() {
        let all = "`json:\"Secret\" validate:\"required,eqfield=Secret,required_with=Other Secret,oneof=Secret b\"`";
        let (after, unsure) = followed(all);
        assert_eq!(
            (after.as_str(), unsure),
            ("`json:\"Secret\" validate:\"required,eqfield=Token,required_with=Other Token,oneof=Secret b\"`", 0)
        );
        let conditional = "`validate:\"required_if=Secret Secret Kind Secret\"`";
        assert_eq!(followed(conditional).0, "`validate:\"required_if=Token Secret Kind Secret\"`");
        assert_eq!(followed("`validate:\"eqcsfield=Inner.Secret\"`").1, 1);
    }
}
