//! The functions and methods through which values reach a package that reads names at run time, as data: for each its import
//! paths, its calls, and the arguments that count. What the package makes of a name says `families`.

/// Functions and methods that take values.
pub(super) struct Sink {
    /// Import paths, each with all that is below it and all its major versions.
    pub(super) packages: &'static [&'static str],
    /// Names, and the arguments by index; none for a function whose type argument is what it reads. `Field:` is a key of a literal.
    pub(super) calls: &'static [(&'static str, &'static [usize])],
    /// What counts of them.
    pub(super) takes: Takes,
}

/// What counts of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Takes {
    /// What is in it.
    Values,
    /// What is in it, and the name of its type.
    Types,
    /// It is a string that says a name.
    Names,
}

pub(super) const fn sink(
    packages: &'static [&'static str],
    calls: &'static [(&'static str, &'static [usize])],
) -> Sink {
    Sink { packages, calls, takes: Takes::Values }
}

pub(super) const fn naming(
    packages: &'static [&'static str],
    calls: &'static [(&'static str, &'static [usize])],
) -> Sink {
    Sink { packages, calls, takes: Takes::Types }
}

pub(super) const fn saying(
    packages: &'static [&'static str],
    calls: &'static [(&'static str, &'static [usize])],
) -> Sink {
    Sink { packages, calls, takes: Takes::Names }
}

