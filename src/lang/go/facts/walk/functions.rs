//! Calls and functions: arguments to parameters, what a call gives, what a function's name says of its parameter or result.

use smol_str::{SmolStr, format_smolstr};

use crate::lang::go::ast::{Expr, ExprKind, Ident, Signature};
use crate::lang::go::resolve::handed_back::passes_through;
use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::resolve::types::{Basic, Type};
use crate::model::{FlowKind, Prefix, Role, Span, Strength, SymbolId, SymbolInfo, SymbolPath};

use super::calls::{self, Argument, Receiver};
use super::{Around, Frame, Walker};

impl Walker<'_, '_> {
    pub(super) fn call(&mut self, call: &Expr, function: &Expr, arguments: &[Expr]) {
        let target = self.callee(function);
        let package = target.and_then(|object| self.package(object));
        self.bind_arguments(function, target, arguments);
        let listed = self.around.group.filter(|_| self.is_attribute(function, package.as_deref(), arguments));
        let chain = self.around.chain.or(listed).unwrap_or_else(|| self.chain_group(call, function));
        let built = self.built.clone();
        // The last call of a chain has seen what all of them say.
        let is_inner = self.built.is_some() && self.around.chain.is_some();
        let now = if is_inner { None } else { self.built_by(call) };
        let is_built = now.is_some() || is_inner;
        if now.is_some() {
            self.built = now;
        }
        self.within(Around { chain: Some(chain), ..self.around }, |walker| walker.expr(function));
        let cookies = matches!(&function.kind, ExprKind::Selector { name, .. } if calls::sets_cookie(&name.name));
        let cookies = cookies.then_some(chain);
        self.within(Around { chain: None, group: Some(chain), cookies, ..self.around }, |walker| {
            if !walker.copies(function, arguments) {
                walker.arguments(call, function, arguments, package.as_deref(), is_built);
            }
        });
        self.built = built;
    }

    /// A chain is one group. Keys that are added to one event in several statements (`e.Str(…)`) share their block.
    pub(super) fn chain_group(&self, call: &Expr, function: &Expr) -> Span {
        if let ExprKind::Selector { operand, name } = &function.kind
            && (calls::sets_key(&name.name) || calls::sets_cookie(&name.name))
        {
            return self.first_set(operand.span, name).unwrap_or(call.span);
        }
        let mut inner = function;
        while let ExprKind::Selector { operand, name } = &inner.kind {
            match &operand.kind {
                ExprKind::Call { function, .. } => inner = function,
                ExprKind::Ident(_) if calls::adds_key(&name.name) => {
                    return self.blocks.last().copied().unwrap_or(call.span);
                }
                _ => break,
            }
        }
        call.span
    }

    /// `slog.String("run_id", x)`: a pair of its own, which is compared with what stands beside it.
    fn is_attribute(&self, function: &Expr, package: Option<&str>, arguments: &[Expr]) -> bool {
        let (name, Some(operand)) = calls::callee(function) else { return false };
        let of_package = || match self.info.object(operand.span.start) {
            Some(object) => self.universe.object(object).kind == ObjKind::PkgName,
            None => matches!(&operand.kind, ExprKind::Ident(name) if name == "slog" || name == "zap"),
        };
        arguments.len() == 2
            && arguments[0].is_string()
            && matches!(operand.kind, ExprKind::Ident(_))
            && package.is_none_or(|it| matches!(it, "log/slog" | "go.uber.org/zap"))
            && !matches!(name, "Group" | "Dict" | "With")
            && of_package()
    }

    /// Keys that are set on one value in one block are a group: the first of these calls stands for all.
    fn first_set(&self, operand: Span, name: &Ident) -> Option<Span> {
        let block = *self.blocks.last()?;
        let called = self.text.get(operand.start as usize..name.span.end as usize)?;
        let at = block.start as usize + self.text.get(block.range())?.find(called)?;
        Some(Span::new(at, at + called.len()))
    }

