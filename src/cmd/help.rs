//! What the declaration of the arguments does not say: examples of each command, and what a shell may complete where a value is free.

use std::collections::BTreeSet;

use clap::builder::{PossibleValue, StyledStr, TypedValueParser, ValueParser};
use clap::{Arg, Command, ValueHint};

use crate::model::Role;
use crate::model::finding::UNCLASSIFIED;
use crate::rules::Pack;

/// The examples of a command: a command line, and what it is for.
pub(super) type Examples = &'static [(&'static str, &'static str)];

/// By command, `rules list` for a command of a command.
const EXAMPLES: &[(&str, Examples)] = &[
    (
        "init",
        &[
            ("runsess init status", "what the word means here, as a rule pack status.yaml; asks on a terminal"),
            (
                "runsess init 'run id' --to 'session id'",
                "with the batches for the meaning whose values bear the new words",
            ),
            ("runsess init state shop --to 'order status' --meaning order", "with the batches for one meaning"),
        ],
    ),
    (
        "scan",
        &[
            ("runsess scan chatd billing", "the inventory of two repositories"),
            (
                "runsess scan --category UNCLASSIFIED --format markdown -o OPEN.md",
                "what nothing decides, as a document",
            ),
            ("runsess scan --path 'chatd/pkg/**' --role field,selector", "fields and their uses in one folder"),
            (
                "runsess scan --sample 60 --verdicts read.jsonl",
                "asks whether each of 60 hits is right, and prints the score",
            ),
        ],
    ),
    ("explain", &[("runsess explain pkg/chat/conversation.go:14", "why the hits in that line mean what they mean")]),
    (
        "decide",
        &[
            ("runsess decide --rules status.yaml", "asks on a terminal, and lists what is open elsewhere"),
            (
                "runsess decide --rules status.yaml --symbol Job.Status --as job",
                "the field and what holds its values have that meaning",
            ),
            (
                "runsess decide --rules status.yaml --at docs/api.md:14 --as IN_TEXT",
                "hits like this have that category",
            ),
        ],
    ),
    (
        "refs",
        &[
            ("runsess refs Conversation.RunID", "its uses, and no others of that name"),
            ("runsess refs 'src/chat.ts#Conversation.runId'", "the one of this file"),
            ("runsess refs pkg/chat/conversation.go:14:2 --format json", "the same by a place, for a program"),
        ],
    ),
    (
        "rename",
        &[
            ("runsess rename --diff Conversation.RunID SessionID", "shows the edits"),
            (
                "runsess rename --check 'go build ./...' Conversation.RunID SessionID",
                "takes them back if the build fails",
            ),
        ],
    ),
    (
        "apply",
        &[
            ("runsess apply --batch 1 --diff", "shows the edits of a batch"),
            (
                "runsess apply --batch 1 --check 'go vet ./... && npm test'",
                "writes, and takes it back if a command fails",
            ),
            ("runsess apply --batch 1 --interactive", "asks symbol by symbol"),
        ],
    ),
    (
        "plan",
        &[
            ("runsess plan --format markdown", "the rollout as a document"),
            ("runsess plan --check 'go build ./...'", "tries each step on a copy"),
        ],
    ),
    ("verify", &[("runsess verify --format markdown", "the checklist, the delete list and the terms that remain")]),
    ("sql", &[("runsess sql --batch 2 --database billing", "the scripts for one database")]),
    ("undo", &[("runsess undo", "takes the last apply back"), ("runsess undo 3", "takes apply 3 back")]),
    ("recover", &[("runsess recover", "after an apply that was killed")]),
    (
        "check",
        &[
            ("runsess check --baseline .runsess-baseline.jsonl", "fails on what is not accepted"),
            ("runsess check --baseline .runsess-baseline.jsonl --update-baseline", "accepts the hits of today"),
            ("runsess check --format github", "annotations in a workflow"),
        ],
    ),
    ("repos", &[("runsess repos */ > repos.jsonl", "the manifest of all repositories here")]),
    (
        "facts",
        &[
            ("runsess facts chatd --deps eventlib -o chatd.facts", "one repository, understood with another one"),
            ("runsess facts chatd --repos repos.jsonl -o facts/chatd.facts", "the same, as a manifest says"),
        ],
    ),
    ("link", &[("runsess link facts --repos repos.jsonl -o all.link", "all that these facts know of each other")]),
    (
        "classify",
        &[
            ("runsess classify chatd.facts --link all.link", "the findings of one repository, a row each"),
            ("runsess classify facts --link all.link --format markdown -o REPORT.md", "a report of all of them"),
        ],
    ),
    ("rules list", &[("runsess rules list --rules rules.yaml", "the rules of a pack")]),
    ("rules show", &[("runsess rules show", "the built-in pack, as a file to start from")]),
    ("rules check", &[("runsess rules check rules.yaml", "mistakes, with their lines")]),
    ("rules test", &[("runsess rules test --rules rules.yaml", "whether the examples hold")]),
    ("rules schema", &[("runsess rules schema", "for editors")]),
    ("merge-baseline", &[("runsess merge-baseline %O %A %B", "as git runs it; docs/gate.md says how to set it up")]),
    ("schema", &[("runsess schema scan", "the fields of `scan --format json` and `jsonl`")]),
    ("lsp", &[("runsess lsp", "what an editor starts; docs/editors.md says how")]),
    ("completions", &[("runsess completions bash", "source it, or put it where the shell looks")]),
    ("man", &[("runsess man --dir man", "a page for each command"), ("runsess man", "the page of runsess itself")]),
];

