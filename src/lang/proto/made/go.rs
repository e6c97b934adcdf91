//! The names that protoc-gen-go and protoc-gen-go-grpc make, as their own sources make them: `newMessage`, `newField` and `newEnumValue` of
//! `google.golang.org/protobuf/compiler/protogen/protogen.go` and `GoCamelCase` of its `internal/strs`;
//! `genService` of `google.golang.org/grpc/cmd/protoc-gen-go-grpc/grpc.go`. Names that no other package can use are left out.

use std::collections::BTreeSet;

use super::names::{Name, Named};
use crate::lang::proto::resolve::DeclId;
use crate::lang::proto::syntax::Kind;

/// Method names that a message has, whatever its fields are called.
const USED: &[&str] =
    &["Reset", "String", "ProtoMessage", "Marshal", "Unmarshal", "ExtensionRangeArray", "ExtensionMap", "Descriptor"];

/// All names that are made from the messages, enums and extensions of one file.
pub(super) fn names(it: &Named) -> Vec<Name> {
    let mut all = Vec::new();
    for decl in 0..it.decls().len() {
        let id = DeclId { file: it.file, decl };
        let own = &it.decls()[decl];
        let mut add = |key, owner: &str, name: String| all.push(Name { of: id, key, owner: owner.to_owned(), name });
        match own.kind {
            Kind::Message | Kind::Group => {
                add("type", "", ident(it, decl));
                add("builder", "", format!("{}_builder", ident(it, decl)));
                members(it, decl, &mut all);
            }
            Kind::Enum => {
                let name = ident(it, decl);
                add("type", "", name.clone());
                add("names", "", format!("{name}_name"));
                add("values", "", format!("{name}_value"));
            }
            Kind::Value => {
                // The values of an enum that stands in a message are called after the message.
                let Some(of) = own.parent else { continue };
                let around = it.decls()[of].parent.unwrap_or(of);
                add("const", "", format!("{}_{}", ident(it, around), it.name(decl)));
            }
            Kind::Extension => {
                let around = own.parent.map_or_else(String::new, |around| format!("{}_", ident(it, around)));
                add("var", "", format!("E_{around}{}", camel(&it.name(decl))));
            }
            Kind::Service | Kind::Field | Kind::OneOf | Kind::Call => {}
        }
    }
    all
}

/// All names that are made from the services of one file.
pub(super) fn services(it: &Named) -> Vec<Name> {
    let mut all = Vec::new();
    let services = (0..it.decls().len()).filter(|at| it.decls()[*at].kind == Kind::Service);
    services.for_each(|at| service(it, at, &mut all));
    all
}

/// The type of a message or enum: the names around it and its own.
fn ident(it: &Named, decl: usize) -> String {
    camel(&it.path(decl).join("."))
}

/// Fields, their getters, and the types that hold a member of a `oneof`.
fn members(it: &Named, message: usize, all: &mut Vec<Name>) {
    let owner = ident(it, message);
    let decls = it.decls();
    let own =
        |kind: Kind| (0..decls.len()).filter(move |at| decls[*at].parent == Some(message) && decls[*at].kind == kind);
    let types: BTreeSet<String> =
        [Kind::Message, Kind::Group, Kind::Enum].into_iter().flat_map(own).map(|at| ident(it, at)).collect();
    let mut used: BTreeSet<String> = USED.iter().map(|it| (*it).to_owned()).collect();
    let mut unique = |mut name: String, getter: bool| {
        while used.contains(&name) || getter && used.contains(&format!("Get{name}")) {
            name.push('_');
        }
        used.insert(name.clone());
        if getter {
            used.insert(format!("Get{name}"));
        }
        name
    };
    let mut met: BTreeSet<usize> = BTreeSet::new();
    for at in (0..decls.len()).filter(|at| decls[*at].parent == Some(message)) {
        let id = DeclId { file: it.file, decl: at };
        let field = match decls[at].kind {
            Kind::Field => camel(&it.name(at)),
            Kind::Group => camel(&it.name(at).to_ascii_lowercase()),
            _ => continue,
        };
        let field = unique(field, true);
        let mut add = |of, key, owner: &str, name: String| all.push(Name { of, key, owner: owner.to_owned(), name });
        add(id, "getter", &owner, format!("Get{field}"));
        accessors(it, message, at, &mut add);
        add(id, "default", "", format!("Default_{owner}_{field}"));
        let Some(one_of) = decls[at].one_of else {
            add(id, "field", &owner, field);
            if it.is_optional(at) {
                // The `oneof` that protoc makes around it takes a name as well.
                unique(camel(&format!("_{}", it.name(at))), false);
            }
            continue;
        };
        let mut wrapper = format!("{owner}_{field}");
        while types.contains(&wrapper) {
            wrapper.push('_');
        }
        add(id, "wrapped", &wrapper, field);
        add(id, "wrapper", "", wrapper);
        if met.insert(one_of) {
            let name = unique(camel(&it.name(one_of)), false);
            let id = DeclId { file: it.file, decl: one_of };
            add(id, "getter", &owner, format!("Get{name}"));
            for method in ["Has", "Clear", "Which"] {
                add(id, "of one", &owner, format!("{method}{name}"));
            }
            add(id, "case", "", format!("{owner}_{name}_not_set_case"));
            add(id, "field", &owner, name);
        }
    }
}

