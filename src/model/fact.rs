//! What extraction and resolution say about the sources: occurrences, symbols, flows. Owned values, no syntax nodes.

use std::hash::BuildHasher;

use hashbrown::hash_table::{Entry, HashTable};
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::carrier::Carrier;
use super::source::{FileId, Source};
use super::span::Span;

/// What the syntax says an occurrence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Declaration of a struct field, or of a property of a TypeScript type.
    Field,
    /// `x.Name` that reads or writes a field or property.
    Selector,
    /// Key of a keyed struct literal (`T{Name: v}`) or of an object literal with a known type.
    LiteralKey,
    /// Method: declaration, interface element or use.
    Method,
    /// Function: declaration or use.
    Function,
    /// Parameter or receiver or named result: declaration or use.
    Parameter,
    /// Local variable or constant: declaration or use.
    Local,
    /// Package-level variable or constant: declaration or use.
    Global,
    /// Type: declaration or use.
    Type,
    /// Package name, import path or import alias.
    Import,
    /// Inside a struct tag.
    StructTag,
    /// First argument of a structured logging call (`.Str("run_id", …)`, `slog.String("run_id", …)`).
    LogKey,
    /// String key of a map or untyped object literal, or of an index expression.
    MapKey,
    /// Name of a URL query parameter, of a part of a path or of a form value.
    QueryParameter,
    /// SQL column.
    SqlColumn,
    /// SQL table.
    SqlTable,
    /// SQL index.
    SqlIndex,
    /// Literal value in SQL.
    SqlValue,
    /// Message, enum, service or field of a proto file.
    ProtoField,
    /// Text of a log message.
    LogMessage,
    /// Text of an error.
    ErrorText,
    /// Any other string.
    StringLiteral,
    /// Comment.
    Comment,
    /// Prose of a document.
    Prose,
    /// Code span or code block in a document.
    DocCode,
    /// Words in a file without syntax for us (Makefile, YAML, JSON …).
    PlainText,
    /// Label of a statement.
    Label,
    /// Anything else that is code.
    Other,
}

impl Role {
    /// True for a word in a sentence or string, which names no declared thing.
    pub fn is_in_text(self) -> bool {
        use Role::{Comment, DocCode, ErrorText, LogMessage, Prose, StringLiteral};
        matches!(self, Comment | LogMessage | ErrorText | StringLiteral | Prose | DocCode)
    }

    /// Every role, in the order of declaration.
    pub const ALL: [Role; 28] = [
        Role::Field,
        Role::Selector,
        Role::LiteralKey,
        Role::Method,
        Role::Function,
        Role::Parameter,
        Role::Local,
        Role::Global,
        Role::Type,
        Role::Import,
        Role::StructTag,
        Role::LogKey,
        Role::MapKey,
        Role::QueryParameter,
        Role::SqlColumn,
        Role::SqlTable,
        Role::SqlIndex,
        Role::SqlValue,
        Role::ProtoField,
        Role::LogMessage,
        Role::ErrorText,
        Role::StringLiteral,
        Role::Comment,
        Role::Prose,
        Role::DocCode,
        Role::PlainText,
        Role::Label,
        Role::Other,
    ];

    /// The kebab-case name used in JSONL and rule files.
    pub fn name(self) -> &'static str {
        match self {
            Role::Field => "field",
            Role::Selector => "selector",
            Role::LiteralKey => "literal-key",
            Role::Method => "method",
            Role::Function => "function",
            Role::Parameter => "parameter",
            Role::Local => "local",
            Role::Global => "global",
            Role::Type => "type",
            Role::Import => "import",
            Role::StructTag => "struct-tag",
            Role::LogKey => "log-key",
            Role::MapKey => "map-key",
            Role::QueryParameter => "query-parameter",
            Role::SqlColumn => "sql-column",
            Role::SqlTable => "sql-table",
            Role::SqlIndex => "sql-index",
            Role::SqlValue => "sql-value",
            Role::ProtoField => "proto-field",
            Role::LogMessage => "log-message",
            Role::ErrorText => "error-text",
            Role::StringLiteral => "string-literal",
            Role::Comment => "comment",
            Role::Prose => "prose",
            Role::DocCode => "doc-code",
            Role::PlainText => "plain-text",
            Role::Label => "label",
            Role::Other => "other",
        }
    }
}

