//! What a call does with a string argument, told by the names of what is called: logging, errors, queries, lookups. Types
//! are not needed here; the caller says which package the function belongs to when it is known.

use crate::lang::go::ast::{Expr, ExprKind};
use crate::lang::go::resolve::object::ObjId;
use crate::model::{Prefix, SymbolId};

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
    /// Name of a part of the path: the call returns its value.
    Path,
    /// Name of a cookie.
    Cookie,
    /// A path into the text of an object: `data.run_id`.
    Within,
    /// Key of a lookup or store: the call returns or takes the value. Its symbol has this prefix.
    Key(Prefix),
    /// Name of a flag of the command line: the call returns its value, or takes where it is put.
    Flag,
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

/// A string literal without its quotes.
pub(super) fn content(quoted: &str) -> &str {
    let inner = quoted.strip_prefix(['"', '`']).unwrap_or(quoted);
    inner.strip_suffix(['"', '`']).unwrap_or(inner)
}

/// The routes around what is walked, and the function that it stands in.
#[derive(Default)]
pub(super) struct Paths {
    /// The parts of the patterns of the calls around, by their symbols.
    pub routes: Vec<SymbolId>,
    /// The declared function.
    pub function: Option<ObjId>,
}

/// Packages whose functions take SQL, by the start of their import paths.
const DATABASES: &[&str] = &[
    "database/sql",
    "github.com/jmoiron/sqlx",
    "github.com/jackc/pgx",
    "zombiezen.com/go/sqlite",
    "crawshaw.io/sqlite",
    "gorm.io/gorm",
    "github.com/jinzhu/gorm",
    "github.com/uptrace/bun",
    "github.com/go-pg/pg",
    "github.com/Masterminds/squirrel",
    "github.com/doug-martin/goqu",
    "github.com/gocraft/dbr",
    "xorm.io/xorm",
    "github.com/georgysavva/scany",
];

/// Methods that take a statement, or a part of one, as their first string, and that nothing but a database has.
const OF_DATABASES: &[&str] = &[
    "QueryRow",
    "QueryContext",
    "QueryRowContext",
    "ExecContext",
    "PrepareContext",
    "Queryx",
    "QueryRowx",
    "QueryxContext",
    "QueryRowxContext",
    "MustExec",
    "NamedExec",
    "NamedExecContext",
    "NamedQuery",
    "NamedQueryContext",
    "PrepareNamed",
    "Preparex",
];

/// Such methods that other things have too: the file imports a database, then.
const OF_BUILDERS: &[&str] = &[
    "Query",
    "Exec",
    "Prepare",
    "MustExecContext",
    "PreparexContext",
    "Rebind",
    "Raw",
    "NewRaw",
    "Where",
    "Having",
    "Order",
    "OrderBy",
    "OrderExpr",
    "Group",
    "GroupBy",
    "GroupExpr",
    "Joins",
    "LeftJoin",
    "RightJoin",
    "InnerJoin",
    "Column",
    "Columns",
    "Cols",
    "ColumnExpr",
    "Pluck",
    "SelectContext",
    "GetContext",
    "SendBatch",
    "WhereOr",
    "Returning",
];

/// Such methods of which only a known package says that they take SQL.
const SHARED: &[&str] = &[
    "Get", "Set", "Update", "From", "Into", "On", "Or", "Not", "Join", "Select", "Prefix", "Suffix", "Distinct",
    "Queue", "Expr",
];

