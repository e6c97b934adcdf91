//! The picture of the README, made by running the program: `RUNSESS_BLESS=1 cargo test --test it picture` draws it again.

use crate::support::{package, runsess, texts};
use snapbox::Data;
use snapbox::data::DataFormat;

/// What the picture shows, as a user would type it in `fixtures/workspace`.
const COMMANDS: &[&str] = &[
    "scan --path **/webchat/turn_persister.go --path **/sem_translator_test.go",
    "explain chatd/pkg/webchat/timeline_projector.go:69",
];

#[test]
fn the_picture_in_the_readme_is_what_the_program_prints() {
    let mut screen = String::new();
    for command in COMMANDS {
        let words: Vec<&str> = command.split_whitespace().collect();
        let output = runsess(&words)
            .current_dir(package().join("fixtures/workspace"))
            .env_remove("NO_COLOR")
            .env("CLICOLOR_FORCE", "1")
            .env("TERM", "xterm-256color")
            .output()
            .unwrap();
        let (out, err) = texts(&output);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command}:\n{err}");
        screen.push_str(&format!("\u{1b}[1m$ runsess {command}\u{1b}[0m\n{out}\n"));
    }
    let svg = Data::text(screen.trim_end().to_owned()).coerce_to(DataFormat::TermSvg).to_string();
    let file = package().join("docs/terminal.svg");
    if std::env::var_os("RUNSESS_BLESS").is_some() {
        std::fs::write(&file, &svg).unwrap();
    }
    let drawn = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(drawn.trim_end() == svg.trim_end(), "docs/terminal.svg is old: draw it again with RUNSESS_BLESS=1");
}
