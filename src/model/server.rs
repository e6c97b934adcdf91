//! A database server that a person offers for proofs: where it is and who asks. Only the address: `lang/sql/databases/server` speaks to it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerKind {
    /// `postgres://`, `postgresql://`
    Postgresql,
    /// `mysql://`, `mariadb://`
    Mysql,
}

/// What a server said of one script, or why there is no proof.
pub type Answer = Result<super::Said, String>;

/// A server, by its address.
#[derive(Debug)]
pub struct Server {
    /// What speaks there.
    pub kind: ServerKind,
    /// A name, an address, or the folder or file of a socket.
    pub host: String,
    /// Empty for the usual one.
    pub port: String,
    /// Who makes the scratch databases.
    pub user: String,
    /// Not in any message.
    pub password: Option<String>,
    /// The database that the first connection is to. Nothing in it is read or written.
    pub database: String,
    /// What was asked already: planning asks the same more than once.
    pub answers: Mutex<BTreeMap<[u8; 32], Answer>>,
}

impl Server {
    /// Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?host=/socket`.
    ///
    /// # Errors
    /// What is not understood, or that the server is another machine and `remote` does not allow that.
    pub fn parse(url: &str, remote: bool) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").ok_or("it does not begin with `postgres://` or `mysql://`")?;
        let kind = match scheme {
            "postgres" | "postgresql" => ServerKind::Postgresql,
            "mysql" | "mariadb" => ServerKind::Mysql,
            _ => {
                return Err(format!(
                    "`{scheme}://` is no database that proofs are run on: `postgres://` and `mysql://` are"
                ));
            }
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (address, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, place) = address.rsplit_once('@').unwrap_or(("", address));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(decoded(password)?)),
            None => (login, None),
        };
        let (host, port) = match place.strip_prefix('[').and_then(|it| it.split_once(']')) {
            Some((host, rest)) => (host, rest.strip_prefix(':').unwrap_or_default()),
            None => place.split_once(':').unwrap_or((place, "")),
        };
        if !port.bytes().all(|it| it.is_ascii_digit()) {
            return Err("its port is no number".to_owned());
        }
        let mut host = decoded(host)?;
        for pair in query.split('&').filter(|it| !it.is_empty()) {
            match pair.split_once('=') {
                Some(("host" | "socket", value)) => host = decoded(value)?,
                _ => return Err(format!("`{pair}` behind `?` is not known: `host=` and `socket=` are")),
            }
        }
        let (usual, first) = match kind {
            ServerKind::Postgresql => ("postgres", "postgres"),
            ServerKind::Mysql => ("root", "mysql"),
        };
        let or = |it: String, usual: &str| if it.is_empty() { usual.to_owned() } else { it };
        let it = Self {
            kind,
            host: or(host, "localhost"),
            port: port.to_owned(),
            user: or(decoded(user)?, usual),
            password,
            database: or(decoded(database)?, first),
            answers: Mutex::default(),
        };
        let hidden = |it: &str| it.chars().any(char::is_control) || it.starts_with('-');
        if [&it.host, &it.user, &it.database].iter().any(|it| hidden(it))
            || it.password.as_deref().is_some_and(|it| it.contains('\0'))
        {
            return Err("it has a character that no such name has".to_owned());
        }
        if !remote && !it.is_near() {
            return Err(format!("`{}` is another machine than this one; --remote-database allows that", it.host));
        }
        Ok(it)
    }

    /// True for this machine.
    fn is_near(&self) -> bool {
        let loopback = self.host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback());
        self.host == "localhost" || loopback || self.is_socket()
    }

    /// True where the host is a socket of this machine.
    pub fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }
}

/// `%2F` and the like.
fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits: Option<Vec<char>> = (0..2).map(|_| rest.next().map(char::from)).collect();
        let value = digits.and_then(|it| u8::from_str_radix(&String::from_iter(it), 16).ok());
        bytes.push(value.ok_or("a `%` in it is not followed by two digits")?);
    }
    String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_and_who() {
        let it = Server::parse("postgres://me:p%40ss@127.0.0.1:5433/app", false).unwrap();
        assert_eq!((it.kind, &*it.host, &*it.port, &*it.user), (ServerKind::Postgresql, "127.0.0.1", "5433", "me"));
        assert_eq!((it.password.as_deref(), &*it.database), (Some("p@ss"), "app"));
        let it = Server::parse("mariadb://?socket=/run/mysqld/socket", false).unwrap();
        assert_eq!(
            (it.kind, &*it.host, &*it.user, &*it.database),
            (ServerKind::Mysql, "/run/mysqld/socket", "root", "mysql")
        );
        assert!(Server::parse("postgres://[::1]:5432", false).is_ok_and(|it| it.host == "::1"));
    }

    #[test]
    fn another_machine_is_asked_only_where_a_person_says_so() {
        for url in ["postgres://db.example.org/app", "mysql://10.0.0.3", "postgres://127.0.0.1.example.org"] {
            assert!(Server::parse(url, false).is_err_and(|it| it.contains("--remote-database")), "{url}");
            assert!(Server::parse(url, true).is_ok(), "{url}");
        }
        for url in [
            "localhost",
            "redis://localhost",
            "postgres://localhost:x/",
            "postgres://localhost/?sslmode=off",
            "postgres://-h/",
            "mysql://a%zz@localhost",
        ] {
            assert!(Server::parse(url, true).is_err(), "{url}");
        }
    }
}
