use std::fs;

use super::*;

struct Tree(tempfile::TempDir);

impl Tree {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let tree = Self(tempfile::tempdir().expect("a temporary folder"));
        for (path, bytes) in files {
            let path = tree.path(path);
            fs::create_dir_all(path.parent().expect("below the folder")).expect("a writable folder");
            fs::write(path, bytes).expect("a writable folder");
        }
        tree
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn walk(&self, roots: &[&str], options: &WalkOptions) -> Walked {
        let roots: Vec<Root> = roots.iter().map(|root| self.path(root).into()).collect();
        walk(&roots, options).expect("the roots exist")
    }
}

fn names(walked: &Walked) -> Vec<String> {
    let name = |source: &Source| format!("{}/{}", walked.repos[source.repo.0 as usize].name, source.path);
    walked.sources.iter().map(name).collect()
}

fn rows(walked: &Walked) -> Vec<String> {
    walked.skipped.iter().map(|it| format!("{}/{}: {} {}", it.repo, it.path, it.reason, it.matters)).collect()
}

#[test]
fn repositories_are_the_outermost_marked_folders() {
    let tree = Tree::new(&[
        ("w/one/.git/config", b""),
        ("w/one/a.go", b"x"),
        ("w/one/web/package.json", b"{}"),
        ("w/deep/two/go.mod", b"module two"),
        ("w/deep/two/tools/go.mod", b"module tools"),
        ("w/deep/readme.txt", b"x"),
    ]);
    let walked = tree.walk(&["w"], &WalkOptions::default());
    assert_eq!(
        names(&walked),
        ["one/a.go", "one/web/package.json", "two/go.mod", "two/tools/go.mod", "w/deep/readme.txt"]
    );
    assert_eq!(walked.files_seen, 5);
    assert!(walked.sources.iter().enumerate().all(|(at, source)| source.id == FileId(at as u32)));
    assert_eq!(walked.sources[0].language.name(), "go");
}

#[test]
fn a_marked_root_is_one_repository_and_a_plain_one_too() {
    let tree = Tree::new(&[("m/go.mod", b""), ("m/sub/package.json", b""), ("p/a/b.txt", b"x")]);
    assert_eq!(names(&tree.walk(&["m"], &WalkOptions::default())), ["m/go.mod", "m/sub/package.json"]);
    assert_eq!(names(&tree.walk(&["p"], &WalkOptions::default())), ["p/a/b.txt"]);
    assert_eq!(names(&tree.walk(&["p/a/b.txt"], &WalkOptions::default())), ["a/b.txt"]);
    let both = tree.walk(&["p", "m", "m/sub", "p"], &WalkOptions::default());
    assert_eq!(names(&both), ["m/go.mod", "m/sub/package.json", "p/a/b.txt"]);
}

#[test]
fn folders_of_the_same_name_are_told_apart() {
    let tree = Tree::new(&[("a/web/go.mod", b""), ("b/web/go.mod", b""), ("c/go.mod", b"")]);
    assert_eq!(
        names(&tree.walk(&["a", "b", "c"], &WalkOptions::default())),
        ["a-web/go.mod", "b-web/go.mod", "c/go.mod"]
    );
}

#[test]
fn ignored_files_are_left_and_hidden_ones_are_read() {
    let tree = Tree::new(&[
        ("r/go.mod", b""),
        ("r/.gitignore", b"dist/\n*.log\n"),
        ("r/dist/a.js", b"run"),
        ("r/x.log", b"run"),
        ("r/.github/ci.yml", b"run"),
        ("r/.git/HEAD", b"run"),
        ("r/node_modules/m/index.js", b"run"),
        ("r/vendor/modules.txt", b"run"),
        ("r/vendor/v/v.go", b"run"),
        ("r/php/composer.json", b"{}"),
        ("r/php/vendor/p/p.js", b"run"),
        ("r/shop/vendor/seller.ts", b"run"),
        ("r/.runsess-d1f8a5f7b0-1.tmp", b"run"),
        ("r/yarn.lock", b"run"),
        ("r/go.sum", b"run"),
        ("r/ttmp/deep/notes.md", b"run"),
        ("r/docs/old.md", b"run"),
        ("r/docs/new.md", b"run"),
    ]);
    let ignore = vec!["**/ttmp/**".to_string(), "r/docs/o*.md".to_string()];
    let walked = tree.walk(&["r"], &WalkOptions { ignore, ..WalkOptions::default() });
    assert_eq!(
        names(&walked),
        [
            "r/.github/ci.yml",
            "r/.gitignore",
            "r/docs/new.md",
            "r/go.mod",
            "r/php/composer.json",
            "r/shop/vendor/seller.ts"
        ]
    );
    let rows: Vec<String> = rows(&walked).into_iter().filter(|row| !row.contains("git can't say")).collect();
    assert_eq!(
        rows,
        ["r/.runsess-d1f8a5f7b0-1.tmp: of an apply that is at work or was interrupted (`runsess recover`) false"]
    );
}

