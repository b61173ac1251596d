//! The JSON Schema of the scenario file, for editors; made from the same table of keys as the reader, so that the two
//! cannot drift apart.

use serde_json::{Map, Value, json};

use super::format::ROOT;
use super::shape::{Certainty, Field, Number, Range, Shape};

/// The JSON Schema (draft 2020-12) of the scenario file. Names that are defined elsewhere in a file and ranges of hours
/// are only known to `check`.
pub fn schema() -> Value {
    let mut root = of(&ROOT);
    if let Value::Object(object) = &mut root {
        object.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        object.insert("title".to_owned(), json!("A scenario of overheard"));
        object.insert("$defs".to_owned(), json!({ "interval": interval(), "pert": pert() }));
    }
    root
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text | Shape::Name(_) => json!({ "type": "string" }),
        Shape::Bool => json!({ "type": "boolean" }),
        // Editors see a date of TOML as a text.
        Shape::CountRange => json!({
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": u32::MAX },
                { "type": "string", "pattern": "^[0-9]+(-[0-9]+)?$" }
            ]
        }),
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::Choice(options) => json!({ "enum": options }),
        Shape::Number(range) => one_of(number(range)),
        Shape::Names(_) | Shape::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Record(fields) => record(fields),
        Shape::Named(below) | Shape::ByName(_, below) | Shape::ByHour(below) | Shape::ByPath(below) => {
            json!({ "type": "object", "additionalProperties": of(below) })
        }
        Shape::Distribution(range, forms) => one_of([number(range), tagged(forms)].concat()),
        Shape::Joiners(range, forms) => {
            let bound = of(&super::format::JOINER_NUMBER);
            let uniform = json!({
                "type": "object",
                "properties": { "min": bound, "max": bound },
                "required": ["min", "max"],
                "additionalProperties": false
            });
            one_of([number(range), tagged(forms), vec![uniform]].concat())
        }
        Shape::List(below) => json!({ "type": "array", "items": of(below) }),
        Shape::Target => json!({}),
    }
}

fn one_of(forms: Vec<Value>) -> Value {
    match &forms[..] {
        [one] => one.clone(),
        _ => json!({ "anyOf": forms }),
    }
}

fn number(number: &Number) -> Vec<Value> {
    let plain = match number.range {
        Range::Odds => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Range::AtLeastZero => json!({ "type": "number", "minimum": 0 }),
        Range::AboveZero => json!({ "type": "number", "exclusiveMinimum": 0 }),
        Range::Whole { min, max } => json!({ "type": "integer", "minimum": min as u64, "maximum": max as u64 }),
        Range::Within(size) => json!({ "type": "number", "minimum": -size, "maximum": size }),
    };
    match number.certainty {
        Certainty::Certain => vec![plain],
        Certainty::MayBeUncertain => {
            vec![plain, json!({ "$ref": "#/$defs/interval" }), json!({ "$ref": "#/$defs/pert" })]
        }
    }
}

fn record(fields: &[Field]) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let mut described = of(&field.shape);
        if let Value::Object(object) = &mut described {
            object.insert("description".to_owned(), json!(field.doc));
        }
        properties.insert(field.key.to_owned(), described);
    }
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.key).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// One object for each form, with the form's key alone.
fn tagged(forms: &[Field]) -> Vec<Value> {
    let form = |form: &Field| {
        json!({
            "type": "object",
            "description": form.doc,
            "properties": { form.key: of(&form.shape) },
            "required": [form.key],
            "additionalProperties": false
        })
    };
    forms.iter().map(form).collect()
}

fn interval() -> Value {
    json!({
        "type": "object",
        "description": "An uncertain value: a 90 % interval.",
        "properties": { "low": { "type": "number" }, "high": { "type": "number" } },
        "required": ["low", "high"],
        "additionalProperties": false
    })
}

fn pert() -> Value {
    json!({
        "type": "object",
        "description": "An uncertain value: PERT.",
        "properties": { "min": { "type": "number" }, "mode": { "type": "number" }, "max": { "type": "number" } },
        "required": ["min", "mode", "max"],
        "additionalProperties": false
    })
}
