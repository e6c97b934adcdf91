//! Which file an import means, a row for each form.

use std::path::PathBuf;

use super::*;
use crate::lang::typescript::TYPESCRIPT;

/// Files (`repo:path`, the repository a digit) with their texts; most need none.
type Files<'t> = &'t [(&'t str, &'t str)];

/// `0:` where no repository stands.
fn place(name: &str) -> (RepoId, &str) {
    name.split_once(':').map_or((RepoId(0), name), |(repo, path)| (RepoId(repo.parse().expect("a number")), path))
}

/// What the specifiers in the file `from` mean, in a project whose sources are what a walk keeps; the rest is read when it is asked for.
fn meant<const N: usize>(files: Files<'_>, from: &str, specifiers: [&str; N]) -> [String; N] {
    let kept = |path: &str| {
        !is_installed(path) && (path.ends_with(".ts") || path.ends_with(".tsx") || path.ends_with("package.json"))
    };
    let walked = files.iter().filter(|(name, _)| kept(place(name).1));
    let source = |(at, (name, text)): (usize, &(&str, &str))| {
        let (repo, path) = place(name);
        let (path, text) = (Arc::from(path), Arc::from(*text));
        let (generated, left_out, beside) = (false, false, false);
        let (id, absolute, language) = (FileId(at as u32), PathBuf::new(), TYPESCRIPT);
        Source { id, repo, path, absolute, language, text, generated, left_out, beside, applied: false }
    };
    let sources: Vec<Source> = walked.enumerate().map(source).collect();
    let read = |repo: RepoId, path: &str| {
        let (_, text) = files.iter().find(|(name, _)| place(name) == (repo, path))?;
        Some(Arc::from(*text))
    };
    let project = Project::new(&sources).with_reader(read);
    let (repo, from) = place(from);
    specifiers.map(|it| match project.resolve(repo, from, it) {
        Some(found) if found.repo == repo => found.module.path.to_string(),
        Some(found) => format!("{}:{}", found.repo.0, found.module.path),
        None => "-".to_owned(),
    })
}

