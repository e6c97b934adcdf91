//! A small inventory for the tests of all formats: every kind of row, and text that must be escaped.

use std::sync::Arc;

use super::{BatchMeta, CategoryMeta, ReportMeta};
use crate::lang::language_of;
use crate::model::finding::{Conflict, Origin, Step, UNCLASSIFIED};
use crate::model::{Certainty, Change, Finding, Inventory, Repo, Role, Skipped};
use crate::rules::Layout;

fn step(text: &str, place: Option<(&str, u32)>) -> Step {
    Step { text: text.into(), path: place.map(|it| it.0.into()), line: place.map(|it| it.1) }
}

pub(super) fn finding() -> Finding {
    Finding {
        repo: "shop".into(),
        path: "chat/conversation.go".into(),
        line: 5,
        column: 2,
        end_line: 5,
        end_column: 7,
        byte_start: 40,
        byte_end: 45,
        text: "RunID".into(),
        language: language_of("a.go"),
        role: Role::Field,
        symbol: Some("example.com/shop/chat.Conversation.RunID".into()),
        category: "LEGACY".into(),
        rule: Some("session-id".into()),
        certainty: Certainty::Resolved,
        why: vec![
            step("`Conversation.RunID` is the value of key `Scope.SessionID`", Some(("shop/chat/router.go", 30))),
            step("`Scope.SessionID` says session", Some(("shop/chat/scope.go", 3))),
        ]
        .into(),
        batch: Some(1),
        change: Some(Change::Rename),
        replacement: Some("SessionID".into()),
        breaking: Some("Internal".into()),
        owner: Some("backend".into()),
    }
}

fn at(path: &str, line: u32, column: u32, text: &str) -> Finding {
    let byte_start = line * 100 + column;
    let length = text.len() as u32;
    Finding {
        path: path.into(),
        line,
        column,
        end_line: line,
        end_column: column + length,
        byte_start,
        byte_end: byte_start + length,
        text: text.into(),
        ..finding()
    }
}