    pub(super) fn arguments(
        &mut self,
        call: &Expr,
        function: &Expr,
        arguments: &[Expr],
        package: Option<&str>,
        is_built: bool,
    ) {
        let count = arguments.len();
        let imports_database = self.imports_database;
        let unknown = if is_built { Receiver::Builder } else { Receiver::Unknown { imports_database } };
        let receiver = package.map_or(unknown, Receiver::Package);
        let statement = match arguments {
            [name, value] if name.is_string() && calls::names_value(function, package) => {
                self.named_value(name, value).then_some(0)
            }
            _ => {
                let makes_column = self.library(function).is_some_and(|it| calls::makes_column(function, &it));
                self.sql_call(call, arguments, makes_column || calls::receives_sql(function, receiver))
            }
        };
        let columns = calls::receives_columns(function, receiver);
        let routes = self.paths.routes.len();
        let held = calls::callee(function).1.and_then(|operand| self.held(operand));
        for (at, argument) in arguments.iter().enumerate() {
            if statement == Some(at) {
                continue;
            }
            self.served_by(argument);
            match &argument.kind {
                ExprKind::Composite { ty: Some(ty), elements } if columns && self.is_map(ty) => {
                    self.column_keys(elements);
                    continue;
                }
                ExprKind::Composite { ty: Some(ty), elements }
                    if statement.is_some_and(|it| it < at)
                        && !self.placeholders.is_empty()
                        && (Self::names_placeholders(ty) || self.is_map(ty)) =>
                {
                    self.named_values(argument, elements);
                    continue;
                }
                ExprKind::Composite { .. } if calls::sends(function).is_some() => {
                    self.sent = calls::sends(function).map(|it| (argument.span, it));
                    self.expr(argument);
                    self.sent = None;
                    continue;
                }
                ExprKind::Composite { elements, .. } if calls::takes_labels(function, at) => {
                    self.labels(argument, elements);
                    continue;
                }
                _ if !argument.is_string() => {
                    self.expr(argument);
                    continue;
                }
                _ if statement.is_some() && calls::lists_columns(function, receiver) => {
                    self.sql_part(argument);
                    continue;
                }
                _ => {}
            }
            match calls::argument(function, package, held, at, count) {
                Argument::LogKey => {
                    if let (Some(key), Some(value)) =
                        (self.key_symbol(argument, Prefix::Log, Role::LogKey), arguments.get(at + 1))
                    {
                        let values = self.origins(value);
                        self.link_all(&values, &[key], FlowKind::Log, value.span);
                    }
                    self.literal(argument, Role::LogKey);
                }
                Argument::LogMessage => self.literal(argument, Role::LogMessage),
                Argument::ErrorText => self.literal(argument, Role::ErrorText),
                Argument::Query => {
                    self.key_symbol(argument, Prefix::Query, Role::QueryParameter);
                    self.literal(argument, Role::QueryParameter);
                }
                Argument::Path => self.literal_of(argument, Role::QueryParameter, Prefix::Path),
                Argument::Cookie => self.literal_of(argument, Role::MapKey, Prefix::Cookie),
                Argument::Within => self.literal(argument, Role::MapKey),
                Argument::Flag => self.literal_of(argument, Role::MapKey, Prefix::Flag),
                Argument::Key(prefix) => {
                    let key = self.key_symbol(argument, prefix, Role::MapKey);
                    if let (Some(key), Some(value)) = (key, arguments.get(at + 1)) {
                        let values = self.origins(value);
                        self.link_all(&values, &[key], FlowKind::Literal, value.span);
                    }
                    // `router.Get("/runs/{run_id}", …)` is no look-up.
                    match key {
                        Some(_) => self.literal_of(argument, Role::MapKey, prefix),
                        None => self.literal(argument, Role::StringLiteral),
                    }
                }
                Argument::Other => self.literal(argument, Role::StringLiteral),
            }
        }
        self.paths.routes.truncate(routes);
    }

    /// Arguments flow into parameters; into a key-like receiver (`KeySessionID.Set(&m, v)`); into a container (`append`).
    pub(super) fn bind_arguments(&mut self, function: &Expr, target: Option<ObjId>, arguments: &[Expr]) {
        let (name, operand) = calls::callee(function);
        if name == "append" && operand.is_none() {
            let Some((list, rest)) = arguments.split_first() else { return };
            for container in self.origins(list) {
                let part = self.part(container, "[]");
                for value in rest {
                    let values = self.origins(value);
                    self.link_all(&values, &[part], FlowKind::Assign, value.span);
                }
            }
            return;
        }
        if let Some(key) = operand.and_then(|operand| self.key_receiver(name, operand)) {
            if let (true, Some(value)) = (matches!(name, "Set" | "With" | "Put" | "Store"), arguments.last()) {
                let values = self.origins(value);
                self.link_all(&values, &[key], FlowKind::Through, value.span);
            }
            return;
        }
        let parameters: Vec<Option<ObjId>> = match target {
            Some(object) => match self.closures.get(&object) {
                Some(parameters) => parameters.clone(),
                None => self.universe.param_objects(object).into_iter().map(Some).collect(),
            },
            None => Vec::new(),
        };
        if target.is_some_and(|object| self.universe.is_external(object)) {
            return;
        }
        for (at, argument) in arguments.iter().enumerate() {
            // A variadic parameter takes the rest; its elements are the values.
            let Some(Some(parameter)) = parameters.get(at) else { continue };
            let values = self.origins(argument);
            let parameter = self.symbol(*parameter);
            self.link_all(&values, &[parameter], FlowKind::Argument, argument.span);
        }
    }

