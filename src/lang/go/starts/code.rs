//! The Go text of the steps: a file that has them, and the call before the schema is made.

use std::fmt::Write as _;

use super::sites::Site;
use crate::lang::go::ast::{Expr, ExprKind};
use crate::lang::go::resolve::load::constraint::names_a_target;
use crate::lang::sql::migrations::STEPS;
use crate::model::{Edit, Guarded};

/// What the function is called.
pub(super) const NAME: &str = "renameOldSchema";

/// The call of the steps, before the statement of a site.
///
/// # Errors
/// Why nothing can be written there.
pub(super) fn call(text: &str, site: &Site, name: &str) -> Result<Edit, String> {
    let returned = returned(site).ok_or("the function that makes the schema returns no error")?;
    let line = text[..site.before.start as usize].rfind('\n').map_or(0, |it| it + 1);
    let indent = &text[line..site.before.start as usize];
    if !indent.trim().is_empty() {
        return Err("the statement that makes the schema stands on one line with other code".to_owned());
    }
    // What is said above the statement stays with it.
    let mut at = line;
    while let Some(above) = text[..at].strip_suffix('\n') {
        let start = above.rfind('\n').map_or(0, |it| it + 1);
        if !above[start..].trim_start().starts_with("//") {
            break;
        }
        at = start;
    }
    let handle = &site.handle;
    Ok(Edit::insert(
        at as u32,
        format!("{indent}if err := {name}({handle}); err != nil {{\n{indent}\treturn {returned}\n{indent}}}\n"),
    ))
}

/// What the function around returns with an error.
fn returned(site: &Site) -> Option<String> {
    let mut values: Vec<String> = Vec::new();
    for field in &site.results {
        let value = zero(&field.ty);
        for at in 0..field.names.len().max(1) {
            let named = field.names.get(at).map(|it| it.name.to_string()).filter(|it| it != "_");
            values.push(value.map(str::to_owned).or(named)?);
        }
    }
    let is_error = |it: &Expr| matches!(&it.kind, ExprKind::Ident(name) if name == "error");
    is_error(&site.results.last()?.ty).then(|| {
        values.pop();
        values.push("err".to_owned());
        values.join(", ")
    })
}

fn zero(ty: &Expr) -> Option<&'static str> {
    match &ty.kind {
        ExprKind::Star(_)
        | ExprKind::SliceType(_)
        | ExprKind::MapType { .. }
        | ExprKind::ChanType(_)
        | ExprKind::FuncType(_)
        | ExprKind::InterfaceType(_) => Some("nil"),
        ExprKind::Ident(name) => match name.as_str() {
            "error" | "any" => Some("nil"),
            "string" => Some("\"\""),
            "bool" => Some("false"),
            "int" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32" | "uint64"
            | "float32" | "float64" | "byte" | "rune" | "uintptr" => Some("0"),
            _ => None,
        },
        _ => None,
    }
}

/// The path, without its ending, of the file with the steps, beside the one that makes the schema.
///
/// # Errors
/// A name that tells Go where the file is for: the new one would have to have it, too.
pub(super) fn beside(path: &str) -> Result<String, String> {
    let stem = path.strip_suffix(".go").unwrap_or(path);
    let name = stem.rsplit('/').next().unwrap_or(stem);
    if names_a_target(name) {
        return Err(format!("`{path}` is built for some platforms only"));
    }
    Ok(format!("{stem}_renames"))
}

/// The whole file.
pub(super) fn file(build: Option<&str>, package: &str, name: &str, steps: &[Guarded]) -> String {
    let mut out = String::new();
    if let Some(build) = build {
        let _ = writeln!(out, "//go:build {build}\n");
    }
    let _ = writeln!(out, "package {package}\n");
    out.push_str("import (\n\t\"database/sql\"\n\t\"fmt\"\n)\n\n");
    let _ = writeln!(out, "// {STEPS}\n");
    let _ = writeln!(
        out,
        "// {name} gives what databases of earlier versions still have the names that this version uses."
    );
    out.push_str("// It runs before the schema is made. A step that has nothing to do is left out, so it may run at each start.\n");
    let _ = writeln!(out, "func {name}(db interface {{");
    out.push_str("\tExec(query string, args ...interface{}) (sql.Result, error)\n");
    out.push_str("\tQueryRow(query string, args ...interface{}) *sql.Row\n}) error {\n");
    out.push_str("\tfor _, step := range []struct{ asks, does string }{\n");
    for step in steps {
        let _ = writeln!(out, "\t\t{{\n\t\t\t{},\n\t\t\t{},\n\t\t}},", literal(&step.asks), literal(&step.does));
    }
    out.push_str("\t} {\n\t\tvar needed bool\n");
    for (indent, run, text) in [
        ("\t\t", "err := db.QueryRow(step.asks).Scan(&needed); err != nil", "step.asks"),
        ("\t\t", "!needed", ""),
        ("\t\t", "_, err := db.Exec(step.does); err != nil", "step.does"),
    ] {
        let then =
            if text.is_empty() { "continue".to_owned() } else { format!("return fmt.Errorf(\"%s: %w\", {text}, err)") };
        let _ = writeln!(out, "{indent}if {run} {{\n{indent}\t{then}\n{indent}}}");
    }
    out.push_str("\t}\n\treturn nil\n}\n");
    out
}

fn literal(text: &str) -> String {
    if text.contains('`') {
        let escaped = text
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
            .replace('\t', "\\t")
            .replace('\r', "\\r");
        return format!("\"{escaped}\"");
    }
    format!("`{text}`")
}
