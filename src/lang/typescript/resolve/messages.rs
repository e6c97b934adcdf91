//! Types of messages: what Protobuf-ES says by conditions and mappings that come to nothing else than the type of the message.

use super::ty::Ty;
use super::types::Checker;

/// The folder of a package.
const PROTOBUF_ES: &str = "node_modules/@bufbuild/protobuf/";

impl Checker<'_> {
    /// Protobuf-ES: what a message is made from has its members, as have the messages in it. The types of the package say so by conditions
    /// and mappings, and a schema bears the type of its messages as a mark.
    pub(super) fn of_message(&self, path: &str, name: &str, args: &[Ty]) -> Option<Ty> {
        let arg = args.first().filter(|_| path.contains(PROTOBUF_ES))?;
        match name {
            "MessageInit" => Some(arg.clone()),
            "MessageInitShape" | "MessageShape" => {
                let mark = |version: &str| self.member_type(&self.member_type(arg, version), "a");
                ["$codegenv2", "$codegenv1"].into_iter().map(mark).find(|it| !matches!(it, Ty::Unknown))
            }
            _ => None,
        }
    }
}