/// The examples of a command, by its words after the program.
pub(super) fn examples(path: &str) -> Examples {
    EXAMPLES.iter().find(|it| it.0 == path).map_or(&[], |it| it.1)
}

/// The command line with examples in each help.
pub(super) fn with_examples(command: Command, path: &str) -> Command {
    let examples = examples(path);
    let command = match examples {
        [] => command,
        _ => {
            let lines = examples.iter().map(|(line, what)| format!("\n  {line}\n      {what}"));
            command.after_help(StyledStr::from(format!("Examples:{}", lines.collect::<String>())))
        }
    };
    let names: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    names.iter().fold(command, |all, name| {
        let below = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        all.mut_subcommand(name, |it| with_examples(it, &below))
    })
}

/// The command line with what a shell may complete: kinds of files, and the names that the built-in pack has. Other packs have others, so any
/// value is taken.
pub(super) fn with_values(command: Command) -> Command {
    let pack = Pack::builtin().ok();
    let batches = pack.iter().flat_map(|it| &it.batches);
    let phases: BTreeSet<String> = batches.clone().flat_map(|it| &it.phases).map(|it| it.id.to_string()).collect();
    let categories = pack.iter().flat_map(|it| &it.categories).map(|it| it.id.to_string());
    // Clap wants them for ever; this is done once, by a program that ends then.
    let kept = |it: String| &*it.leak();
    let values = Values {
        categories: categories.chain([UNCLASSIFIED.to_owned()]).map(kept).collect(),
        roles: Role::ALL.iter().map(|it| it.name()).collect(),
        batches: batches.map(|it| kept(it.id.to_string())).collect(),
        phases: phases.into_iter().map(kept).collect(),
    };
    values.in_command(command)
}

struct Values {
    categories: Vec<&'static str>,
    roles: Vec<&'static str>,
    batches: Vec<&'static str>,
    phases: Vec<&'static str>,
}

impl Values {
    fn in_command(&self, command: Command) -> Command {
        let names: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
        let command = command.mut_args(|arg| self.in_arg(arg));
        names.iter().fold(command, |all, name| all.mut_subcommand(name, |it| self.in_command(it)))
    }

    fn in_arg(&self, arg: Arg) -> Arg {
        let text = |values: &[&'static str]| {
            let values = values.to_vec();
            ValueParser::new(Suggested { inner: clap::builder::StringValueParser::new(), values })
        };
        let number = |values: &[&'static str]| {
            ValueParser::new(Suggested { inner: clap::value_parser!(u32), values: values.to_vec() })
        };
        match arg.get_id().as_str() {
            "category" => arg.value_parser(text(&self.categories)),
            "role" => arg.value_parser(text(&self.roles)),
            "phase" => arg.value_parser(text(&self.phases)),
            "batch" => arg.value_parser(number(&self.batches)),
            "rules" | "output" | "baseline" | "patch" | "files" | "place" => arg.value_hint(ValueHint::FilePath),
            "roots" => arg.value_hint(ValueHint::AnyPath),
            "dir" => arg.value_hint(ValueHint::DirPath),
            // A word after it, and a file is no symbol: nothing is better than a list of files.
            "path" | "symbol" | "new" | "id" | "database" | "allow_unread" | "max_memory" | "max_seconds" | "jobs" => {
                arg.value_hint(ValueHint::Other)
            }
            _ => arg,
        }
    }
}

/// Any value, with some that are worth completing.
#[derive(Clone)]
struct Suggested<P> {
    inner: P,
    values: Vec<&'static str>,
}

impl<P: TypedValueParser> TypedValueParser for Suggested<P> {
    type Value = P::Value;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        self.inner.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.values.iter().map(|it| PossibleValue::new(*it))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::command_line;
    use super::*;

    /// The words of a command line as a shell cuts them, for the quotes that examples have.
    fn words(line: &str) -> Vec<String> {
        let parts = line.split('\'').enumerate();
        let cut = |(at, part): (usize, &str)| match at % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
            _ => vec![part.to_owned()],
        };
        parts.flat_map(cut).collect()
    }

    fn leaves(command: &Command, path: &str, found: &mut Vec<String>) {
        for it in command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help") {
            let below = format!("{path} {}", it.get_name()).trim_start().to_owned();
            if it.has_subcommands() { leaves(it, &below, found) } else { found.push(below) }
        }
    }

    #[test]
    fn each_command_has_examples_that_are_of_it() {
        let mut commands = Vec::new();
        leaves(&command_line(), "", &mut commands);
        assert!(commands.len() > 15, "{commands:?}");
        for path in &commands {
            assert!(!examples(path).is_empty(), "no example of {path}");
        }
        for (path, examples) in EXAMPLES {
            assert!(commands.iter().any(|it| it == path), "there is no command {path}");
            for (line, _) in *examples {
                assert!(line.starts_with(&format!("runsess {path}")), "{line}");
                let parsed = command_line().try_get_matches_from(words(line));
                assert!(parsed.is_ok(), "{line}: {}", parsed.expect_err("a mistake"));
            }
        }
    }

    #[test]
    fn another_pack_may_have_other_values() {
        let parse = |line: &str| with_values(command_line()).try_get_matches_from(words(line));
        assert!(parse("runsess scan --category OF_MINE").is_ok());
        assert!(parse("runsess apply --batch 77").is_ok());
        assert!(parse("runsess apply --batch x").is_err());
    }
}