/// How a decision was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// By words only.
    Textual,
    /// By flow or neighbours.
    Inferred,
    /// The declaration was found.
    Resolved,
}

impl Certainty {
    /// Every certainty, from the least.
    pub const ALL: [Certainty; 3] = [Certainty::Textual, Certainty::Inferred, Certainty::Resolved];

    /// The lower-case name used in JSONL and rule files.
    pub const fn name(self) -> &'static str {
        match self {
            Certainty::Resolved => "resolved",
            Certainty::Inferred => "inferred",
            Certainty::Textual => "textual",
        }
    }
}

/// Index of a symbol in a [`SymbolTable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SymbolId(pub u32);

/// A declared thing, or a string that names a value on a wire (log key, map key, column).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SymbolInfo {
    /// The name people, scripts and rules use (design, section 5). Not unique for locals: see `decl`.
    pub path: SmolStr,
    /// Keeps apart things of one path: `repo/folder` of the database's owner for SQL (two tables may be called `turns`),
    /// empty where `path` or `decl` says enough.
    pub scope: SmolStr,
    /// Its own name, the last part of `path`.
    pub name: SmolStr,
    /// What it is.
    pub role: Role,
    /// Where it is declared; `None` for things outside the roots and for strings.
    pub decl: Option<(FileId, Span)>,
    /// Names around the declaration, outermost first: package, type, function, message, table, heading.
    pub context: Vec<SmolStr>,
    /// Declared in a generated file.
    pub generated: bool,
    /// Declared outside the roots (dependency, standard library): never edited, never carries a domain onward.
    pub external: bool,
}

/// All symbols of a run; interns by path, scope and declaration, so that two locals `runID` of one function stay apart.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<SymbolInfo>", into = "Vec<SymbolInfo>")]
pub struct SymbolTable {
    pub(super) symbols: Vec<SymbolInfo>,
    /// The symbols by their [`SymbolInfo::key`], which is read where it stands: a copy of it would weigh more than all the rest.
    by_key: HashTable<SymbolId>,
}

impl From<Vec<SymbolInfo>> for SymbolTable {
    fn from(symbols: Vec<SymbolInfo>) -> Self {
        let mut by_key = HashTable::with_capacity(symbols.len());
        let hash = |id: &SymbolId| hash(&symbols[id.0 as usize]);
        for at in 0..symbols.len() as u32 {
            by_key.insert_unique(hash(&SymbolId(at)), SymbolId(at), hash);
        }
        Self { symbols, by_key }
    }
}

impl From<SymbolTable> for Vec<SymbolInfo> {
    fn from(table: SymbolTable) -> Self {
        table.symbols
    }
}

impl SymbolInfo {
    /// What keeps it apart from all others.
    fn key(&self) -> (&SmolStr, &SmolStr, Option<(FileId, Span)>) {
        (&self.path, &self.scope, self.decl)
    }
}

fn hash(info: &SymbolInfo) -> u64 {
    FxBuildHasher.hash_one(info.key())
}

impl SymbolTable {
    /// Adds a symbol, or finds the one with the same path, scope and declaration.
    pub fn intern(&mut self, info: SymbolInfo) -> SymbolId {
        let Self { symbols, by_key } = self;
        let known = |id: &SymbolId| symbols[id.0 as usize].key() == info.key();
        let place = by_key.entry(hash(&info), known, |id| hash(&symbols[id.0 as usize]));
        if let Entry::Occupied(known) = &place {
            return *known.get();
        }
        let id = SymbolId(symbols.len() as u32);
        place.insert(id);
        symbols.push(info);
        id
    }

    /// The symbol with this id. The id must come from this table.
    pub fn get(&self, id: SymbolId) -> &SymbolInfo {
        &self.symbols[id.0 as usize]
    }

    /// All symbols with their ids, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SymbolId, &SymbolInfo)> {
        self.symbols.iter().enumerate().map(|(at, info)| (SymbolId(at as u32), info))
    }

    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }
}