    /// `turns.KeySessionID.Get(m)`: a package-level value whose name says what it is the key of.
    pub(super) fn key_receiver(&mut self, method: &str, operand: &Expr) -> Option<SymbolId> {
        if !matches!(method, "Get" | "Set" | "Value" | "Load" | "Store" | "With" | "Put" | "Lookup") {
            return None;
        }
        let object = self.callee(operand)?;
        let global = matches!(self.universe.object(object).kind, ObjKind::Global | ObjKind::Const);
        (global && self.terms.find_in(&self.universe.object(object).name).is_some()).then(|| self.symbol(object))
    }

    /// The symbols of each result of a call (or of a conversion, assertion, index or receive with `, ok`).
    pub(super) fn call_results(&mut self, expr: &Expr) -> Vec<Vec<SymbolId>> {
        let ExprKind::Call { function, arguments, .. } = &expr.kind else { return vec![self.origins(expr)] };
        let (name, operand) = calls::callee(function);
        if let Some(key) = operand.and_then(|operand| self.key_receiver(name, operand)) {
            return vec![vec![key]];
        }
        let target = self.callee(function);
        let package = target.and_then(|object| self.package(object));
        let count = arguments.len();
        let held = operand.and_then(|operand| self.held(operand));
        for (at, given) in arguments.iter().enumerate().take(2).filter(|(_, it)| it.is_string()) {
            let known = match calls::argument(function, package.as_deref(), held, at, count) {
                Argument::Query => Some((Prefix::Query, Role::QueryParameter)),
                Argument::Path => Some((Prefix::Path, Role::QueryParameter)),
                Argument::Key(prefix) if count == 1 => Some((prefix, Role::MapKey)),
                Argument::Flag => Some((Prefix::Flag, Role::MapKey)),
                _ => None,
            };
            if let Some((prefix, role)) = known
                && let Some(key) = self.key_symbol(given, prefix, role)
            {
                return vec![vec![key]];
            }
        }
        let conversion = target.is_some_and(|object| self.universe.object(object).kind == ObjKind::TypeName)
            || matches!(function.kind, ExprKind::SliceType(_) | ExprKind::Paren(_));
        let string = matches!(&function.kind, ExprKind::Ident(name) if name == "string");
        if let ([argument], true) = (arguments.as_slice(), conversion || string) {
            return vec![self.origins(argument)];
        }
        if passes_through(name, package.as_deref()) {
            return vec![arguments.first().map(|it| self.origins(it)).unwrap_or_default()];
        }
        let Some(object) = target else { return Vec::new() };
        if self.universe.is_external(object) {
            // A getter of a dependency says by its name what it returns.
            let says = self.terms.find_in(&self.universe.object(object).name).is_some();
            return if says { vec![vec![self.symbol(object)]] } else { Vec::new() };
        }
        let mut results: Vec<Vec<SymbolId>> = self.results(object).into_iter().map(|it| vec![it]).collect();
        for (at, argument) in self.handed_back(object, arguments) {
            let given = self.handed_on(object, expr.span, argument);
            results[at].extend(given);
        }
        results
    }

