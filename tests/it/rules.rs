//! Rule packs from outside: the built-in one, another one for another word, and what the matcher promises.

use runsess::lang::language_of;
use runsess::model::{Certainty, Change, Role};
use runsess::rules::{Overview, Pack, Risk, SeedBy, Subject, schema};
use runsess::text::words::Shape;
use smol_str::SmolStr;

fn builtin() -> Pack {
    Pack::builtin().unwrap_or_else(|errors| panic!("{}", errors.lines()))
}

fn jobs() -> Pack {
    Pack::load("fixtures/packs/job-id.yaml".as_ref()).unwrap_or_else(|errors| panic!("{}", errors.lines()))
}

/// A hit of the term with this id; the rest is to be filled in by the test.
fn hit<'a>(pack: &Pack, term: &str, role: Role, name: &'a str) -> Subject<'a> {
    Subject {
        term: pack.terms.iter().position(|it| it.id == term).expect("a term of the pack") as u32,
        role,
        language: language_of("a.go"),
        domain: None,
        near: 0,
        generated: false,
        generated_symbol: false,
        external: false,
        canonical_sibling: false,
        path: "chat/pkg/chat/conversation.go",
        symbol: None,
        name,
        sentence: "",
        offset: None,
        context: &[],
        certainty: Certainty::Resolved,
    }
}

fn category<'p>(pack: &'p Pack, subject: &Subject) -> &'p str {
    pack.classify(subject).category
}

