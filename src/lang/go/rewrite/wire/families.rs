//! The packages that read names of Go at run time, as data: encoders, row scanners, templates, reflection. A new one is a row here. What
//! a value has to do to reach one is found in `search`, what a rename does about it in `verdict`.

use super::calls::{
    BSON, CODEC, CODEC_AND_FILES, COLUMNS, CSV, HCL, JSON, MODELS, REFLECTION, ROWS, Sink, TEMPLATES, naming, saying,
    sink,
};
use super::snake::column;
use super::tags::GORM;

/// What a package makes of the names of Go, and where values reach it.
pub(super) struct Family {
    /// What people call it.
    pub(super) name: &'static str,
    /// The key in a struct tag that names a field.
    pub(super) tag: Option<&'static str>,
    /// Keys that name a field too where `tag` is absent.
    pub(super) also: &'static [&'static str],
    /// The key of a field without such a tag.
    pub(super) key: Key,
    /// What an embedded struct is to it.
    pub(super) embeds: Embeds,
    /// Methods that, where a type has all of one row, replace what the package would do with its fields.
    pub(super) own: &'static [&'static [&'static str]],
    /// Where values reach it.
    pub(super) sinks: &'static [Sink],
}

/// The key of a field without a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The name as it is.
    AsIs,
    /// `runid`
    Lower,
    /// `run_id`
    Snake,
    /// `run-id`
    Dashed,
    /// Lower-cased, or what a `MapperFunc` of the program makes of it.
    Mapped,
    /// `run_id` as GORM writes it, where no program of the roots replaces how it makes names and the field is a column.
    Column,
    /// It depends on data that no source shows: a tag has to be written by hand first.
    Unknown,
    /// No tag can keep it.
    Fixed,
    /// Nothing is written: a name counts where a string says it (a template, an index, `FieldByName`).
    Said,
}

/// What an embedded struct is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Embeds {
    /// Its fields stand among those around it.
    Flat,
    /// It is a field with the name of its type.
    Keyed,
}

const fn tagged(name: &'static str, tag: &'static str, key: Key, embeds: Embeds, sinks: &'static [Sink]) -> Family {
    Family { name, tag: Some(tag), also: &[], key, embeds, own: &[], sinks }
}

const fn untagged(name: &'static str, key: Key, sinks: &'static [Sink]) -> Family {
    Family { name, tag: None, also: &[], key, embeds: Embeds::Keyed, own: &[], sinks }
}

