//! The examples of a pack against what the engine found in them. Running the engine is for the caller.

use std::fmt;

use smol_str::SmolStr;

use super::pack::{Example, Pack, Rule};
use crate::model::Finding;

/// An expectation that the engine did not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The identifier.
    pub text: String,
    /// The expected category.
    pub want: SmolStr,
    /// What was found instead, each category once with the rule that gave it; empty when there was no hit.
    pub got: Vec<(SmolStr, Option<SmolStr>)>,
}

impl fmt::Display for Unmet {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "`{}` should be {}", self.text, self.want)?;
        if self.got.is_empty() {
            return out.write_str(", and was not found");
        }
        for (at, (category, rule)) in self.got.iter().enumerate() {
            let rule = rule.as_ref().map_or("no rule".to_owned(), |rule| format!("rule `{rule}`"));
            write!(out, "{} {category} by {rule}", if at == 0 { ", and is" } else { " and" })?;
        }
        Ok(())
    }
}

impl Pack {
    /// Every example with its rule, in file order.
    pub fn examples(&self) -> impl Iterator<Item = (&Rule, &Example)> {
        self.rules.iter().flat_map(|rule| rule.examples.iter().map(move |example| (rule, example)))
    }
}

impl Example {
    /// The expectations that `findings`, the findings of this snippet scanned alone, do not meet: every finding with the
    /// expected text must have the expected category, and there must be one.
    pub fn unmet(&self, findings: &[Finding]) -> Vec<Unmet> {
        let mut out = Vec::new();
        for expected in &self.expect {
            let want = &expected.category;
            let mut got: Vec<_> = findings
                .iter()
                .filter(|it| expected.is_about(&it.text, it.line, it.column))
                .map(|finding| (finding.category.clone(), finding.rule.clone()))
                .collect();
            let found = !got.is_empty();
            got.retain(|(category, _)| category != want);
            got.sort();
            got.dedup();
            if !found || !got.is_empty() {
                out.push(Unmet { text: expected.key(), want: want.clone(), got });
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::language_of;
    use crate::model::{Certainty, Role};
    use crate::rules::pack::Expected;

    fn finding(text: &str, category: &str, rule: Option<&str>) -> Finding {
        Finding {
            repo: SmolStr::default(),
            path: SmolStr::default(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            byte_start: 0,
            byte_end: 0,
            text: text.to_owned(),
            language: language_of("a.go"),
            role: Role::Local,
            symbol: None,
            category: category.into(),
            rule: rule.map(SmolStr::from),
            certainty: Certainty::Resolved,
            why: Default::default(),
            batch: None,
            change: None,
            replacement: None,
            breaking: None,
            owner: None,
        }
    }

    #[test]
    fn an_expectation_may_be_about_one_place() {
        let at = |key: &str, line, column| Expected::parse(key, "OLD").is_about("runID", line, column);
        assert!(at("runID@2", 2, 7) && at("runID@2:7", 2, 7) && at("runID", 9, 9));
        assert!(!at("runID@2", 3, 7) && !at("runID@2:7", 2, 8) && !at("run@x", 1, 1));
        assert_eq!(Expected::parse("runID@2:7", "OLD").key(), "runID@2:7");
        assert_eq!(Expected::parse("a@b", "OLD").text, "a@b");
    }

    #[test]
    fn an_expectation_is_met_when_every_hit_has_the_category() {
        let example = Example {
            language: language_of("a.go"),
            path: "a.go".into(),
            code: "runID runID".into(),
            at: crate::rules::Line { file: "pack.yaml".into(), number: 1 },
            expect: vec![Expected::parse("runID", "OLD")],
        };
        let said = |findings: &[Finding]| example.unmet(findings).iter().map(Unmet::to_string).collect::<Vec<_>>();
        assert!(said(&[finding("runID", "OLD", None), finding("other", "X", None)]).is_empty());
        assert_eq!(said(&[]), ["`runID` should be OLD, and was not found"]);
        assert_eq!(
            said(&[finding("runID", "OLD", None), finding("runID", "KEPT", Some("keep")), finding("runID", "Z", None)]),
            ["`runID` should be OLD, and is KEPT by rule `keep` and Z by no rule"]
        );
    }
}