/// One occurrence of a term, with what syntax and resolution say of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Occurrence {
    /// The file.
    pub file: FileId,
    /// The whole identifier or word that holds the term.
    pub span: Span,
    /// Index of the term in the rule pack.
    pub term: u32,
    /// What the syntax says it is.
    pub role: Role,
    /// The declared thing it belongs to, when it was found.
    pub symbol: Option<SymbolId>,
    /// This occurrence declares `symbol`.
    pub declaration: bool,
    /// `Resolved` when `symbol` was found by its declaration.
    pub certainty: Certainty,
    /// Names around the occurrence, outermost first: package, type, function, message, table, heading, sibling `type:`.
    pub context: Vec<SmolStr>,
    /// For text (comments, messages, prose): the sentence or string the word stands in. For code: empty.
    pub text: SmolStr,
    /// For a key: the literal, call chain or block that it stands in. A key with an old name is a duplicate where its group
    /// has one with the canonical name.
    pub group: Option<Span>,
    /// What carries the name out of the program, where something does.
    pub carrier: Option<Carrier>,
    /// Why it stays as it is, whatever the rules say: where a link leads to, for one.
    pub kept: Option<SmolStr>,
}

/// A method of the roots that an interface binds to others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Method {
    /// Where its name is declared.
    pub decl: (FileId, Span),
    /// It is a method of an interface.
    pub interface: bool,
    /// Its parameters, in order.
    pub parameters: Vec<SymbolId>,
}

/// A key of a document that a type of one language writes, or a property of a type of another one that may read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Side {
    /// The name of the type.
    pub owner: SmolStr,
    /// It is the property.
    pub property: bool,
    /// The file where it stands.
    pub file: FileId,
    /// Where it stands.
    pub span: Span,
    /// The key or property.
    pub symbol: SymbolId,
}

/// What becomes flows when the facts of all repositories are together: its other end may lie in a repository that is not needed to understand
/// this one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The methods that `pairs` and `asking` speak of.
    pub methods: Vec<Method>,
    /// Pairs of methods that an interface binds, by their declarations.
    pub pairs: Vec<((FileId, Span), (FileId, Span))>,
    /// Declarations of methods of interfaces whose parameters bear a hit: their parameters are those of every method that implements them.
    pub asking: Vec<(FileId, Span)>,
    /// Names on the wire.
    pub sides: Vec<Side>,
}

/// Why two symbols hold the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlowKind {
    /// `a = b`, `a := b`, `var a = b`.
    Assign,
    /// Argument to parameter.
    Argument,
    /// Returned value to result.
    Return,
    /// Value of a literal key: `T{A: b}`, `{"run_id": b}`.
    Literal,
    /// A struct tag and its field.
    Tag,
    /// `.Str("run_id", x)`: log key and value.
    Log,
    /// `Scan(&x)` and the column; bind argument and placeholder.
    Sql,
    /// Channel send and receive.
    Channel,
    /// Range over a container.
    Range,
    /// `a == b`, `a != b`, `switch a { case b: }`.
    Compare,
    /// `f(x)` keeps the meaning of `x`: `strings.TrimSpace`, a conversion, `fmt.Sprint`.
    Through,
    /// The same thing in two languages (proto field and generated field, column and property).
    SameName,
    /// A document or comment names the symbol.
    Mention,
    /// A type and what is declared with it: `node *Node`, `nodes []Node`. Meaning travels from the type only.
    Type,
}

/// How far an edge may be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Neighbouring keys, words of a heading: never overrules `Strong`.
    Weak,
    /// The same value, by the language's own rules.
    Strong,
}

/// Two symbols hold the same value. Meaning travels both ways, but for [`FlowKind::Type`]; `from` is where the value comes from. Sorted by the
/// place first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flow {
    /// The file where this is seen.
    pub file: FileId,
    /// The expression, statement or key where this is seen.
    pub span: Span,
    /// Where the value comes from.
    pub from: SymbolId,
    /// Where it goes.
    pub to: SymbolId,
    /// How.
    pub kind: FlowKind,
    /// How far to trust it.
    pub strength: Strength,
}

