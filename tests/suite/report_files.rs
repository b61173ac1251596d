//! JSON, CSV and the files of a result.

use overheard::report::files::{self, Looks, Manifest};
use overheard::report::recorded::{self, Mismatch};
use overheard::report::tables::OutputFile;
use overheard::report::{json, tables};
use overheard::statistics::Estimate;
use serde_json::Value;

use crate::golden;
use crate::report_sample::{hostile, nothing, plain, uncertain};

fn text_of(files: &[OutputFile], name: &str) -> String {
    let file = files.iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no {name}"));
    String::from_utf8(file.bytes.clone()).unwrap()
}

#[test]
fn the_json_of_a_run_is_as_it_was() {
    golden::check("summary.json", &json::summary(&[uncertain()]).unwrap());
}

#[test]
fn the_promised_fields_are_there() {
    let value: Value = serde_json::from_str(&json::summary(&[plain()]).unwrap()).unwrap();
    assert_eq!(value["odds"]["mean"], 0.0423);
    assert_eq!(value["odds"]["band"], Value::Null);
    assert_eq!(value["provenance"]["estimator"], "conditional");
    assert_eq!(value["at_least"][0], 1.0);
    assert_eq!(value["harm_exceedance"][0]["probability"], 0.031);
    assert_eq!(value["first_capture"][1]["survival"], 0.978);
    assert_eq!(value["funnel"]["captured_conversations"], 0.0512);
    assert_eq!(value["attribution"]["venue"]["hotel"], 0.71);
    assert_eq!(value["attribution"]["cause"]["mistake"], 0.26);
    assert_eq!(value["weak_link_share"], 0.83);
}

#[test]
fn one_result_is_an_object_and_several_are_an_array() {
    let several: Value = serde_json::from_str(&json::summary(&[plain(), nothing()]).unwrap()).unwrap();
    assert_eq!(several.as_array().unwrap().len(), 2);
    assert_eq!(several[1]["weak_link_share"], Value::Null);
    assert_eq!(several[1]["attribution"]["venue"], serde_json::json!({}));
}

#[test]
fn what_is_no_number_is_null_and_an_empty_cell() {
    let mut result = plain();
    result.harm = Estimate::bare(f64::NAN);
    let value: Value = serde_json::from_str(&json::summary(std::slice::from_ref(&result)).unwrap()).unwrap();
    assert_eq!(value["harm"]["mean"], Value::Null);
    let csv = String::from_utf8(tables::summary(&[result]).unwrap()).unwrap();
    assert!(csv.contains("harm,points per event,,,,,Air show"), "{csv}");
}

#[test]
fn names_stand_whole_and_unchanged_in_json() {
    let result = hostile();
    let value: Value = serde_json::from_str(&json::summary(std::slice::from_ref(&result)).unwrap()).unwrap();
    assert_eq!(value["scenario"], result.scenario);
    assert_eq!(value["attribution"]["venue"].as_object().unwrap().len(), 2);
    assert!(value["attribution"]["venue"][&result.attribution.venue[0].name].is_number());
}

#[test]
fn the_tables_are_as_they_were() {
    let tables = tables::all(&uncertain()).unwrap();
    let text: String =
        tables.iter().map(|file| format!("== {}\n{}\n", file.name, text_of(&tables, &file.name))).collect();
    golden::check("tables.txt", &text);
}

#[test]
fn every_row_of_every_table_has_as_many_cells_as_its_heading_and_no_formula() {
    for file in tables::all(&hostile()).unwrap() {
        let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
        let columns = reader.headers().unwrap().len();
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(record.len(), columns, "{}", file.name);
            for cell in &record {
                let number = cell.parse::<f64>().is_ok();
                assert!(number || !cell.trim_start().starts_with(['=', '+', '-', '@']), "{}: {cell}", file.name);
                assert!(!cell.chars().any(char::is_control), "{}: {cell:?}", file.name);
            }
        }
    }
}

