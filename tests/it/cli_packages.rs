//! Packages that lie in several roots: an import of one means its sources.

use crate::support::{put, run_in};

const CORE: &str = r#"{"name": "@shop/core", "main": "dist/index.js", "types": "dist/index.d.ts"}"#;

/// The symbols of the rows of one file, by line.
fn symbols(rows: &str, path: &str) -> Vec<String> {
    let mine = rows.lines().filter(|it| it.contains(&format!("\"path\":\"{path}\"")));
    let field =
        |row: &str| row.split("\"symbol\":\"").nth(1).and_then(|it| it.split('"').next()).unwrap_or("-").to_owned();
    mine.map(field).collect()
}

#[test]
fn a_package_of_another_root_is_its_sources() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path();
    put(outer, "core/package.json", CORE);
    put(outer, "core/src/index.ts", "export interface Job { runId: string }\n");
    put(outer, "web/package.json", r#"{"name": "@shop/web", "workspaces": ["libs/*"]}"#);
    put(outer, "web/libs/ui/package.json", r#"{"name": "@shop/ui", "exports": {"./*": "./dist/*.js"}}"#);
    put(outer, "web/libs/ui/src/panel.ts", "export interface Panel { runId: string }\n");
    put(
        outer,
        "web/app.ts",
        "import type { Job } from '@shop/core';\nimport type { Panel } from '@shop/ui/panel';\n\
         export const show = (job: Job, panel: Panel) => [\n\tjob.runId,\n\tpanel.runId,\n];\n",
    );
    let scan = |roots: &[&str]| {
        let (code, out, err) = run_in(&[&["scan", "--format", "jsonl", "--no-cache"], roots].concat(), outer);
        assert!(matches!(code, 0 | 1), "{err}");
        out
    };
    let both = scan(&["web", "core"]);
    assert_eq!(symbols(&both, "app.ts"), ["src/index.ts#Job.runId", "libs/ui/src/panel.ts#Panel.runId"], "{both}");
    let alone = scan(&["web"]);
    assert_eq!(symbols(&alone, "app.ts"), ["app.ts#?.runId", "libs/ui/src/panel.ts#Panel.runId"], "{alone}");
}

#[test]
fn what_another_root_uses_is_not_renamed_in_one() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path();
    put(outer, "core/package.json", CORE);
    put(outer, "core/src/index.ts", "export interface Job { runId: string }\n");
    put(outer, "web/package.json", r#"{"name": "@shop/web"}"#);
    put(outer, "web/app.ts", "import type { Job } from '@shop/core';\nexport const show = (job: Job) => job.runId;\n");
    let (code, out, err) =
        run_in(&["rename", "Job.runId", "sessionId", "core", "web", "--allow-dirty", "--format", "jsonl"], outer);
    assert!(
        out.contains("a file of another repository imports this one") && out.contains("web/app.ts:2"),
        "{code} {out} {err}"
    );
    let core = std::fs::read_to_string(outer.join("core/src/index.ts")).unwrap();
    assert!(core.contains("runId"), "{core}");
}