/// What one file (or one language's pass over several files) says. Symbol ids are local to `symbols` until
/// [`FileFacts::merge_into`] moves everything into the tables of the run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FileFacts {
    /// The symbols that the rest refers to.
    pub symbols: SymbolTable,
    /// The occurrences of terms.
    pub occurrences: Vec<Occurrence>,
    /// The flows between symbols.
    pub flows: Vec<Flow>,
    /// What becomes flows when all facts are together; nothing afterwards.
    pub pending: Pending,
}

impl FileFacts {
    /// Moves these facts into `run`, renumbering the symbols.
    pub fn merge_into(self, run: &mut FileFacts) {
        let ids: Vec<SymbolId> = self.symbols.symbols.into_iter().map(|info| run.symbols.intern(info)).collect();
        let renumber = |id: SymbolId| ids[id.0 as usize];
        run.occurrences
            .extend(self.occurrences.into_iter().map(|it| Occurrence { symbol: it.symbol.map(renumber), ..it }));
        run.flows.extend(self.flows.into_iter().map(|it| Flow { from: renumber(it.from), to: renumber(it.to), ..it }));
        let Pending { methods, pairs, asking, sides } = self.pending;
        let parameters = |it: Vec<SymbolId>| it.into_iter().map(renumber).collect();
        let methods = methods.into_iter().map(|it| Method { parameters: parameters(it.parameters), ..it });
        run.pending.methods.extend(methods);
        run.pending.pairs.extend(pairs);
        run.pending.asking.extend(asking);
        run.pending.sides.extend(sides.into_iter().map(|it| Side { symbol: renumber(it.symbol), ..it }));
    }

    /// The same in the one order that these facts have: by places, then by names. Who came first, and in how many parts the facts were found,
    /// can't be seen any more, so that whatever is decided by order is decided alike.
    #[must_use]
    pub fn ordered(self) -> Self {
        self.renumbered().0
    }

    /// [`Self::ordered`], and the number that each symbol has now.
    pub fn renumbered(self) -> (Self, Vec<SymbolId>) {
        let mut order: Vec<u32> = (0..self.symbols.len() as u32).collect();
        let key = |it: &u32| {
            let info = &self.symbols.symbols[*it as usize];
            (info.decl, &info.path, &info.scope)
        };
        order.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
        let mut ids = vec![SymbolId(0); order.len()];
        order.iter().enumerate().for_each(|(new, old)| ids[*old as usize] = SymbolId(new as u32));
        let mut old: Vec<Option<SymbolInfo>> = self.symbols.symbols.into_iter().map(Some).collect();
        let symbols: Vec<SymbolInfo> = order.iter().filter_map(|it| old[*it as usize].take()).collect();
        let mut facts = Self { symbols: symbols.into(), ..Self::default() };
        let renumber = |id: SymbolId| ids[id.0 as usize];
        facts.occurrences = self.occurrences;
        facts.occurrences.iter_mut().for_each(|it| it.symbol = it.symbol.map(renumber));
        facts.occurrences.sort_by_key(|it| (it.file, it.span, it.term));
        facts.flows = self.flows;
        facts.flows.iter_mut().for_each(|it| (it.from, it.to) = (renumber(it.from), renumber(it.to)));
        facts.flows.sort_unstable();
        facts.flows.dedup();
        facts.pending = self.pending;
        let Pending { methods, pairs, asking, sides } = &mut facts.pending;
        sides.iter_mut().for_each(|it| it.symbol = renumber(it.symbol));
        sides.sort_unstable();
        sides.dedup();
        methods.iter_mut().for_each(|it| it.parameters.iter_mut().for_each(|it| *it = renumber(*it)));
        methods.sort_unstable();
        methods.dedup();
        pairs.sort_unstable();
        pairs.dedup();
        asking.sort_unstable();
        asking.dedup();
        (facts, ids)
    }

