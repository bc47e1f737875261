//! The two ends of streamed bodies on a command line: `--body PATH` is read as it is sent, `OUTFILE` is written as it arrives.
//!
//! `/dev/stdout` as outfile is the command's standard output, so that it works where there are no devices.

use bytes::Bytes;
use futures_util::StreamExt as _;
use labs_world::ByteStream;

use super::error::{CliError, ParameterError};
use super::files::{FileKind, Files};
use super::param_file::{Env, expand};

/// A body that is about to be sent.
pub(super) struct Body {
    /// Its bytes.
    pub(super) content: ByteStream,
    /// How many there are; unknown for pipes.
    pub(super) size: Option<u64>,
}

/// Opens the file that an option names.
pub(super) async fn open(option: &str, path: &str, files: &dyn Files, env: Env<'_>) -> Result<Body, CliError> {
    let wrong = |error| CliError::Parameter { option: option.to_owned(), error };
    if path == "/dev/stdin" {
        return Ok(Body { content: files.standard_input(), size: None });
    }
    let path = expand(path, env);
    match files.metadata(&path).await.map(|it| it.kind) {
        Ok(FileKind::File) => {}
        _ => return Err(wrong(ParameterError::NotFile)),
    }
    let file = files.open(&path).await.map_err(|error| CliError::Outfile { path: path.clone(), error })?;
    Ok(Body { content: file.content, size: Some(file.metadata.size) })
}

/// A body of no bytes.
pub(super) fn empty() -> ByteStream {
    Box::pin(futures_util::stream::empty())
}

/// Writes an answer's body to the outfile; returns what of it belongs to standard output.
pub(super) async fn save(path: &str, content: ByteStream, files: &dyn Files) -> Result<Vec<u8>, CliError> {
    let failed = |error| CliError::Outfile { path: path.to_owned(), error };
    if path == "/dev/stdout" {
        return read(content).await.map_err(failed);
    }
    files.write(path, content).await.map_err(failed)?;
    Ok(Vec::new())
}

async fn read(mut content: ByteStream) -> std::io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    while let Some(piece) = content.next().await {
        let piece: Bytes = piece?;
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}
