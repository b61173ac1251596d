//! The manifest in `docs/` is one that Kubernetes would take, and says what the program understands.

use serde_json::Value;

use crate::cli_program::{ended, overheard};

const MANIFEST: &str = include_str!("../../docs/scale-kubernetes.yaml");
/// Strict: it knows no key beside those that a Job has.
const SCHEMA: &str = include_str!("../kubernetes/job.schema.json");

fn manifest() -> Value {
    serde_yaml_ng::from_str(MANIFEST).unwrap()
}

/// What is wrong with a value, as far as the schema's words go: it has no others than these.
fn wrong(schema: &Value, all: &Value, value: &Value, path: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return wrong(all.pointer(&name[1..]).unwrap(), all, value, path);
    }
    let mut found = Vec::new();
    if let Some(choices) = schema["oneOf"].as_array() {
        let fitting = choices.iter().filter(|choice| wrong(choice, all, value, path).is_empty()).count();
        if fitting != 1 {
            found.push(format!("{path}: fits {fitting} of the choices"));
        }
    }
    if schema["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
        found.push(format!("{path}: not one of {}", schema["enum"]));
    }
    if !schema["type"].is_null() && !has_type(&schema["type"], value) {
        found.push(format!("{path}: not of type {}", schema["type"]));
    }
    for required in schema["required"].as_array().into_iter().flatten() {
        if value.get(required.as_str().unwrap()).is_none() {
            found.push(format!("{path}: lacks {required}"));
        }
    }
    for (key, inner) in value.as_object().into_iter().flatten() {
        let path = format!("{path}.{key}");
        match (schema["properties"].get(key), &schema["additionalProperties"]) {
            (Some(schema), _) => found.extend(wrong(schema, all, inner, &path)),
            (None, Value::Bool(false)) => found.push(format!("{path}: no such key")),
            (None, schema) => found.extend(wrong(schema, all, inner, &path)),
        }
    }
    let items = value.as_array().into_iter().flatten().enumerate();
    found.extend(items.flat_map(|(at, item)| wrong(&schema["items"], all, item, &format!("{path}[{at}]"))));
    found
}

fn has_type(types: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        other => panic!("the schema has the type {other}"),
    };
    types.as_array().map_or_else(|| is(types), |types| types.iter().any(is))
}

#[test]
fn the_manifest_is_valid_and_a_wrong_one_would_not_be() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(wrong(&schema, &schema, &manifest(), "job"), Vec::<String>::new());
    for (path, key, value, expected) in [
        ("/spec", "completionmode", Value::from("Indexed"), "job.spec.completionmode: no such key"),
        ("/spec", "completions", Value::from("100"), "job.spec.completions: not of type"),
        ("/spec/template/spec/containers/0", "name", Value::Null, "name: not of type"),
        ("/spec/podFailurePolicy/rules/0", "action", Value::from(1), "rules[0].action: not of type"),
    ] {
        let mut job = manifest();
        job.pointer_mut(path).unwrap()[key] = value;
        let found = wrong(&schema, &schema, &job, "job").join("\n");
        assert!(found.contains(expected), "{expected}: {found}");
    }
}

#[test]
fn the_part_of_the_manifest_runs() {
    let job = manifest();
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(
        (&job["spec"]["completionMode"], &job["spec"]["template"]["spec"]["restartPolicy"]),
        (&"Indexed".into(), &"Never".into())
    );
    let of = job["spec"]["completions"].as_u64().unwrap();
    let line = container["args"][0].as_str().unwrap();
    assert!(line.contains(&format!("--of {of} ")), "{line}");
    let dir = tempfile::tempdir().unwrap();
    overheard(dir.path()).args(["init", "air-show.toml"]).assert().success();
    let program = env!("CARGO_BIN_EXE_overheard");
    let line = line.replace("overheard", program).replace("1e9", "2000");
    let mut shell = assert_cmd::Command::new("sh");
    let run = ended(shell.current_dir(dir.path()).env("JOB_COMPLETION_INDEX", "99").args(["-c", &line]));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(dir.path().join("parts/part-000099-of-000100.part").exists(), "{}", run.stderr);
}
