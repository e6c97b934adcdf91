//! Additions to a rule file that leave all else as people wrote it: comments, order, layout.

use serde_saphyr::Location;

use super::file::{DomainFile, RuleFile};
use crate::text::yaml;

/// What is added to a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addition {
    /// A rule before all others of the file, or behind them.
    Rule {
        /// Its name.
        id: String,
        /// Its conditions, as a mapping of YAML.
        when: String,
        /// The category that it gives.
        category: String,
        /// Why.
        why: String,
        /// Before all others: it wins over them.
        first: bool,
    },
    /// Symbols of a meaning that the file has.
    Symbols {
        /// The meaning.
        domain: String,
        /// Globs over symbol paths.
        symbols: Vec<String>,
    },
}

/// The text of a rule file with an addition. Whoever writes it checks first that it says what is meant: the layout of YAML is free, and only
/// the usual ones are known here.
///
/// # Errors
/// Why the place for it can't be found, as a sentence without a full stop.
pub fn amended(text: &str, addition: &Addition) -> Result<String, String> {
    let file: RuleFile = serde_saphyr::from_str(text).map_err(|error| format!("it can't be read: {error}"))?;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if let Some(last) = lines.last_mut().filter(|it| !it.ends_with('\n')) {
        *last += newline;
    }
    match addition {
        Addition::Rule { id, when, category, why, first } => {
            let (id, category, why) = (yaml::scalar(id), yaml::scalar(category), yaml::scalar(why));
            let rule = format!("- {{id: {id}, when: {when}, category: {category}, why: {why}}}{newline}");
            add_rule(&mut lines, &rule, *first, newline)?;
        }
        Addition::Symbols { domain, symbols } => {
            let found = file.domains.iter().find(|it| it.id.text == *domain);
            let found = found.ok_or_else(|| format!("the meaning `{domain}` does not stand in it"))?;
            add_symbols(&mut lines, found, symbols, newline)?;
        }
    }
    Ok(lines.concat())
}

fn add_rule(lines: &mut Vec<String>, rule: &str, first: bool, newline: &str) -> Result<(), String> {
    let Some(key) = lines.iter().position(|line| line.starts_with("rules:")) else {
        lines.push(format!("{newline}rules:{newline}  {rule}"));
        return Ok(());
    };
    let behind = lines[key]["rules:".len()..].trim();
    if behind == "[]" {
        lines[key] = format!("rules:{newline}");
        lines.insert(key + 1, format!("  {rule}"));
        return Ok(());
    }
    if !behind.is_empty() && !behind.starts_with('#') {
        return Err("its `rules` are not a list of lines that begin with `-`".to_owned());
    }
    let is_within = |line: &String| line.trim().is_empty() || line.starts_with([' ', '-', '#']);
    let end = lines[key + 1..].iter().position(|line| !is_within(line)).map_or(lines.len(), |it| key + 1 + it);
    let is_entry = |line: &String| line.trim_start().starts_with('-');
    let entry = lines[key + 1..end].iter().find(|line| is_entry(line)).ok_or("its `rules` have no entry")?;
    let indent = &entry[..entry.len() - entry.trim_start().len()];
    let rule = format!("{indent}{rule}");
    let says = |line: &&String| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let last = lines[..end].iter().rposition(|line| says(&line)).unwrap_or(key);
    lines.insert(if first { key + 1 } else { last + 1 }, rule);
    Ok(())
}

fn add_symbols(lines: &mut Vec<String>, domain: &DomainFile, symbols: &[String], newline: &str) -> Result<(), String> {
    let list = symbols.iter().map(|it| yaml::scalar(it)).collect::<Vec<_>>().join(", ");
    if let Some(known) = domain.symbols.iter().next() {
        let (line, at) = spot(lines, known.at).ok_or("its `symbols` can't be found")?;
        let (before, behind) = (&lines[line][..at], &lines[line][at..]);
        let opens = before.trim_end();
        lines[line] = if opens.ends_with('[') {
            format!("{before}{list}, {behind}")
        } else if opens.ends_with('-') && opens.trim_start() == "-" {
            let each: String = symbols.iter().map(|it| format!("{before}{}{newline}", yaml::scalar(it))).collect();
            format!("{each}{before}{behind}")
        } else if opens.ends_with("symbols:") && domain.symbols.iter().count() == 1 {
            let end = behind.trim_end_matches(['\r', '\n']).len();
            format!("{before}[{list}, {}]{}", behind[..end].trim_end(), &behind[end..])
        } else {
            return Err("its `symbols` are written in a way that is not known".to_owned());
        };
        return Ok(());
    }
    let (line, at) = spot(lines, domain.id.at).ok_or("the meaning can't be found")?;
    let before = lines[line][..at].trim_end();
    let key = before.strip_suffix("id:").ok_or("the meaning is written in a way that is not known")?;
    match key.trim_end().ends_with(['{', ',']) {
        true => {
            let text = &lines[line];
            let end = text[at..].find([',', '}']).map_or(text.trim_end().len(), |it| at + it);
            lines[line] = format!("{}, symbols: [{list}]{}", &text[..end], &text[end..]);
        }
        false => {
            let indent = " ".repeat(key.chars().count());
            lines.insert(line + 1, format!("{indent}symbols: [{list}]{newline}"));
        }
    }
    Ok(())
}