/// What the hybrid and the opaque API add (`opaqueNewMessageHook` of `protogen_opaque.go`): a `_` stands in a method that is called like a field.
fn accessors(it: &Named, message: usize, field: usize, add: &mut impl FnMut(DeclId, &'static str, &str, String)) {
    let decls = it.decls();
    let own = |at: &usize| decls[*at].parent == Some(message) && matches!(decls[*at].kind, Kind::Field | Kind::OneOf);
    let fields: BTreeSet<String> = (0..decls.len()).filter(own).map(|at| camel(&it.name(at))).collect();
    let (owner, id) = (ident(it, message), DeclId { file: it.file, decl: field });
    let name = camel(&it.name(field));
    let apart = ["Set", "Get", "Has", "Clear"].iter().any(|method| fields.contains(&format!("{method}{name}")));
    for (key, method) in [("set", "Set"), ("has", "Has"), ("clear", "Clear")] {
        add(id, key, &owner, format!("{method}{}{name}", if apart { "_" } else { "" }));
    }
    add(id, "case", "", format!("{owner}_{name}_case"));
    let last = if name == "Build" { "_" } else { "" };
    add(id, "built", &format!("{owner}_builder"), format!("{name}{last}"));
}

/// What protoc-gen-go-grpc makes of a service and its calls.
fn service(it: &Named, service: usize, all: &mut Vec<Name>) {
    let id = DeclId { file: it.file, decl: service };
    let name = camel(&it.name(service));
    let mut add = |of, key, owner: &str, name: String| all.push(Name { of, key, owner: owner.to_owned(), name });
    add(id, "client", "", format!("{name}Client"));
    add(id, "new", "", format!("New{name}Client"));
    add(id, "server", "", format!("{name}Server"));
    add(id, "unimplemented", "", format!("Unimplemented{name}Server"));
    add(id, "unsafe", "", format!("Unsafe{name}Server"));
    add(id, "register", "", format!("Register{name}Server"));
    add(id, "desc", "", format!("{name}_ServiceDesc"));
    for call in calls(it, service) {
        let (id, method) = (DeclId { file: it.file, decl: call }, camel(&it.name(call)));
        add(id, "path", "", format!("{name}_{method}_FullMethodName"));
        add(id, "client stream", "", format!("{name}_{method}Client"));
        add(id, "server stream", "", format!("{name}_{method}Server"));
        for (key, owner) in [
            ("of client", format!("{name}Client")),
            ("of server", format!("{name}Server")),
            ("of unimplemented", format!("Unimplemented{name}Server")),
            ("of own client", unexported(&format!("{name}Client"))),
        ] {
            add(id, key, &owner, method.clone());
        }
    }
}

/// All names that protoc-gen-connect-go makes (`generate` of `connectrpc.com/connect/cmd/protoc-gen-connect-go/main.go`).
pub(super) fn connect(it: &Named) -> Vec<Name> {
    let mut all = Vec::new();
    for service in (0..it.decls().len()).filter(|at| it.decls()[*at].kind == Kind::Service) {
        let id = DeclId { file: it.file, decl: service };
        let name = camel(&it.name(service));
        let mut add = |of, key, owner: &str, name: String| all.push(Name { of, key, owner: owner.to_owned(), name });
        add(id, "name", "", format!("{name}Name"));
        add(id, "client", "", format!("{name}Client"));
        add(id, "new client", "", format!("New{name}Client"));
        add(id, "handler", "", format!("{name}Handler"));
        add(id, "new handler", "", format!("New{name}Handler"));
        add(id, "unimplemented", "", format!("Unimplemented{name}Handler"));
        for call in calls(it, service) {
            let (id, method) = (DeclId { file: it.file, decl: call }, camel(&it.name(call)));
            add(id, "path", "", format!("{name}{method}Procedure"));
            for (key, owner) in [
                ("of client", format!("{name}Client")),
                ("of handler", format!("{name}Handler")),
                ("of unimplemented", format!("Unimplemented{name}Handler")),
                ("of own client", unexported(&format!("{name}Client"))),
            ] {
                add(id, key, &owner, method.clone());
            }
        }
    }
    all
}

/// All names that protoc-gen-grpc-gateway makes (`internal/gengateway/template.go` of `github.com/grpc-ecosystem/grpc-gateway/v2`).
pub(super) fn gateway(it: &Named) -> Vec<Name> {
    let services = (0..it.decls().len()).filter(|at| it.decls()[*at].kind == Kind::Service);
    let of = |service: usize| {
        let name = camel(&it.name(service));
        let made = ["Handler", "HandlerFromEndpoint", "HandlerServer", "HandlerClient"];
        made.map(|key| Name {
            of: DeclId { file: it.file, decl: service },
            key,
            owner: String::new(),
            name: format!("Register{name}{key}"),
        })
    };
    services.flat_map(of).collect()
}

fn calls<'a>(it: &'a Named, service: usize) -> impl Iterator<Item = usize> + 'a {
    (0..it.decls().len())
        .filter(move |at| it.decls()[*at].parent == Some(service) && it.decls()[*at].kind == Kind::Call)
}