/// The import path is one of a sink.
pub(super) fn is_of(path: &str, sink: &Sink) -> bool {
    sink.packages.iter().any(|it| path.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// All arguments from the first, second, third or fourth on, as far as anybody writes them.
pub(super) const FROM_0: &[usize] = &[0, 1, 2, 3, 4, 5, 6, 7];
pub(super) const FROM_1: &[usize] = &[1, 2, 3, 4, 5, 6, 7];
pub(super) const FROM_2: &[usize] = &[2, 3, 4, 5, 6, 7];
pub(super) const FROM_3: &[usize] = &[3, 4, 5, 6, 7];

/// The calls that most encoders have.
pub(super) const CODEC: &[(&str, &[usize])] = &[
    ("Marshal", &[0]),
    ("MarshalIndent", &[0]),
    ("MarshalWithOptions", &[0]),
    ("MarshalContext", &[1]),
    ("MarshalToString", &[0]),
    ("MarshalWrite", &[1]),
    ("MarshalEncode", &[1]),
    ("MustMarshal", &[0]),
    ("Unmarshal", &[1]),
    ("UnmarshalStrict", &[1]),
    ("UnmarshalWithOptions", &[1]),
    ("UnmarshalContext", &[2]),
    ("UnmarshalFromString", &[1]),
    ("UnmarshalRead", &[1]),
    ("UnmarshalDecode", &[1]),
    ("UnmarshalFirst", &[1]),
    ("Encode", &[0]),
    ("EncodeElement", &[0]),
    ("EncodeContext", &[1]),
    ("Decode", &[0]),
    ("DecodeElement", &[0]),
    ("DecodeContext", &[1]),
];

pub(super) const ROWS: &[(&str, &[usize])] = &[
    ("Get", &[0, 1]),
    ("Select", &[0, 1]),
    ("GetContext", &[1]),
    ("SelectContext", &[1]),
    ("NamedExec", &[1, 2]),
    ("NamedExecContext", &[2]),
    ("NamedQuery", &[1, 2]),
    ("NamedQueryContext", &[2, 3]),
    ("Named", &[1]),
    ("BindNamed", &[1]),
    ("StructScan", &[0, 1]),
    ("Exec", &[0]),
    ("ExecContext", &[1]),
    ("QueryRowx", &[0]),
    ("Queryx", &[0]),
    ("ScanOne", &[0]),
    ("ScanAll", &[0]),
    ("ScanRow", &[0]),
];

/// Calls of GORM that find a field by a string, which may be its name in Go as well as its column.
pub(super) const COLUMNS: &[(&str, &[usize])] = &[
    ("Select", FROM_0),
    ("Omit", FROM_0),
    ("Distinct", FROM_0),
    ("Where", FROM_1),
    ("Pluck", &[0]),
    ("Update", &[0]),
    ("UpdateColumn", &[0]),
    ("Updates", &[0]),
    ("UpdateColumns", &[0]),
    ("Create", &[0]),
    ("Assign", FROM_0),
    ("Attrs", FROM_0),
    ("Preload", &[0]),
    ("Joins", &[0]),
    ("InnerJoins", &[0]),
    ("Association", &[0]),
];

pub(super) const MODELS: &[(&str, &[usize])] = &[
    ("AutoMigrate", FROM_0),
    ("CreateTable", FROM_0),
    ("Create", &[0]),
    ("CreateInBatches", &[0]),
    ("Save", &[0]),
    ("First", FROM_0),
    ("Last", FROM_0),
    ("Take", FROM_0),
    ("Find", FROM_0),
    ("FindInBatches", &[0]),
    ("FirstOrCreate", &[0, 1]),
    ("FirstOrInit", &[0, 1]),
    ("Model", FROM_0),
    ("Where", &[0]),
    ("Updates", &[0]),
    ("Delete", &[0]),
    ("Scan", &[0]),
    ("Insert", FROM_0),
    ("InsertOne", FROM_0),
    ("Sync", FROM_0),
    ("Sync2", FROM_0),
    ("Get", &[0]),
    ("NewInsert", &[]),
    ("ScanRows", &[1]),
];

pub(super) const CODEC_AND_FILES: &[(&str, &[usize])] = &[
    ("Marshal", &[0]),
    ("Unmarshal", &[0, 1]),
    ("Encode", &[0]),
    ("Decode", &[0]),
    ("DecodeFile", &[1]),
    ("DecodeFS", &[2]),
    ("DecodeReader", &[1]),
];

pub(super) const JSON: &[Sink] = &[
    sink(
        &[
            "encoding/json",
            "github.com/go-json-experiment/json",
            "github.com/json-iterator/go",
            "github.com/goccy/go-json",
            "github.com/bytedance/sonic",
            "github.com/segmentio/encoding/json",
            "k8s.io/apimachinery/pkg/util/json",
            "sigs.k8s.io/yaml",
            "sigs.k8s.io/json",
            "github.com/ghodss/yaml",
        ],
        CODEC,
    ),
    sink(
        &["github.com/gin-gonic/gin"],
        &[
            ("JSON", &[1]),
            ("IndentedJSON", &[1]),
            ("PureJSON", &[1]),
            ("SecureJSON", &[1]),
            ("AsciiJSON", &[1]),
            ("JSONP", &[1]),
            ("AbortWithStatusJSON", &[1]),
            ("Bind", &[0]),
            ("BindJSON", &[0]),
            ("ShouldBind", &[0]),
            ("ShouldBindJSON", &[0]),
            ("ShouldBindBodyWith", &[0]),
        ],
    ),
    sink(&["github.com/labstack/echo"], &[("JSON", &[1]), ("JSONPretty", &[1]), ("JSONP", &[2]), ("Bind", &[0])]),
    sink(&["github.com/gofiber/fiber"], &[("JSON", &[0]), ("JSONP", &[0]), ("BodyParser", &[0]), ("Body", &[0])]),
    sink(
        &["github.com/go-chi/render", "github.com/unrolled/render"],
        &[("JSON", &[2]), ("Respond", &[2]), ("Render", &[2]), ("DecodeJSON", &[1]), ("Bind", &[1]), ("Decode", &[1])],
    ),
    sink(&["github.com/gorilla/websocket", "github.com/gobwas/ws"], &[("WriteJSON", &[0, 1]), ("ReadJSON", &[0, 1])]),
    sink(&["github.com/coder/websocket", "nhooyr.io/websocket"], &[("Write", &[2]), ("Read", &[2])]),
    sink(&["github.com/go-resty/resty"], &[("SetBody", &[0]), ("SetResult", &[0]), ("SetError", &[0])]),
    sink(&["github.com/invopop/jsonschema", "github.com/alecthomas/jsonschema"], &[("Reflect", &[0])]),
    sink(&["github.com/mailru/easyjson"], &[("Marshal", &[0]), ("Unmarshal", &[1])]),
    sink(
        &["go.temporal.io/sdk"],
        &[
            ("ExecuteActivity", FROM_2),
            ("ExecuteLocalActivity", FROM_2),
            ("ExecuteChildWorkflow", FROM_2),
            ("ExecuteWorkflow", FROM_3),
            ("SignalWorkflow", &[4]),
            ("SignalExternalWorkflow", &[4]),
            ("QueryWorkflow", FROM_3),
            ("NewContinueAsNewError", FROM_2),
            ("Get", &[1]),
            ("Receive", &[1]),
        ],
    ),
];

pub(super) const BSON: &[Sink] = &[
    sink(&["go.mongodb.org/mongo-driver", "gopkg.in/mgo.v2", "github.com/globalsign/mgo", "labix.org/v2/mgo"], CODEC),
    sink(
        &["go.mongodb.org/mongo-driver"],
        &[
            ("InsertOne", &[1]),
            ("InsertMany", &[1]),
            ("FindOne", &[1]),
            ("Find", &[1]),
            ("UpdateOne", &[1, 2]),
            ("UpdateMany", &[1, 2]),
            ("ReplaceOne", &[1, 2]),
            ("DeleteOne", &[1]),
            ("All", &[1]),
            ("Aggregate", &[1]),
        ],
    ),
    sink(
        &["gopkg.in/mgo.v2", "github.com/globalsign/mgo", "labix.org/v2/mgo"],
        &[("Insert", FROM_0), ("Upsert", &[0, 1]), ("Update", &[0, 1]), ("One", &[0]), ("All", &[0])],
    ),
];

pub(super) const CSV: &[Sink] = &[
    sink(
        &["github.com/gocarina/gocsv"],
        &[
            ("Marshal", &[0]),
            ("MarshalFile", &[0]),
            ("MarshalString", &[0]),
            ("MarshalBytes", &[0]),
            ("MarshalCSV", &[0]),
            ("Unmarshal", &[1]),
            ("UnmarshalFile", &[1]),
            ("UnmarshalString", &[1]),
            ("UnmarshalBytes", &[1]),
            ("UnmarshalCSV", &[1]),
        ],
    ),
    sink(
        &["github.com/jszwec/csvutil"],
        &[("Marshal", &[0]), ("Unmarshal", &[1]), ("Encode", &[0]), ("Decode", &[0]), ("Header", &[0])],
    ),
];

pub(super) const HCL: &[(&str, &[usize])] =
    &[("Decode", &[0]), ("DecodeObject", &[0]), ("Unmarshal", &[1]), ("DecodeBody", &[2]), ("DecodeFile", &[2])];

pub(super) const TEMPLATES: &[Sink] = &[
    sink(&["text/template", "html/template"], &[("Execute", &[1]), ("ExecuteTemplate", &[2])]),
    sink(&["github.com/gin-gonic/gin", "github.com/unrolled/render"], &[("HTML", &[2])]),
    sink(&["github.com/labstack/echo"], &[("Render", &[2])]),
    sink(&["github.com/gofiber/fiber"], &[("Render", &[1])]),
];

pub(super) const REFLECTION: &[Sink] = &[
    sink(&["reflect"], &[("ValueOf", &[0]), ("TypeOf", &[0]), ("TypeFor", &[])]),
    saying(&["reflect"], &[("FieldByName", &[0]), ("MethodByName", &[0])]),
    saying(&["github.com/fatih/structs"], &[("Field", &[0]), ("FieldOk", &[0])]),
    sink(&["github.com/graph-gophers/graphql-go"], &[("ParseSchema", FROM_1), ("MustParseSchema", FROM_1)]),
];
