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
    /// A meaning that the file does not have, with a category and a rule of its own.
    Meaning {
        /// Its name in conditions.
        id: String,
        /// What it is called.
        title: String,
        /// The category that it gets.
        category: String,
        /// Globs over the paths of its symbols.
        symbols: Vec<String>,
        /// Why.
        why: String,
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
            add_entry(&mut lines, "rules", &rule, if *first { Spot::First } else { Spot::Last }, newline)?;
        }
        Addition::Meaning { id, title, category, symbols, why } => {
            let rule = yaml::scalar(&format!("means-{id}"));
            let (id, title, category) = (yaml::scalar(id), yaml::scalar(title), yaml::scalar(category));
            let (symbols, why) = (yaml::list(symbols), yaml::scalar(why));
            let domain = format!("- {{id: {id}, title: {title}, symbols: {symbols}}}{newline}");
            add_entry(&mut lines, "domains", &domain, Spot::Last, newline)?;
            let described = format!("- {{id: {category}, description: {title}, action: Keep}}{newline}");
            add_entry(&mut lines, "categories", &described, Spot::Last, newline)?;
            let rule = format!("- {{id: {rule}, when: {{domain: {id}}}, category: {category}, why: {why}}}{newline}");
            add_entry(&mut lines, "rules", &rule, Spot::BeforeMeanings, newline)?;
        }
        Addition::Symbols { domain, symbols } => {
            let found = file.domains.iter().find(|it| it.id.text == *domain);
            let found = found.ok_or_else(|| format!("the meaning `{domain}` does not stand in it"))?;
            add_symbols(&mut lines, found, symbols, newline)?;
        }
    }
    Ok(lines.concat())
}

/// Where an entry goes among those of its list.
#[derive(Clone, Copy, PartialEq)]
enum Spot {
    First,
    Last,
    /// Before the first rule that asks for a meaning, so that no rule for what has none comes first; else the last.
    BeforeMeanings,
}

/// Adds an entry to the list of a key of the file.
fn add_entry(lines: &mut Vec<String>, name: &str, entry: &str, spot: Spot, newline: &str) -> Result<(), String> {
    let head = format!("{name}:");
    let Some(key) = lines.iter().position(|line| line.starts_with(&head)) else {
        lines.push(format!("{newline}{head}{newline}  {entry}"));
        return Ok(());
    };
    let behind = lines[key][head.len()..].trim();
    if behind == "[]" {
        lines[key] = format!("{head}{newline}");
        lines.insert(key + 1, format!("  {entry}"));
        return Ok(());
    }
    if !behind.is_empty() && !behind.starts_with('#') {
        return Err(format!("its `{name}` are not a list of lines that begin with `-`"));
    }
    let is_within = |line: &String| line.trim().is_empty() || line.starts_with([' ', '-', '#']);
    let end = lines[key + 1..].iter().position(|line| !is_within(line)).map_or(lines.len(), |it| key + 1 + it);
    let is_entry = |line: &String| line.trim_start().starts_with('-');
    let first = lines[key + 1..end].iter().find(|line| is_entry(line)).ok_or(format!("its `{name}` have no entry"))?;
    let indent = first[..first.len() - first.trim_start().len()].to_owned();
    let says = |line: &&String| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let last = lines[..end].iter().rposition(|line| says(&line)).unwrap_or(key) + 1;
    let at = match spot {
        Spot::First => key + 1,
        Spot::Last => last,
        Spot::BeforeMeanings => {
            let asks = |line: &String| !line.trim_start().starts_with('#') && line.contains("domain: ");
            let asking = lines[key + 1..end].iter().position(asks).map(|it| key + 1 + it);
            let begins = |line: &String| line.strip_prefix(&indent).is_some_and(|it| it.starts_with('-'));
            asking.and_then(|asking| lines[..=asking].iter().rposition(begins)).unwrap_or(last)
        }
    };
    lines.insert(at, format!("{indent}{entry}"));
    Ok(())
}

fn add_symbols(lines: &mut Vec<String>, domain: &DomainFile, symbols: &[String], newline: &str) -> Result<(), String> {
    let list = symbols.iter().map(|it| yaml::scalar(it)).collect::<Vec<_>>().join(", ");
    if let Some(known) = domain.symbols.iter().next() {
        let (line, at) = position(lines, known.at).ok_or("its `symbols` can't be found")?;
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
    let (line, at) = position(lines, domain.id.at).ok_or("the meaning can't be found")?;
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
fn position(lines: &[String], at: Location) -> Option<(usize, usize)> {
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
    fn a_new_meaning_has_a_category_and_a_rule_before_those_of_other_meanings() {
        let text = |it: &str| it.to_owned();
        let new = Addition::Meaning {
            id: text("wal"),
            title: text("Wal lot"),
            category: text("WAL_LOT"),
            symbols: vec![text("*.LotID")],
            why: text("so"),
        };
        let rule = "  - {id: means-wal, when: {domain: wal}, category: WAL_LOT, why: so}\n";
        for (rules, at) in [
            (
                "  - {id: a, when: {generated: true}, category: A}\n  - {id: b, when: {domain: crate}, category: A}\n",
                "  - {id: b",
            ),
            ("  - id: b\n    when:\n      domain: crate\n    category: A\n", "  - id: b"),
            ("  # domain: none yet\n  - {id: a, when: {}, category: A}\n", ""),
        ] {
            let lists = "categories:\n  - {id: A, description: a, action: Keep}\n";
            let head = HEAD.lines().filter(|it| !it.starts_with("categories")).collect::<Vec<_>>().join("\n");
            let body = format!("{head}\n{lists}domains:\n  - {{id: crate}}\nrules:\n{rules}");
            let found = amended(&body, &new).unwrap();
            let category = "action: Keep}\n  - {id: WAL_LOT, description: Wal lot, action: Keep}\n";
            assert!(found.contains(category), "{found}");
            assert!(
                found.contains("  - {id: crate}\n  - {id: wal, title: Wal lot, symbols: [\"*.LotID\"]}\n"),
                "{found}"
            );
            assert!(found.contains(&format!("{rule}{at}")) && (!at.is_empty() || found.ends_with(rule)), "{found}");
        }
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