fn unexported(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + letters.as_str())
}

/// `GoCamelCase`: words begin at `_`, at a capital and behind a digit.
pub(super) fn camel(name: &str) -> String {
    let bytes = name.as_bytes();
    let lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let mut out = String::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'.' if lower(at + 1) => {}
            b'.' => out.push('_'),
            b'_' if at == 0 || bytes[at - 1] == b'.' => out.push('X'),
            b'_' if lower(at + 1) => {}
            digit if digit.is_ascii_digit() => out.push(char::from(digit)),
            letter => {
                out.push(char::from(letter.to_ascii_uppercase()));
                while lower(at + 1) {
                    at += 1;
                    out.push(char::from(bytes[at]));
                }
            }
        }
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn names_are_those_of_protoc_gen_go() {
        // The cases of `TestGoCamelCase` in google.golang.org/protobuf/internal/strs.
        for (name, expected) in [
            ("", ""),
            ("one", "One"),
            ("one_two", "OneTwo"),
            ("_my_field_name_2", "XMyFieldName_2"),
            ("Something_Capped", "Something_Capped"),
            ("my_Name", "My_Name"),
            ("OneTwo", "OneTwo"),
            ("_", "X"),
            ("_a_", "XA_"),
            ("one.two", "OneTwo"),
            ("one.Two", "One_Two"),
            ("one_two.three_four", "OneTwoThreeFour"),
            ("one_two.Three_four", "OneTwo_ThreeFour"),
            ("_one._two", "XOne_XTwo"),
            ("SCREAMING_SNAKE_CASE", "SCREAMING_SNAKE_CASE"),
            ("double__underscore", "Double_Underscore"),
            ("camelCase", "CamelCase"),
            ("go2proto", "Go2Proto"),
            ("x2_y", "X2Y"),
        ] {
            assert_eq!(camel(name), expected, "{name}");
        }
    }
}