#[test]
fn the_built_in_pack_states_the_migration_of_the_specification() {
    let pack = builtin();
    assert_eq!(pack.batches.iter().map(|batch| batch.id).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    assert_eq!(
        pack.batch(3).map(|it| it.phases.iter().map(|phase| phase.id.as_str()).collect()),
        Some(vec!["A", "B", "C"])
    );
    assert_eq!(
        pack.categories.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        [
            "LEGACY_SESSION_ALIAS",
            "PLANNER_RUN_DOMAIN",
            "PROCESS_VERB",
            "GENERATED_FROM_PROTO",
            "DOC_STALE",
            "TRUE_SESSION_IDENTIFIER"
        ]
    );
    assert!(
        pack.fails_gate("LEGACY_SESSION_ALIAS") && pack.fails_gate("UNCLASSIFIED") && !pack.fails_gate("PROCESS_VERB")
    );
}

#[test]
fn the_built_in_pack_is_short_and_names_no_place() {
    let text = Pack::builtin_text();
    assert!(text.lines().count() <= 270, "{} lines", text.lines().count());
    assert!(!text.contains(".go") && !text.contains(".ts:"), "a file of a repository");
    let globs = text.lines().filter(|line| line.contains("path:") || line.contains("ignore:"));
    assert!(globs.map(|line| line.matches('/').count()).sum::<usize>() <= 20, "more than ten paths");
    assert!(!text.split_whitespace().any(|word| {
        word.rsplit_once(':').is_some_and(|(before, after)| {
            before.contains('.') && after.trim_end_matches(['"', ',', '}']).parse::<u32>().is_ok()
        })
    }));
}

#[test]
fn a_run_id_is_legacy_only_when_its_value_is_proved_to_be_a_session() {
    let pack = builtin();
    let bare = hit(&pack, "run-id", Role::Selector, "RunID");
    assert_eq!(category(&pack, &bare), "UNCLASSIFIED");
    assert_eq!(category(&pack, &Subject { domain: Some("session"), ..bare }), "LEGACY_SESSION_ALIAS");
    assert_eq!(category(&pack, &Subject { domain: Some("planning"), ..bare }), "PLANNER_RUN_DOMAIN");
    assert_eq!(category(&pack, &Subject { generated: true, ..bare }), "GENERATED_FROM_PROTO");
    let document = Subject { language: language_of("a.md"), role: Role::Prose, ..bare };
    assert_eq!(category(&pack, &Subject { domain: Some("session"), ..document }), "DOC_STALE");
    assert_eq!(category(&pack, &Subject { sentence: "a planningAgg per `run_id`", ..document }), "PLANNER_RUN_DOMAIN");
    assert_eq!(category(&pack, &Subject { sentence: "the OAuth run_id", ..document }), "UNCLASSIFIED");
    for role in [Role::Field, Role::LogKey, Role::SqlColumn, Role::Comment, Role::StringLiteral] {
        assert_ne!(category(&pack, &Subject { role, ..bare }), "LEGACY_SESSION_ALIAS");
    }
}

#[test]
fn run_alone_is_the_verb_unless_the_plan_or_a_meaning_says_otherwise() {
    let pack = builtin();
    let of = |role, name: &'static str| hit(&pack, "run", role, name);
    for (role, name) in [
        (Role::Method, "RunInference"),
        (Role::Type, "RunLoop"),
        (Role::Local, "runCtx"),
        (Role::Method, "IsRunning"),
        (Role::Type, "InferenceRunner"),
        (Role::Selector, "Run"),
        (Role::Import, "run"),
        (Role::Function, "TestBuilder_RunsToolLoop"),
        (Role::Method, "FinishRun"),
        (Role::PlainText, "run"),
    ] {
        assert_eq!(category(&pack, &of(role, name)), "PROCESS_VERB", "{name}");
    }
    for (role, name) in [(Role::Local, "run"), (Role::Type, "ArtifactRun"), (Role::Method, "GetRunHandler")] {
        assert_eq!(category(&pack, &of(role, name)), "UNCLASSIFIED", "{name}");
    }
    // Bit 0 is the first domain of the pack: some name near the hit was proved to be a session.
    let method = Subject { near: 1, ..of(Role::Method, "startRunForPrompt") };
    assert_eq!(category(&pack, &method), "LEGACY_SESSION_ALIAS");
    assert_eq!(category(&pack, &Subject { near: 0, ..method }), "PROCESS_VERB");
    assert_eq!(category(&pack, &Subject { domain: Some("session"), ..of(Role::Local, "run") }), "LEGACY_SESSION_ALIAS");
    assert_eq!(category(&pack, &Subject { domain: Some("planning"), ..of(Role::Field, "run") }), "PLANNER_RUN_DOMAIN");
    assert_eq!(category(&pack, &of(Role::Type, "PlanningRun")), "PLANNER_RUN_DOMAIN");
    let message = Subject { near: 1, ..of(Role::LogMessage, "run") };
    assert_eq!(category(&pack, &Subject { sentence: "starting run loop", ..message }), "LEGACY_SESSION_ALIAS");
    assert_eq!(category(&pack, &Subject { sentence: "run complete", ..message }), "PROCESS_VERB");
    assert_eq!(category(&pack, &Subject { sentence: "starting run loop", near: 0, ..message }), "PROCESS_VERB");
    let twice = Subject { sentence: "run the run loop", ..message };
    assert_eq!(category(&pack, &Subject { offset: Some(0), ..twice }), "PROCESS_VERB");
    assert_eq!(category(&pack, &Subject { offset: Some(8), ..twice }), "LEGACY_SESSION_ALIAS");
}

#[test]
fn the_first_rule_wins_and_explain_says_what_failed_before() {
    let pack = builtin();
    let subject = Subject { domain: Some("session"), ..hit(&pack, "run-id", Role::Selector, "RunID") };
    let tried = pack.explain(&subject);
    let decision = pack.classify(&subject);
    assert_eq!(decision.rule, Some(tried.len() - 1));
    assert_eq!(tried.last().map(|it| (it.rule, it.failed_on.clone())), Some(("session-alias", None)));
    let failed: Vec<_> =
        tried.iter().map(|it| format!("{}: {}", it.rule, it.failed_on.as_deref().unwrap_or("holds"))).collect();
    assert_eq!(
        failed,
        [
            "generated: it is not generated",
            "canonical: term is `run-id`, not `session-id`",
            "planning-id: domain is session, not `planning`",
            "stale-id: language is go, not `markdown`",
            "session-alias: holds",
        ]
    );
}

#[test]
fn each_kind_of_place_changes_in_its_batch() {
    let pack = builtin();
    let plan = |subject: Subject| {
        pack.change(&subject, "LEGACY_SESSION_ALIAS").map(|it| (it.batch, it.phase, it.change, it.breaking))
    };
    let id = |role| hit(&pack, "run-id", role, "RunID");
    let field = |symbol| Subject { symbol: Some(symbol), ..id(Role::Field) };
    assert_eq!(plan(field("x/chat.Conversation.RunID")), Some((Some(1), None, Change::Rename, "Internal")));
    assert_eq!(plan(field("x/chat.TurnQuery.RunID")), Some((Some(2), None, Change::Rename, "Internal")));
    assert_eq!(
        plan(field("x/events.EventMetadata.UnmarshalJSON.LegacyRunID")),
        Some((Some(4), None, Change::Delete, "**Yes**"))
    );
    assert_eq!(plan(id(Role::LogKey)), Some((Some(1), None, Change::Dual, "Low")));
    assert_eq!(
        plan(Subject { canonical_sibling: true, ..id(Role::LogKey) }),
        Some((Some(3), Some("C"), Change::Drop, "Low"))
    );
    assert_eq!(plan(id(Role::SqlColumn)), Some((Some(2), None, Change::Rename, "**Yes (schema)**")));
    assert_eq!(plan(id(Role::MapKey)), Some((Some(3), Some("A"), Change::Dual, "**Yes**")));
    assert_eq!(
        plan(Subject { canonical_sibling: true, ..id(Role::MapKey) }),
        Some((Some(3), Some("B"), Change::Drop, "**Yes**"))
    );
    assert_eq!(plan(id(Role::QueryParameter)), Some((Some(3), Some("A"), Change::AcceptBoth, "**Yes**")));
    // Who reads an answer finds both keys in phase A; keys that no method can give twice change in phase B.
    let tag = |symbol, twin| Subject { symbol: Some(symbol), canonical_sibling: twin, ..id(Role::StructTag) };
    let json = "tag:Reply.RunID/json";
    assert_eq!(plan(tag(json, false)), Some((Some(3), Some("A"), Change::Dual, "**Yes**")));
    assert_eq!(plan(tag(json, true)), Some((Some(3), Some("B"), Change::Drop, "**Yes**")));
    assert_eq!(plan(tag("tag:Reply.RunID/uri", false)), Some((Some(3), Some("B"), Change::Retag, "**Yes**")));
    let around = [SmolStr::new("summaryClient")];
    let client = Subject { context: &around, ..id(Role::StructTag) };
    assert_eq!(plan(client), Some((None, None, Change::Keep, "")));
    let document = Subject { language: language_of("a.md"), ..id(Role::Prose) };
    assert_eq!(pack.change(&document, "DOC_STALE").map(|it| (it.batch, it.risk)), Some((Some(5), Risk::Low)));
}

#[test]
fn planning_names_are_kept_in_every_batch() {
    let pack = builtin();
    for role in [Role::Field, Role::LogKey, Role::SqlColumn, Role::StructTag, Role::MapKey, Role::Comment] {
        let change = pack.change(&hit(&pack, "run-id", role, "RunID"), "PLANNER_RUN_DOMAIN").expect("a decision");
        assert_eq!((change.batch, change.change), (None, Change::Keep));
    }
}

#[test]
fn a_deprecation_notice_stands_beside_the_change() {
    let pack = builtin();
    let field = Subject { symbol: Some("x/chat.Conversation.RunID"), ..hit(&pack, "run-id", Role::Field, "RunID") };
    let notice = pack.notice(&field, "LEGACY_SESSION_ALIAS").expect("a notice");
    assert_eq!((notice.batch, notice.change), (Some(0), Change::Deprecate));
    assert_eq!(pack.notice(&field, "PLANNER_RUN_DOMAIN"), None);
}

#[test]
fn names_follow_explicit_renames_first_and_then_the_words() {
    let pack = builtin();
    let run_id = 1;
    let run = 2;
    assert_eq!(pack.rename_for("startRunForPrompt", run, Shape::default()).as_deref(), Some("startInferenceForPrompt"));
    assert_eq!(
        pack.rename_for("TestStartRunForPrompt", run, Shape::default()).as_deref(),
        Some("TestStartInferenceForPrompt")
    );
    assert_eq!(pack.rename_for("resRunID", run_id, Shape::default()).as_deref(), Some("resSessionID"));
    assert_eq!(
        pack.rename_for("idx_agent_mode_changes_run_id_at", run_id, Shape::default()).as_deref(),
        Some("idx_agent_mode_changes_session_id_at")
    );
    assert_eq!(pack.rename_for("turns_by_run", run, Shape::default()).as_deref(), Some("turns_by_session"));
    assert_eq!(pack.rename_for("runLog", run, Shape::default()).as_deref(), Some("sessionLog"));
    assert_eq!(pack.rename_for("running", run, Shape::default()), None);
    assert_eq!(pack.rename_for("sessionID", 0, Shape::default()), None);
}

#[test]
fn texts_are_reworded_by_the_longest_phrase() {
    let pack = builtin();
    let reworded = |text: &str| {
        let edits = pack.text_edits(text).into_iter().rev();
        edits.fold(text.to_owned(), |mut text, (range, new)| {
            text.replace_range(range, &new);
            text
        })
    };
    assert_eq!(reworded("starting run loop"), "starting inference");
    assert_eq!(reworded("Run loop: run loop done"), "Inference loop: inference loop done");
    assert_eq!(reworded("the session (legacy name: run_id)"), "the session");
    assert_eq!(reworded("run complete"), "run complete");
    let text = "per-run and run/turn";
    let edits: Vec<_> = pack.text_edits(text).into_iter().map(|(range, new)| (text[range].to_owned(), new)).collect();
    assert_eq!(edits, [("per-run".into(), "per-session".into()), ("run/turn".into(), "session/turn".into())]);
}

#[test]
fn a_symbol_has_a_meaning_by_the_pack_by_its_name_by_its_owner_or_by_its_surroundings() {
    // The built-in pack declares no symbol; an own one may.
    let declared = "symbols: [Conversation.RunID]\n    names: [\"* session id *\"";
    let text = Pack::builtin_text().replace("names: [\"* session id *\"", declared);
    let pack = Pack::parse("declaring", &text).expect("a good pack");
    let seed = |name, path, context: &[&str]| {
        let context: Vec<SmolStr> = context.iter().map(SmolStr::new).collect();
        pack.seed(name, path, &context).map(|it| (it.domain.id.to_string(), it.by))
    };
    let some = |domain: &str, by| Some((domain.to_owned(), by));
    assert_eq!(seed("RunID", "x/chat.Conversation.RunID", &[]), some("session", SeedBy::Symbol));
    assert_eq!(seed("KeyTurnMetaSessionID", "x/turns.KeyTurnMetaSessionID", &[]), some("session", SeedBy::Name));
    assert_eq!(seed("RunID", "x/events.EventPlanningStart.RunID", &[]), some("planning", SeedBy::Owner));
    assert_eq!(seed("run_id", "sem.ExecutionStarted.run_id", &[]), some("planning", SeedBy::Owner));
    assert_eq!(seed("runID", "x/chat.project/runID", &["chat", "Planner"]), some("planning", SeedBy::Context));
    assert_eq!(seed("runID", "x/oauth.Attempt.runID", &["Execution"]), None);
}

#[test]
fn owners_and_the_checklist_are_queries() {
    let pack = builtin();
    let field = hit(&pack, "run-id", Role::Field, "RunID");
    let owner = |subject| pack.owner(&subject, "LEGACY_SESSION_ALIAS").map(SmolStr::to_string);
    assert_eq!(owner(field).as_deref(), Some("backend"));
    assert_eq!(owner(Subject { language: language_of("a.proto"), ..field }).as_deref(), Some("proto"));
    assert_eq!(owner(Subject { path: "chat/cmd/ui/app.go", ..field }).as_deref(), Some("frontend"));
    let titles = |category| -> Vec<&str> {
        pack.violates(&field, category).map(|at| pack.checklist[at].title.as_str()).collect()
    };
    assert_eq!(titles("LEGACY_SESSION_ALIAS"), ["No legacy name in code"]);
    assert_eq!(titles("UNCLASSIFIED"), ["Every run id is understood"]);
    assert!(titles("PLANNER_RUN_DOMAIN").is_empty());
}

#[test]
fn a_pack_for_another_word_works_through_the_same_door() {
    let pack = jobs();
    let field = hit(&pack, "job-id", Role::Field, "JobID");
    assert_eq!(category(&pack, &field), "UNCLASSIFIED");
    assert_eq!(category(&pack, &Subject { domain: Some("build"), ..field }), "OLD_BUILD_NAME");
    assert_eq!(category(&pack, &Subject { domain: Some("task"), ..field }), "QUEUE_TASK");
    assert_eq!(pack.rename_for("lastJobIDs", 1, Shape::default()).as_deref(), Some("lastBuildIDs"));
    assert_eq!(pack.rename_for("kickJob", 2, Shape::default()).as_deref(), Some("triggerBuild"));
    let foreign = Subject { symbol: Some("github.com/x/vendorapi.Task.JobID"), ..field };
    let kept = pack.change(&foreign, "OLD_BUILD_NAME").expect("a decision");
    assert_eq!((kept.change, kept.note), (Change::Keep, "another team's API"));
}

#[test]
fn the_overview_names_every_part() {
    let text = Overview(&jobs()).to_string();
    for part in [
        "Job to Build",
        "job id",
        "→ build id",
        "OLD_BUILD_NAME",
        "(fails the gate)",
        "named-right",
        "high risk, after 1",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn the_schema_describes_every_key_with_its_comment() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).expect("JSON");
    let when = &schema["$defs"]["WhenFile"];
    assert_eq!(when["additionalProperties"], false);
    for key in ["term", "role", "language", "domain", "path", "symbol", "name", "text", "context", "twin", "not"] {
        assert!(when["properties"][key]["description"].is_string(), "{key}");
    }
    assert!(schema.to_string().contains("query-parameter"));
}
