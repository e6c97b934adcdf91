//! Files that load modules by a pattern: `import.meta.glob('./builds/*.ts')`. A pattern that is written out and begins with `./`, `../` or `/` is read here;
//! any other may mean every module.

use globset::GlobBuilder;

use crate::model::Source;

/// What loads modules whose paths are made at run time, or by a bundler.
const MARKS: &[&str] = &["import.meta.glob", "require.context", "import(`", "require(`"];

/// The file loads modules by a pattern, and the module at `path` may be one of them.
pub(super) fn loads(source: &Source, path: &str) -> bool {
    MARKS.iter().any(|mark| {
        source.text.match_indices(mark).any(|(at, _)| {
            let behind = &source.text[at + mark.len()..];
            match *mark {
                "import.meta.glob" => {
                    globs(behind).is_none_or(|all| all.iter().any(|it| means(&source.path, it, path)))
                }
                "require.context" => {
                    let folder = behind.trim_start().strip_prefix('(').and_then(string);
                    folder.is_none_or(|(it, _)| is_below(&source.path, it, path))
                }
                _ => behind
                    .split_once('`')
                    .is_none_or(|(it, _)| is_below(&source.path, it.split_once("${").map_or(it, |it| it.0), path)),
            }
        })
    })
}

/// The patterns that `import.meta.glob` is given; `None` where they are not written out.
fn globs(behind: &str) -> Option<Vec<&str>> {
    let behind = behind.strip_prefix("Eager").unwrap_or(behind).trim_start();
    let mut rest = match behind.strip_prefix('<') {
        // Types have no parentheses here that would not be balanced.
        Some(_) => &behind[behind.find(">(")? + 1..],
        None => behind,
    };
    rest = rest.strip_prefix('(')?.trim_start();
    let Some(list) = rest.strip_prefix('[') else { return Some(vec![string(rest)?.0]) };
    let (mut found, mut rest) = (Vec::new(), list.trim_start());
    while !rest.starts_with(']') {
        let (text, behind) = string(rest)?;
        found.push(text);
        let behind = behind.trim_start();
        rest = behind.strip_prefix(',').unwrap_or(behind).trim_start();
    }
    Some(found)
}

/// The content of the string that the text begins with, and what stands behind it.
fn string(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|it| matches!(it, '\'' | '"' | '`'))?;
    let (inner, behind) = text[1..].split_once(quote)?;
    (!inner.contains(['\\', '$', '\n'])).then_some((inner, behind))
}

/// The pattern of the file `from` means `path`.
fn means(from: &str, pattern: &str, path: &str) -> bool {
    // One that takes modules away again, which only makes fewer.
    if pattern.starts_with('!') {
        return false;
    }
    let Some(pattern) = joined(from, pattern) else { return true };
    let built = GlobBuilder::new(&pattern).literal_separator(true).build();
    built.map_or(true, |it| it.compile_matcher().is_match(path))
}

/// `path` begins with `start`, seen from the file `from`.
fn is_below(from: &str, start: &str, path: &str) -> bool {
    match joined(from, start) {
        Some(start) if !start.starts_with("**") => path.starts_with(&*start),
        _ => true,
    }
}

/// A relative path or pattern from the top of the repository; `None` where it is not relative. `/src` is below the folder of a package, which is not asked for.
fn joined(from: &str, relative: &str) -> Option<String> {
    if let Some(rooted) = relative.strip_prefix('/') {
        return Some(format!("**/{rooted}"));
    }
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    let mut rest = relative;
    if !rest.starts_with('.') {
        return None;
    }
    loop {
        if let Some(behind) = rest.strip_prefix("../") {
            folders.pop()?;
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix("./") {
            rest = behind;
        } else {
            break;
        }
    }
    match rest {
        "." => rest = "",
        ".." => {
            folders.pop()?;
            rest = "";
        }
        _ => {}
    }
    let folder: String = folders.iter().map(|it| format!("{it}/")).collect();
    Some(folder + rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::typescript::TYPESCRIPT;
    use crate::model::{FileId, RepoId};

    fn loading(code: &str, path: &str) -> bool {
        let source = Source {
            id: FileId(0),
            repo: RepoId(0),
            path: "app/src/main.ts".into(),
            absolute: "/app/src/main.ts".into(),
            language: TYPESCRIPT,
            text: code.into(),
            generated: false,
            left_out: false,
            beside: false,
            applied: false,
        };
        loads(&source, path)
    }

    #[test]
    fn a_pattern_means_the_modules_that_it_says() {
        let ways = [
            "import.meta.glob('./builds/*.ts')",
            "import.meta.glob<Module<A>>('./builds/*.ts', { eager: true })",
            "import.meta.globEager(['./none/*.ts', \"../src/builds/**\"])",
            "import.meta.glob('/src/builds/*.ts')",
            "require.context('./builds', true, /\\.ts$/)",
            "require.context('.', true)",
            "import(`./builds/${name}.ts`)",
        ];
        for way in ways {
            assert!(loading(way, "app/src/builds/one.ts"), "{way}");
            assert!(!loading(way, "other/pages/one.ts"), "{way}");
        }
    }

    #[test]
    fn a_pattern_that_is_not_read_may_mean_every_module() {
        let ways = [
            "import.meta.glob(patterns)",
            "import.meta.glob('@/builds/*.ts')",
            "import.meta.glob([...all, './builds/*.ts'])",
            "import.meta.glob(`./${folder}/*.ts`)",
            "import.meta.glob('../../../*.ts')",
            "require.context(folder)",
            "import(`${name}.ts`)",
        ];
        for way in ways {
            assert!(loading(way, "other/pages/one.ts"), "{way}");
        }
        assert!(!loading("import.meta.url", "other/pages/one.ts"));
    }
}