#[test]
fn ignore_files_count_up_to_the_top_of_their_repository() {
    let tree = Tree::new(&[
        (".gitignore", b"*\n"),
        ("r/.git/HEAD", b""),
        ("r/.gitignore", b"\xef\xbb\xbfout/\r\n*.log\r\n/inner\n"),
        ("r/app/.gitignore", b"!keep.log\n"),
        ("r/app/a.go", b"x"),
        ("r/app/keep.log", b"x"),
        ("r/app/drop.log", b"x"),
        ("r/app/out/b.go", b"x"),
        ("r/inner/.git/HEAD", b""),
        ("r/inner/c.go", b"x"),
        ("r/mod/.git", b"gitdir: ../.git/modules/mod"),
        ("r/mod/out/d.go", b"x"),
        ("plain/.gitignore", b"no.go\n"),
        ("plain/no.go", b"x"),
        ("plain/sub/no.go", b"x"),
        ("plain/sub/yes.go", b"x"),
    ]);
    let read = |root: &str| {
        let mut walked = tree.walk(&[root], &WalkOptions::default());
        walked.sources.retain(|it| !it.beside);
        let mut read = names(&walked);
        read.retain(|name| !name.ends_with(".gitignore"));
        read
    };
    assert_eq!(read("r"), ["r/app/a.go", "r/app/keep.log", "r/mod/out/d.go"]);
    assert_eq!(read("r/app"), ["r/app/a.go", "r/app/keep.log"], "a part of a repository is read as the whole is");
    assert_eq!(read("r/app/out"), ["r/app/out/b.go"], "what was asked for is read");
    let part = names(&tree.walk(&["r/app"], &WalkOptions::default()));
    assert_eq!(part, names(&tree.walk(&["r"], &WalkOptions::default())), "what lies beside a part is read, too");
    assert_eq!(read("plain"), ["plain/sub/yes.go"], "without git they count as well");
    let inner = tree.walk(&["r"], &WalkOptions::default());
    assert!(rows(&inner).contains(&"r/inner: a repository that an ignore file leaves out false".into()), "{inner:?}");
}

#[cfg(unix)]
#[test]
fn ignore_files_are_read_only_where_they_are_plain_files() {
    let tree =
        Tree::new(&[("r/go.mod", b"x"), ("r/a/a.go", b"x"), ("r/b/b.go", b"x"), ("r/c/c.go", b"x"), ("all", b"*")]);
    std::os::unix::fs::symlink("/dev/zero", tree.path("r/a/.gitignore")).expect("links are possible");
    std::os::unix::fs::symlink("../../all", tree.path("r/b/.gitignore")).expect("links are possible");
    fs::write(tree.path("r/c/.gitignore"), "*\n".repeat(600_000)).expect("a writable folder");
    let pipe = std::process::Command::new("mkfifo").arg(tree.path("r/.gitignore")).status();
    assert!(pipe.expect("a program of every Unix").success());
    let walked = tree.walk(&["r"], &WalkOptions::default());
    assert_eq!(names(&walked), ["r/a/a.go", "r/b/b.go", "r/c/.gitignore", "r/c/c.go", "r/go.mod"]);
    let link = "a symbolic link, which is not followed: it ignores nothing false";
    assert_eq!(
        rows(&walked),
        [
            "r/.gitignore: not a regular file: it ignores nothing false".to_owned(),
            format!("r/a/.gitignore: {link}"),
            format!("r/b/.gitignore: {link}"),
            "r/c/.gitignore: bigger than 262144 bytes: it ignores nothing false".to_owned(),
        ]
    );
}

#[test]
fn what_cannot_hold_a_hit_is_counted_and_sources_of_types_stay() {
    let tree = Tree::new(&[("r/a.go", b"package a"), ("r/b.yaml", b"x: y"), ("r/c.md", b"run"), ("r/d.md", b"walk")]);
    let wanted = |bytes: &[u8]| memchr::memmem::find(bytes, b"run").is_some();
    let walked = tree.walk(&["r"], &WalkOptions { wanted: &wanted, ..WalkOptions::default() });
    assert_eq!(names(&walked), ["r/a.go", "r/c.md"]);
    assert_eq!(walked.files_seen, 4);
}

#[test]
fn files_that_are_no_text_or_too_big_are_rows() {
    let tree = Tree::new(&[
        ("r/bad.go", b"package a // \xff"),
        ("r/big.txt", &[b'x'; 101]),
        ("r/blob", b"\x01\0\x02b"),
        ("r/crlf.go", b"\xef\xbb\xbfpackage a\r\n"),
        ("r/latin.txt", b"caf\xe9 run"),
        ("r/pic.png", b"run"),
        ("r/wide.go", b"p\0a\0"),
    ]);
    let walked = tree.walk(&["r"], &WalkOptions { max_bytes: 100, ..WalkOptions::default() });
    assert_eq!(
        rows(&walked),
        [
            "r/bad.go: not valid UTF-8 (byte 13) true",
            "r/big.txt: bigger than 100 bytes true",
            "r/blob: binary false",
            "r/latin.txt: not valid UTF-8 (byte 3) true",
            "r/pic.png: binary false",
            "r/wide.go: UTF-16: only UTF-8 is read true",
        ]
    );
    assert_eq!(&*walked.sources[0].text, "\u{feff}package a\r\n");
}