/// All families.
pub(super) const FAMILIES: &[Family] = &[
    Family {
        own: &[&["MarshalJSON", "UnmarshalJSON"], &["MarshalText", "UnmarshalText"]],
        ..tagged("JSON", "json", Key::AsIs, Embeds::Flat, JSON)
    },
    Family {
        own: &[&["MarshalYAML", "UnmarshalYAML"]],
        ..tagged(
            "YAML",
            "yaml",
            Key::Lower,
            Embeds::Keyed,
            &[sink(
                &[
                    "gopkg.in/yaml.v1",
                    "gopkg.in/yaml.v2",
                    "gopkg.in/yaml.v3",
                    "go.yaml.in/yaml",
                    "github.com/goccy/go-yaml",
                    "go.uber.org/yaml",
                    "github.com/go-yaml/yaml",
                ],
                CODEC,
            )],
        )
    },
    tagged(
        "XML",
        "xml",
        Key::AsIs,
        Embeds::Flat,
        &[
            naming(&["encoding/xml"], CODEC),
            naming(&["github.com/gin-gonic/gin", "github.com/labstack/echo"], &[("XML", &[1]), ("BindXML", &[0])]),
            naming(&["github.com/go-chi/render"], &[("XML", &[2]), ("DecodeXML", &[1])]),
        ],
    ),
    tagged(
        "TOML",
        "toml",
        Key::AsIs,
        Embeds::Flat,
        &[
            sink(
                &["github.com/BurntSushi/toml", "github.com/pelletier/go-toml", "github.com/naoina/toml"],
                CODEC_AND_FILES,
            ),
            sink(&["github.com/BurntSushi/toml"], &[("Decode", &[1]), ("PrimitiveDecode", &[1])]),
        ],
    ),
    tagged("MessagePack", "msgpack", Key::AsIs, Embeds::Flat, &[sink(&["github.com/vmihailenco/msgpack"], CODEC)]),
    Family {
        also: &["json"],
        ..tagged(
            "codec",
            "codec",
            Key::AsIs,
            Embeds::Flat,
            &[sink(&["github.com/ugorji/go", "github.com/hashicorp/go-msgpack"], CODEC)],
        )
    },
    Family {
        also: &["json"],
        ..tagged("CBOR", "cbor", Key::AsIs, Embeds::Flat, &[sink(&["github.com/fxamacker/cbor"], CODEC)])
    },
    tagged("BSON", "bson", Key::Lower, Embeds::Keyed, BSON),
    untagged(
        "gob",
        Key::Fixed,
        &[
            sink(&["encoding/gob"], CODEC),
            naming(&["encoding/gob"], &[("Register", &[0])]),
            sink(&["net/rpc"], &[("Call", &[1, 2]), ("Go", &[1, 2])]),
        ],
    ),
    untagged(
        "net/rpc",
        Key::Said,
        &[naming(&["net/rpc"], &[("Register", &[0])]), sink(&["net/rpc"], &[("RegisterName", &[1])])],
    ),
    tagged("sqlx", "db", Key::Mapped, Embeds::Flat, &[sink(&["github.com/jmoiron/sqlx"], ROWS)]),
    tagged(
        "a row scanner",
        "db",
        Key::Unknown,
        Embeds::Flat,
        &[
            sink(
                &["github.com/jackc/pgx"],
                &[
                    ("RowToStructByName", &[]),
                    ("RowToStructByNameLax", &[]),
                    ("RowToAddrOfStructByName", &[]),
                    ("RowToAddrOfStructByNameLax", &[]),
                ],
            ),
            sink(&["github.com/georgysavva/scany", "github.com/blockloop/scan", "github.com/doug-martin/goqu"], ROWS),
        ],
    ),
    tagged(
        "GORM 1",
        GORM,
        Key::Unknown,
        Embeds::Flat,
        &[naming(&["github.com/jinzhu/gorm"], MODELS), saying(&["github.com/jinzhu/gorm"], COLUMNS)],
    ),
    tagged(
        "GORM",
        GORM,
        Key::Column,
        Embeds::Flat,
        &[naming(&["gorm.io/gorm"], MODELS), saying(&["gorm.io/gorm"], COLUMNS)],
    ),
    tagged("Bun", "bun", Key::Snake, Embeds::Keyed, &[naming(&["github.com/uptrace/bun"], MODELS)]),
    tagged("go-pg", "pg", Key::Snake, Embeds::Keyed, &[naming(&["github.com/go-pg/pg"], MODELS)]),
    tagged(
        "XORM",
        "xorm",
        Key::Unknown,
        Embeds::Keyed,
        &[naming(&["xorm.io/xorm", "github.com/go-xorm/xorm"], MODELS)],
    ),
    tagged(
        "mapstructure",
        "mapstructure",
        Key::AsIs,
        Embeds::Keyed,
        &[
            sink(
                &["github.com/mitchellh/mapstructure", "github.com/go-viper/mapstructure"],
                &[
                    ("Decode", &[0, 1]),
                    ("WeakDecode", &[0, 1]),
                    ("DecodeMetadata", &[0, 1]),
                    ("WeakDecodeMetadata", &[0, 1]),
                    ("Result:", &[]),
                ],
            ),
            sink(&["github.com/spf13/viper"], &[("Unmarshal", &[0]), ("UnmarshalExact", &[0]), ("UnmarshalKey", &[1])]),
        ],
    ),
    tagged(
        "koanf",
        "koanf",
        Key::AsIs,
        Embeds::Keyed,
        &[sink(&["github.com/knadh/koanf"], &[("Unmarshal", &[1]), ("UnmarshalWithConf", &[1]), ("Provider", &[0])])],
    ),
    tagged(
        "envconfig",
        "envconfig",
        Key::AsIs,
        Embeds::Flat,
        &[sink(&["github.com/kelseyhightower/envconfig"], &[("Process", &[1]), ("MustProcess", &[1])])],
    ),
    tagged(
        "a form decoder",
        "form",
        Key::AsIs,
        Embeds::Flat,
        &[
            sink(&["github.com/go-playground/form", "github.com/ajg/form"], CODEC),
            sink(
                &["github.com/gin-gonic/gin"],
                &[("Bind", &[0]), ("ShouldBind", &[0]), ("BindQuery", &[0]), ("ShouldBindQuery", &[0])],
            ),
        ],
    ),
    tagged(
        "gorilla/schema",
        "schema",
        Key::AsIs,
        Embeds::Flat,
        &[sink(&["github.com/gorilla/schema"], &[("Decode", &[0]), ("Encode", &[0])])],
    ),
    tagged(
        "go-querystring",
        "url",
        Key::AsIs,
        Embeds::Flat,
        &[sink(&["github.com/google/go-querystring"], &[("Values", &[0])])],
    ),
    tagged("a CSV encoder", "csv", Key::AsIs, Embeds::Flat, CSV),
    tagged(
        "structs",
        "structs",
        Key::AsIs,
        Embeds::Keyed,
        &[sink(&["github.com/fatih/structs"], &[("Map", &[0]), ("New", &[0]), ("Names", &[0]), ("Fields", &[0])])],
    ),
    Family {
        also: &["json"],
        ..tagged(
            "DynamoDB",
            "dynamodbav",
            Key::AsIs,
            Embeds::Flat,
            &[sink(
                &["github.com/aws/aws-sdk-go"],
                &[
                    ("MarshalMap", &[0]),
                    ("MarshalList", &[0]),
                    ("UnmarshalMap", &[1]),
                    ("UnmarshalListOfMaps", &[1]),
                    ("UnmarshalList", &[1]),
                ],
            )],
        )
    },
    tagged(
        "Firestore",
        "firestore",
        Key::AsIs,
        Embeds::Flat,
        &[sink(
            &["cloud.google.com/go/firestore"],
            &[("DataTo", &[0]), ("Set", &[1, 2]), ("Create", &[1, 2]), ("Add", &[1])],
        )],
    ),
    tagged(
        "Datastore",
        "datastore",
        Key::AsIs,
        Embeds::Flat,
        &[sink(
            &["cloud.google.com/go/datastore"],
            &[("Put", &[2]), ("PutMulti", &[2]), ("Get", &[2]), ("GetAll", &[2])],
        )],
    ),
    tagged(
        "BigQuery",
        "bigquery",
        Key::AsIs,
        Embeds::Flat,
        &[sink(&["cloud.google.com/go/bigquery"], &[("InferSchema", &[0]), ("Put", &[1]), ("Next", &[0])])],
    ),
    tagged(
        "Spanner",
        "spanner",
        Key::AsIs,
        Embeds::Flat,
        &[sink(
            &["cloud.google.com/go/spanner"],
            &[("ToStruct", &[0]), ("InsertStruct", &[1]), ("UpdateStruct", &[1])],
        )],
    ),
    tagged(
        "Avro",
        "avro",
        Key::AsIs,
        Embeds::Flat,
        &[sink(
            &["github.com/hamba/avro"],
            &[("Marshal", &[1]), ("Unmarshal", &[2]), ("Encode", &[0]), ("Decode", &[0])],
        )],
    ),
    tagged("HCL", "hcl", Key::AsIs, Embeds::Keyed, &[sink(&["github.com/hashicorp/hcl"], HCL)]),
    tagged(
        "kong",
        "name",
        Key::Dashed,
        Embeds::Flat,
        &[sink(&["github.com/alecthomas/kong"], &[("Parse", &[0]), ("New", &[0]), ("Must", &[0])])],
    ),
    untagged(
        "copier",
        Key::Fixed,
        &[sink(&["github.com/jinzhu/copier"], &[("Copy", &[0, 1]), ("CopyWithOption", &[0, 1])])],
    ),
    untagged(
        "memdb",
        Key::Said,
        &[
            sink(&["github.com/hashicorp/go-memdb"], &[("Insert", &[1]), ("Delete", &[1])]),
            saying(&["github.com/hashicorp/go-memdb"], &[("Field:", &[])]),
        ],
    ),
    untagged("a template", Key::Said, TEMPLATES),
    untagged("reflection", Key::Said, REFLECTION),
];

