//! The literate cases of `tests/cases/`: each is a Markdown file with a claim, the files that it is about, the rows that
//! a scan must give, and the diff of a batch. `RUNSESS_BLESS=1 cargo test --test it cases` writes what the program says into
//! the files; the diff of that is what gets reviewed. `tests/cases/README.md` says how to write one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::protoc;
use crate::support::{Row, copy_tree, files_below, package, runsess, scan, texts};
use crate::syntax::assert_no_more_errors;
use crate::tsc;

/// One test a case, named after its claim: the file `tests/cases/NAME.md`. `gap` marks what the program can't do yet.
macro_rules! cases {
    ($($name:ident $(: gap $reason:literal)?)*) => {
        $(
            #[test]
            $(#[ignore = $reason])?
            fn $name() {
                check(stringify!($name));
            }
        )*
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

cases! {
    a_doc_comment_follows_its_function
    a_message_that_is_compared_keeps_its_words
    a_schema_is_a_side_of_what_it_describes
    a_type_of_tests_reads_what_the_program_writes
    messages_and_answers_are_read_by_both_names_in_typescript
    a_type_keeps_a_name_that_is_still_read_in_typescript
    a_reader_of_a_path_that_cannot_follow_keeps_its_route_in_typescript
    a_part_of_a_path_changes_with_its_route_in_typescript
    a_schema_asks_others_for_its_keys_in_typescript
    a_server_takes_both_names_in_typescript
    a_mapper_goes_with_its_column
    a_name_of_a_placeholder_is_no_column
    a_name_that_is_no_column_keeps_its_word
    a_row_that_is_taken_apart_keeps_its_column
    a_table_that_is_named_at_run_time_is_unknown
    a_mapper_without_a_table_in_sight_is_refused
    a_name_in_quotes_is_a_name_of_its_own
    a_builder_in_a_variable_keeps_its_tables
    a_builder_of_several_tables_is_refused
    a_query_builder_says_the_table_of_its_columns
    a_table_that_is_built_anew_has_one_name_for_its_column
    a_value_is_not_renamed_with_its_column
    tables_of_drizzle_have_columns
    drizzle_writes_its_next_migration
    a_value_of_rows_is_no_name
    a_view_of_a_view_follows_its_column
    columns_that_hold_one_value_are_renamed_together
    the_body_of_a_function_is_read
    two_names_in_one_statement_are_no_change_of_a_column
    what_a_database_would_lose_is_refused
    what_receives_a_string_says_that_it_is_sql
    a_barrier_carries_nothing
    a_block_behind_a_condition_is_no_literal
    a_call_of_a_method_that_is_the_word_itself
    a_call_tells_what_carries_a_name_in_typescript
    a_class_knows_its_own
    a_comment_speaks_of_what_its_file_means
    a_container_hands_its_element_on
    a_declaration_is_merged_with_its_twins
    a_declaration_that_nothing_uses_is_deleted_in_typescript
    a_diff_in_a_document_is_history
    a_document_keeps_what_it_calls_the_old_name
    a_dropped_key_takes_its_variable_along
    a_field_is_deprecated_until_it_is_renamed
    a_field_of_a_message_is_never_absent
    a_field_of_a_message_is_renamed_over_all_files
    a_name_that_generated_code_cannot_follow_is_refused
    a_name_that_stays_in_json_is_kept_by_its_clients
    a_name_that_is_on_the_wire_is_kept_unless_the_batch_says_otherwise
    a_name_that_a_proto_has_already_is_refused
    a_field_of_a_message_is_replaced_in_stages
    a_change_that_is_for_something_else_is_refused_in_proto
    a_name_in_a_proto_that_is_not_understood_is_refused
    a_field_gives_both_keys_until_the_old_one_is_dropped
    a_field_takes_both_keys_until_the_old_one_is_dropped
    a_field_that_would_hide_a_promoted_one_is_refused
    a_second_key_that_would_change_other_types_is_refused
    a_form_has_files_and_parts
    a_gateway_takes_a_field_from_the_address
    a_generated_declaration_can_be_asked_for
    a_generic_hands_its_type_on
    a_generic_interface_binds_its_instances
    a_generic_is_bound_by_its_arguments
    a_heading_decides_what_prose_means
    a_heading_whose_links_are_not_all_known_keeps_its_words
    a_helper_hands_back_what_it_is_given
    a_key_is_dropped_only_beside_its_twin
    a_key_of_a_map_that_is_dropped_is_said
    a_key_is_given_under_both_names_and_then_under_one_in_typescript
    a_key_is_read_by_both_names_in_any_statement
    a_key_is_read_by_both_names_in_typescript
    a_key_that_a_template_shows_is_not_dropped
    a_key_that_its_types_forbid_is_refused_in_typescript
    a_key_without_a_tag_is_kept_when_its_field_is_renamed
    a_key_without_a_type_is_listed_beside_a_rename
    a_keyword_before_a_name_is_no_part_of_it
    a_legacy_field_goes_with_what_only_serves_it
    a_legacy_field_with_other_uses_is_refused
    a_label_of_a_tuple_is_for_readers
    a_link_follows_the_heading_that_it_leads_to
    a_literal_is_of_the_part_that_takes_it
    a_literal_is_what_is_asked_for
    a_log_chain_says_both_names
    a_long_way_is_less_certain
    a_method_is_renamed_with_its_interfaces
    a_method_that_a_dependency_of_a_dependency_asks_for_stays
    a_migration_keeps_the_name_that_it_gives_up
    a_module_that_is_handed_on_keeps_its_names
    a_module_that_a_pattern_loads_is_not_renamed_in
    a_name_in_a_string_is_of_its_type
    a_name_is_renamed_for_every_platform
    a_name_that_a_generated_file_declares_is_refused
    a_new_name_has_the_shape_of_its_place
    a_pack_takes_the_rest_from_the_one_that_it_extends
    a_planning_id_in_a_session_field_is_a_conflict
    a_read_that_nothing_can_stand_before_is_for_people
    a_reexport_leads_to_the_declaration
    a_result_without_a_name_hides_no_method
    a_server_follows_its_call
    a_session_name_is_proof
    a_shorthand_is_written_out_where_only_one_side_is_renamed
    a_svelte_component_is_a_module
    a_table_of_a_document_stays_laid_out
    a_test_says_what_a_value_still_is
    a_third_meaning_is_not_guessed
    a_type_has_the_keys_of_what_it_extends
    a_type_is_made_from_types
    a_type_operator_keeps_the_member
    a_typescript_name_in_an_ignored_file_is_refused
    a_typescript_name_is_asked_for_and_not_its_word
    a_typescript_name_is_renamed_wherever_it_is_imported
    a_typescript_name_that_is_taken_is_refused
    a_typescript_place_that_cannot_be_the_name_stops_nothing
    a_typescript_value_of_unknown_type_is_refused
    a_union_of_two_meanings_is_refused_in_typescript
    a_use_that_is_never_edited_stops_the_rename
    a_vue_component_is_a_module
    a_wording_counts_where_its_meaning_is
    an_alias_beside_a_live_session_is_removed
    an_alias_with_a_life_of_its_own_is_refused
    an_encoder_finds_a_field_by_its_name
    a_wrapper_hands_its_props_on_in_typescript
    an_escaped_name_is_that_name
    an_overload_is_chosen_by_what_it_takes
    an_interface_without_a_name_binds_too
    an_old_key_without_a_twin_is_renamed_when_it_is_dropped_in_typescript
    an_old_query_parameter_is_still_read
    a_part_of_a_path_changes_with_its_route
    a_route_without_a_meaning_keeps_the_others
    a_field_that_a_path_fills_keeps_its_route
    words_are_no_names_in_go
    letters_without_case_are_words_of_their_own
    a_category_may_leave_the_meaning_open
    a_string_that_may_read_a_path_keeps_its_route
    a_default_that_asks_for_the_old_name_is_asked_once
    each_framework_keeps_its_values_by_names_of_one_kind
    each_framework_reads_a_path_in_its_own_way
    a_key_that_may_be_missing_is_asked_for_with_two_values
    a_pair_of_a_log_gets_another_beside_it
    a_parameter_with_a_default_is_asked_for_twice
    what_leaves_the_program_is_no_sentence
    a_key_of_another_type_is_not_known_to_be_the_same
    an_answer_is_read_by_clients_of_both_names
    an_object_has_the_keys_of_its_type
    an_object_is_sent_to_what_a_route_takes
    a_type_that_declares_a_key_again_has_it
    a_name_on_the_wire_has_two_sides
    a_dashboard_asks_for_the_key_of_a_log
    a_label_of_a_metric_is_asked_for_by_alerts
    a_metric_has_the_labels_that_it_declares
    a_client_is_told_what_to_send
    the_keys_of_a_pattern_are_beside_each_other
    a_column_is_written_as_its_table_writes_names
    a_type_says_what_its_values_mean
    a_library_that_is_not_here_declares_its_names
    a_phrase_is_around_the_word_itself
    another_word_needs_only_another_pack
    generated_files_are_never_edited
    go_that_does_not_compile_is_still_understood
    planner_run_id_is_left_alone
    receiver_type_decides
    run_is_also_a_verb
    a_column_is_of_the_relation_it_comes_from
    a_name_that_finds_a_column_is_not_left_behind
    a_named_value_is_the_placeholder_of_its_statement
    a_statement_of_several_strings_is_one
    a_column_of_a_query_builder_is_no_word_in_typescript
    code_follows_the_names_that_a_generator_will_make
    code_that_asks_a_database_otherwise_is_not_left_behind
    a_statement_has_one_name_for_a_column
    sql_belongs_to_its_own_database
    sql_in_typescript_is_sql
    state_and_props_have_their_types
    structs_that_meet_keep_the_same_fields
    the_element_of_a_collection_is_known
    the_planner_has_the_same_name_in_every_language
    the_value_that_flows_in_decides
    two_names_in_one_declaration_are_two_things
    typescript_members_that_inherit_are_renamed_together
    untyped_typescript_is_decided_by_what_stands_beside_it
    what_a_test_declares_is_seen_by_no_other_file
    what_is_asked_for_at_run_time_keeps_its_name
    what_is_kept_elsewhere_has_one_name
    what_is_not_known_stays_unknown
    what_is_read_of_a_request_changes_in_one_step_in_typescript
    what_speaks_of_a_refused_name_stays
    what_two_calls_give_is_two_values
    words_for_people_are_rewritten_and_names_are_not_in_typescript
    golang_migrate_gets_the_next_pair
    a_name_that_a_migration_uses_is_refused
    goose_gets_the_next_file_with_both_parts
    dbmate_gets_the_next_file
    flyway_gets_the_next_version
    sql_migrate_and_tern_get_the_next_file
    numbered_migrations_get_the_next_number
    a_migration_with_a_checksum_is_refused
    a_route_of_a_screen_and_its_reader_share_a_name
    a_setting_has_its_name_where_it_is_set_too
    a_template_and_an_alert_keep_the_old_name
    migrations_in_code_are_history
    what_a_later_migration_renamed_needs_no_other
    who_reads_a_name_may_be_out_of_sight
}

#[test]
fn every_case_file_is_run_and_says_why() {
    let mut files: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|ext| ext == "md") && !it.ends_with("README.md"))
        .map(|it| it.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut listed: Vec<String> = NAMES.iter().map(|it| (*it).to_owned()).collect();
    listed.sort();
    assert_eq!(files, listed, "case files, and the names in cases! {{ … }}");
    for name in listed {
        let case = Case::read(&name);
        assert!(case.text.starts_with("# "), "{name}: opens with its claim as a heading");
        assert!(case.has_reason, "{name}: says why below its heading");
        assert!(case.blocks.iter().any(|it| matches!(it.kind, Kind::Rows)), "{name}: no rows");
        for rules in case.blocks.iter().filter(|it| matches!(it.kind, Kind::Rules)) {
            if let Err(mistakes) = runsess::rules::Pack::parse(&name, case.content(rules)) {
                panic!("{name}: {mistakes:?}");
            }
        }
    }
}

fn folder() -> PathBuf {
    package().join("tests/cases")
}

/// Writes the files of a case below `root` and its rules beside it, for tests that try its steps with other tools.
pub fn lay_out(name: &str, root: &Path) -> PathBuf {
    Case::read(name).lay_out(root).expect("a case with rules")
}

/// What a fence is for.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// `go file=chat/conv.go`: a file of the workspace.
    File(String),
    /// `rules`: a rule file for `--rules`.
    Rules,
    /// `rows`: what the scan gives.
    Rows,
    /// `diff batch=3 phase=A`: what applying a step changes, after the steps of the diffs above it.
    Diff(String, Option<String>),
    /// `output of explain chat/conv.go:3`: what a command prints.
    Output(String),
}

#[derive(Debug)]
struct Block {
    kind: Kind,
    /// Byte range of the content in the text of the case.
    start: usize,
    end: usize,
}

struct Case {
    path: PathBuf,
    text: String,
    has_reason: bool,
    blocks: Vec<Block>,
}

impl Case {
    fn read(name: &str) -> Case {
        let path = folder().join(format!("{name}.md"));
        let text = std::fs::read_to_string(&path).unwrap();
        let (mut blocks, mut open, mut at, mut has_reason) = (Vec::new(), None::<(usize, Kind, usize)>, 0, false);
        for line in text.split_inclusive('\n') {
            let ticks = line.len() - line.trim_start_matches('`').len();
            match open.take() {
                Some((fence, kind, start)) if ticks >= fence && line.trim_end().len() == ticks => {
                    blocks.push(Block { kind, start, end: at });
                }
                Some(inside) => open = Some(inside),
                None if ticks >= 3 => open = Some((ticks, kind(line[ticks..].trim(), name), at + line.len())),
                None => has_reason |= !line.trim().is_empty() && !line.starts_with('#'),
            }
            at += line.len();
        }
        assert!(open.is_none(), "{name}: a fence is not closed");
        Case { path, text, has_reason, blocks }
    }

    /// Writes the files of the case below `root`, and its rules beside it.
    fn lay_out(&self, root: &Path) -> Option<PathBuf> {
        std::fs::create_dir(root).unwrap();
        let mut rules = None;
        for block in &self.blocks {
            match &block.kind {
                Kind::File(path) => {
                    let path = root.join(path);
                    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                    std::fs::write(path, self.content(block)).unwrap();
                }
                Kind::Rules => {
                    let path = root.with_file_name("rules.yaml");
                    std::fs::write(&path, self.content(block)).unwrap();
                    rules = Some(path);
                }
                Kind::Rows | Kind::Diff(..) | Kind::Output(_) => {}
            }
        }
        name_repositories(root, self);
        rules
    }

    fn content(&self, block: &Block) -> &str {
        &self.text[block.start..block.end]
    }
}

fn kind(info: &str, name: &str) -> Kind {
    if info == "rows" {
        return Kind::Rows;
    }
    if info == "rules" {
        return Kind::Rules;
    }
    if let Some(arguments) = info.strip_prefix("output of ") {
        return Kind::Output(arguments.to_owned());
    }
    let value = |key: &str| info.split_whitespace().find_map(|word| word.strip_prefix(key)).map(str::to_owned);
    if let Some(batch) = value("batch=") {
        return Kind::Diff(batch, value("phase="));
    }
    Kind::File(value("file=").unwrap_or_else(|| panic!("{name}: a fence without `file=`, `batch=`, `rows` …: {info}")))
}

/// A case calls a repository by its folder, whatever its module is called.
fn name_repositories(root: &Path, case: &Case) {
    if root.join("runsess.yaml").exists() {
        return;
    }
    let marked = case.blocks.iter().filter_map(|it| match &it.kind {
        Kind::File(path) => path.strip_suffix("/go.mod").or_else(|| path.strip_suffix("/package.json")),
        _ => None,
    });
    let mut folders: Vec<&str> = marked.filter(|it| !it.contains('/')).collect();
    folders.sort_unstable();
    folders.dedup();
    let named: String = folders.iter().map(|it| format!("  - {{path: {it}, name: {it}}}\n")).collect();
    let whole = ["go.mod", "package.json", ".git"].iter().any(|it| root.join(it).exists());
    let top = if whole { "{path: ., name: case}" } else { "." };
    std::fs::write(root.join("runsess.yaml"), format!("roots:\n  - {top}\n{named}")).unwrap();
}

/// Runs the case and compares every expected block, or rewrites them all.
fn check(name: &str) {
    let case = Case::read(name);
    let scratch = tempfile::tempdir().unwrap();
    // The name of the folder shows in the rows of files that belong to no module, so it is always the same.
    let root = scratch.path().join("case");
    let rules = case.lay_out(&root);
    let more: Vec<&str> = rules.iter().flat_map(|it| ["--rules", it.to_str().unwrap()]).collect();

    let (mut blessed, mut copied, mut wrong) = (String::new(), 0, String::new());
    for block in &case.blocks {
        let got = match &block.kind {
            Kind::File(_) | Kind::Rules => continue,
            Kind::Rows => rows(&scan(&[&root], &more)),
            Kind::Diff(batch, phase) => diff_of(&root, batch, phase.as_deref(), &more),
            Kind::Output(arguments) => output(&root, arguments, &more),
        };
        if got != case.content(block) {
            let _ = write!(wrong, "\n{:?}, expected:\n{}\ngot:\n{got}", block.kind, case.content(block));
        }
        blessed.push_str(&case.text[copied..block.start]);
        blessed.push_str(&got);
        copied = block.end;
    }
    blessed.push_str(&case.text[copied..]);
    if std::env::var_os("RUNSESS_BLESS").is_some() {
        std::fs::write(&case.path, blessed).unwrap();
    } else {
        assert!(wrong.is_empty(), "{name} (RUNSESS_BLESS=1 rewrites it; review the diff):{wrong}");
    }
}

/// `path:line text CATEGORY symbol`, one a line. The repository shows where the case has modules.
fn rows(rows: &[Row]) -> String {
    rows.iter().fold(String::new(), |mut text, row| {
        let repo = if row.repo == "case" { String::new() } else { format!("{}/", row.repo) };
        let symbol = row.symbol.as_deref().unwrap_or("-");
        let _ = writeln!(text, "{repo}{}:{} {} {} {symbol}", row.path, row.line, row.text, row.category);
        text
    })
}

/// Applies a batch for real and says what changed on disk: what the program claims to change is not asked.
fn diff_of(root: &Path, batch: &str, phase: Option<&str>, more: &[&str]) -> String {
    let before: Vec<(PathBuf, String)> = files_below(root)
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(root.join(&path)).unwrap();
            (path, text)
        })
        .collect();
    let kept = tempfile::tempdir().unwrap();
    copy_tree(root, kept.path());
    let mut command = runsess(&["apply", "--allow-dirty", "--batch", batch]);
    if let Some(phase) = phase {
        command.args(["--phase", phase]);
    }
    // The journal goes into the scratch folder, not into the user's state.
    let run = command.args(more).arg(root).env("XDG_STATE_HOME", root.with_file_name("state")).output().unwrap();
    let (_, err) = texts(&run);
    assert!(matches!(run.status.code(), Some(0 | 1)), "apply ended with {}:\n{err}", run.status);
    tsc::assert_no_more_errors(kept.path(), root);
    protoc::assert_no_more_errors(kept.path(), root);
    // A file that was made is all new.
    let mut all: std::collections::BTreeMap<PathBuf, String> =
        files_below(root).into_iter().map(|path| (path, String::new())).collect();
    all.extend(before);
    all.iter().fold(String::new(), |mut text, (path, old)| {
        let new = std::fs::read_to_string(root.join(path)).unwrap();
        assert_no_more_errors(path, old, &new, "apply");
        if *old != new {
            let _ = writeln!(text, "{}", path.display());
            for line in similar::TextDiff::from_lines(old, &new).iter_all_changes() {
                match line.tag() {
                    similar::ChangeTag::Equal => {}
                    similar::ChangeTag::Delete => text.push_str(&format!("-{line}")),
                    similar::ChangeTag::Insert => text.push_str(&format!("+{line}")),
                }
            }
        }
        text
    })
}

/// What a command prints when it is run in the workspace of the case.
fn output(root: &Path, arguments: &str, more: &[&str]) -> String {
    let words: Vec<&str> = arguments.split_whitespace().collect();
    let run = runsess(&words).args(more).current_dir(root).output().unwrap();
    let (out, err) = texts(&run);
    assert!(matches!(run.status.code(), Some(0 | 1)), "`{arguments}` ended with {}:\n{err}", run.status);
    // The rules lie beside the workspace, in another folder each time; command lines in an answer name them.
    let beside = root.parent().map(|it| format!("{}/", it.display())).unwrap_or_default();
    without_version(&out).replace(&beside, "../")
}

/// A document without what says its version and that of the program: a release is no other claim.
fn without_version(out: &str) -> String {
    let head = |line: &&str| line.starts_with("  \"schemaVersion\": ") || line.starts_with("  \"tool\": {");
    let Some(first) = out.lines().nth(1).filter(|it| out.starts_with("{\n") && head(it)) else { return out.to_owned() };
    let end = out.find("\n  },\n").map_or(0, |at| at + "\n  },\n".len());
    assert!(first.contains("schemaVersion") && end > 0, "{out}");
    format!("{{\n{}", &out[end..])
}