#[test]
fn a_missing_root_and_a_bad_glob_are_errors_that_name_it() {
    let error = walk(&[PathBuf::from("no/such/place").into()], &WalkOptions::default()).expect_err("it is missing");
    assert_eq!(error.to_string(), "no/such/place: there is no such file or folder");
    let options = WalkOptions { ignore: vec!["a{b".into()], ..WalkOptions::default() };
    assert!(walk(&[PathBuf::from(".").into()], &options).expect_err("a bad glob").to_string().contains("`a{b`"));
}

#[cfg(unix)]
#[test]
fn links_devices_and_odd_names_are_never_followed_or_opened() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let tree = Tree::new(&[
        ("r/a.txt", b"run"),
        ("r/sub/b.txt", b"run"),
        ("outside.txt", b"run"),
        ("r/.gitignore", b"ignored\n"),
        ("r/ignored/c.txt", b"run"),
        ("r/node_modules/d.txt", b"run"),
    ]);
    let link = |target: &str, name: &str| symlink(target, tree.path(name)).expect("links are possible");
    link("a.txt", "r/inside");
    link("..", "r/sub/loop");
    link("self", "r/self");
    link("../outside.txt", "r/out");
    link("ignored/c.txt", "r/to-ignored");
    link("node_modules", "r/to-closed");
    let _socket = std::os::unix::net::UnixListener::bind(tree.path("r/socket")).expect("sockets are possible");
    let odd = tree.path("r").join(std::ffi::OsStr::from_bytes(b"odd\xff.go"));
    let odd_made = fs::copy(tree.path("r/a.txt"), odd).is_ok();
    let walked = tree.walk(&["r"], &WalkOptions::default());
    assert_eq!(names(&walked), ["r/.gitignore", "r/a.txt", "r/sub/b.txt"]);
    let mut expected = vec![
        "r/out: a symbolic link out of the roots false",
        "r/self: a symbolic link to nowhere false",
        "r/socket: not a regular file false",
        "r/to-closed: a symbolic link to what is left out false",
        "r/to-ignored: a symbolic link to what is left out false",
    ];
    if odd_made {
        expected.insert(0, "r/odd\u{fffd}.go: the file name is not valid UTF-8 true");
    }
    assert_eq!(rows(&walked), expected);
}

#[cfg(unix)]
#[test]
fn what_must_not_be_read_is_a_row_that_matters() {
    use std::os::unix::fs::PermissionsExt;
    let tree = Tree::new(&[("r/a.go", b"x"), ("r/closed/b.go", b"x"), ("r/open.go", b"x")]);
    let set = |path: &str, mode| {
        fs::set_permissions(tree.path(path), fs::Permissions::from_mode(mode)).expect("our own file");
    };
    set("r/a.go", 0o000);
    set("r/closed", 0o000);
    // The superuser reads everything: nothing to see then.
    let may_read_all = fs::read(tree.path("r/a.go")).is_ok();
    let walked = tree.walk(&["r"], &WalkOptions::default());
    set("r/closed", 0o755);
    if !may_read_all {
        let denied = "can't be read: permission denied true";
        assert_eq!(rows(&walked), [format!("r/a.go: {denied}"), format!("r/closed: {denied}")]);
    }
    assert!(names(&walked).contains(&"r/open.go".to_string()));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let files: Vec<(String, Vec<u8>)> =
        (0..200).map(|at| (format!("r/d{}/f{at}.go", at % 7), format!("package p{at}").into_bytes())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let tree = Tree::new(&files);
    let one = tree.walk(&["r"], &WalkOptions { threads: 1, ..WalkOptions::default() });
    let many = tree.walk(&["r"], &WalkOptions { threads: 8, ..WalkOptions::default() });
    assert_eq!(names(&one), names(&many));
    assert_eq!(one.sources.len(), 200);
}

#[test]
fn folders_without_end_are_a_row() {
    let deep = format!("r/{}x.go", "d/".repeat(MAX_DEPTH + 2));
    let tree = Tree::new(&[("r/a.go", b"x"), (&deep, b"x")]);
    let walked = tree.walk(&["r"], &WalkOptions::default());
    assert_eq!(names(&walked), ["r/a.go"]);
    let row = format!("r/{}: more than {MAX_DEPTH} folders deep true", vec!["d"; MAX_DEPTH].join("/"));
    assert_eq!(rows(&walked), [row]);
}