#[test]
fn a_relative_path_is_a_file_or_a_folder() {
    let files: Files = &[
        ("src/a.ts", ""),
        ("src/b.js", ""),
        ("src/b.ts", ""),
        ("src/c.mts", ""),
        ("src/d.js", ""),
        ("src/d.d.ts", ""),
        ("src/e/index.tsx", ""),
        ("src/f.service.ts", ""),
        ("src/g/package.json", r#"{"main": "./start.js"}"#),
        ("src/g/start.ts", ""),
        ("index.ts", ""),
    ];
    let found = meant(
        files,
        "src/x.ts",
        ["./a", "./b", "./b.js", "./c.mjs", "./d", "./d.js", "./e", "./f.service", "./g", ".."],
    );
    let expected = ["a.ts", "b.ts", "b.ts", "c.mts", "d.d.ts", "d.d.ts", "e/index.tsx", "f.service.ts", "g/start.ts"];
    assert_eq!(found[..9], expected.map(|it| format!("src/{it}")));
    assert_eq!(found[9], "index.ts");
    assert_eq!(meant(files, "src/x.ts", ["../../out", "/src/a", "./a?raw", "raw!./a", "", "./none", ".a"]), ["-"; 7]);
}

#[test]
fn components_are_modules_and_data_is_none() {
    let files: Files = &[
        ("Foo.vue", ""),
        ("Foo.vue.ts", ""),
        ("Bar.svelte", ""),
        ("Baz.astro", ""),
        ("Baz.astro.ts", ""),
        ("store.svelte.ts", ""),
        ("data.json", "{}"),
        ("data.json.ts", ""),
        ("icon.svg.ts", ""),
    ];
    let components = meant(files, "x.ts", ["./Foo.vue", "./Bar.svelte", "./Baz.astro", "./store.svelte"]);
    assert_eq!(components, ["Foo.vue", "Bar.svelte", "-", "store.svelte.ts"]);
    let found = meant(files, "x.ts", ["./store.svelte.js", "./data.json", "./icon.svg"]);
    assert_eq!(found, ["store.svelte.ts", "-", "-"]);
}

#[test]
fn a_configuration_is_made_of_all_that_it_extends() {
    let files: Files = &[
        (
            "app/tsconfig.json",
            r#"{ "extends": ["@gone/base", "./gone.json", "../base", "@team/tsconfig/strict", "@tsconfig/node"] }"#,
        ),
        ("base.json", r#"{"compilerOptions": {"baseUrl": "./shared", /* of the base */ "paths": {"@/*": ["./*"],}}}"#),
        ("config/package.json", r#"{"name": "@team/tsconfig"}"#),
        ("config/strict.json", r#"{"compilerOptions": {"rootDirs": ["../app/src", "${configDir}/made"]}}"#),
        ("node_modules/@tsconfig/node/package.json", r#"{"name": "@tsconfig/node", "tsconfig": "./own.json"}"#),
        ("node_modules/@tsconfig/node/own.json", r#"{"compilerOptions": {"baseUrl": "${configDir}/lib"}}"#),
        ("shared/one.ts", ""),
        ("app/lib/one.ts", ""),
        ("app/lib/two.ts", ""),
        ("app/made/types.ts", ""),
        ("app/src/here.ts", ""),
    ];
    // Paths start from the `baseUrl` that counts in the end.
    let found = meant(files, "app/src/x.ts", ["@/one", "two", "./types", "./here"]);
    assert_eq!(found, ["app/lib/one.ts", "app/lib/two.ts", "app/made/types.ts", "app/src/here.ts"]);
}

#[test]
fn a_folder_may_have_several_configurations() {
    let files: Files = &[
        (
            "tsconfig.json",
            r#"{"files": [], "references": [{"path": "./tsconfig.app.json"}, {"path": "./far"}, {"path": 7}]}"#,
        ),
        ("tsconfig.app.json", r#"{"compilerOptions": {"paths": {"@/*": ["./src/*"], "@/only": ["./src/b.ts"]}}}"#),
        ("far/tsconfig.json", r#"{"compilerOptions": {"paths": {"far/*": ["./*"]}}}"#),
        ("far/a.ts", ""),
        ("src/a.ts", ""),
        ("src/b.ts", ""),
        ("old/jsconfig.json", r#"{"compilerOptions": {"baseUrl": "."}}"#),
        ("old/a.ts", ""),
    ];
    assert_eq!(
        meant(files, "src/x.ts", ["@/a", "@/only", "@/../src/a", "far/a"]),
        ["src/a.ts", "src/b.ts", "src/a.ts", "-"]
    );
    assert_eq!(meant(files, "old/deep/x.js", ["a"]), ["old/a.ts"]);
}

#[test]
fn a_hostile_configuration_maps_nothing() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let many =
        format!("{{\"extends\": [{}]}}", vec!["\"./tsconfig\",\"../tsconfig.json\",\"./other\""; 2_000].join(","));
    let files: Files = &[
        ("a/tsconfig.json", r#"{"extends": "../b/tsconfig.json"}"#),
        (
            "b/tsconfig.json",
            r#"{"extends": ["../a/tsconfig.json", "./tsconfig"], "references": [{"path": "."}], "compilerOptions": 3}"#,
        ),
        ("c/tsconfig.json", &deep),
        ("c/package.json", &deep),
        (
            "d/tsconfig.json",
            r#"{"compilerOptions": {"baseUrl": "/etc", "paths": {"x": "y", "*": ["../../../*"], "z*": 1}, "rootDirs": {}}}"#,
        ),
        ("e/tsconfig.json", &many),
        ("e/other.json", &many),
        (
            "f/package.json",
            r#"{"name": 1, "exports": [[{"a": null}], 7], "imports": [], "workspaces": {"packages": "x"}, "main": {}}"#,
        ),
        (
            "g/package.json",
            r##"{"name": "g", "exports": {".": "../../a.ts", "./*": "./../*.ts"}, "imports": {"#g": "#g", "#h": "/etc/a"}}"##,
        ),
        ("a.ts", ""),
    ];
    for folder in ["a", "b", "c", "d", "e", "f", "g"] {
        let from = format!("{folder}/x.ts");
        assert_eq!(
            meant(files, &from, ["passwd", "z", "#g", "#h", "g", "g/a", "../f", "@", "@/", "@a", "a//b"]),
            ["-"; 11],
            "{folder}"
        );
        assert_eq!(meant(files, &from, ["../a"]), ["a.ts"], "{folder}");
    }
}

#[test]
fn bundlers_and_frameworks_have_names_for_folders() {
    let vite = "import { defineConfig } from 'vite'\nexport default defineConfig({ resolve: { alias: {
        '@': path.resolve(__dirname, './src'), '~': fileURLToPath(new URL('./lib', import.meta.url)), $c: './src/c',
        '#t': `${__dirname}/types`, root: '/src', some: unknown('./src'), react: 'preact/compat' } },
        plugins: [other({ alias: { plugin: './src' } })] })";
    let vitest = r"export default { test: { alias: [{ find: /^@x\/(.*)$/, replacement: resolve('packages/$1') },
        { find: /^@y$/, replacement: path.join(process.cwd(), 'packages', 'y.ts') }, { find: /^(a|b)/, replacement: './src' }] } }";
    let files: Files = &[
        ("web/package.json", "{}"),
        ("web/vite.config.ts", vite),
        ("web/vitest.config.mts", vitest),
        ("web/src/a.ts", ""),
        ("web/src/c/index.ts", ""),
        ("web/lib/a.ts", ""),
        ("web/types/a.ts", ""),
        ("web/packages/z.ts", ""),
        ("web/packages/y.ts", ""),
    ];
    let found = meant(files, "web/src/deep/x.ts", ["@/a", "~/a", "$c", "#t/a", "root/a", "@x/z", "@y"]);
    let expected = ["src/a", "lib/a", "src/c/index", "types/a", "src/a", "packages/z", "packages/y"];
    assert_eq!(found, expected.map(|it| format!("web/{it}.ts")));
    assert_eq!(meant(files, "web/src/x.ts", ["some/a", "plugin/a", "react", "@y/z", "b/a"]), ["-"; 5]);
    assert_eq!(meant(files, "x.ts", ["@/a"]), ["-"]);
}

#[test]
fn svelte_and_nuxt_have_names_of_their_own() {
    let svelte =
        "export default { kit: { alias: { $types: 'src/types', '$parts/*': 'src/parts/*' } }, alias: { $no: 'src' } }";
    let files: Files = &[
        ("kit/package.json", "{}"),
        ("kit/svelte.config.js", svelte),
        ("kit/tsconfig.json", r#"{"extends": "./.svelte-kit/tsconfig.json"}"#),
        ("kit/src/lib/a.ts", ""),
        ("kit/src/types/index.ts", ""),
        ("kit/src/parts/a.ts", ""),
        ("nuxt/package.json", "{}"),
        ("nuxt/nuxt.config.ts", "export default defineNuxtConfig({ alias: { own: './own' } })"),
        ("nuxt/app/a.ts", ""),
        ("nuxt/a.ts", ""),
        ("nuxt/b.ts", ""),
        ("nuxt/own/a.ts", ""),
    ];
    let found = meant(files, "kit/src/routes/x.ts", ["$lib/a", "$types", "$parts/a", "$no/lib/a", "$app/stores"]);
    assert_eq!(found, ["kit/src/lib/a.ts", "kit/src/types/index.ts", "kit/src/parts/a.ts", "-", "-"]);
    let found = meant(files, "nuxt/app/x.ts", ["~/a", "@/b", "~~/a", "own/a"]);
    assert_eq!(found, ["nuxt/app/a.ts", "nuxt/b.ts", "nuxt/a.ts", "nuxt/own/a.ts"]);
}

#[test]
fn a_workspace_package_is_its_sources() {
    let exports = r#"{"name": "@x/core", "exports": {
        ".": {"import": {"types": "./dist/index.d.mts", "default": "./dist/index.mjs"}, "require": "./dist/index.cjs"},
        "./deep/*": {"types": "./dist/types/core/src/*.d.ts", "default": "./dist/prod/*.js"},
        "./deep/secret/*": null, "./live": {"development": "./src/live.ts", "default": "./dist/live.js"}}}"#;
    let files: Files = &[
        ("package.json", r#"{"name": "top", "workspaces": ["packages/*", "!packages/out"]}"#),
        ("packages/core/package.json", exports),
        ("packages/core/src/index.ts", ""),
        ("packages/core/dist/index.d.mts", ""),
        ("packages/core/src/part/a.ts", ""),
        ("packages/core/src/secret/a.ts", ""),
        ("packages/core/src/live.ts", ""),
        ("packages/plain/package.json", r#"{"name": "plain", "main": "lib/main.js", "types": "lib/main.d.ts"}"#),
        ("packages/plain/src/main.tsx", ""),
        ("packages/plain/src/kit/index.ts", ""),
        ("packages/built/package.json", r#"{"name": "built", "main": "out/js/start.js"}"#),
        ("packages/built/tsconfig.json", r#"{"compilerOptions": {"outDir": "out/js", "rootDir": "source"}}"#),
        ("packages/built/source/start.ts", ""),
        ("packages/bare/package.json", r#"{"name": "bare"}"#),
        ("packages/bare/index.ts", ""),
        ("a/package.json", r#"{"name": "twice"}"#),
        ("a/index.ts", ""),
        ("b/package.json", r#"{"name": "twice"}"#),
        ("b/index.ts", ""),
    ];
    let found = meant(
        files,
        "app/x.ts",
        ["@x/core", "@x/core/deep/part/a", "@x/core/live", "plain", "plain/lib/kit", "built", "bare"],
    );
    let expected =
        ["core/src/index.ts", "core/src/part/a.ts", "core/src/live.ts", "plain/src/main.tsx", "plain/src/kit/index.ts"];
    assert_eq!(found[..5], expected.map(|it| format!("packages/{it}")));
    assert_eq!(found[5..], ["packages/built/source/start.ts", "packages/bare/index.ts"]);
    assert_eq!(meant(files, "app/x.ts", ["@x/core/deep/secret/a", "@x/core/src/live", "twice", "@x"]), ["-"; 4]);
    assert_eq!(meant(files, "packages/core/src/x.ts", ["@x/core/live"]), ["packages/core/src/live.ts"]);
    assert_eq!(meant(files, "a/x.ts", ["twice"]), ["a/index.ts"]);
}

#[test]
fn a_package_has_names_of_its_own() {
    let files: Files = &[
        (
            "package.json",
            r##"{"imports": {"#lib/*": "./lib/*.js", "#out": {"types": "./dist/out.d.ts"}, "#dep": "dep", "#no": "../x"}}"##,
        ),
        ("lib/a.ts", ""),
        ("src/out.ts", ""),
        ("dep/package.json", r#"{"name": "dep", "types": "./t.d.ts"}"#),
        ("dep/t.d.ts", ""),
    ];
    assert_eq!(
        meant(files, "src/x.ts", ["#lib/a", "#out", "#dep", "#no"]),
        ["lib/a.ts", "src/out.ts", "dep/t.d.ts", "-"]
    );
}

#[test]
fn packages_of_pnpm_and_of_other_repositories_are_found() {
    let files: Files = &[
        ("package.json", r#"{"name": "shop"}"#),
        ("pnpm-workspace.yaml", "packages:\n  - 'libs/**'\n  - '!**/old'\n"),
        ("libs/deep/ui/package.json", r#"{"name": "ui"}"#),
        ("libs/deep/ui/src/index.ts", ""),
        ("libs/old/package.json", r#"{"name": "ui"}"#),
        ("libs/old/src/index.ts", ""),
        ("1:package.json", r#"{"name": "@x/core", "types": "dist/index.d.ts"}"#),
        ("1:src/index.ts", ""),
        ("node_modules/@x/core/package.json", r#"{"name": "@x/core", "types": "index.d.ts"}"#),
        ("node_modules/@x/core/index.d.ts", ""),
        ("1:examples/react/package.json", r#"{"name": "react"}"#),
        ("1:examples/react/index.ts", ""),
        ("node_modules/react/package.json", r#"{"name": "react"}"#),
        ("node_modules/@types/react/package.json", r#"{"name": "@types/react", "types": "index.d.ts"}"#),
        ("node_modules/@types/react/index.d.ts", ""),
    ];
    let found = meant(files, "app/x.ts", ["ui", "@x/core", "react"]);
    assert_eq!(found, ["libs/deep/ui/src/index.ts", "1:src/index.ts", "node_modules/@types/react/index.d.ts"]);
    assert_eq!(meant(files, "1:src/x.ts", ["ui", "./index"]), ["0:libs/deep/ui/src/index.ts", "src/index.ts"]);
}

#[test]
fn of_what_is_installed_only_declarations_are_read() {
    let files: Files = &[
        ("node_modules/a/package.json", r#"{"main": "./lib/a.js"}"#),
        ("node_modules/a/lib/a.d.ts", ""),
        ("node_modules/a/lib/a.js", ""),
        ("node_modules/a/lib/sub.js", ""),
        ("node_modules/b/package.json", r#"{"main": "b.js"}"#),
        ("node_modules/b/b.js", ""),
        ("node_modules/@types/x__b/package.json", r#"{"types": "index"}"#),
        ("node_modules/@types/x__b/index.d.ts", ""),
        ("node_modules/@x/b/package.json", r#"{"main": "b.js"}"#),
        (
            "node_modules/e/package.json",
            r#"{"exports": {".": {"import": "./e.mjs", "types@>=5": "./new.d.ts"}, "./s": "./s.cjs"}}"#,
        ),
        ("node_modules/e/e.d.mts", ""),
        ("node_modules/e/s.d.cts", ""),
        ("node_modules/e/hidden.d.ts", ""),
        ("web/node_modules/a/package.json", r#"{"types": "near.d.ts"}"#),
        ("web/node_modules/a/near.d.ts", ""),
        ("node_modules/e/node_modules/f/package.json", r#"{"types": "./f.d.ts"}"#),
        ("node_modules/e/node_modules/f/f.d.ts", ""),
    ];
    let found = meant(files, "src/x.ts", ["a", "a/lib/a", "a/lib/sub", "b", "@x/b", "e", "e/s", "e/hidden", "f"]);
    let own =
        ["node_modules/a/lib/a.d.ts", "node_modules/a/lib/a.d.ts", "-", "-", "node_modules/@types/x__b/index.d.ts"];
    assert_eq!(found[..5], own);
    assert_eq!(found[5..], ["node_modules/e/e.d.mts", "node_modules/e/s.d.cts", "-", "-"]);
    assert_eq!(meant(files, "web/x.ts", ["a"]), ["web/node_modules/a/near.d.ts"]);
    assert_eq!(meant(files, "node_modules/e/e.d.mts", ["f"]), ["node_modules/e/node_modules/f/f.d.ts"]);
}

#[test]
fn another_version_of_a_workspace_package_is_another_package() {
    let own = ("core/package.json", r#"{"name": "core", "version": "2.0.0"}"#);
    let top = ("package.json", r#"{"workspaces": {"packages": ["core"]}}"#);
    let with = |version: &'static str| {
        let files: Files = &[
            top,
            own,
            ("core/index.ts", ""),
            ("node_modules/core/package.json", version),
            ("node_modules/core/index.d.ts", ""),
        ];
        meant(files, "x.ts", ["core"]).concat()
    };
    assert_eq!(with(r#"{"version": "2.0.0"}"#), "core/index.ts");
    assert_eq!(with(r#"{"version": "1.0.0"}"#), "node_modules/core/index.d.ts");
}

#[cfg(unix)]
#[test]
fn links_of_package_managers_are_followed_inside_of_the_repository() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let root = folder.path().join("shop");
    let store = "node_modules/.pnpm/dep@1/node_modules";
    for (path, text) in [
        (format!("shop/{store}/dep/package.json"), r#"{"types": "index.d.ts"}"#),
        (format!("shop/{store}/dep/index.d.ts"), "export * from 'inner'"),
        (format!("shop/{store}/inner/package.json"), r#"{"types": "index.d.ts"}"#),
        (format!("shop/{store}/inner/index.d.ts"), ""),
        ("shop/libs/own/package.json".into(), r#"{"name": "own"}"#),
        ("shop/libs/own/index.ts".into(), ""),
        ("away/package.json".into(), r#"{"types": "index.d.ts"}"#),
        ("away/index.d.ts".into(), ""),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder in it");
        std::fs::write(path, text).expect("a file in it");
    }
    for (from, to) in [(".pnpm/dep@1/node_modules/dep", "dep"), ("../libs/own", "own"), ("../../away", "away")] {
        std::os::unix::fs::symlink(from, root.join("node_modules").join(to)).expect("a link");
    }
    let repos = [Repo { name: "shop".into(), root }];
    let project = Project::on_disk(&repos, &[] as &[Source], Arc::default());
    let meant = |from: &str, it: &str| project.resolve(RepoId(0), from, it).map(|it| it.module.path.to_string());
    assert_eq!(meant("x.ts", "dep"), Some(format!("{store}/dep/index.d.ts")));
    assert_eq!(meant(&format!("{store}/dep/index.d.ts"), "inner"), Some(format!("{store}/inner/index.d.ts")));
    assert_eq!(meant("x.ts", "own"), Some("libs/own/index.ts".into()), "the package and no copy of it");
    assert_eq!(meant("x.ts", "inner"), None);
    assert_eq!(meant("x.ts", "away"), None);
}

#[test]
fn files_that_declare_for_all_are_listed() {
    let files = [
        ("src/a.ts", "declare  global { interface Window { runId: string } }"),
        ("src/b.d.ts", ""),
        ("src/c.ts", "// declared globals\nexport const declare = 'module'"),
        ("src/d.ts", "declare module 'x' {}"),
        ("notes.md", "declare global"),
    ];
    let source = |(at, (path, text)): (usize, &(&str, &str))| Source {
        id: FileId(at as u32),
        repo: RepoId(at as u32 / 4),
        path: Arc::from(*path),
        absolute: PathBuf::new(),
        language: TYPESCRIPT,
        text: Arc::from(*text),
        generated: false,
        left_out: false,
        beside: false,
        applied: false,
    };
    let sources: Vec<Source> = files.iter().enumerate().map(source).collect();
    let project = Project::new(&sources);
    assert_eq!(*project.globals(RepoId(0)), ["src/a.ts", "src/b.d.ts", "src/d.ts"]);
    assert!(project.globals(RepoId(1)).is_empty());
}
