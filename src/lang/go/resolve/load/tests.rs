use crate::lang::go::GO;
use crate::lang::plain::DATA;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::model::RepoId;

/// A workspace in memory: `repo/path` to text. Dependencies lie on disk, below `outside`.
struct World {
    loader: Loader,
    sources: Vec<Source>,
}

impl World {
    fn new(files: &[(&str, &str)]) -> Self {
        Self::with_places(files, Places::default())
    }

    fn with_places(files: &[(&str, &str)], places: Places) -> Self {
        let files: BTreeMap<&str, &str> = files.iter().copied().collect();
        let mut repos: Vec<Repo> = Vec::new();
        let mut sources = Vec::new();
        for (path, text) in files {
            let (repo, path) = path.split_once('/').unwrap();
            let root = Path::new("/nowhere").join(repo);
            let at = repos.iter().position(|known| &*known.name == repo).unwrap_or_else(|| {
                repos.push(Repo { name: repo.into(), root: root.clone() });
                repos.len() - 1
            });
            let language = if path.ends_with(".go") { GO } else { DATA };
            sources.push(Source {
                id: FileId(sources.len() as u32),
                repo: RepoId(at as u32),
                path: path.into(),
                absolute: root.join(path),
                language,
                text: text.into(),
                generated: false,
                left_out: false,
                beside: false,
                applied: false,
            });
        }
        Self { loader: Loader::with_places(&repos, &sources, places, Arc::default()), sources }
    }

    fn package(&self, file: &str) -> Arc<LoadedPackage> {
        self.loader.package(self.id(file))
    }

    fn id(&self, file: &str) -> PackageKey {
        let path = Path::new("/nowhere").join(file);
        let source = self.sources.iter().find(|source| source.absolute == path).unwrap();
        self.loader.package_of(source.id).unwrap()
    }

    /// The folder that an import means, relative to the workspace.
    fn import(&self, from: &str, path: &str) -> Option<String> {
        let package = self.loader.package(self.loader.import(self.id(from), path)?);
        let dir = package.dir.strip_prefix("/nowhere").unwrap_or(&package.dir);
        Some(format!("{} {}", dir.display(), package.name))
    }
}

fn lay(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "test set-up, not a user's file")]
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn import_paths_come_from_the_innermost_module() {
    let world = World::new(&[
        ("app/go.mod", "module example.org/app\n"),
        ("app/main.go", "package main"),
        ("app/web/a.go", "package web"),
        ("app/web/a_test.go", "package web"),
        ("app/web/b_test.go", "package web_test"),
        ("app/tools/go.mod", "module example.org/app/tools\n"),
        ("app/tools/x/x.go", "package x"),
        ("loose/p/p.go", "package p"),
        ("loose/q.go", "package q"),
    ]);
    assert_eq!(world.package("app/main.go").path, "example.org/app");
    assert_eq!(world.package("app/web/a.go").files.len(), 2);
    assert_eq!(world.package("app/web/b_test.go").path, "example.org/app/web_test");
    assert_eq!(world.package("app/tools/x/x.go").path, "example.org/app/tools/x");
    assert_eq!(world.package("loose/p/p.go").path, "p");
    assert_eq!(world.package("loose/q.go").path, "loose");
    assert_eq!(world.import("app/web/b_test.go", "example.org/app/web").as_deref(), Some("app/web web"));
    assert_eq!(world.import("app/web/a.go", "example.org/app/tools/x").as_deref(), Some("app/tools/x x"));
    assert_eq!(world.import("app/web/a.go", "C"), None);
    assert_eq!(world.import("app/web/a.go", "example.org/elsewhere"), None);
}

#[test]
fn another_root_serves_the_imports_of_its_module() {
    let world = World::new(&[
        ("app/go.mod", "module example.org/app\nrequire example.org/lib v1.0.0\n"),
        ("app/a.go", "package app"),
        ("lib/go.mod", "module example.org/lib\n"),
        ("lib/events/e.go", "package events"),
        ("lib/testdata/fake/go.mod", "module example.org/fake\n"),
        ("lib/testdata/fake/f.go", "package fake"),
        ("lib/testdata/fake/g/g.go", "package g"),
    ]);
    assert_eq!(world.import("app/a.go", "example.org/lib/events").as_deref(), Some("lib/events events"));
    assert_eq!(world.import("app/a.go", "example.org/fake"), None, "testdata serves only itself");
    assert_eq!(world.import("lib/testdata/fake/g/g.go", "example.org/fake").as_deref(), Some("lib/testdata/fake fake"));
}

#[test]
fn files_of_one_folder_are_grouped_by_package() {
    let world = World::new(&[
        ("app/go.mod", "module example.org/app\n"),
        ("app/p/a.go", "package p"),
        ("app/p/a_windows.go", "package p"),
        ("app/p/gen.go", "//go:build ignore\n\npackage main"),
        ("app/b.go", "package app"),
    ]);
    assert_eq!(world.import("app/b.go", "example.org/app/p").as_deref(), Some("app/p p"));
    let package = world.package("app/p/a.go");
    assert_eq!(package.files.len(), 2, "files for other systems belong to the package");
    assert!(package.files.iter().any(|file| file.excluded));
    assert_eq!(world.package("app/p/gen.go").name, "main");
}

