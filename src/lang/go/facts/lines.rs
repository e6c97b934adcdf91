//! What the line of a hit says about it. Hits come in order and a line may be the whole file: each line is looked at once.

use smol_str::SmolStr;

/// The lines of a file, asked in the order of the file.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where the first declaration is seen, and the first `import`.
    code: usize,
    import: usize,
    last: Option<Line>,
}

struct Line {
    start: usize,
    end: usize,
    package: bool,
    /// It is a string, perhaps with a name before it.
    one_string: bool,
    /// The name that a comment on it stands beside, once asked for.
    beside: Option<Option<SmolStr>>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let behind = |word: &str| text.find(word).map_or(usize::MAX, |at| at + word.len());
        let code = ["\nfunc ", "\ntype ", "\nvar ", "\nconst "].into_iter().map(behind).min().unwrap_or(usize::MAX);
        Self { text, code, import: behind("import"), last: None }
    }

    /// `at` lies in a package clause.
    pub(super) fn in_package_clause(&mut self, at: u32) -> bool {
        self.line(at).package
    }

    /// An import line: a string with nothing but a name before it, in the part of the file before the first declaration.
    pub(super) fn in_import(&mut self, at: u32) -> bool {
        self.code > at as usize && self.import <= at as usize && self.line(at).one_string
    }

    /// The name that a comment stands beside: of the code before it on its line, or right below it.
    pub(super) fn beside(&mut self, comment: u32) -> Option<SmolStr> {
        let text = self.text;
        let line = self.line(comment);
        let (own, end) = (&text[line.start..line.end], line.end);
        line.beside.get_or_insert_with(|| beside(own, text.get(end + 1..).unwrap_or_default())).clone()
    }

    fn line(&mut self, at: u32) -> &mut Line {
        let (text, at) = (self.text, at as usize);
        let last = self.last.take().filter(|last| (last.start..=last.end).contains(&at));
        self.last.insert(last.unwrap_or_else(|| {
            let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
            let line = text[start..end].trim();
            Line {
                start,
                end,
                package: text[start..end].trim_start().starts_with("package "),
                one_string: line.ends_with('"') && line.matches('"').count() == 2,
                beside: None,
            }
        }))
    }
}

/// `own` is the line of the comment, `below` what follows it.
fn beside(own: &str, below: &str) -> Option<SmolStr> {
    let code = own.split("//").next().unwrap_or_default().trim();
    let code = if code.is_empty() {
        let mut below = below.lines().map(str::trim).take(8);
        below.find(|line| !line.starts_with("//") && !line.starts_with('*')).unwrap_or_default()
    } else {
        code
    };
    let name = code.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    (!name.is_empty()).then(|| SmolStr::new(name))
}