/// The index of the line of a place, and the byte in it.
fn spot(lines: &[String], at: Location) -> Option<(usize, usize)> {
    let line = (at.line() as usize).checked_sub(1)?;
    let column = (at.column() as usize).checked_sub(1)?;
    let text = lines.get(line)?;
    let byte = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(column)?;
    Some((line, byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "version: 1\nname: x\nterms: [{id: t, words: lot id}]\ncategories: [{id: A, description: a, action: Keep}]\n";

    fn symbols(domain: &str) -> Addition {
        Addition::Symbols { domain: domain.into(), symbols: vec!["*.Crate.LotID".into()] }
    }

    fn rule(first: bool) -> Addition {
        let text = |it: &str| it.to_owned();
        Addition::Rule { id: text("new"), when: text("{role: field}"), category: text("A"), why: text("so"), first }
    }

    fn added(body: &str, addition: &Addition) -> Result<String, String> {
        let text = format!("{HEAD}{body}");
        amended(&text, addition).map(|it| it[HEAD.len()..].to_owned())
    }

    #[test]
    fn a_rule_stands_before_the_others_or_behind_them_and_comments_stay() {
        let body = "rules: # of the mill\n  # The first.\n  - {id: a, when: {}, category: A}\n\n  - id: b\n    when: {}\n    category: A\n\n# The steps.\nbatches: []\n";
        let new = "  - {id: new, when: {role: field}, category: A, why: so}\n";
        let first = body.replacen("mill\n", &format!("mill\n{new}"), 1);
        assert_eq!(added(body, &rule(true)), Ok(first));
        let last = body.replacen("\n\n# The steps", &format!("\n{new}\n# The steps"), 1);
        assert_eq!(added(body, &rule(false)), Ok(last));
        assert_eq!(added("rules: []\n", &rule(true)), Ok(format!("rules:\n{new}")));
        assert_eq!(added("", &rule(true)), Ok(format!("\nrules:\n{new}")));
        let flush = "rules:\n- {id: a, when: {}, category: A}\nbatches: []\n";
        assert_eq!(added(flush, &rule(false)), Ok(flush.replace("batches", &format!("{}batches", new.trim_start()))));
        let windows = "rules:\r\n  - {id: a, when: {}, category: A}\r\n";
        assert!(added(windows, &rule(false)).is_ok_and(|it| it.ends_with("why: so}\r\n") && !it.contains("}\n")));
        assert!(added("rules: [{id: a, when: {}, category: A}]\n", &rule(true)).is_err());
    }

    #[test]
    fn symbols_join_those_of_their_meaning_in_each_layout() {
        for (body, expected) in [
            (
                "domains:\n  - id: crate\n    title: Crate\n",
                "  - id: crate\n    symbols: [\"*.Crate.LotID\"]\n    title: Crate\n",
            ),
            ("domains:\n  - {id: crate, title: Crate}\n", "{id: crate, symbols: [\"*.Crate.LotID\"], title: Crate}"),
            ("domains:\n  - {id: crate}\n", "{id: crate, symbols: [\"*.Crate.LotID\"]}"),
            ("domains:\n  - id: crate\n    symbols: [\"a.b\", c]\n", "symbols: [\"*.Crate.LotID\", \"a.b\", c]"),
            (
                "domains:\n  - id: crate\n    symbols:\n      - a.b\n      - c\n",
                "    symbols:\n      - \"*.Crate.LotID\"\n      - a.b\n",
            ),
            ("domains:\n  - id: crate\n    symbols: a.b\n", "    symbols: [\"*.Crate.LotID\", a.b]\n"),
            (
                "domains:\n  - {id: other, symbols: [a]}\n  - {id: crate, symbols: [b]}\n",
                "{id: crate, symbols: [\"*.Crate.LotID\", b]}",
            ),
        ] {
            let found = added(body, &symbols("crate")).unwrap();
            assert!(found.contains(expected), "{found}");
            let file: RuleFile = serde_saphyr::from_str(&format!("{HEAD}{found}")).unwrap();
            let domain = file.domains.iter().find(|it| it.id.text == "crate").unwrap();
            assert!(domain.symbols.iter().any(|it| it.text == "*.Crate.LotID"), "{found}");
        }
        assert!(added("domains: []\n", &symbols("crate")).is_err());
    }
}
