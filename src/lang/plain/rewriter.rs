//! What is written into data and text: one word in place of another, where the word is all that there is of the name.

use crate::lang::rewriter::{Ground, No, Rewriter, Written, by_word};
use crate::model::Change;
use crate::model::plan::{Group, Input};

/// Writes each word by itself.
pub(super) struct Words;

/// Why a name stays that is asked for in a workflow.
const KEPT_ELSEWHERE: &str =
    "its value is kept in the settings of the project where the workflow runs: give it the new name there first";

/// Why a key stays that a pod takes out of a ConfigMap or a Secret.
const NOT_DECLARED: &str =
    "it is the key of a ConfigMap or a Secret that no file of the roots declares: give it the new name there first";

impl Rewriter for Words {
    fn change(&mut self, input: &Input, at: usize, change: Change, _: &[Group]) -> Result<Written, No> {
        self.words(input, at)?;
        by_word(input, at, change)
    }

    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        let it = &input.facts.occurrences[at];
        let text = &input.source(it.file).text;
        if is_kept_elsewhere(text, it.span.start as usize) {
            return Err(No::Manual(KEPT_ELSEWHERE.to_owned()));
        }
        let declares = |text: &str| text.contains(&text_of(input, at)) && declares_values(text);
        if is_key_of_values(text, it.span.start as usize) && !input.sources.iter().any(|it| declares(&it.text)) {
            return Err(No::Manual(NOT_DECLARED.to_owned()));
        }
        Ok(())
    }
}

fn text_of(input: &Input, at: usize) -> String {
    input.finding(at).text.clone()
}

/// The file has a ConfigMap or a Secret of Kubernetes.
fn declares_values(text: &str) -> bool {
    let kinds = ["ConfigMap", "Secret", "SealedSecret", "ExternalSecret"];
    text.lines().filter_map(|it| it.trim().strip_prefix("kind:")).any(|it| kinds.contains(&it.trim()))
}

/// `configMapKeyRef: {name: farm, key: RUN_ID}`, or `key: RUN_ID` in the lines below `secretKeyRef:`.
fn is_key_of_values(text: &str, start: usize) -> bool {
    let before = &text[..start];
    let name = before.trim_end_matches(|it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.'));
    let key = name.trim_end_matches(['"', '\'', ' ']);
    let near = key.lines().rev().take(4).collect::<Vec<_>>();
    key.ends_with("key:") && near.iter().any(|it| it.contains("configMapKeyRef:") || it.contains("secretKeyRef:"))
}

impl Ground for Words {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Self)
    }
}

/// `${{ secrets.RUN_ID }}`, `${{ vars.RUN_ID }}`: no file declares these.
fn is_kept_elsewhere(text: &str, start: usize) -> bool {
    let Some(before) = text.get(..start) else { return false };
    // The whole name, of which the word may be a part.
    let name = before.trim_end_matches(|it: char| it.is_alphanumeric() || it == '_');
    let Some(open) = name.rfind("${{") else { return false };
    !name[open..].contains("}}") && (name.ends_with("secrets.") || name.ends_with("vars."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_config_map_are_told_by_their_reference() {
        for (text, expected) in [
            ("valueFrom: {configMapKeyRef: {name: farm, key: LOT_ID}}", true),
            ("valueFrom:\n  secretKeyRef:\n    name: farm\n    key: \"LOT_ID\"", true),
            ("valueFrom:\n  secretKeyRef:\n    key: x\n    name: LOT_ID", false),
            ("- name: LOT_ID\n  key: x", false),
            ("key: LOT_ID", false),
        ] {
            assert_eq!(is_key_of_values(text, text.find("LOT_ID").unwrap()), expected, "{text}");
        }
        assert!(declares_values("apiVersion: v1\nkind: ConfigMap\n"));
        assert!(!declares_values("kind: Deployment # no ConfigMap\n"));
    }

    #[test]
    fn settings_of_a_project_are_told_by_their_context() {
        for (text, expected) in [
            ("${{ secrets.LOT_ID }}", true),
            ("${{ vars.APP_LOT_ID }}", true),
            ("${{ env.LOT_ID || secrets.LOT_ID_2 }}", false),
            ("${{ env.X || secrets.LOT_ID }}", true),
            ("${{ env.LOT_ID }}", false),
            ("${{ secrets.X }} vars.LOT_ID", false),
            ("vars.LOT_ID", false),
        ] {
            assert_eq!(is_kept_elsewhere(text, text.find("LOT_ID").unwrap()), expected, "{text}");
        }
    }
}