#[test]
fn tables_without_a_sense_are_left_out() {
    let names: Vec<String> = tables::all(&plain()).unwrap().into_iter().map(|file| file.name).collect();
    assert!(!names.contains(&"draws.csv".to_owned()) && !names.contains(&"captures.csv".to_owned()));
}

#[test]
fn a_result_reads_back_as_it_was_written() {
    for result in [plain(), uncertain(), nothing(), hostile()] {
        let files = files::of_run(&result, &Looks::default()).unwrap();
        let (summary, blocks) = (text_of(&files, files::SUMMARY), text_of(&files, files::BLOCKS));
        let recorded = recorded::read(summary.as_bytes(), blocks.as_bytes()).unwrap();
        assert_eq!(recorded.provenance, result.provenance);
        assert_eq!(recorded.blocks, result.blocks);
        assert_eq!((&recorded.file, &recorded.measures), (&result.file, &result.measures));
    }
}

#[test]
fn an_edited_number_does_not_agree_with_the_blocks() {
    let files = files::of_run(&plain(), &Looks::default()).unwrap();
    let (summary, blocks) = (text_of(&files, files::SUMMARY), text_of(&files, files::BLOCKS));
    let honest = recorded::read(summary.as_bytes(), blocks.as_bytes()).unwrap();
    assert_eq!(recorded::disagreements(&honest), []);
    let edited = recorded::read(summary.replace("0.0423", "0.0323").as_bytes(), blocks.as_bytes()).unwrap();
    assert!(matches!(recorded::disagreements(&edited)[..], [Mismatch::Sum { quantity: "odds", .. }]));
    let shorter = recorded::read(summary.replace("36000", "35000").as_bytes(), blocks.as_bytes()).unwrap();
    assert!(matches!(recorded::disagreements(&shorter)[..], [Mismatch::Trials { found: 35_000, expected: 36_000 }]));
}

#[test]
fn what_no_run_writes_is_refused_with_its_place() {
    let files = files::of_run(&plain(), &Looks::default()).unwrap();
    let (summary, blocks) = (text_of(&files, files::SUMMARY), text_of(&files, files::BLOCKS));
    for (from, to, message) in [
        ("676.8", "-676.8", "blocks.csv, row 2: odds_sum holds \"-676.8\", which no run writes"),
        ("676.8", "NaN", "blocks.csv, row 2: odds_sum holds \"NaN\", which no run writes"),
        ("xffffffffffffffff", "42", "blocks.csv, row 2: digest holds \"42\", which no run writes"),
    ] {
        let error = recorded::read(summary.as_bytes(), blocks.replace(from, to).as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let error = recorded::read(summary.replace("\"conditional\"", "\"magic\"").as_bytes(), blocks.as_bytes());
    assert_eq!(error.unwrap_err().to_string(), "summary.json: provenance.estimator holds what no run writes");
    assert!(recorded::read(b"{}", blocks.as_bytes()).is_err());
}

#[test]
fn the_manifest_lists_every_other_file_and_finds_each_change() {
    let files = files::of_run(&uncertain(), &Looks::default()).unwrap();
    let manifest: Manifest = serde_json::from_str(&text_of(&files, files::MANIFEST)).unwrap();
    assert_eq!(manifest.files.len(), files.len() - 1);
    let bytes_of = |name: &str| files.iter().find(|file| file.name == name).map(|file| file.bytes.clone());
    assert_eq!(recorded::changed_files(&manifest, bytes_of), []);
    let edited = |name: &str| if name == "funnel.csv" { Some(vec![]) } else { bytes_of(name) };
    assert_eq!(recorded::changed_files(&manifest, edited), [Mismatch::Changed("funnel.csv".to_owned())]);
    let gone = |name: &str| if name == "funnel.csv" { None } else { bytes_of(name) };
    assert_eq!(recorded::changed_files(&manifest, gone), [Mismatch::Missing("funnel.csv".to_owned())]);
}