#[test]
fn dependencies_come_from_vendor_replace_and_the_module_cache() {
    let outside = tempfile::tempdir().unwrap();
    lay(
        outside.path(),
        &[
            ("cache/example.org/!dep@v1.2.0/d.go", "package dep"),
            ("cache/example.org/!dep@v1.2.0/d_windows.go", "package dep"),
            ("cache/example.org/!dep@v1.2.0/d_test.go", "package dep"),
            ("cache/example.org/!dep@v1.2.0/sub/s.go", "package sub"),
            ("cache/example.org/!dep/sub@v0.1.0/deeper/s.go", "package deeper"),
            ("cache/example.org/fork@v9.0.0/f.go", "package forked"),
            ("cache/example.org/old@v0.2.0/o.go", "package old"),
            (
                "cache/cache/download/example.org/!dep/@v/v1.2.0.mod",
                "module example.org/Dep\nrequire example.org/old v0.2.0\n",
            ),
            ("local/l.go", "package local"),
            ("go/src/fmt/f.go", "package fmt"),
            ("go/src/vendor/golang.org/x/v/v.go", "package v"),
        ],
    );
    let places = Places { goroot: Some(outside.path().join("go")), module_cache: Some(outside.path().join("cache")) };
    let module = format!(
        "module example.org/app\nrequire (\n example.org/Dep v1.2.0\n example.org/Dep/sub v0.1.0\n example.org/gone v1.0.0\n          example.org/was v1.0.0\n)\nreplace example.org/was => example.org/fork v9.0.0\nreplace example.org/here => {}\n",
        outside.path().join("local").display()
    );
    let world = World::with_places(&[("app/go.mod", &module), ("app/a.go", "package app")], places);
    let import = |path: &str| world.import("app/a.go", path).map(|found| found.rsplit(' ').next().unwrap().to_owned());
    assert_eq!(import("example.org/Dep").as_deref(), Some("dep"));
    assert_eq!(import("example.org/Dep/sub").as_deref(), Some("sub"), "the module that has the package wins");
    assert_eq!(import("example.org/Dep/sub/deeper").as_deref(), Some("deeper"));
    assert_eq!(import("example.org/was").as_deref(), Some("forked"));
    assert_eq!(import("example.org/here").as_deref(), Some("local"));
    assert_eq!(import("example.org/old").as_deref(), Some("old"), "required only by a dependency");
    assert_eq!(import("example.org/gone"), None);
    assert_eq!(import("fmt").as_deref(), Some("fmt"));
    let dep = world.loader.package(world.loader.import(world.id("app/a.go"), "example.org/Dep").unwrap());
    assert_eq!((dep.origin, dep.files.len()), (Origin::Dependency, 1), "no tests, no other systems");
    let std = world.loader.import(world.id("app/a.go"), "fmt").unwrap();
    assert_eq!(world.loader.package(std).origin, Origin::Std);
    assert!(world.loader.import(std, "golang.org/x/v").is_some());
    assert_eq!(import("golang.org/x/v"), None, "the library's own copies are its own");
}

#[test]
fn the_standard_library_itself_may_be_a_root() {
    let world = World::new(&[
        ("src/go.mod", "module std\n"),
        ("src/net/http/h.go", "package http"),
        ("src/fmt/f.go", "package fmt"),
        ("src/cmd/go.mod", "module cmd\n"),
        ("src/cmd/go/internal/load/l.go", "package load"),
        ("app/go.mod", "module example.org/app\n"),
        ("app/a.go", "package app"),
    ]);
    assert_eq!(world.package("src/net/http/h.go").path, "net/http");
    assert_eq!(world.package("src/cmd/go/internal/load/l.go").path, "cmd/go/internal/load");
    assert_eq!(world.import("src/net/http/h.go", "fmt").as_deref(), Some("src/fmt fmt"));
    assert_eq!(world.import("src/fmt/f.go", "cmd/go/internal/load").as_deref(), Some("src/cmd/go/internal/load load"));
    assert_eq!(world.import("app/a.go", "net/http").as_deref(), Some("src/net/http http"));
}

#[test]
fn go_work_replaces_for_all_its_modules() {
    let world = World::new(&[
        ("ws/go.work", "go 1.26\nuse (\n ./a\n ./b\n)\nreplace example.org/x => ./third\n"),
        ("ws/a/go.mod", "module example.org/a\n"),
        ("ws/a/a.go", "package a"),
        ("ws/b/go.mod", "module example.org/b\n"),
        ("ws/b/b.go", "package b"),
        ("ws/third/go.mod", "module example.org/other\n"),
        ("ws/third/t.go", "package third"),
    ]);
    assert_eq!(world.import("ws/a/a.go", "example.org/b").as_deref(), Some("ws/b b"));
    assert_eq!(world.import("ws/b/b.go", "example.org/x").as_deref(), Some("ws/third third"));
}
