//! `--cli-input-json`: all members of the input as one JSON object, from the line or from a file.
//!
//! What other options say wins over it.

use super::error::{CliError, ParameterError};
use super::json;
use super::param_file;
use super::unpack::Sources;
use super::value::{Value, Values};

/// Adds the members that the JSON has and the line has not.
pub(super) async fn merge(values: &mut Values, text: &str, sources: Sources<'_>) -> Result<(), CliError> {
    let wrong = |option: &str, error| CliError::Parameter { option: option.to_owned(), error };
    let text = match param_file::load(text, sources.files, sources.env).await? {
        Some(Value::Text(content)) => content,
        Some(Value::Bytes(content)) => String::from_utf8_lossy(&content).into_owned(),
        _ => text.to_owned(),
    };
    match json::parse(&text) {
        // The AWS CLI leaves the hyphens out of the option's name here.
        Err(error) => Err(wrong("cli-input-json", ParameterError::InputJson { error })),
        Ok(Value::Map(members)) => {
            for (name, value) in members {
                values.entry(name).or_insert(value);
            }
            Ok(())
        }
        Ok(other) => Err(wrong("--cli-input-json", ParameterError::InputType { received: other.python_type() })),
    }
}