    /// The results of a call that have the value of an argument, each with that.
    fn handed_back<'e>(&mut self, function: ObjId, arguments: &'e [Expr]) -> Vec<(usize, &'e Expr)> {
        let back = self.universe.handed_back(function);
        if back.is_empty() || arguments.len() != self.universe.param_objects(function).len() {
            return Vec::new();
        }
        back.iter().enumerate().filter_map(|(at, number)| Some((at, arguments.get((*number)?)?))).collect()
    }

    /// What one call gives that hands an argument back: other calls of the function give other values.
    fn handed_on(&mut self, function: ObjId, call: Span, argument: &Expr) -> Option<SymbolId> {
        let values = self.origins(argument);
        if values.is_empty() {
            return None;
        }
        let function = self.symbol(function);
        let info = self.out.symbols.get(function).clone();
        let known = self.out.symbols.len();
        let given = self.out.symbols.intern(SymbolInfo {
            path: format_smolstr!("{}{}", info.path, SymbolPath::GIVEN),
            name: SmolStr::new_static("result"),
            role: Role::Local,
            decl: Some((self.file, call)),
            context: Vec::new(),
            generated: false,
            external: false,
            ..info
        });
        // The same call may be asked for again.
        if self.out.symbols.len() > known {
            self.link_all(&values, &[given], FlowKind::Through, argument.span);
        }
        Some(given)
    }

    /// Symbols of what calls of a function give, one for each of its results.
    pub(super) fn results(&mut self, function: ObjId) -> Vec<SymbolId> {
        let results = self.universe.result_objects(function);
        let owner = self.symbol(function);
        let mut symbols = Vec::new();
        for (at, result) in results.into_iter().enumerate() {
            let symbol = self.part(owner, &SymbolPath::result(at));
            if self.is_flag(result) {
                self.flags.insert(symbol);
            }
            symbols.push(symbol);
        }
        symbols
    }

    /// Where the `return` of a function sends its values: to the named result, which the function may set as well, and from there to
    /// the callers.
    pub(super) fn returned(&mut self, function: ObjId, at: Span) -> Frame {
        let given = self.results(function);
        let objects = self.universe.result_objects(function);
        let mut frame = Vec::new();
        for (symbol, object) in given.into_iter().zip(objects) {
            if matches!(self.universe.object(object).name.as_str(), "" | "_") {
                frame.push(symbol);
                continue;
            }
            let named = self.symbol(object);
            self.link(named, symbol, FlowKind::Return, Strength::Strong, at);
            frame.push(named);
        }
        frame
    }

    /// A `bool` says something about a value and is none: whether there is an id says nothing of what the id is.
    pub(super) fn is_flag(&mut self, object: ObjId) -> bool {
        let ty = self.universe.object_type(object);
        let under = self.universe.underlying(ty);
        matches!(self.universe.ty(under), Type::Basic(Basic::Bool | Basic::UntypedBool))
    }

    pub(super) fn literal_results(&mut self, signature: &Signature) -> Frame {
        let names = signature.results.iter().flat_map(|field| &field.names);
        names.filter_map(|name| self.info.object(name.span.start)).map(|object| self.symbol(object)).collect()
    }

    /// A function whose name has a term says so of its result (`sessionIDFromTurn`), or of its parameter behind `By` and
    /// `For` (`FindConversationByRunID`).
    pub(super) fn name_says(&mut self, function: ObjId, symbol: SymbolId, at: Span) {
        let name = self.universe.object(function).name.clone();
        let Some(hit) = self.terms.find_in(&name) else { return };
        let Some(words) = hit.inner.first() else { return };
        let before = &name[..words.start as usize];
        let by = ["By", "For", "Of", "With", "_by_", "_for_", "by", "for"].iter().any(|word| before.ends_with(word));
        let setter = before.starts_with("Set") || before.starts_with("set") || before.starts_with("With");
        if by || setter {
            let parameters = self.universe.param_objects(function);
            let strings: Vec<ObjId> = parameters.into_iter().filter(|it| self.is_value(*it)).collect();
            if let [parameter] = strings.as_slice() {
                let parameter = self.symbol(*parameter);
                self.link(parameter, symbol, FlowKind::SameName, Strength::Strong, at);
            }
        } else if let Some(result) = self.results(function).into_iter().next() {
            let first = self.universe.result_objects(function).into_iter().next();
            if first.is_some_and(|first| self.is_value(first)) {
                self.link(symbol, result, FlowKind::SameName, Strength::Strong, at);
            }
        }
    }

    /// The object that a call's function expression names.
    pub(super) fn callee(&self, function: &Expr) -> Option<ObjId> {
        match &function.kind {
            ExprKind::Ident(_) => self.info.object(function.span.start),
            ExprKind::Selector { name, .. } => self.info.object(name.span.start),
            ExprKind::Paren(inner) | ExprKind::Star(inner) => self.callee(inner),
            ExprKind::Index { operand, .. } => self.callee(operand),
            _ => None,
        }
    }

    /// The path of the package whose function is called by its name: `goqu.C`.
    fn library(&self, function: &Expr) -> Option<SmolStr> {
        let operand = calls::callee(function).1?;
        self.universe.import_path(self.info.object(operand.span.start)?)
    }

    pub(super) fn package(&self, object: ObjId) -> Option<SmolStr> {
        self.universe.object(object).pkg.map(|pkg| self.universe.package(pkg).path.clone())
    }
}
