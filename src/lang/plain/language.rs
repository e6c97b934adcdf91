//! What everybody else knows of files without a syntax that is read: data and text.

use super::rewriter::Words;
use super::{DATA, TEXT, comments, extract, json_error};
use crate::lang::generated::by_comment;
use crate::lang::language::{Dialect, Kind, Spec};

/// The record of data and text.
pub const SPEC: Spec = Spec {
    errors: |path, text| if path.ends_with(".json") { json_error(text).into_iter().collect() } else { Vec::new() },
    comments,
    fences: &["json", "jsonc"],
    ground: |_| Box::new(Words),
    ..Spec::listing(DIALECTS, |files| files.each(DIALECTS, |source, hits| extract(source, hits, files.terms)))
};

const DIALECTS: &[Dialect] = &[
    Dialect {
        language: DATA,
        about: "`.yaml .yml .toml .json .mod` and the like: words only, no syntax.",
        files: &[
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
        sample: "example.yaml",
        ..WORDS
    },
    Dialect {
        language: TEXT,
        about: "`Makefile`, shell, HTML, CSS, plain text: words only, no syntax.",
        files: &["Makefile", "Dockerfile", ".sh", ".html", ".css", ".txt", ".mk", ".tmpl"],
        sample: "Makefile",
        generated_names: &["_pb2.py", "_pb2.pyi", "_pb2_grpc.py", ".pb.cc", ".pb.h"],
        ..WORDS
    },
];

/// What both have in common.
const WORDS: Dialect = Dialect {
    language: TEXT,
    about: "",
    files: &[],
    kind: Kind::Words,
    sample: "",
    declares: false,
    comments_speak: false,
    generated_names: &[],
    generated: by_comment,
};
