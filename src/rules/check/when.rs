//! Compiles the `when` of a rule file to a [`Condition`]: looks up each word in the vocabulary of the pack, and turns lists
//! of names into bit masks and patterns into matchers.

use globset::{GlobBuilder, GlobSetBuilder};

use super::super::condition::{Condition, Mask, Written, language_bit};
use super::super::error::Mistakes;
use super::super::file::WhenFile;
use super::super::glob::SymbolGlob;
use super::super::words::{Word, Words};
use super::names::{Names, one_of};
use crate::lang;
use crate::lang::language::Kind;
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Certainty, Role};
use crate::text::words::WordPattern;

/// The words that conditions may use.
pub(super) struct Vocabulary {
    pub(super) terms: Names,
    pub(super) domains: Names,
    pub(super) categories: Names,
}

const ROLE_GROUPS: [(&str, &[Role]); 5] = [
    (
        "identifier",
        &[
            Role::Field,
            Role::Selector,
            Role::LiteralKey,
            Role::Method,
            Role::Function,
            Role::Parameter,
            Role::Local,
            Role::Global,
            Role::Type,
            Role::Label,
        ],
    ),
    ("key", &[Role::StructTag, Role::LogKey, Role::MapKey, Role::QueryParameter]),
    ("sql", &[Role::SqlColumn, Role::SqlTable, Role::SqlIndex, Role::SqlValue]),
    ("message", &[Role::LogMessage, Role::ErrorText]),
    ("document", &[Role::Prose, Role::DocCode]),
];

const CERTAINTIES: [(&str, u64); 3] = [of(Certainty::Textual), of(Certainty::Inferred), of(Certainty::Resolved)];

const fn of(certainty: Certainty) -> (&'static str, u64) {
    (certainty.name(), 1 << certainty as u64)
}

/// The words for "no domain" and "some domain".
pub(super) const NO_DOMAIN: &str = "none";
pub(super) const ANY_DOMAIN: &str = "any";

/// Compiles `file`; `owner` starts the messages (`` rule `x`:  ``). `decided` allows the condition `category`.
pub(super) fn compile(
    owner: &str,
    file: &WhenFile,
    decided: bool,
    words: &Vocabulary,
    mistakes: &mut Mistakes,
) -> Condition {
    let roles: Vec<(&str, u64)> = Role::ALL
        .iter()
        .map(|role| (role.name(), 1 << *role as u64))
        .chain(ROLE_GROUPS.iter().map(|(name, all)| (*name, all.iter().fold(0, |bits, role| bits | 1 << *role as u64))))
        .collect();
    let code = lang::dialects().filter(|it| it.kind == Kind::Code).fold(0, |bits, it| bits | language_bit(it.language));
    let languages: Vec<(&str, u64)> =
        lang::dialects().map(|it| (it.language.name(), language_bit(it.language))).chain([("code", code)]).collect();
    if let (false, Some(first)) = (decided, file.category.iter().next()) {
        mistakes.add(
            first.at,
            format!("{owner}`category` is what the rules decide, so no rule can ask for it"),
            Some("Use `domain`, `term` or `role`".to_owned()),
        );
    }
    Condition {
        terms: mask(&file.term, |word| words.terms.find(owner, word, &[], mistakes).map(|at| 1 << (at & 63))),
        roles: mask(&file.role, |word| one_of(owner, "role", word, &roles, mistakes)),
        languages: mask(&file.language, |word| one_of(owner, "language", word, &languages, mistakes)),
        certainties: mask(&file.certainty, |word| one_of(owner, "certainty", word, &CERTAINTIES, mistakes)),
        domains: mask(&file.domain, |word| domain(owner, word, words, mistakes)),
        near: mask(&file.near, |word| domain(owner, word, words, mistakes)),
        categories: mask(&file.category, |word| match word.text.as_str() {
            UNCLASSIFIED => Some(1),
            _ => words.categories.find(owner, word, &[UNCLASSIFIED], mistakes).map(|at| 2 << at),
        }),
        generated: file.generated,
        generated_symbol: file.generated_symbol,
        external: file.external,
        twin: file.twin,
        renamed: file.renamed,
        reworded: file.reworded,
        path: path(owner, &file.path, mistakes),
        symbol: patterns(owner, "symbol", &file.symbol, SymbolGlob::new, mistakes),
        name: patterns(owner, "name", &file.name, word_pattern, mistakes),
        text: patterns(owner, "text", &file.text, word_pattern, mistakes),
        phrase: patterns(owner, "phrase", &file.phrase, word_pattern, mistakes),
        context: patterns(owner, "context", &file.context, word_pattern, mistakes),
        not: file.not.as_ref().map(|not| Box::new(compile(owner, not, decided, words, mistakes))),
    }
}