/// The package is one of a database.
pub(super) fn is_database(package: &str) -> bool {
    DATABASES.iter().any(|it| package.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Methods of query builders and mappers that take a map from columns to values.
const MAPS: &[&str] = &[
    "Where",
    "Not",
    "Or",
    "Having",
    "Updates",
    "Update",
    "UpdateColumns",
    "Create",
    "Attrs",
    "Assign",
    "FirstOrCreate",
    "FirstOrInit",
    "SetMap",
    "Set",
    "Rows",
    "Find",
    "First",
];

/// What is known of the package that a function is of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Receiver<'a> {
    /// Its import path.
    Package(&'a str),
    /// It is not known, in a file that imports a database or does not.
    Unknown {
        /// The file imports one.
        imports_database: bool,
    },
    /// It is not known, and the call is one of the chain of a query builder.
    Builder,
}

impl Receiver<'_> {
    fn is_database_for(self, name: &str) -> bool {
        match self {
            Self::Package(package) => is_database(package),
            Self::Unknown { imports_database } => imports_database && !SHARED.contains(&name),
            Self::Builder => true,
        }
    }
}

/// The first string that the call is given is SQL, whatever it looks like.
pub(super) fn receives_sql(function: &Expr, receiver: Receiver<'_>) -> bool {
    let (name, operand) = callee(function);
    let takes = [OF_DATABASES, OF_BUILDERS, SHARED].iter().any(|it| it.contains(&name));
    let unmistakable = matches!(receiver, Receiver::Unknown { .. }) && OF_DATABASES.contains(&name);
    operand.is_some() && (unmistakable || takes && receiver.is_database_for(name))
}

/// Every string that the call is given is a column or an expression of some.
pub(super) fn lists_columns(function: &Expr, receiver: Receiver<'_>) -> bool {
    let (name, operand) = callee(function);
    let lists = ["Columns", "Cols", "Column", "OrderBy", "GroupBy", "Returning", "Select"].contains(&name);
    operand.is_some() && lists && receiver.is_database_for(name)
}

/// Functions of a query builder that make a column of a name.
const COLUMNS: [&str; 13] =
    ["C", "I", "Cols", "DoUpdate", "MAX", "MIN", "SUM", "AVG", "COUNT", "FIRST", "LAST", "DISTINCT", "L"];

/// The first string that a function of `package` is given is a column or an expression: `goqu.C("run_id")`.
pub(super) fn makes_column(function: &Expr, package: &str) -> bool {
    COLUMNS.contains(&callee(function).0) && package.starts_with("github.com/doug-martin/goqu")
}

/// `sql.Named("run_id", id)`: the value of the placeholder of that name.
pub(super) fn names_value(function: &Expr, package: Option<&str>) -> bool {
    callee(function).0 == "Named" && package == Some("database/sql")
}

/// The keys of a map that the call is given are columns.
pub(super) fn receives_columns(function: &Expr, receiver: Receiver<'_>) -> bool {
    let (name, operand) = callee(function);
    operand.is_some() && MAPS.contains(&name) && receiver.is_database_for(name)
}

/// What the keys of a map are that a client is given to send.
pub(super) fn sends(function: &Expr) -> Option<Prefix> {
    let (name, operand) = callee(function);
    operand?;
    match name {
        "SetQueryParams" | "SetFormData" => Some(Prefix::Query),
        "SetHeaders" => Some(Prefix::Header),
        _ => None,
    }
}

/// Argument `at` lists the labels of a metric of Prometheus.
pub(super) fn takes_labels(function: &Expr, at: usize) -> bool {
    match callee(function).0 {
        "NewCounterVec" | "NewGaugeVec" | "NewHistogramVec" | "NewSummaryVec" | "NewUntypedVec" => at == 1,
        "NewDesc" => at == 2,
        _ => false,
    }
}

/// The text of a file imports a package whose functions take SQL.
pub(in crate::lang::go::facts) fn imports_database(text: &str) -> bool {
    DATABASES.iter().any(|it| text.contains(&format!("\"{it}")))
}

/// Methods that take the name of a part of the path first: those of `net/http`, gin and echo, fiber, httprouter, and go-restful.
const PATH_READERS: &[&str] = &["PathValue", "SetPathValue", "Param", "Params", "ParamsInt", "ByName", "PathParameter"];

/// What argument `at` (0-based) of a call of `function` with `count` arguments is. `package` is the import path of the
/// function's package, and `held` what the value holds whose method it is, when known.
pub(super) fn argument(
    function: &Expr,
    package: Option<&str>,
    held: Option<Prefix>,
    at: usize,
    count: usize,
) -> Argument {
    let (name, operand) = callee(function);
    let of = |packages: &[&str]| package.is_some_and(|it| packages.iter().any(|other| it.contains(other)));
    match name {
        "Get" if held == Some(Prefix::Path) && at == 0 => return Argument::Path,
        _ if is_query(name, operand, held) && at == 0 => return Argument::Query,
        // Parts of a form that a client writes, and files in it.
        "FormFile" | "WriteField" | "CreateFormField" | "CreateFormFile" if operand.is_some() && at == 0 => {
            return Argument::Query;
        }
        _ if at == 0 && binder(operand).is_some() => return binder(operand).unwrap_or(Argument::Other),
        _ if PATH_READERS.contains(&name) && operand.is_some() && at == 0 => return Argument::Path,
        // `route.URL("run_id", id)`: the parts of the path and their values, in turn.
        "URL" | "URLPath" if operand.is_some() && at.is_multiple_of(2) && count.is_multiple_of(2) => {
            return Argument::Path;
        }
        // `chi.URLParam(r, "run_id")`
        "URLParam" | "URLParamFromCtx" if at + 1 == count => return Argument::Path,
        // `Queries("run_id", "{run_id}")`: a parameter of the URL, and what the router calls it.
        "Queries" if operand.is_some() => return if at.is_multiple_of(2) { Argument::Query } else { Argument::Path },
        // `Headers("X-Run-Id", "")` of gorilla.
        "Headers" if operand.is_some() && at.is_multiple_of(2) && count.is_multiple_of(2) => {
            return Argument::Key(Prefix::Header);
        }
        "Cookie" | "SetCookie" if operand.is_some() && at == 0 => return Argument::Cookie,
        // `c.Cookies("run_id")` of fiber.
        "Cookies" if operand.is_some_and(is_context) && at == 0 => return Argument::Cookie,
        "Getenv" | "LookupEnv" | "Setenv" | "Unsetenv" if operand.is_some() && at == 0 => {
            return Argument::Key(Prefix::Environment);
        }
        // `cli.EnvVars("RUN_ID")`, `kingpin.Flag(…).Envar("RUN_ID")`
        "EnvVars" | "EnvVar" | "Envar" if operand.is_some() => return Argument::Key(Prefix::Environment),
        // `viper.BindEnv("run_id", "RUN_ID")`
        "BindEnv" if operand.is_some() && at > 0 => return Argument::Key(Prefix::Environment),
        // Clients that are told what to send by a chain of calls.
        "SetQueryParam" | "AddQueryParam" if operand.is_some() && at == 0 && count == 2 => {
            return Argument::Key(Prefix::Query);
        }
        "SetHeader" | "AddHeader" if operand.is_some() && at == 0 && count == 2 => {
            return Argument::Key(Prefix::Header);
        }
        "SetPathParam" if operand.is_some() && at == 0 && count == 2 => return Argument::Path,
        // Keys of files of settings.
        _ if at == 0 && reads_settings(name, operand, package) => return Argument::Within,
        "GetHeader" if operand.is_some() && at == 0 => return Argument::Key(Prefix::Header),
        // `c.Header("X-Run-Id", id)` of gin.
        "Header" if operand.is_some_and(is_context) && at == 0 => return Argument::Key(Prefix::Header),
        _ if operand.is_some_and(|it| has_flags(it, package)) => {
            // `flags.StringVar(&id, "run-id", …)`
            let place = usize::from(name.contains("Var"));
            return if at == place { Argument::Flag } else { Argument::Other };
        }
        _ if operand
            .is_some_and(|it| matches!(&it.kind, ExprKind::Ident(name) if name == "gjson" || name == "sjson")) =>
        {
            return Argument::Within;
        }
        _ if of(&["tidwall/gjson", "tidwall/sjson", "jmespath", "buger/jsonparser"]) => return Argument::Within,
        _ => {}
    }
    if is_error(name, operand, package) {
        return Argument::ErrorText;
    }
    if is_log(name, operand, package) {
        return log_argument(name, at, count);
    }
    let lookup = ["Get", "Lookup", "Value", "Load", "Has", "Del", "Delete", "Set", "Add", "Put", "Store", "Header"];
    match operand {
        Some(_) if at == 0 && lookup.contains(&name) => Argument::Key(held.unwrap_or(Prefix::Json)),
        _ => Argument::Other,
    }
}

/// `viper.GetString("run_id")`, `viper.SetDefault("run_id", 1)`
fn reads_settings(name: &str, operand: Option<&Expr>, package: Option<&str>) -> bool {
    let is_named = || operand.is_some_and(|it| matches!(&it.kind, ExprKind::Ident(name) if name == "viper"));
    let is_viper = package.map_or_else(is_named, |it| it.ends_with("spf13/viper"));
    let reads =
        name.starts_with("Get") || matches!(name, "Set" | "SetDefault" | "IsSet" | "InConfig" | "UnmarshalKey" | "Sub");
    is_viper && (reads || matches!(name, "BindEnv" | "BindPFlag" | "RegisterAlias"))
}

/// What the methods of a binder of echo take first: `echo.QueryParamsBinder(c).String("run_id", &id).Int("page", &page)`.
fn binder(mut operand: Option<&Expr>) -> Option<Argument> {
    // The depth of a chain is bounded by that of the tree.
    while let Some(ExprKind::Call { function, .. }) = operand.map(|it| &it.kind) {
        let (name, next) = callee(function);
        match name {
            "QueryParamsBinder" | "FormFieldBinder" => return Some(Argument::Query),
            "PathParamsBinder" => return Some(Argument::Path),
            _ => operand = next,
        }
    }
    None
}

/// The flags of a program or a command: the package, one of its sets, or `cmd.Flags()`.
fn has_flags(operand: &Expr, package: Option<&str>) -> bool {
    if let Some(package) = package {
        return package == "flag" || package.rsplit('/').next() == Some("pflag");
    }
    match &operand.kind {
        ExprKind::Ident(name) => matches!(name.as_str(), "flag" | "pflag"),
        ExprKind::Call { function, .. } => matches!(callee(function).0, "Flags" | "PersistentFlags" | "LocalFlags"),
        _ => false,
    }
}

pub(super) fn log_argument(name: &str, at: usize, count: usize) -> Argument {
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
    // `Infow` of zap takes pairs, as `Info` of others does.
    if LEVELS.contains(&name.strip_suffix('w').unwrap_or(name)) {
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
    // `slog.Group("request", "run_id", id)`
    if name == "Group" && at % 2 == 1 && at + 1 < count {
        return Argument::LogKey;
    }
    if at == 0 && (count == 2 || matches!(name, "Group" | "Dict")) { Argument::LogKey } else { Argument::Other }
}

/// A method that adds a key to a log event: `e.Str("run_id", x)`.
pub(super) fn adds_key(name: &str) -> bool {
    let logs = matches!(name, "Str" | "Strs" | "Any" | "Interface" | "Stringer" | "AddString" | "AddReflected");
    // A request that a client makes.
    logs || matches!(name, "SetQueryParam" | "AddQueryParam" | "SetHeader" | "AddHeader")
}

/// A method that gives a key a value: `q.Set("run_id", x)`.
pub(super) fn sets_key(name: &str) -> bool {
    matches!(name, "Set" | "Add" | "Put" | "Store")
}

/// A call that gives a client or a server a cookie.
pub(super) fn sets_cookie(name: &str) -> bool {
    matches!(name, "SetCookie" | "AddCookie")
}

/// What handlers of gin, fiber and others call the request that they are given.
const CONTEXTS: &[&str] = &["c", "ctx", "g", "gc", "ginCtx", "context"];

fn is_context(operand: &Expr) -> bool {
    matches!(&operand.kind, ExprKind::Ident(name) if CONTEXTS.contains(&name.as_str()))
}

fn is_query(name: &str, operand: Option<&Expr>, held: Option<Prefix>) -> bool {
    match name {
        "FormValue" | "PostFormValue" | "QueryParam" | "DefaultQuery" | "GetQuery" | "QueryArray" | "GetQueryArray"
        | "QueryMap" | "GetQueryMap" | "QueryInt" | "QueryBool" | "QueryFloat" | "PostForm" | "DefaultPostForm"
        | "GetPostForm" | "PostFormArray" | "GetPostFormArray" | "PostFormMap" | "GetPostFormMap" => true,
        // Databases have a method of this name, too.
        "Query" => operand.is_some_and(is_context),
        "Get" | "Has" => held == Some(Prefix::Query),
        _ => false,
    }
}

fn is_error(name: &str, operand: Option<&Expr>, package: Option<&str>) -> bool {
    is_error_of(name, &|wanted| {
        package.is_some_and(|package| package.rsplit('/').next() == Some(wanted))
            || operand.is_some_and(|operand| matches!(&operand.kind, ExprKind::Ident(name) if name == wanted))
    })
}

/// `of` tells the package.
pub(super) fn is_error_of(name: &str, of: &dyn Fn(&str) -> bool) -> bool {
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
    matches!(name, "Str" | "Debugw" | "Infow" | "Warnw" | "Errorw") || chain_root_is_log(operand)
}

fn chain_root_is_log(mut operand: &Expr) -> bool {
    // The depth of a chain is bounded by that of the tree.
    loop {
        operand = match &operand.kind {
            ExprKind::Ident(name) => return says_log(name) || matches!(name.as_str(), "zap" | "logrus"),
            ExprKind::Selector { name, .. } if says_log(&name.name) => return true,
            ExprKind::Selector { operand, .. } => operand,
            ExprKind::Call { function, .. } => function,
            ExprKind::Paren(inner) => inner,
            _ => return false,
        };
    }
}

pub(super) fn says_log(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.ends_with("log") || lower.ends_with("logger")
}
