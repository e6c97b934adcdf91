//! The languages: one line each. Whoever wants to know something of a language asks here, by the name that a file goes by.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::language::{Dialect, Fence, Spec};
use super::{go, markdown, plain, proto, sql, typescript};
use crate::model::Language;

/// The record of each room.
pub const LANGUAGES: &[&Spec] = &[
    &go::language::SPEC,
    &typescript::language::SPEC,
    &proto::language::SPEC,
    &sql::language::SPEC,
    &markdown::language::SPEC,
    &plain::language::SPEC,
];

/// Endings of files that hold no text. They are not opened.
const BINARY: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "icns", "bmp", "tiff", "psd", "pdf", "woff", "woff2", "ttf",
    "otf", "eot", "zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "tar", "jar", "class", "exe", "dll", "so",
    "dylib", "a", "o", "wasm", "pyc", "mp3", "mp4", "m4a", "mov", "avi", "mkv", "webm", "wav", "ogg", "flac", "sqlite",
    "sqlite3", "db", "onnx", "parquet",
];

/// All dialects, in the order of the rooms.
pub fn dialects() -> impl Iterator<Item = &'static Dialect> {
    LANGUAGES.iter().flat_map(|spec| spec.dialects)
}

/// Its name is all that is written of a language, and what it means is known here.
impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let name = String::deserialize(input)?;
        let known = dialects().find(|it| it.language.name() == name);
        known.map(|it| it.language).ok_or_else(|| D::Error::custom(format_args!("no language `{name}`")))
    }
}

/// The languages whose conventions put `word` (in lower case) before names of declarations.
pub fn leads(word: &str) -> impl Iterator<Item = Language> {
    let puts = move |spec: &&&Spec| spec.leads.contains(&word);
    LANGUAGES.iter().filter(puts).map(|spec| spec.dialects[0].language)
}

/// The room of a language.
pub fn spec(language: Language) -> &'static Spec {
    LANGUAGES.iter().find(|spec| spec.is(language)).unwrap_or(&LANGUAGES[LANGUAGES.len() - 1])
}

/// What is known of a language by its name.
pub fn dialect(language: Language) -> &'static Dialect {
    let known = dialects().find(|it| it.language == language);
    known.unwrap_or_else(|| &plain::language::SPEC.dialects[plain::language::SPEC.dialects.len() - 1])
}

/// The language of a file by its name (`path` with `/`, or only the name). What is not known is plain text.
pub fn language_of(path: &str) -> Language {
    let name = file_name(path);
    let length = |ending: &&str| {
        let fits = if ending.starts_with('.') { ends_with(name, ending) } else { name == *ending };
        fits.then_some(ending.len())
    };
    dialects()
        .filter_map(|it| Some((it.files.iter().filter_map(length).max()?, it.language)))
        .max_by_key(|(length, _)| *length)
        .map_or(plain::TEXT, |(_, language)| language)
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
    dialects().flat_map(|it| it.generated_names).any(|ending| ends_with(name, ending))
        || (dialect(language).generated)(text)
}

/// True for the name of a file that a build or a database needs as it stands, whether or not it belongs to the inventory. What is generated
/// under a name of its own is made from another language than the code around it.
pub fn is_compiled(name: &str) -> bool {
    let generated = || LANGUAGES.iter().flat_map(|it| it.dialects).flat_map(|it| it.generated_names);
    LANGUAGES.iter().any(|it| (it.compiled)(name)) || generated().any(|ending| ends_with(name, ending))
}

/// True for files that say how the code of some language hangs together.
pub fn is_module_file(path: &str) -> bool {
    LANGUAGES.iter().any(|it| it.module_files.contains(&file_name(path)))
}

/// What reads a code block that is called so in a document.
pub fn fence(name: &str) -> Option<Fence> {
    LANGUAGES.iter().find(|it| it.fences.contains(&name)).map(|it| it.fence)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn ends_with(name: &str, ending: &str) -> bool {
    name.len() > ending.len()
        && name.get(name.len() - ending.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_language() {
        for (path, language) in [
            ("a/b.go", "go"),
            ("a/x_pb.ts", "typescript"),
            ("a/x.d.ts", "typescript"),
            ("a/X.TSX", "tsx"),
            ("vite.config.js", "javascript"),
            ("a.proto", "proto"),
            ("schema.sql", "sql"),
            ("README.md", "markdown"),
            ("go.mod", "data"),
            ("package.json", "data"),
            ("Makefile", "text"),
            ("build/Dockerfile", "text"),
            (".go", "text"),
            ("go", "text"),
            ("übung", "text"),
            ("", "text"),
        ] {
            assert_eq!(language_of(path).name(), language, "{path}");
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

    #[test]
    fn every_language_has_one_record_and_a_sample_of_its_own() {
        for it in dialects() {
            assert_eq!(dialects().filter(|other| other.language == it.language).count(), 1, "{}", it.language.name());
            assert_eq!(language_of(it.sample), it.language);
            assert!(std::ptr::eq(dialect(it.language), it) && spec(it.language).is(it.language));
        }
        assert!(dialects().count() <= 64, "conditions of rules have a bit for each");
    }
}