    /// True when every place lies in one of `sources`, and every id is one of these symbols or of so many terms: facts of a
    /// run are so, those that come from a file may be anything.
    pub fn is_consistent(&self, sources: &[Source], terms: usize) -> bool {
        let lies = |file: FileId, span: Span| {
            let text = sources.get(file.0 as usize).map(|source| &*source.text);
            text.is_some_and(|text| text.get(span.range()).is_some())
        };
        let known = |symbol: SymbolId| (symbol.0 as usize) < self.symbols.len();
        let declared = |it: &SymbolInfo| it.decl.is_none_or(|(file, span)| lies(file, span));
        let occurs = |it: &Occurrence| {
            let inside = lies(it.file, it.span) && it.group.is_none_or(|span| lies(it.file, span));
            inside && it.symbol.is_none_or(known) && (it.term as usize) < terms
        };
        let flows = |it: &Flow| known(it.from) && known(it.to) && lies(it.file, it.span);
        let bound = self.pending != Pending::default();
        let symbols = self.symbols.symbols.iter().all(declared);
        !bound && symbols && self.occurrences.iter().all(occurs) && self.flows.iter().all(flows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_published_formats() {
        let json = |name: &str| format!("\"{name}\"");
        for role in Role::ALL {
            assert_eq!(serde_json::to_string(&role).ok(), Some(json(role.name())));
        }
        for certainty in Certainty::ALL {
            assert_eq!(serde_json::to_string(&certainty).ok(), Some(json(certainty.name())));
        }
        for change in crate::model::Change::ALL {
            assert_eq!(serde_json::to_string(&change).ok(), Some(json(change.name())));
        }
    }

    #[test]
    fn facts_that_point_nowhere_are_not_consistent() {
        let text = "é run";
        let source = Source {
            id: FileId(0),
            repo: crate::model::RepoId(0),
            path: "a".into(),
            absolute: "/a".into(),
            language: crate::model::Language::named("text"),
            text: text.into(),
            generated: false,
            left_out: false,
            beside: false,
            applied: false,
        };
        let whole = Span::new(0, text.len());
        let (symbol, file) = (SymbolId(0), FileId(0));
        let info = SymbolInfo {
            path: "a".into(),
            scope: "".into(),
            name: "a".into(),
            role: Role::Field,
            decl: Some((file, whole)),
            context: Vec::new(),
            generated: false,
            external: false,
        };
        let occurrence = Occurrence {
            file,
            span: whole,
            term: 0,
            role: Role::Field,
            symbol: Some(symbol),
            declaration: true,
            certainty: Certainty::Resolved,
            context: Vec::new(),
            text: "".into(),
            group: Some(whole),
            carrier: None,
            kept: None,
        };
        let (kind, strength) = (FlowKind::Assign, Strength::Strong);
        let flow = Flow { from: symbol, to: symbol, kind, strength, file, span: whole };
        let facts = || FileFacts {
            symbols: vec![info.clone()].into(),
            occurrences: vec![occurrence.clone()],
            flows: vec![flow.clone()],
            pending: Pending::default(),
        };
        let holds = |facts: FileFacts| facts.is_consistent(std::slice::from_ref(&source), 1);
        assert!(holds(facts()));
        let (cut, long) = (Span::new(1, 3), Span::new(0, text.len() + 1));
        let back = Span { start: 3, end: 2 };
        let with = |change: &dyn Fn(&mut FileFacts)| {
            let mut facts = facts();
            change(&mut facts);
            facts
        };
        let broken: [&dyn Fn(&mut FileFacts); 11] = [
            &|it| it.symbols.symbols[0].decl = Some((FileId(1), whole)),
            &|it| it.symbols.symbols[0].decl = Some((file, long)),
            &|it| it.occurrences[0].file = FileId(1),
            &|it| it.occurrences[0].span = cut,
            &|it| it.occurrences[0].span = back,
            &|it| it.occurrences[0].term = 1,
            &|it| it.occurrences[0].symbol = Some(SymbolId(1)),
            &|it| it.occurrences[0].group = Some(long),
            &|it| it.flows[0].from = SymbolId(1),
            &|it| it.flows[0].to = SymbolId(u32::MAX),
            &|it| it.flows[0].span = long,
        ];
        for (at, change) in broken.iter().enumerate() {
            assert!(!holds(with(change)), "change {at}");
        }
    }
}
