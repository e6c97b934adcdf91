//! `schema`: the JSON schema of what another command prints, or of a file that people write.

use crate::cli::SchemaArgs;
use crate::report::schema;
use crate::{rules, walk};

use super::{Failure, Outcome};

/// Prints the schema.
pub(super) fn run(args: &SchemaArgs) -> Result<Outcome, Failure> {
    let formats = args.format.as_deref().map_or(vec!["json", "jsonl"], |it| vec![it]);
    let found = match (args.of.as_str(), &args.format) {
        ("rules", None) => Some(rules::schema()),
        ("config", None) => Some(walk::config_schema()),
        (of, _) => formats.iter().find_map(|format| schema(of, format)),
    };
    let text = found.ok_or_else(|| {
        let format = args.format.as_deref().unwrap_or("json");
        let message = format!("there is no schema of `{}` in {format}", args.of);
        Failure::usage(message, "leave --format out; SARIF, rdjson and the XML formats have schemas of their makers")
    })?;
    super::give(text.as_bytes())
}
