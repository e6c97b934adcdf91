//! What the standard library asks values for at run time, by interfaces that no file needs to name.

/// Interfaces that values meet without any import saying so: package `fmt` asks for a `String` method at run time.
pub(super) const WELL_KNOWN: &[(&str, &str)] = &[
    ("fmt", "Stringer"),
    ("fmt", "GoStringer"),
    ("fmt", "Formatter"),
    ("fmt", "Scanner"),
    ("io", "Reader"),
    ("io", "Writer"),
    ("io", "Closer"),
    ("io", "Seeker"),
    ("io", "ReaderAt"),
    ("io", "WriterAt"),
    ("io", "ReaderFrom"),
    ("io", "WriterTo"),
    ("io", "ByteReader"),
    ("io", "ByteWriter"),
    ("io", "ByteScanner"),
    ("io", "RuneReader"),
    ("io", "RuneScanner"),
    ("io", "StringWriter"),
    ("encoding", "TextMarshaler"),
    ("encoding", "TextUnmarshaler"),
    ("encoding", "TextAppender"),
    ("encoding", "BinaryMarshaler"),
    ("encoding", "BinaryUnmarshaler"),
    ("encoding", "BinaryAppender"),
    ("encoding/json", "Marshaler"),
    ("encoding/json", "Unmarshaler"),
    ("encoding/xml", "Marshaler"),
    ("encoding/xml", "Unmarshaler"),
    ("encoding/gob", "GobEncoder"),
    ("encoding/gob", "GobDecoder"),
    ("sort", "Interface"),
    ("container/heap", "Interface"),
    ("net/http", "Handler"),
    ("net/http", "ResponseWriter"),
    ("net/http", "Flusher"),
    ("net/http", "Hijacker"),
    ("net/http", "RoundTripper"),
    ("net", "Conn"),
    ("net", "Listener"),
    ("net", "Error"),
    ("context", "Context"),
    ("database/sql", "Scanner"),
    ("database/sql/driver", "Valuer"),
    ("flag", "Value"),
    ("log/slog", "Handler"),
    ("log/slog", "LogValuer"),
    ("io/fs", "FS"),
    ("io/fs", "File"),
    ("io/fs", "FileInfo"),
    ("io/fs", "DirEntry"),
    ("io/fs", "ReadDirFS"),
    ("io/fs", "ReadFileFS"),
    ("io/fs", "StatFS"),
    ("os", "Signal"),
    ("sync", "Locker"),
    ("hash", "Hash"),
];

/// Methods of errors that package `errors` finds without a named interface.
pub(super) const ERROR_METHODS: [&str; 4] = ["Error", "Unwrap", "Is", "As"];

/// True for an interface's method, as a symbol path, that the standard library asks values for at run time: a type that
/// has it behaves differently, though nothing says so in its package.
pub fn found_at_run_time(interface_method: &str) -> bool {
    let Some((interface, _)) = interface_method.rsplit_once('.') else { return false };
    interface == "error" || WELL_KNOWN.iter().any(|(path, name)| interface == format!("{path}.{name}"))
}
