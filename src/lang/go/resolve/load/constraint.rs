//! Build constraints: would the Go tool compile this file on linux/amd64? Only dependencies are filtered by it; the files of
//! the workspace are all read, because a rename must reach the ones for other systems too.

use crate::lang::go::syntax::Outline;

const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

const PROCESSORS: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Nested deeper, an expression counts as false.
const MAX_DEPTH: usize = 64;

/// What the name of a file says (`x_windows.go`, `x_linux_arm64_test.go`).
pub(super) fn name_matches(file_name: &str) -> bool {
    let stem = file_name.strip_suffix(".go").unwrap_or(file_name);
    let stem = stem.strip_suffix("_test").unwrap_or(stem);
    // What stands before the first underscore is never a system: `windows.go` is for all of them.
    let Some((_, rest)) = stem.split_once('_') else { return true };
    let mut parts = rest.rsplit('_');
    let (last, before) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if PROCESSORS.contains(&last) {
        return last == "amd64" && (!SYSTEMS.contains(&before) || before == "linux");
    }
    !SYSTEMS.contains(&last) || last == "linux"
}

/// True for a name without its ending whose last part names a system or a processor (`x_windows`): only there is the file built.
pub(in crate::lang::go) fn names_a_target(stem: &str) -> bool {
    stem.rsplit_once('_').is_some_and(|(_, last)| SYSTEMS.contains(&last) || PROCESSORS.contains(&last))
}

/// What the constraint lines of a file say, and `import "C"` where `cgo` is off.
pub(super) fn lines_match(text: &str, outline: &Outline, cgo: bool) -> bool {
    if outline.cgo && !cgo {
        return false;
    }
    if let Some(span) = outline.build {
        let expression = text.get(span.range()).unwrap_or_default();
        return Expression { rest: expression, cgo, depth: 0 }.whole();
    }
    // Old form: lines are joined by "and", words by "or", commas by "and".
    outline.plus_build.iter().all(|span| {
        let options = text.get(span.range()).unwrap_or_default();
        options.split_whitespace().any(|option| {
            option.split(',').all(|term| match term.strip_prefix('!') {
                Some(tag) => !tag_is_set(tag, cgo),
                None => tag_is_set(term, cgo),
            })
        })
    })
}

fn tag_is_set(tag: &str, cgo: bool) -> bool {
    matches!(tag, "linux" | "amd64" | "unix" | "gc") || tag == "cgo" && cgo || tag.starts_with("go1.")
}

struct Expression<'a> {
    rest: &'a str,
    cgo: bool,
    depth: usize,
}

impl Expression<'_> {
    fn whole(mut self) -> bool {
        let value = self.or();
        // A malformed line excludes the file, as it does in Go.
        value && self.rest.trim_start().is_empty()
    }

    fn or(&mut self) -> bool {
        let mut value = self.and();
        while self.eat("||") {
            value |= self.and();
        }
        value
    }

    fn and(&mut self) -> bool {
        let mut value = self.not();
        while self.eat("&&") {
            value &= self.not();
        }
        value
    }

    fn not(&mut self) -> bool {
        let mut negated = false;
        while self.eat("!") {
            negated = !negated;
        }
        self.atom() != negated
    }

    fn atom(&mut self) -> bool {
        if self.eat("(") {
            if self.depth >= MAX_DEPTH {
                self.rest = ")";
                return false;
            }
            self.depth += 1;
            let value = self.or();
            self.depth -= 1;
            return self.eat(")") && value;
        }
        let rest = self.rest.trim_start();
        let is_tag = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+');
        let length = rest.find(|c| !is_tag(c)).unwrap_or(rest.len());
        let (tag, after) = rest.split_at(length);
        self.rest = after;
        tag_is_set(tag, self.cgo)
    }

    fn eat(&mut self, token: &str) -> bool {
        match self.rest.trim_start().strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::go::syntax::outline;

    fn builds(header: &str) -> bool {
        let text = format!("{header}\n\npackage p\n");
        lines_match(&text, &outline(&text), true)
    }

    #[test]
    fn names_of_other_systems_are_left_out() {
        assert!(name_matches("a.go") && name_matches("linux.go") && name_matches("windows.go"));
        assert!(name_matches("a_linux.go") && name_matches("a_amd64.go") && name_matches("a_linux_amd64_test.go"));
        assert!(name_matches("a_unix.go") && name_matches("run_id_test.go"));
        assert!(!name_matches("a_windows.go") && !name_matches("a_arm64.go") && !name_matches("a_darwin_amd64.go"));
        assert!(!name_matches("a_linux_arm64.go") && !name_matches("a_js_wasm_test.go"));
    }

    #[test]
    fn expressions_are_evaluated() {
        assert!(builds("//go:build linux && !windows"));
        assert!(builds("//go:build (windows || (unix && cgo)) && go1.20"));
        assert!(!builds("//go:build ignore"));
        assert!(!builds("//go:build !linux || (darwin"));
        assert!(!builds("//go:build linux windows"));
        assert!(!builds(&format!("//go:build {}linux", "(".repeat(100_000))));
        assert!(builds("// +build linux,!cgo darwin amd64\n// +build !windows"));
        assert!(!builds("// +build ignore"));
        assert!(builds("//go:build linux\n// +build ignore"));
    }

    #[test]
    fn a_constraint_after_the_package_clause_is_a_comment() {
        let text = "package p\n\n//go:build ignore\n";
        assert!(lines_match(text, &outline(text), true));
    }
}
