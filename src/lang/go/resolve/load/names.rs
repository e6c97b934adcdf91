//! What the Go files of a repository offer to other repositories, and ask of them: modules, and the packages that files import. A word is a
//! module path; an import asks for every module that may hold its package.

use smol_str::SmolStr;

use super::modfile::ModFile;
use crate::lang::go::GO;
use crate::model::{Names, Source};

/// Of the sources of one repository.
pub fn names(sources: &[&Source]) -> Names {
    let mut names = Names::default();
    for source in sources {
        if source.path.rsplit('/').next() == Some("go.mod") && !is_closed(&source.path) {
            let module = ModFile::parse(&source.text).module;
            names.offers.extend(Some(module).filter(|it| !it.is_empty()));
        }
        if source.language == GO {
            for path in imports(&source.text) {
                names.asks.extend(path.match_indices('/').map(|(at, _)| SmolStr::new(&path[..at])));
                names.asks.insert(SmolStr::new(path));
            }
        }
    }
    names
}

/// A module in `testdata` serves only what is beside it.
fn is_closed(path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    folders.any(|it| it == "testdata" || it.starts_with('_'))
}

/// The quoted texts of a file before its first declaration: all that it imports, and perhaps a word of a comment, which asks for nothing that
/// there is.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let declares =
        |line: &str| ["func ", "type ", "var ", "const ", "var(", "const("].iter().any(|it| line.starts_with(it));
    let header = text.lines().take_while(move |line| !declares(line));
    header.flat_map(|line| line.split(['"', '`']).skip(1).step_by(2)).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_the_first_declaration_is_imported() {
        let text = "// Package a.\npackage a\n\nimport \"fmt\"\nimport (\n\tb \"example.com/b/c\" // it\n\t`d`\n)\n\nvar x = \"y\"\n";
        assert_eq!(imports(text).collect::<Vec<_>>(), ["fmt", "example.com/b/c", "d"]);
    }
}
