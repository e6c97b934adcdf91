//! What a call does with a string argument, told by the names of what is called: logging, errors, queries, lookups. Types
//! are not needed here; the caller says which package the function belongs to when it is known.

use crate::lang::go::ast::{Expr, ExprKind};

/// What a string argument of a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Argument {
    /// Key of a log field; its value is the argument after it.
    LogKey,
    /// Text of a log message.
    LogMessage,
    /// Text of an error.
    ErrorText,
    /// Name of a query or form parameter: the call returns its value.
    Query,
    /// Key of a lookup or store: the call returns or takes the value.
    Key,
    /// Anything else.
    Other,
}

/// The name of what is called: `Str` of `log.Info().Str(…)`, with the operand.
pub(super) fn callee(function: &Expr) -> (&str, Option<&Expr>) {
    match &function.kind {
        ExprKind::Ident(name) => (name, None),
        ExprKind::Selector { operand, name } => (&name.name, Some(operand)),
        ExprKind::Paren(inner) => callee(inner),
        ExprKind::Index { operand, .. } => callee(operand),
        _ => ("", None),
    }
}

/// What argument `at` (0-based) of a call of `function` with `count` arguments is. `package` is the import path of the
/// function's package, when known.
pub(super) fn argument(function: &Expr, package: Option<&str>, at: usize, count: usize) -> Argument {
    let (name, operand) = callee(function);
    if is_query(name, operand) && at == 0 {
        return Argument::Query;
    }
    if is_error(name, operand, package) {
        return Argument::ErrorText;
    }
    if is_log(name, operand, package) {
        return log_argument(name, at, count);
    }
    let lookup = ["Get", "Lookup", "Value", "Load", "Has", "Del", "Delete", "Set", "Add", "Put", "Store", "Header"];
    if at == 0 && operand.is_some() && lookup.contains(&name) { Argument::Key } else { Argument::Other }
}

fn log_argument(name: &str, at: usize, count: usize) -> Argument {
    const LEVELS: [&str; 13] = [
        "Trace",
        "Debug",
        "Info",
        "Warn",
        "Warning",
        "Error",
        "Fatal",
        "Panic",
        "DebugContext",
        "InfoContext",
        "WarnContext",
        "ErrorContext",
        "Log",
    ];
    const MESSAGES: [&str; 8] = ["Msg", "Msgf", "Print", "Printf", "Println", "Fatalf", "Fatalln", "Panicf"];
    if MESSAGES.contains(&name) || (name.ends_with('f') && !name.ends_with("If")) {
        return Argument::LogMessage;
    }
    if LEVELS.contains(&name) {
        // Info("message", "key", value, …): an odd place behind the message is a key where a value follows.
        let first = usize::from(name.ends_with("Context"));
        return if at == first {
            Argument::LogMessage
        } else if at > first && (at - first) % 2 == 1 && at + 1 < count {
            Argument::LogKey
        } else {
            Argument::Other
        };
    }
    if matches!(name, "With" | "WithValues" | "Fields") {
        return if at.is_multiple_of(2) && at + 1 < count { Argument::LogKey } else { Argument::Other };
    }
    if at == 0 && (count == 2 || matches!(name, "Group" | "Dict")) { Argument::LogKey } else { Argument::Other }
}

/// A method that adds a key to a log event: `e.Str("run_id", x)`.
pub(super) fn adds_key(name: &str) -> bool {
    matches!(name, "Str" | "Strs" | "Any" | "Interface" | "Stringer" | "AddString" | "AddReflected")
}

/// A method that gives a key a value: `q.Set("run_id", x)`.
pub(super) fn sets_key(name: &str) -> bool {
    matches!(name, "Set" | "Add" | "Put" | "Store")
}

fn is_query(name: &str, operand: Option<&Expr>) -> bool {
    match name {
        "FormValue" | "PostFormValue" | "PathValue" | "QueryParam" | "URLParam" | "DefaultQuery" => true,
        "Get" | "Has" => operand.is_some_and(|operand| match &operand.kind {
            ExprKind::Call { function, .. } => callee(function).0 == "Query",
            ExprKind::Ident(name) => matches!(name.as_str(), "query" | "params" | "form" | "values" | "q"),
            ExprKind::Selector { name, .. } => matches!(name.name.as_str(), "Form" | "PostForm"),
            _ => false,
        }),
        _ => false,
    }
}

fn is_error(name: &str, operand: Option<&Expr>, package: Option<&str>) -> bool {
    let of = |wanted: &str| {
        package.is_some_and(|package| package.rsplit('/').next() == Some(wanted))
            || operand.is_some_and(|operand| matches!(&operand.kind, ExprKind::Ident(name) if name == wanted))
    };
    match name {
        "New" | "Errorf" | "Wrap" | "Wrapf" | "WithMessage" | "WithMessagef" | "WithStack" => of("errors") || of("fmt"),
        "Error" => of("http"),
        "Newf" => true,
        _ => false,
    }
}

/// A call on a logger: its package says so, or the chain it stands in starts at something called a log.
fn is_log(name: &str, operand: Option<&Expr>, package: Option<&str>) -> bool {
    let logging = |package: &str| {
        package.split('/').any(|part| matches!(part, "slog" | "log" | "zap" | "glog" | "klog") || part.contains("log"))
    };
    if package.is_some_and(logging) {
        return true;
    }
    let Some(operand) = operand else { return false };
    name == "Str" || chain_root_is_log(operand)
}

fn chain_root_is_log(mut operand: &Expr) -> bool {
    let says_log = |name: &str| {
        let lower = name.to_ascii_lowercase();
        lower == "log" || lower == "slog" || lower.ends_with("log") || lower.ends_with("logger")
    };
    // The depth of a chain is bounded by that of the tree.
    loop {
        operand = match &operand.kind {
            ExprKind::Ident(name) => return says_log(name),
            ExprKind::Selector { name, .. } if says_log(&name.name) => return true,
            ExprKind::Selector { operand, .. } => operand,
            ExprKind::Call { function, .. } => function,
            ExprKind::Paren(inner) => inner,
            _ => return false,
        };
    }
}
