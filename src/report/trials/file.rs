//! The file itself. Columns are required (a trial observes all of them): whole numbers for draw and trial, double precision for
//! the rest. The provenance that a CSV has in its columns is in the file's metadata.

use std::sync::Arc;

use parquet::basic::{Compression, Encoding, Repetition, Type as Kind};
use parquet::data_type::{DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::TrialsError;
use crate::report::safe;
use crate::study::result::RunResult;
use crate::study::trials::{OBSERVED, TrialRow};

/// What each of the keys in the metadata begins with.
const PREFIX: &str = "overheard.";

/// A file in the making: a group of rows for each addition.
pub struct TrialsFile(SerializedFileWriter<Vec<u8>>);

impl From<ParquetError> for TrialsError {
    fn from(error: ParquetError) -> Self {
        Self::File(safe::one_line(&error.to_string()))
    }
}

impl TrialsFile {
    /// A file for the trials of a result.
    pub fn new(result: &RunResult) -> Result<Self, TrialsError> {
        let writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema()?), Arc::new(properties(result)))?;
        Ok(Self(writer))
    }

    /// Adds trials.
    pub fn add(&mut self, rows: &[TrialRow]) -> Result<(), TrialsError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.0.next_row_group()?;
        for whole in [|row: &TrialRow| row.draw, |row: &TrialRow| row.trial] {
            let values: Vec<i64> = rows.iter().map(|row| whole(row).cast_signed()).collect();
            column::<Int64Type>(&mut group, &values)?;
        }
        for position in 0..OBSERVED.len() {
            let values: Vec<f64> = rows.iter().map(|row| row.observed[position]).collect();
            column::<DoubleType>(&mut group, &values)?;
        }
        group.close()?;
        Ok(())
    }

    /// The finished file.
    pub fn bytes(self) -> Result<Vec<u8>, TrialsError> {
        Ok(self.0.into_inner()?)
    }
}

fn column<T: parquet::data_type::DataType>(
    group: &mut SerializedRowGroupWriter<Vec<u8>>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    if let Some(mut column) = group.next_column()? {
        column.typed::<T>().write_batch(values, None, None)?;
        column.close()?;
    }
    Ok(())
}

fn schema() -> Result<Type, ParquetError> {
    let field = |name: &str, kind: Kind| -> Result<Arc<Type>, ParquetError> {
        let field = Type::primitive_type_builder(name, kind).with_repetition(Repetition::REQUIRED);
        Ok(Arc::new(field.build()?))
    };
    let whole = ["draw", "trial"].map(|name| field(name, Kind::INT64));
    let observed = OBSERVED.map(|(name, _)| field(name, Kind::DOUBLE));
    let fields: Result<Vec<Arc<Type>>, ParquetError> = whole.into_iter().chain(observed).collect();
    Type::group_type_builder("trial").with_fields(fields?).build()
}

fn properties(result: &RunResult) -> WriterProperties {
    let provenance = &result.provenance;
    let told = [
        ("scenario", result.scenario.clone()),
        ("file", result.file.clone()),
        ("measures", result.measures.join("; ")),
        ("set", provenance.overrides.join("; ")),
        ("scenario_hash", provenance.scenario_hash.clone()),
        ("seed", provenance.seed.to_string()),
        ("trials", provenance.trials.to_string()),
        ("draws", provenance.draws.to_string()),
        ("estimator", provenance.estimator.name().to_owned()),
        ("harm_unit", result.harm_unit.clone()),
        ("version", provenance.version.clone()),
    ];
    let pair = |(key, value): (&str, String)| KeyValue::new(format!("{PREFIX}{key}"), safe::one_line(&value));
    WriterProperties::builder()
        .set_created_by(format!("overheard version {}", provenance.version))
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(told.into_iter().map(pair).collect()))
        // Trials count up: their differences are all there is to store.
        .set_column_dictionary_enabled(ColumnPath::from("trial"), false)
        .set_column_encoding(ColumnPath::from("trial"), Encoding::DELTA_BINARY_PACKED)
        .build()
}
