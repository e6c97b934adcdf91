//! `--show-config`: the settings that count here, as YAML.

use std::fmt::Write;

use crate::cli::Input;
use crate::text::shell::quoted;
use crate::walk::Root;

use super::{Failure, Outcome};

/// Prints the settings and where each is from.
pub(super) fn show(input: &Input) -> Result<Outcome, Failure> {
    let (project, pack) = super::given(input)?;
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").unwrap_or_default();
    line(match &project.file {
        Some(file) => format!("# from {}", file.display()),
        None if input.isolated.isolated => "# no runsess.yaml counts (--isolated)".to_owned(),
        None => "# there is no runsess.yaml here or above".to_owned(),
    });
    line("roots:".to_owned());
    for Root { path, name, .. } in &project.roots {
        let path = quoted(&path.display().to_string());
        line(match name {
            Some(name) => format!("  - {{path: {path}, name: {name}}}"),
            None => format!("  - {path}"),
        });
    }
    let rules = input.pack.rules.as_ref().or(project.rules.as_ref());
    line(match rules {
        Some(file) => format!("rules: {}", quoted(&file.display().to_string())),
        None => format!("# rules: the built-in {}", pack.name),
    });
    if !project.ignore.is_empty() {
        line("ignore:".to_owned());
        project.ignore.iter().for_each(|glob| line(format!("  - {}", quoted(glob))));
    }
    if let Some(file) = &project.baseline {
        line(format!("baseline: {}", quoted(&file.display().to_string())));
    }
    for (command, format) in &project.formats {
        line(format!("# --format of {command}: {format}"));
    }
    super::give(out.as_bytes())
}
