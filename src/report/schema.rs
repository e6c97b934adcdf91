//! The JSON schemas of what the program prints, made from the very types that are printed.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::json::{Document, Found, Referred};
use super::jsonl::{PlanRow, ReferenceRow, Row, SCHEMA_VERSION};
use crate::model::plan::Plan;
use crate::model::verification::Verification;
use crate::model::{Finding, Migrations};
use crate::plan::rollout::Rollout;

/// The schema of what `command` prints in `format`; of a line of it in `jsonl`. `None` for what has no schema of ours.
pub fn schema(command: &str, format: &str) -> Option<String> {
    let mut schema = match (command, format) {
        ("scan", "json") => of::<Document<Found>>(),
        ("scan" | "check", "jsonl") => of::<Row<Finding>>(),
        ("refs", "json") => of::<Document<Referred>>(),
        ("refs", "jsonl") => of::<Row<ReferenceRow>>(),
        ("apply" | "rename", "json") => of::<Document<Plan>>(),
        ("apply" | "rename", "jsonl") => of::<Row<PlanRow>>(),
        ("plan", "json") => of::<Document<Rollout>>(),
        ("verify", "json") => of::<Document<Verification>>(),
        ("sql", "json") => of::<Document<Migrations>>(),
        _ => return None,
    };
    schema.insert("title".into(), format!("runsess {command} --format {format}, version {SCHEMA_VERSION}").into());
    serde_json::to_string_pretty(&schema).ok().map(|text| text + "\n")
}

/// Of what is written, not of what could be read: each field is there, and null where it says nothing.
fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
