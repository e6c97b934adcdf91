//! The rules that the command line names, and what reports are told of them and of the run.

use crate::cli::{PackArg, ScanArgs};
use crate::report::ReportMeta;
use crate::rules::Pack;

use super::Failure;

/// The pack that the command line names, or the built-in one.
pub(super) fn pack(arg: &PackArg) -> Result<Pack, Failure> {
    let pack = match &arg.rules {
        Some(file) => Pack::load(file),
        None => Pack::builtin(),
    };
    Ok(pack.map_err(Box::new)?)
}

/// The words of the pack for reports; `command` makes the report again.
pub(super) fn meta(pack: &Pack, command: &str) -> ReportMeta {
    let words: Vec<String> = pack.terms.iter().filter(|it| it.to.is_some()).map(|it| it.words.join(" ")).collect();
    let goal = format!("A complete, classified inventory of `{}` in all repositories.", words.join("`, `"));
    let meta = ReportMeta::from_pack(pack);
    ReportMeta {
        goal: if meta.goal.is_empty() { goal } else { meta.goal },
        command: command.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..meta
    }
}

/// The command line that asked for the report, without the output file.
pub(super) fn command(args: &ScanArgs) -> String {
    let mut words = vec!["runsess scan".to_owned()];
    words.extend(args.input.roots.iter().map(|root| quoted(&root.display().to_string())));
    words.extend(args.input.pack.rules.iter().map(|file| format!("--rules {}", quoted(&file.display().to_string()))));
    let lists = [("--category", &args.category), ("--role", &args.role), ("--path", &args.path)];
    words.extend(lists.iter().flat_map(|(flag, list)| list.iter().map(move |it| format!("{flag} {}", quoted(it)))));
    words.push(format!("--format {}", args.format));
    words.join(" ")
}

/// A word for a shell.
pub(super) fn quoted(word: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || "/._-+=:@,%".contains(c);
    match !word.is_empty() && word.chars().all(safe) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
