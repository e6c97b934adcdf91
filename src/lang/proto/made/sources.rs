//! Which generated files are made from which `.proto`: generators write down the path that they read, or keep its name.

use crate::lang::proto::PROTO;
use crate::lang::proto::resolve::Protos;
use crate::model::plan::Input;
use crate::model::{FileId, Source};

/// A generator whose names are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tool {
    /// protoc-gen-go
    Go,
    /// protoc-gen-go-grpc
    GoGrpc,
    /// protoc-gen-connect-go
    GoConnect,
    /// protoc-gen-grpc-gateway
    GoGateway,
    /// protoc-gen-es of Protobuf-ES, version 1 and 2.
    Es,
}

/// A generated file.
#[derive(Clone, Debug)]
pub(super) struct Generated {
    pub(super) file: FileId,
    /// The `.proto` that it is made from, an index into the files of [`Protos`].
    pub(super) proto: usize,
    /// `None` for a generator whose names are not known.
    pub(super) tool: Option<Tool>,
    /// Its repository and folder; for modules, which are files, the file.
    pub(super) folder: String,
}

/// All files that are made from a `.proto` of the roots.
pub(super) fn generated(input: &Input, protos: &Protos) -> Vec<Generated> {
    let of = |source: &Source| {
        let proto = made_from(source).and_then(|path| nearest(input, protos, source, &path))?;
        let tool = tool(&source.text);
        let folder = source.path.rsplit_once('/').map_or("", |it| it.0);
        let within = if tool == Some(Tool::Es) { &source.path } else { folder };
        Some(Generated { file: source.id, proto, tool, folder: format!("{}:{within}", source.repo.0) })
    };
    let all = input.sources.iter().filter(|it| it.generated && it.language != PROTO);
    all.filter_map(of).collect()
}

/// The lines in which a generator says what it is and what it has read.
fn head(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take(40)
}

fn tool(text: &str) -> Option<Tool> {
    head(text).find_map(|line| {
        let by = line.split("enerated by ").nth(1)?;
        match by.split([' ', '.']).next()? {
            "protoc-gen-go" => Some(Tool::Go),
            "protoc-gen-go-grpc" => Some(Tool::GoGrpc),
            "protoc-gen-connect-go" => Some(Tool::GoConnect),
            "protoc-gen-grpc-gateway" => Some(Tool::GoGateway),
            "protoc-gen-es" => Some(Tool::Es),
            _ => None,
        }
    })
}

/// The path of the `.proto`, as the generator was given it.
fn made_from(source: &Source) -> Option<String> {
    let said = head(&source.text).find_map(|line| {
        let line = line.trim_start_matches(['/', '*', '#', ' ']);
        let path = line
            .strip_prefix("source: ")
            .or_else(|| line.strip_prefix("Source: "))
            .or_else(|| line.strip_prefix("@generated from file "))
            .or_else(|| line.strip_suffix(" is a deprecated file."))?;
        let path = path.split(' ').next()?;
        path.ends_with(".proto").then(|| path.to_owned())
    });
    said.or_else(|| {
        let name = source.path.rsplit('/').next()?;
        let stem = [".pb.go", "_grpc.pb.go", "_pb.ts", "_pb.js", "_pb.d.ts"]
            .into_iter()
            .rev()
            .find_map(|it| name.strip_suffix(it))?;
        Some(format!("{stem}.proto"))
    })
}

/// The file of the roots whose path ends so, that of the same repository and of the nearest folder first. Where a build copies files before it
/// generates, the path is longer than that in the repository: then the generated code has to name the package as well.
fn nearest(input: &Input, protos: &Protos, of: &Source, path: &str) -> Option<usize> {
    let folders = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let own = folders(&of.path);
    let near = |at: &usize| {
        let source = input.source(protos.id(*at));
        let common = own.iter().zip(folders(&source.path)).take_while(|(one, other)| *one == other).count();
        (source.repo == of.repo, common, std::cmp::Reverse(*at))
    };
    let named = |at: &usize| {
        let package = protos.file(*at).package.as_ref();
        package.is_some_and(|(name, _)| of.text.contains(name.as_str()))
    };
    let ends = |at: usize, path: &str| {
        let source = input.source(protos.id(at));
        source.path.strip_suffix(path).is_some_and(|it| it.is_empty() || it.ends_with('/'))
    };
    let whole = (0..protos.len()).filter(|at| ends(*at, path)).max_by_key(near);
    whole.or_else(|| {
        let mut rest = path;
        while let Some((_, shorter)) = rest.split_once('/').filter(|it| it.1.contains('/')) {
            rest = shorter;
            let found = (0..protos.len()).filter(|at| ends(*at, rest) && named(at)).max_by_key(near);
            if found.is_some() {
                return found;
            }
        }
        None
    })
}
