//! What a Go file declares at its top level, found by a lexer that skips bodies: hundreds of megabytes a second, on any
//! bytes. Leaves the inside of declarations to `parse`, and their meaning to `resolve`.

use smol_str::SmolStr;

use super::entries::{Entry, EntryKind, Outline};
use super::scan::{Scanner, Token};
use crate::lang::go::ast::{Ident, Import};
use crate::model::Span;

/// Splits a Go file into its top-level declarations. Reads any text, in linear time.
///
/// Where brackets don't balance, each `func`, `type`, `var`, `const` at the first column starts afresh, so that one
/// broken function does not hide the next.
pub fn outline(text: &str) -> Outline {
    let mut whole = OutlineReader::new(text, 0, text.len());
    whole.top_level();
    let broken = whole.broken || whole.scanner.unclosed;
    let (mut outline, notes) = if broken { by_segments(text) } else { (whole.outline, whole.scanner.notes) };
    outline.broken = broken;
    let header_end = outline.package.as_ref().map_or(text.len() as u32, |package| package.span.start);
    for note in notes {
        outline.note(text, note, header_end);
    }
    outline
}

fn by_segments(text: &str) -> (Outline, Vec<Span>) {
    let mut starts = column_zero_keywords(text);
    starts.insert(0, 0);
    let mut joined = Outline::default();
    let mut notes = Vec::new();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        let mut reader = OutlineReader::new(text, start, end);
        reader.segment = true;
        reader.top_level();
        joined.package = joined.package.or(reader.outline.package);
        joined.cgo |= reader.outline.cgo;
        joined.imports.extend(reader.outline.imports);
        joined.entries.extend(reader.outline.entries);
        notes.extend(reader.scanner.notes);
    }
    (joined, notes)
}

/// The starts of lines that begin with a keyword of a declaration, outside of strings and comments.
fn column_zero_keywords(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut scanner = Scanner::new(bytes, 0, bytes.len());
    let mut starts = Vec::new();
    loop {
        match scanner.next() {
            Token::End => return starts,
            Token::Word(word) => {
                let start = word.start as usize;
                let first_column = start > 0 && bytes[start - 1] == b'\n';
                if first_column
                    && matches!(scanner.bytes_of(word), b"func" | b"type" | b"var" | b"const" | b"import" | b"package")
                {
                    starts.push(start);
                }
            }
            _ => {}
        }
    }
}

struct OutlineReader<'a> {
    text: &'a str,
    end: usize,
    scanner: Scanner<'a>,
    outline: Outline,
    broken: bool,
    /// Reading one segment of a broken file: only its first declaration counts.
    segment: bool,
}

/// Where a spec or signature ended.
struct Stop {
    /// One past its last token.
    end: usize,
    /// A `)` that belongs to the group ended it.
    closed: bool,
}

impl<'a> OutlineReader<'a> {
    fn new(text: &'a str, start: usize, end: usize) -> Self {
        Self {
            text,
            end,
            scanner: Scanner::new(text.as_bytes(), start, end),
            outline: Outline::default(),
            broken: false,
            segment: false,
        }
    }

    fn top_level(&mut self) {
        loop {
            match self.scanner.next() {
                Token::End => return,
                Token::Newline | Token::Other(b';') => {}
                Token::Word(word) => {
                    let start = word.start as usize;
                    match self.scanner.bytes_of(word) {
                        _ if self.segment && !self.outline.entries.is_empty() => self.junk(word.end as usize),
                        b"package" => self.package(),
                        b"import" => self.import(),
                        b"func" => self.func(start),
                        b"type" => self.declaration(EntryKind::Type, start),
                        b"var" => self.declaration(EntryKind::Var, start),
                        b"const" => self.constants(start),
                        _ => self.junk(word.end as usize),
                    }
                }
                Token::Literal(span) => self.junk(span.end as usize),
                Token::Open(..) | Token::Close(_) | Token::Other(_) => self.junk(self.scanner.pos),
            }
        }
    }

    /// Something at the top level that is no declaration. After a function it is most likely the rest of its body, which
    /// one brace too many has closed early.
    fn junk(&mut self, end: usize) {
        self.broken = true;
        if self.segment
            && let Some(entry) = self.outline.entries.last_mut()
            && entry.kind == EntryKind::Func
        {
            entry.span.end = end as u32;
            match &mut entry.body {
                Some(body) => body.end = end as u32,
                None => {
                    let from = self.text.get(entry.span.range()).and_then(|text| text.find('{'));
                    entry.body = from.map(|at| Span::new(entry.span.start as usize + at, end));
                }
            }
        }
    }

