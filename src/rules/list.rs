//! What `rules list` and `rules schema` show.

use std::fmt;

use super::file::RuleFile;
use super::pack::{Gate, Pack};
use crate::lang;

/// A pack in words, for `rules list`.
#[derive(Clone, Copy, Debug)]
pub struct Overview<'p>(pub &'p Pack);

impl fmt::Display for Overview<'_> {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let pack = self.0;
        writeln!(out, "{} ({}, {})", pack.title, pack.name, pack.file)?;
        writeln!(out, "\nTerms")?;
        for term in &pack.terms {
            let to = match (&term.to, &term.canonical) {
                (Some(to), _) => format!("→ {}", to.join(" ")),
                (None, Some(domain)) => format!("is the right name of {domain}"),
                (None, None) => "is never renamed".to_owned(),
            };
            writeln!(out, "  {:24} {to}", term.words.join(" "))?;
        }
        writeln!(out, "\nMeanings")?;
        for domain in &pack.domains {
            writeln!(out, "  {:24} {}", domain.id, or_else(&domain.description, &domain.title))?;
        }
        writeln!(out, "\nCategories")?;
        for category in &pack.categories {
            let gate = if category.gate == Gate::Fail { " (fails the gate)" } else { "" };
            writeln!(out, "  {:24} {}{gate}", category.id, category.description)?;
        }
        writeln!(out, "\nRules, the first that matches wins")?;
        for rule in &pack.rules {
            writeln!(out, "  {:24} {:24} {}", rule.id, rule.category, rule.why)?;
        }
        writeln!(out, "\nBatches")?;
        for batch in &pack.batches {
            let needs: Vec<_> = batch.needs.iter().map(u32::to_string).collect();
            let needs = if needs.is_empty() { String::new() } else { format!(", after {}", needs.join(", ")) };
            writeln!(out, "  {:<2} {} ({} risk{needs})", batch.id, batch.title, batch.risk.name())?;
            for phase in &batch.phases {
                writeln!(out, "     {} {}", phase.id, phase.title)?;
            }
        }
        Ok(())
    }
}

/// What a pack may say without meaning it, a sentence each: its words are also those that a language's conventions put before names.
pub fn doubts(pack: &Pack) -> Vec<String> {
    let mut out = Vec::new();
    for (domain, (text, _)) in pack.domains.iter().flat_map(|domain| domain.context.iter().map(move |it| (domain, it)))
    {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [first, .., _] = words.as_slice() else { continue };
        for language in lang::leads(&first.to_lowercase()) {
            let language = language.name();
            let capital = |word: &&str| word[..1].to_uppercase() + &word[1..];
            let name: String = words.iter().filter(|word| word.is_ascii()).map(capital).collect();
            let said = format!("is also said by names that the conventions of {language} make (`{name}…`)");
            out.push(format!("domain `{}`: `{text}` in `context` {said}", domain.id));
        }
    }
    out
}

/// The JSON schema of rule files, for editors; ends with a newline.
pub fn schema() -> String {
    let schema = schemars::schema_for!(RuleFile);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn or_else<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}
