//! Tells languages and generated files apart by name and first lines. A new language is a line in the table.

use crate::model::Language;

/// Names and endings of one language: `go.mod` is a whole file name, `.go` an ending. The longest ending wins.
const LANGUAGES: &[(Language, &[&str])] = &[
    (Language::Go, &[".go"]),
    (Language::TypeScript, &[".ts", ".mts", ".cts"]),
    (Language::Tsx, &[".tsx"]),
    (Language::JavaScript, &[".js", ".mjs", ".cjs", ".jsx"]),
    (Language::Proto, &[".proto"]),
    (Language::Sql, &[".sql"]),
    (Language::Markdown, &[".md", ".mdx", ".markdown"]),
    (
        Language::Data,
        &[
            ".yaml",
            ".yml",
            ".toml",
            ".json",
            ".jsonc",
            ".json5",
            ".jsonl",
            ".ndjson",
            ".csv",
            ".tsv",
            ".xml",
            ".ini",
            ".cfg",
            ".conf",
            ".env",
            ".properties",
            ".mod",
            ".work",
            ".ipynb",
            ".plist",
            ".hcl",
            ".tf",
            ".graphql",
        ],
    ),
    (Language::Text, &["Makefile", "Dockerfile", ".sh", ".html", ".css", ".txt", ".mk", ".tmpl"]),
];

/// Endings of files that hold no text. They are not opened.
const BINARY: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "icns", "bmp", "tiff", "psd", "pdf", "woff", "woff2", "ttf",
    "otf", "eot", "zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "tar", "jar", "class", "exe", "dll", "so",
    "dylib", "a", "o", "wasm", "pyc", "mp3", "mp4", "m4a", "mov", "avi", "mkv", "webm", "wav", "ogg", "flac", "sqlite",
    "sqlite3", "db", "onnx", "parquet",
];

/// Names that only a generator gives.
const GENERATED: &[&str] = &[
    ".pb.go",
    ".pb.gw.go",
    ".pb.validate.go",
    "_pb.ts",
    "_pb.js",
    "_pb.d.ts",
    ".pb.ts",
    "_pb2.py",
    "_pb2.pyi",
    "_pb2_grpc.py",
    ".pb.cc",
    ".pb.h",
];

/// The language of a file by its name (`path` with `/`, or only the name). What is not known is [`Language::Text`].
pub fn language_of(path: &str) -> Language {
    let name = file_name(path);
    let length = |ending: &&str| {
        let fits = if ending.starts_with('.') { ends_with(name, ending) } else { name == *ending };
        fits.then_some(ending.len())
    };
    LANGUAGES
        .iter()
        .filter_map(|(language, endings)| Some((endings.iter().filter_map(length).max()?, *language)))
        .max_by_key(|(length, _)| *length)
        .map_or(Language::Text, |(_, language)| language)
}

/// True for names of files that hold no text (pictures, archives, programs).
pub fn is_binary_name(path: &str) -> bool {
    let extension = file_name(path).rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|it| BINARY.iter().any(|binary| binary.eq_ignore_ascii_case(it)))
}

/// True when the name or the first lines say that a program wrote this file: `*.pb.go`, `// Code generated … DO NOT EDIT.`
/// before the package clause (Go's own rule), `@generated` in a leading comment.
pub fn is_generated(path: &str, language: Language, text: &str) -> bool {
    let name = file_name(path);
    GENERATED.iter().any(|ending| ends_with(name, ending))
        || match language {
            Language::Go => go_marker(text),
            Language::Markdown => leading_marker(text, &["<!--"]),
            _ => leading_marker(text, &["//", "#", "--", "/*", "*", "<!--", ";"]),
        }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn ends_with(name: &str, ending: &str) -> bool {
    name.len() > ending.len()
        && name.get(name.len() - ending.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
}

/// Go's rule: a whole line `// Code generated .* DO NOT EDIT.` before the first text that is not a comment.
fn go_marker(text: &str) -> bool {
    let mut in_block = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let trimmed = line.trim();
        if in_block {
            in_block = !trimmed.contains("*/");
        } else if is_code_generated(line) {
            return true;
        } else if trimmed.starts_with("/*") {
            in_block = !trimmed.contains("*/");
        } else if !trimmed.is_empty() && !trimmed.starts_with("//") {
            return false;
        }
    }
    false
}

fn is_code_generated(line: &str) -> bool {
    line.strip_prefix("// Code generated ").is_some_and(|rest| rest.trim_end_matches('\r').ends_with("DO NOT EDIT."))
}

/// A comment line near the top with `@generated` or `Code generated … DO NOT EDIT`.
fn leading_marker(text: &str, leaders: &[&str]) -> bool {
    /// Licences come first in some files; a marker further down marks something else.
    const LINES: usize = 40;
    let mut limit = text.len().min(8192);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    text[..limit].trim_start_matches('\u{feff}').lines().take(LINES).map(str::trim).any(|line| {
        leaders.iter().any(|leader| line.starts_with(leader))
            && (has_tag(line, "@generated") || (line.contains("Code generated ") && line.contains("DO NOT EDIT")))
    })
}

fn has_tag(line: &str, tag: &str) -> bool {
    line.match_indices(tag).any(|(at, _)| {
        let after = line[at + tag.len()..].chars().next();
        let before = line[..at].chars().next_back();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            && !before.is_some_and(|c| c.is_alphanumeric() || c == '`')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_language() {
        for (path, language) in [
            ("a/b.go", Language::Go),
            ("a/x_pb.ts", Language::TypeScript),
            ("a/x.d.ts", Language::TypeScript),
            ("a/X.TSX", Language::Tsx),
            ("vite.config.js", Language::JavaScript),
            ("a.proto", Language::Proto),
            ("schema.sql", Language::Sql),
            ("README.md", Language::Markdown),
            ("go.mod", Language::Data),
            ("package.json", Language::Data),
            ("Makefile", Language::Text),
            ("build/Dockerfile", Language::Text),
            (".go", Language::Text),
            ("go", Language::Text),
            ("übung", Language::Text),
            ("", Language::Text),
        ] {
            assert_eq!(language_of(path), language, "{path}");
        }
        assert!(is_binary_name("a/b.PNG") && !is_binary_name("png") && !is_binary_name("a.png/b"));
    }

    #[test]
    fn generated_files_say_so_where_their_rule_wants_it() {
        let marker = "// Code generated by protoc-gen-go. DO NOT EDIT.\n";
        for (path, text, expected) in [
            ("x.pb.go", "package x\n", true),
            ("x_pb.ts", "", true),
            ("x.go", &format!("{marker}package x\n"), true),
            ("x.go", &format!("\u{feff}/* licence\n */\n\n{}\r\npackage x\n", marker.trim_end()), true),
            ("x.go", &format!("package x\n{marker}"), false),
            ("x.go", &format!("package x\n\nvar s = `\n{marker}`\n"), false),
            ("x.go", "/*\n// Code generated x DO NOT EDIT.\n*/\npackage x\n", false),
            ("x.go", "// Code generated by hand, please edit.\npackage x\n", false),
            ("x.ts", "/* eslint-disable */\n// @generated by protoc-gen-es\n", true),
            ("x.ts", "const s = '@generated'\n", false),
            ("x.sql", "-- Code generated by sqlc. DO NOT EDIT.\n", true),
            ("x.md", "# @generated files\n", false),
            ("x.md", "<!-- @generated -->\n", true),
            ("x.yaml", "# @generatedBy x\n", false),
        ] {
            assert_eq!(is_generated(path, language_of(path), text), expected, "{path}: {text}");
        }
    }
}
