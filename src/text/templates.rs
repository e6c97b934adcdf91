//! Where a template asks its data for a key: `{{ .entries }}` of Go, `{{ entries }}` of Mustache, Handlebars, Jinja and Liquid,
//! `{% for it in entries %}`, and `<%= entries %>` of ERB and EJS. Nothing says which program renders a template, so only the word counts.

use memchr::memmem;

/// What opens and closes a part of a template that is worked out.
const DELIMITERS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("<%", "%>")];

/// The last parts of names of files that are templates as a whole. In others, such as settings, a word between braces is a variable of the
/// program that reads them.
const TEMPLATES: &[&str] = &[
    "html",
    "htm",
    "tmpl",
    "tpl",
    "gotmpl",
    "gohtml",
    "hbs",
    "handlebars",
    "mustache",
    "ejs",
    "j2",
    "jinja",
    "jinja2",
    "njk",
    "liquid",
    "twig",
    "erb",
    "eta",
];

/// The text has parts that are worked out, so it may be a template.
pub(crate) fn has_parts(text: &str) -> bool {
    DELIMITERS.iter().any(|(open, _)| memmem::find(text.as_bytes(), open.as_bytes()).is_some())
}

/// The first place, in bytes, where the file `path` with this `text` asks for `key` as a template does; `None` where it does not.
pub(crate) fn asks_for(path: &str, text: &str, key: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), key.as_bytes())?;
    let is_template = path.rsplit('.').next().is_some_and(|it| TEMPLATES.contains(&it));
    let firsts = DELIMITERS.iter().filter_map(|(open, close)| {
        let mut from = 0;
        while let Some(at) = text[from..].find(open).map(|it| it + from) {
            let start = at + open.len();
            let end = text[start..].find(close).map_or(text.len(), |it| it + start);
            // `${{ … }}` is worked out by what runs a pipeline, from its own contexts.
            if !text[..at].ends_with('$')
                && let Some(found) = asked(&text[start..end], key, is_template)
            {
                return Some(start + found);
            }
            from = end;
        }
        None
    });
    firsts.min()
}

/// The first place in the inner part of a template where the data is asked for `key`.
fn asked(inner: &str, key: &str, is_template: bool) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut quote = None;
    let mut words = inner.match_indices(key).peekable();
    for (at, c) in inner.char_indices() {
        while words.next_if(|(start, _)| *start < at).is_some() {}
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            _ => {}
        }
        if quote.is_some() || words.peek().is_none_or(|(start, _)| *start != at) {
            continue;
        }
        let (before, behind) = (&inner[..at], &inner[at + key.len()..]);
        if before.ends_with(is_word) || behind.starts_with(is_word) {
            continue;
        }
        // `.entries` and `$.entries` are keys of the data; what stands before the dot of `.Values.entries` has it from elsewhere.
        let is_owned = |it: &str| it.ends_with(|c| is_word(c) || matches!(c, ')' | ']' | '.'));
        let is_of_data = before.strip_suffix('.').is_some_and(|it| !is_owned(it));
        if is_of_data || is_template && !before.ends_with('.') {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_asks_its_data_for_a_key() {
        for (path, text, expected) in [
            ("a.html", "<p>{{ range .lots }}", Some(".lots")),
            ("a.html", "<p>lots {{ with $.lots }}", Some(".lots")),
            ("a.hbs", "{{#each lots}}", Some("#each lots")),
            ("a.j2", "{% for it in lots %}", Some(" lots")),
            ("a.ejs", "<%= lots.length %>", Some(" lots")),
            ("a.go", "const page = `{{ range .lots }}`", Some(".lots")),
            ("a.yaml", "name: {{ .lots }}", Some(".lots")),
        ] {
            let at = asks_for(path, text, "lots");
            assert_eq!(at, expected.map(|it| text.find(it).unwrap() + it.len() - "lots".len()), "{text}");
        }
    }

    #[test]
    fn what_is_no_key_of_the_data_is_passed_over() {
        for (path, text) in [
            ("a.html", "<p>lots {{ .slots }} {{ .lots_of }} {{ t \"lots\" }}"),
            ("a.yaml", "run: ${{ inputs.lots }} {{ lots }}"),
            ("a.yaml", "size: {{ .Values.lots }}"),
            ("a.go", "rows := [][]row{{lots, shop.lots}}"),
            ("a.tsx", "<Table style={{ ...lots }} />"),
        ] {
            assert_eq!(asks_for(path, text, "lots"), None, "{text}");
        }
    }
}