pub(super) fn inventory() -> Inventory {
    let why_key =
        step("the value of key `Conversation.RunID` is logged as `run_id`", Some(("shop/chat/router.go", 12)));
    let plain = |it: Finding| Finding { change: None, batch: None, replacement: None, breaking: None, ..it };
    let findings = vec![
        Finding {
            role: Role::Prose,
            language: language_of("a.md"),
            symbol: None,
            category: "DOC_STALE".into(),
            change: Some(Change::RewriteText),
            replacement: Some("session_id".into()),
            owner: Some("docs".into()),
            certainty: Certainty::Textual,
            why: [step("the sentence is about a chat", None)].into(),
            batch: Some(5),
            ..at("README.md", 9, 4, "run_id")
        },
        at("chat/conversation.go", 5, 2, "RunID"),
        Finding { role: Role::Selector, ..at("chat/conversation.go", 40, 9, "RunID") },
        Finding { role: Role::Selector, ..at("chat/conversation.go", 41, 9, "RunID") },
        Finding {
            role: Role::LogKey,
            symbol: Some("log:run_id".into()),
            change: Some(Change::Dual),
            replacement: Some("session_id".into()),
            breaking: Some("Low".into()),
            why: std::iter::once(why_key).chain(finding().why.iter().cloned()).collect(),
            ..at("chat/router.go", 12, 14, "run_id")
        },
        Finding {
            role: Role::MapKey,
            symbol: Some("json:run_id".into()),
            change: Some(Change::Drop),
            replacement: None,
            breaking: Some("Yes".into()),
            batch: Some(3),
            ..at("chat/router.go", 20, 5, "run_id")
        },
        plain(Finding {
            role: Role::Local,
            symbol: Some("example.com/shop/chat.weird/runID".into()),
            category: UNCLASSIFIED.into(),
            rule: None,
            certainty: Certainty::Textual,
            why: Default::default(),
            owner: None,
            ..at("chat/router.go", 33, 3, "runID")
        }),
        plain(Finding {
            role: Role::Function,
            symbol: Some("example.com/shop/main.runLoop".into()),
            category: "VERB".into(),
            rule: Some("function".into()),
            why: [step("a function that runs something", None)].into(),
            ..at("main.go", 7, 6, "runLoop")
        }),
        plain(Finding {
            role: Role::Function,
            symbol: Some("example.com/shop/main.runLoop".into()),
            category: "VERB".into(),
            rule: Some("function".into()),
            why: Default::default(),
            ..at("main.go", 9, 2, "runLoop")
        }),
        plain(Finding {
            role: Role::Field,
            symbol: Some("example.com/shop/pb.Plan.RunId".into()),
            category: "GENERATED".into(),
            rule: Some("generated".into()),
            why: Default::default(),
            ..at("pb/plan.pb.go", 3, 2, "RunId")
        }),
        plain(Finding {
            role: Role::PlainText,
            language: language_of("a.txt"),
            symbol: None,
            category: UNCLASSIFIED.into(),
            rule: None,
            certainty: Certainty::Textual,
            why: Default::default(),
            owner: None,
            ..at("weird|`name`.txt", 1, 1, "run id")
        }),
    ];
    Inventory {
        repos: vec![
            Repo { name: Arc::from("events"), root: "/elsewhere/events".into() },
            Repo { name: Arc::from("shop"), root: "/elsewhere/shop".into() },
        ],
        findings,
        skipped: vec![
            Skipped {
                repo: "shop".into(),
                path: "bad.go".into(),
                reason: "not valid UTF-8 (byte 7)".into(),
                matters: true,
            },
            Skipped { repo: "shop".into(), path: "logo.png".into(), reason: "binary".into(), matters: false },
        ],
        files: 42,
        conflicts: vec![Conflict {
            symbol: "example.com/shop/chat.Mixed.ID".into(),
            path: "shop/chat/mixed.go".into(),
            line: 4,
            meanings: vec![
                (
                    "session".into(),
                    vec![step("`SessionID` is assigned to `Mixed.ID`", Some(("shop/chat/mixed.go", 9)))],
                ),
                (
                    "planning".into(),
                    vec![step("`Plan.RunID` is assigned to `Mixed.ID`", Some(("shop/chat/mixed.go", 12)))],
                ),
            ],
        }],
        idle_rules: vec!["never-wins".into()],
        idle_patterns: vec!["`symbols: chat.Gone.*` of domain `session`".into()],
        origins: vec![Origin {
            symbol: "example.com/chat.Conversation.SessionID".into(),
            meaning: "session".into(),
            why: Step {
                text: "the name `SessionID` says so: Session".into(),
                path: Some("chat/conv.go".into()),
                line: Some(7),
            },
            findings: 6898,
        }],
    }
}

pub(super) fn meta() -> ReportMeta {
    let category = |id: &str, title: &str, action: &str, layout: Layout| CategoryMeta {
        id: id.into(),
        title: title.into(),
        description: format!("What {id} means"),
        action: action.into(),
        layout,
        ..CategoryMeta::default()
    };
    ReportMeta {
        title: "Run to Session".into(),
        goal: "Say what every `run` means.".into(),
        context: vec!["**Session identifier**: a chat over many turns.".into(), "**Planning run**: one cycle.".into()],
        categories: vec![
            CategoryMeta {
                meaning: "Session identifier".into(),
                maps: "Yes".into(),
                gate: true,
                listed: true,
                ..category("LEGACY", "LEGACY (Must Migrate)", "Must migrate", Layout::Table)
            },
            category("GENERATED", "Generated Code", "Change the proto source", Layout::Files),
            category("VERB", "VERB (Ignore)", "Ignore", Layout::Patterns),
            CategoryMeta {
                gate: true,
                listed: true,
                ..category("DOC_STALE", "DOC_STALE (Update)", "Update the document", Layout::Table)
            },
            category("TRUE_SESSION", "TRUE_SESSION", "No change needed", Layout::Count),
        ],
        batches: vec![
            BatchMeta { id: 1, title: "Names".into(), risk: "low".into() },
            BatchMeta { id: 2, title: "Stores".into(), risk: "medium".into() },
            BatchMeta { id: 3, title: "Contracts".into(), risk: "high".into() },
        ],
        command: "runsess scan shop events --format markdown".into(),
        version: "0.0.0".into(),
        ..ReportMeta::default()
    }
}
