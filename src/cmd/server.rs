//! The address of a server that a person offers for proofs.

use crate::cli::ServerArgs;
use crate::model::Server;

use super::failure::Failure;

/// The server, where one is offered.
pub(super) fn server(args: &ServerArgs) -> Result<Option<Server>, Failure> {
    let parse = |url: &String| Server::parse(url, args.remote_database);
    args.database_url.as_ref().map(parse).transpose().map_err(|why| {
        Failure::usage(
            format!("the address of --database-url is not taken: {why}"),
            "`postgres://USER:PASSWORD@localhost:5432/`, `mysql://USER:PASSWORD@127.0.0.1:3306/`, `postgres://?host=/run/postgresql`",
        )
    })
}