    fn package(&mut self) {
        if let Token::Word(word) = self.scanner.next()
            && self.outline.package.is_none()
        {
            self.outline.package = Some(self.ident(word));
        }
    }

    fn import(&mut self) {
        match self.scanner.next() {
            Token::Open(b'(', _) => loop {
                match self.scanner.next() {
                    Token::Close(b')') => return,
                    Token::End => {
                        self.broken = true;
                        return;
                    }
                    Token::Newline | Token::Other(b';') => {}
                    token => self.import_spec(token),
                }
            },
            token => self.import_spec(token),
        }
    }

    fn import_spec(&mut self, first: Token) {
        let (alias, path) = match first {
            Token::Word(word) => (Some(self.ident(word)), self.scanner.next()),
            Token::Other(b'.') => {
                let at = self.scanner.pos - 1;
                (Some(self.ident(Span::new(at, at + 1))), self.scanner.next())
            }
            token => (None, token),
        };
        let Token::Literal(span) = path else {
            self.broken = true;
            return;
        };
        let quoted = self.text.get(span.range()).unwrap_or_default();
        let path = SmolStr::new(quoted.trim_matches(['"', '`']));
        self.outline.cgo |= path == "C";
        self.outline.imports.push(Import { alias, path, span });
    }

    fn func(&mut self, start: usize) {
        let mut entry = Entry::new(EntryKind::Func, start);
        let mut token = self.scanner.next();
        if let Token::Open(b'(', open) = token {
            self.scanner.skip_brackets(b'(');
            let span = Span::new(open, self.scanner.pos);
            entry.receiver = Some(receiver_type(self.text, span));
            entry.receiver_span = Some(span);
            token = self.scanner.next();
        }
        let Token::Word(name) = token else {
            self.broken = true;
            // A segment still has its body read, under no name.
            entry.span.end = self.scanner.pos as u32;
            if self.segment {
                entry.span.end = self.trimmed_end() as u32;
                self.scanner.pos = self.end;
            }
            return;
        };
        entry.names = vec![self.ident(name)];
        entry.span.end = name.end;
        self.signature(&mut entry);
        self.outline.entries.push(entry);
    }

    /// From the name of a function to the end of its body.
    fn signature(&mut self, entry: &mut Entry) {
        // True where a line end would be a semicolon.
        let mut complete = true;
        let mut type_follows = false;
        let mut first = true;
        loop {
            let before = self.scanner.pos;
            match self.scanner.next() {
                Token::Open(b'{', open) => {
                    self.scanner.skip_brackets(b'{');
                    entry.span.end = self.scanner.pos as u32;
                    if !type_follows {
                        entry.body = Some(Span::new(open, self.scanner.pos));
                        return;
                    }
                    type_follows = false;
                    complete = true;
                }
                Token::Open(bracket, open) => {
                    self.scanner.skip_brackets(bracket);
                    entry.span.end = self.scanner.pos as u32;
                    if first && bracket == b'[' {
                        entry.type_params = Some(Span::new(open, self.scanner.pos));
                    }
                    complete = true;
                }
                Token::Word(word) => {
                    let text = self.scanner.bytes_of(word);
                    type_follows = matches!(text, b"struct" | b"interface");
                    complete = !type_follows && !matches!(text, b"func" | b"map" | b"chan");
                    entry.span.end = word.end;
                }
                Token::Newline if complete => {
                    // An opening brace on its own line is an error in Go, but it is plain what was meant.
                    let after = self.scanner.pos;
                    if let Token::Open(b'{', open) = self.scanner.next() {
                        self.broken |= !self.segment;
                        self.scanner.skip_brackets(b'{');
                        entry.span.end = self.scanner.pos as u32;
                        entry.body = Some(Span::new(open, self.scanner.pos));
                    } else {
                        self.scanner.pos = after;
                    }
                    return;
                }
                Token::Newline => {}
                Token::End | Token::Other(b';') => return,
                Token::Close(_) => {
                    self.scanner.pos = before;
                    return;
                }
                Token::Literal(_) | Token::Other(_) => complete = false,
            }
            first = false;
        }
    }

    /// A `type` or `var` declaration: one entry for each spec.
    fn declaration(&mut self, kind: EntryKind, start: usize) {
        if !self.opens_group() {
            self.spec(kind, Some(start));
            return;
        }
        let first = self.outline.entries.len();
        self.group(|reader| reader.spec(kind, None));
        let group = Span::new(start, self.scanner.pos);
        for entry in &mut self.outline.entries[first..] {
            entry.group = Some(group);
        }
    }