fn domain(owner: &str, word: &Word, words: &Vocabulary, mistakes: &mut Mistakes) -> Option<u64> {
    match word.text.as_str() {
        NO_DOMAIN => Some(1),
        ANY_DOMAIN => Some(!1),
        _ => words.domains.find(owner, word, &[NO_DOMAIN, ANY_DOMAIN], mistakes).map(|at| 2 << at),
    }
}

/// Compiles one path glob: `*` stays within a folder.
pub(super) fn glob(owner: &str, key: &str, word: &Word, mistakes: &mut Mistakes) -> Option<globset::Glob> {
    match GlobBuilder::new(&word.text).literal_separator(true).build() {
        Ok(glob) if !word.text.trim().is_empty() => Some(glob),
        Ok(_) => {
            mistakes.add(word.at, format!("{owner}empty glob in `{key}`"), None);
            None
        }
        Err(error) => {
            mistakes.add(word.at, format!("{owner}bad glob `{}` in `{key}`: {}", word.text, error.kind()), None);
            None
        }
    }
}

/// Compiles one word pattern.
pub(super) fn word_pattern(text: &str) -> Result<WordPattern, String> {
    WordPattern::parse(text).map_err(|error| error.to_string())
}

/// Compiles patterns one by one, so that each bad one is named with its line.
pub(super) fn compiled<T>(
    owner: &str,
    key: &str,
    words: &Words,
    compile: impl Fn(&str) -> Result<T, String>,
    mistakes: &mut Mistakes,
) -> Vec<(String, T)> {
    let mut out = Vec::new();
    for word in words.iter() {
        match compile(&word.text) {
            Ok(pattern) => out.push((word.text.clone(), pattern)),
            Err(why) => mistakes.add(word.at, format!("{owner}bad pattern `{}` in `{key}`: {why}", word.text), None),
        }
    }
    out
}

fn mask(words: &Words, mut bit: impl FnMut(&Word) -> Option<u64>) -> Mask<u64> {
    if words.is_empty() {
        return Mask(None);
    }
    let bits = words.iter().fold(0, |bits, word| bits | bit(word).unwrap_or(0));
    Mask(Some((bits, words.iter().map(|word| word.text.clone()).collect())))
}

fn patterns<T>(
    owner: &str,
    key: &str,
    words: &Words,
    compile: impl Fn(&str) -> Result<T, String>,
    mistakes: &mut Mistakes,
) -> Option<Written<Vec<T>>> {
    if words.is_empty() {
        return None;
    }
    let (words, compiled) = compiled(owner, key, words, compile, mistakes).into_iter().unzip();
    Some(Written { compiled, words })
}

fn path(owner: &str, words: &Words, mistakes: &mut Mistakes) -> Option<Written<globset::GlobSet>> {
    if words.is_empty() {
        return None;
    }
    let mut set = GlobSetBuilder::new();
    for word in words.iter() {
        if let Some(glob) = glob(owner, "path", word, mistakes) {
            set.add(glob);
        }
    }
    match set.build() {
        Ok(compiled) => Some(Written { compiled, words: words.iter().map(|word| word.text.clone()).collect() }),
        Err(error) => {
            if let Some(first) = words.iter().next() {
                mistakes.add(first.at, format!("{owner}the globs in `path` are too big: {}", error.kind()), None);
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::file::{AnyLanguage, RoleGroup};

    #[test]
    fn every_role_and_language_has_a_word() {
        let schema = |value: serde_json::Value| value.to_string();
        let roles = schema(schemars::schema_for!(Role).to_value());
        assert!(Role::ALL.iter().all(|role| roles.contains(&format!("\"{}\"", role.name()))));
        assert_eq!(roles.matches("\"const\"").count(), Role::ALL.len());
        assert!(Role::ALL.iter().enumerate().all(|(at, role)| at == *role as usize));
        let languages = schema(schemars::schema_for!(AnyLanguage).to_value());
        assert_eq!(languages.matches("\"const\"").count(), lang::dialects().count());
        assert!(lang::dialects().all(|it| languages.contains(&format!("\"{}\"", it.language.name()))));
    }

    #[test]
    fn the_schema_says_what_each_group_of_roles_holds() {
        let schema = schemars::schema_for!(RoleGroup).to_value();
        let said = |it: &serde_json::Value| {
            let word = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
            (word("const"), word("description"))
        };
        let said: Vec<(String, String)> = schema["oneOf"].as_array().unwrap().iter().map(said).collect();
        let held = ROLE_GROUPS.iter().map(|(name, roles)| {
            let roles: Vec<String> = roles.iter().map(|it| format!("`{}`", it.name())).collect();
            ((*name).to_owned(), format!("{}.", roles.join(", ")))
        });
        assert_eq!(said, held.collect::<Vec<_>>());
    }
}
