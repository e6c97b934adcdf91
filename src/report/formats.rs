//! The table of all formats. The command line offers what the table has, and tests look at each line of it.

use super::Format;

/// All formats, in the order in which help lists them.
pub const FORMATS: &[Format] = &[
    super::human::FORMAT,
    super::human::CONCISE,
    super::markdown::FORMAT,
    super::html::FORMAT,
    super::json::FORMAT,
    super::jsonl::FORMAT,
    super::sarif::FORMAT,
    super::csv::FORMAT,
    super::github::FORMAT,
    super::gitlab::FORMAT,
    super::rdjson::FORMAT,
    super::checkstyle::FORMAT,
    super::junit::FORMAT,
    super::sql::FORMAT,
    super::agent::FORMAT,
];

/// The format with this name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|it| it.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;
    use super::*;

    #[test]
    fn each_format_has_a_name_of_its_own_and_renders_something() {
        let names: BTreeSet<&str> = FORMATS.iter().map(|it| it.name).collect();
        assert_eq!(names.len(), FORMATS.len());
        for it in FORMATS {
            let inventory = [it.scan, it.check].iter().flatten().count();
            let others = [
                it.refs.is_some(),
                it.apply.is_some(),
                it.plan.is_some(),
                it.sql.is_some(),
                it.verify.is_some(),
                it.explain.is_some(),
            ];
            assert!(inventory + others.iter().filter(|it| **it).count() > 0, "{} renders nothing", it.name);
            assert!(!it.about.is_empty(), "{}", it.name);
        }
    }

    #[test]
    fn every_renderer_of_an_inventory_writes_all_of_it() {
        for (format, render) in
            FORMATS.iter().flat_map(|it| [it.scan, it.check].into_iter().flatten().map(move |render| (it, render)))
        {
            let mut bytes = Vec::new();
            render(&sample::inventory(), &sample::meta(), &mut bytes).expect("memory takes everything");
            assert!(String::from_utf8_lossy(&bytes).contains("chat/router.go"), "{}", format.name);
        }
    }
}
