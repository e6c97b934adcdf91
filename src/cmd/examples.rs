//! `rules test`: the examples of a pack, each scanned alone.

use crate::rules::{Line, Pack};
use crate::session::examples;
use crate::text::count::counted;

use super::{Failure, Outcome};

/// Runs all examples; a failed one is a finding that matters.
pub(super) fn run(pack: &Pack) -> Result<Outcome, Failure> {
    let ran = examples(pack);
    let unmet = |(rule, at, unmet): &(String, Line, String)| format!("rule `{rule}` ({at}): {unmet}\n");
    let mut text: String = ran.unmet.iter().map(unmet).collect();
    text.push_str(&format!("{} passed, {} failed\n", counted(ran.passed, "example"), ran.failed));
    super::say(&text)?;
    Ok(if ran.failed == 0 { Outcome::Done } else { Outcome::Findings })
}