    /// Reads the parenthesis of a group, if one comes next.
    fn opens_group(&mut self) -> bool {
        let before = self.scanner.pos;
        let opens = matches!(self.scanner.next(), Token::Open(b'(', _));
        if !opens {
            self.scanner.pos = before;
        }
        opens
    }

    /// Reads the specs of a group up to its closing parenthesis.
    fn group(&mut self, mut spec: impl FnMut(&mut Self) -> Stop) {
        loop {
            let before = self.scanner.pos;
            match self.scanner.next() {
                Token::Close(b')') => return,
                Token::End => {
                    self.broken = true;
                    return;
                }
                Token::Newline | Token::Other(b';') => {}
                Token::Word(_) => {
                    self.scanner.pos = before;
                    if spec(self).closed {
                        return;
                    }
                }
                _ => self.broken = true,
            }
        }
    }

    /// A spec, with the keyword at `start` or without one.
    fn spec(&mut self, kind: EntryKind, start: Option<usize>) -> Stop {
        let mut entry = Entry::new(kind, start.unwrap_or(self.scanner.pos));
        let (names, stop) = self.spec_rest(kind == EntryKind::Type);
        if let Some(name) = names.first() {
            if start.is_none() {
                entry.span.start = name.span.start;
            }
            entry.span.end = (stop.end as u32).max(entry.span.start);
            entry.names = names;
            self.outline.entries.push(entry);
        } else {
            self.broken = true;
        }
        stop
    }

    /// A `const` declaration: one entry, with all names of a group.
    fn constants(&mut self, start: usize) {
        let mut entry = Entry::new(EntryKind::Const, start);
        if self.opens_group() {
            self.group(|reader| {
                let (names, stop) = reader.spec_rest(false);
                entry.names.extend(names);
                stop
            });
            entry.span.end = self.scanner.pos as u32;
        } else {
            let (names, stop) = self.spec_rest(false);
            entry.names = names;
            entry.span.end = (stop.end as u32).max(entry.span.start);
        }
        self.outline.entries.push(entry);
    }

    /// The names of a spec and where it ends: at a semicolon (written, or implied by the line end) or at the
    /// parenthesis of its group, which is then read too.
    fn spec_rest(&mut self, one_name: bool) -> (Vec<Ident>, Stop) {
        let mut names: Vec<Ident> = Vec::new();
        let mut want_name = true;
        // True where a line end would be a semicolon.
        let mut complete = false;
        let mut end = self.scanner.pos;
        loop {
            let token = self.scanner.next();
            match token {
                Token::Newline if complete => return (names, Stop { end, closed: false }),
                Token::Newline => continue,
                Token::End | Token::Other(b';') => return (names, Stop { end, closed: false }),
                Token::Close(b')') => return (names, Stop { end, closed: true }),
                Token::Close(_) => {
                    self.broken = true;
                    return (names, Stop { end, closed: false });
                }
                Token::Open(bracket, _) => {
                    want_name = false;
                    self.scanner.skip_brackets(bracket);
                    complete = true;
                }
                Token::Word(word) => {
                    let text = self.scanner.bytes_of(word);
                    if want_name {
                        // Nearly every spec has one name.
                        names.reserve_exact(1);
                        names.push(self.ident(word));
                        want_name = false;
                    }
                    complete = !matches!(text, b"struct" | b"interface" | b"func" | b"map" | b"chan");
                }
                Token::Literal(_) => complete = true,
                Token::Other(byte) => {
                    // `a, b = …`: names go on as long as only commas stand between them.
                    want_name = byte == b',' && !one_name && !names.is_empty() && end == last_name_end(&names);
                    complete = false;
                }
            }
            end = self.scanner.pos;
        }
    }

    fn ident(&self, span: Span) -> Ident {
        Ident { name: SmolStr::new(self.text.get(span.range()).unwrap_or_default()), span }
    }

    fn trimmed_end(&self) -> usize {
        self.text.get(..self.end).map_or(self.end, |text| text.trim_end().len())
    }
}

fn last_name_end(names: &[Ident]) -> usize {
    names.last().map_or(0, |name| name.span.end as usize)
}

/// The base type of a receiver `(r *pkg.T[K])`: the last name before type parameters or the closing parenthesis.
fn receiver_type(text: &str, span: Span) -> SmolStr {
    let mut scanner = Scanner::new(text.as_bytes(), span.start as usize + 1, span.end as usize);
    let mut last = SmolStr::default();
    loop {
        match scanner.next() {
            Token::Word(word) => last = SmolStr::new(text.get(word.range()).unwrap_or_default()),
            Token::Open(b'[', _) | Token::End | Token::Other(b',') => return last,
            _ => {}
        }
    }
}
