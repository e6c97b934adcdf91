//! Reads `go.mod` and `go.work`: the lines that say where packages are. Lenient: a line that is not understood is passed
//! over, since the question is where to look, not whether the file is right.

use std::cmp::Ordering;

use smol_str::SmolStr;

/// What a `go.mod` or `go.work` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ModFile {
    /// The module path; empty in a `go.work`.
    pub(super) module: SmolStr,
    /// Required modules and their versions, in order.
    pub(super) requires: Vec<(SmolStr, SmolStr)>,
    /// Replacements, in order.
    pub(super) replaces: Vec<Replace>,
    /// Folders of a `go.work`.
    pub(super) uses: Vec<SmolStr>,
}

/// `replace old [version] => new [version]`
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Replace {
    /// The module that is replaced.
    pub(super) old: SmolStr,
    /// Only this version of it.
    pub(super) version: Option<SmolStr>,
    /// By this folder, or by this module at a version.
    pub(super) new: Replacement,
}

/// What stands in for a replaced module.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Replacement {
    /// A folder, relative to the file or absolute.
    Folder(SmolStr),
    /// A module path and version.
    Module(SmolStr, SmolStr),
}

impl ModFile {
    /// Reads any text.
    pub(super) fn parse(text: &str) -> Self {
        let mut file = Self::default();
        let mut block: Option<SmolStr> = None;
        for line in text.lines() {
            let words = words(line);
            let Some((first, rest)) = words.split_first() else { continue };
            match &block {
                Some(_) if first == ")" => block = None,
                Some(directive) => file.directive(directive, &words),
                None if rest.first().is_some_and(|word| word == "(") => block = Some(first.clone()),
                None => file.directive(first, rest),
            }
        }
        file
    }

    fn directive(&mut self, directive: &str, words: &[SmolStr]) {
        match (directive, words) {
            ("module", [path, ..]) => self.module = path.clone(),
            ("require", [path, version, ..]) => self.requires.push((path.clone(), version.clone())),
            ("use", [folder, ..]) => self.uses.push(folder.clone()),
            ("replace", _) => self.replaces.extend(replace(words)),
            _ => {}
        }
    }
}

fn replace(words: &[SmolStr]) -> Option<Replace> {
    let arrow = words.iter().position(|word| word == "=>")?;
    let (old, new) = (&words[..arrow], &words[arrow + 1..]);
    let new = match new {
        [folder] => Replacement::Folder(folder.clone()),
        [path, version, ..] => Replacement::Module(path.clone(), version.clone()),
        [] => return None,
    };
    Some(Replace { old: old.first()?.clone(), version: old.get(1).cloned(), new })
}

/// The words of a line without its comment; quotes are taken off, and `(` after a directive is a word of its own.
fn words(line: &str) -> Vec<SmolStr> {
    let line = line.split("//").next().unwrap_or_default();
    let spaced = line.replace('(', " ( ");
    spaced.split_whitespace().map(|word| SmolStr::new(word.trim_matches(['"', '`']))).collect()
}

/// Compares two versions as Go does (`v1.2.3`, `v1.2.3-pre.1`, pseudo-versions, `+incompatible`).
pub(super) fn compare_versions(a: &str, b: &str) -> Ordering {
    let (a_core, a_pre) = split_version(a);
    let (b_core, b_pre) = split_version(b);
    let numbers = |core: &str| -> Vec<u64> {
        core.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0)).collect()
    };
    numbers(a_core).cmp(&numbers(b_core)).then_with(|| match (a_pre, b_pre) {
        (None, None) => Ordering::Equal,
        // A pre-release comes before its release.
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => compare_pre(a, b),
    })
}

fn split_version(version: &str) -> (&str, Option<&str>) {
    let version = version.split('+').next().unwrap_or_default();
    match version.split_once('-') {
        Some((core, pre)) => (core, Some(pre)),
        None => (version, None),
    }
}

fn compare_pre(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                // Numbers come before words.
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_single_lines_quotes_and_comments_are_read() {
        let file = ModFile::parse(
            "module \"example.org/a\" // the app\ngo 1.26\nrequire example.org/b v1.2.0\nrequire (\n\texample.org/c \
             v0.0.0-20200101000000-abcdefabcdef // indirect\n\n)\nreplace(\nexample.org/b => ../b\nexample.org/c v1.0.0 \
             => example.org/d v2.0.0+incompatible\n)\nretract v1.0.0\n",
        );
        assert_eq!(file.module, "example.org/a");
        assert_eq!(file.requires.len(), 2);
        assert_eq!(file.requires[1].0, "example.org/c");
        assert_eq!(file.replaces[0].new, Replacement::Folder("../b".into()));
        assert_eq!(file.replaces[1].version.as_deref(), Some("v1.0.0"));
        assert_eq!(file.replaces[1].new, Replacement::Module("example.org/d".into(), "v2.0.0+incompatible".into()));
        assert_eq!(ModFile::parse("go 1.26\nuse ./a\nuse (\n ./b\n)\n").uses, ["./a", "./b"]);
    }

    #[test]
    fn versions_are_ordered_as_go_orders_them() {
        let ordered = [
            "v0.0.0-20200101000000-abcdefabcdef",
            "v0.0.0-20210101000000-000000000000",
            "v0.9.0",
            "v0.10.0-rc.2",
            "v0.10.0-rc.10",
            "v0.10.0",
            "v2.0.0+incompatible",
        ];
        for pair in ordered.windows(2) {
            assert_eq!(compare_versions(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
    }
}
