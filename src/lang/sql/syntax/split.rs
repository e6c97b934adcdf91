//! Where statements end: at a semicolon outside of parentheses and of the blocks of triggers and routines, or at the mark that a script
//! has told its client to look for.

use std::ops::Range;

use super::token::{Token, TokenKind};

/// The tokens of each statement of a text, comments included and marks at the end left out. None is empty but for comments.
pub fn statements(sql: &str, all: &[Token]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut now = Statement::default();
    let mut custom = false;
    for (at, token) in all.iter().enumerate() {
        let text = &sql[token.span.range()];
        match token.kind {
            // `DELIMITER //` is a comment to everybody but a client.
            TokenKind::Comment if is_delimiter(text) => {
                custom = !text[9..].trim().eq(";");
                now.end(at, &mut found);
            }
            TokenKind::Comment => {}
            TokenKind::End => now.end(at, &mut found),
            TokenKind::Mark if text == ";" && !custom && !now.is_inside() => now.end(at, &mut found),
            _ => now.add(token.kind, text),
        }
    }
    now.end(all.len(), &mut found);
    found
}

fn is_delimiter(comment: &str) -> bool {
    comment.get(..9).is_some_and(|it| it.eq_ignore_ascii_case("DELIMITER"))
}

/// How far the statement in hand has been read.
#[derive(Default)]
struct Statement {
    start: usize,
    /// Its first words, in upper case: they tell what it makes.
    head: Vec<String>,
    tokens: usize,
    parentheses: i32,
    blocks: u32,
    /// The last word, in upper case.
    last: String,
}

impl Statement {
    fn add(&mut self, kind: TokenKind, text: &str) {
        self.tokens += 1;
        match kind {
            TokenKind::Mark if text == "(" => self.parentheses += 1,
            TokenKind::Mark if text == ")" => self.parentheses -= 1,
            TokenKind::Word => self.word(text.to_ascii_uppercase()),
            _ => {}
        }
    }

    fn word(&mut self, word: String) {
        let has_block = made(&self.head).is_some();
        match word.as_str() {
            // `END CASE` closes what `CASE` has opened.
            "BEGIN" | "CASE" if has_block && self.last != "END" => self.blocks += 1,
            "END" if has_block => self.blocks = self.blocks.saturating_sub(1),
            // `END IF` closes no block that is counted.
            "IF" | "LOOP" | "WHILE" | "REPEAT" if has_block && self.last == "END" => self.blocks += 1,
            _ => {}
        }
        if self.tokens <= HEAD {
            self.head.push(word.clone());
        }
        self.last = word;
    }

    fn is_inside(&self) -> bool {
        self.parentheses > 0 || self.blocks > 0
    }

    fn end(&mut self, at: usize, found: &mut Vec<Range<usize>>) {
        if self.tokens > 0 {
            found.push(self.start..at);
        }
        *self = Self { start: at + 1, ..Self::default() };
    }
}

/// How many tokens of a statement may stand before the word that says what it makes:
/// ``CREATE OR REPLACE DEFINER = `a`@`b` PROCEDURE``.
const HEAD: usize = 12;

/// What a statement with a block makes, by its first words in upper case: `TRIGGER`, `FUNCTION`, `PROCEDURE`, `EVENT`, or `DO`.
pub(super) fn made(head: &[String]) -> Option<&str> {
    const BEFORE: [&str; 12] = [
        "OR",
        "REPLACE",
        "ALTER",
        "DEFINER",
        "CURRENT_USER",
        "AGGREGATE",
        "CONSTRAINT",
        "TEMP",
        "TEMPORARY",
        "EDITIONABLE",
        "NONEDITIONABLE",
        "ROLE",
    ];
    match head.first().map(String::as_str)? {
        "DO" => Some("DO"),
        "CREATE" => {
            let kind = head[1..].iter().find(|it| !BEFORE.contains(&it.as_str()))?;
            ["TRIGGER", "FUNCTION", "PROCEDURE", "EVENT"].into_iter().find(|it| it == kind)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::{tokens, whole};
    use super::*;

    fn shown(sql: &str) -> Vec<&str> {
        let all = tokens(sql);
        let text = |it: Range<usize>| {
            let kept: Vec<&Token> = all[it].iter().filter(|it| it.kind != TokenKind::Comment).collect();
            &sql[whole(sql, kept[0]).start..whole(sql, kept[kept.len() - 1]).end]
        };
        statements(sql, &all).into_iter().map(text).collect()
    }

    #[test]
    fn a_block_is_part_of_its_statement() {
        let trigger = "CREATE TRIGGER x BEFORE INSERT ON t BEGIN SELECT CASE WHEN a THEN 1 END; SELECT 2; END";
        let procedure = "CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN IF a THEN SELECT 1; END IF; CASE a WHEN 1 THEN SELECT 2; END CASE; END";
        let function = "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $a$ BEGIN; END; $a$";
        assert_eq!(
            shown(&format!("{trigger};\n{procedure};{function};\nBEGIN; SELECT (1;2); COMMIT")),
            [trigger, procedure, function, "BEGIN", "SELECT (1;2)", "COMMIT"]
        );
    }

    #[test]
    fn a_client_may_be_told_to_look_for_another_mark() {
        let sql = "SELECT 1;\nDELIMITER $$\nCREATE PROCEDURE a() UPDATE t SET b = 1; $$\nCREATE PROCEDURE b() BEGIN DECLARE delimiter INT; END$$\n\
                   delimiter ;\nSELECT $$a;b$$; SELECT $x$a;$$;b$x$, $y";
        assert_eq!(
            shown(sql),
            [
                "SELECT 1",
                "CREATE PROCEDURE a() UPDATE t SET b = 1;",
                "CREATE PROCEDURE b() BEGIN DECLARE delimiter INT; END",
                "SELECT $$a;b$$",
                "SELECT $x$a;$$;b$x$, $y"
            ]
        );
    }
}
