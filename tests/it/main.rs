//! All integration tests, as one program: each file beside this one is a module, named after what it tests. One program,
//! because each links the library, the grammars and SQLite. `cargo test --test it cases` runs one module,
//! `cargo test --test it -- --list` names all tests.
//!
//! They run as threads of one process, so none changes its environment or its working folder: whoever needs other ones
//! starts the program with them (`support::runsess`).

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed, and some print figures for `--nocapture`"
)]

mod contracts;
mod contracts_example;
mod contracts_together;
mod crash;
mod steps;
mod support;

mod at_start;
mod book;
mod cache;
mod cache_answers;
mod cases;
mod ci_files;
mod cli;
mod cli_agent;
mod cli_databases;
mod cli_decide;
mod cli_dialects;
mod cli_extends;
mod cli_formats;
mod cli_gate;
mod cli_gate_changes;
mod cli_gate_merges;
mod cli_gate_words;
mod cli_help;
mod cli_init;
mod cli_interactive;
mod cli_journal;
mod cli_migrations;
mod cli_packages;
mod cli_plan;
mod cli_project;
mod cli_refs;
mod cli_refs_sql;
mod cli_refs_typescript;
mod cli_rename_rows;
mod cli_rename_sql;
mod cli_rules;
mod cli_sample;
mod cli_snapshots;
mod cli_sql;
mod cli_trial;
mod cli_verify;
mod cli_walk;
mod commit;
mod commit_away;
mod commit_damage;
mod commit_faults;
mod commit_git;
#[cfg(target_os = "linux")]
mod commit_kills;
mod commit_props;
#[cfg(unix)]
mod commit_rights;
mod commit_state;
mod dependencies;
mod expected;
mod fixture_builds;
mod fleet;
#[cfg(unix)]
mod fuzz;
mod go_front_end;
mod go_requests;
mod gofmt_random;
#[cfg(target_os = "linux")]
mod growth;
#[cfg(unix)]
mod guides;
mod hostile;
mod languages;
mod layers;
mod left_out;
#[cfg(unix)]
mod limits;
mod lsp;
mod picture;
mod protoc;
#[cfg(unix)]
mod readers;
mod reference;
mod rename;
mod rename_types;
mod rename_typescript;
mod rename_typescript_conduits;
mod rename_typescript_elements;
mod rename_typescript_literals;
mod rename_typescript_modules;
mod rename_typescript_values;
mod rename_wire;
#[cfg(unix)]
mod report_readers;
mod resolve_go_robust;
mod rules;
mod rules_errors;
mod servers;
mod session;
#[cfg(unix)]
mod sinks;
mod syntax;
#[cfg(unix)]
mod terminal;
mod tsc;
mod two_keys;