impl Key {
    /// The key of a field `name`; `None` where none can be written.
    pub(super) fn of(self, name: &str) -> Option<String> {
        match self {
            Key::AsIs => Some(name.to_owned()),
            Key::Lower => Some(name.to_lowercase()),
            Key::Snake => Some(joined(name, '_')),
            Key::Dashed => Some(joined(name, '-')),
            Key::Column => Some(column(name)),
            Key::Mapped | Key::Unknown | Key::Fixed | Key::Said => None,
        }
    }
}

/// `RunID` as `run_id`, `HTTPServer2` as `http_server2`.
fn joined(name: &str, by: char) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let lower_after = letters.get(at + 1).is_some_and(|it| it.is_lowercase());
        let starts = before.is_some_and(|it| !it.is_uppercase() && it != '_') || (before.is_some() && lower_after);
        if letter.is_uppercase() && starts && before != Some('_') {
            text.push(by);
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::go::rewrite::wire::calls::is_of;

    #[test]
    fn a_key_is_made_as_the_package_makes_it() {
        let snake = |name| Key::Snake.of(name).unwrap_or_default();
        assert_eq!((snake("RunID").as_str(), snake("HTTPServer2").as_str()), ("run_id", "http_server2"));
        assert_eq!((snake("Status").as_str(), snake("Run_Id").as_str()), ("status", "run_id"));
        assert_eq!(Key::Lower.of("RunID").as_deref(), Some("runid"));
        assert_eq!(Key::Dashed.of("DryRun").as_deref(), Some("dry-run"));
        assert_eq!(Key::Fixed.of("RunID"), None);
    }

    #[test]
    fn a_path_is_of_a_package_with_all_its_versions() {
        let yaml = FAMILIES.iter().find(|it| it.name == "YAML").expect("a row");
        assert!(is_of("go.yaml.in/yaml/v4", &yaml.sinks[0]) && is_of("gopkg.in/yaml.v3", &yaml.sinks[0]));
        assert!(!is_of("go.yaml.in/yamlfmt", &yaml.sinks[0]));
    }
}
