//! The `aws` command for every modelled operation: options, shorthand, files, validation, paging, waiters, output, errors.
//!
//! It follows the AWS CLI v2 and knows no service: names, types and pages all come from the models. It sends to an
//! [`Endpoint`](crate::Endpoint), so that a console step and `labs aws` run the same code. [`run`] is the way in;
//! `run.rs` and then `work.rs` read from top to bottom as one command line does.

mod argument_parser;
mod calls;
mod configure;
mod error;
mod files;
mod globals;
mod help;
mod input_json;
mod json;
mod json_text;
mod names;
mod numbers;
mod options;
mod output;
mod page_token;
mod paginate;
mod paging_options;
mod param_file;
mod param_validation;
mod query;
mod reply;
mod run;
mod s3;
mod shorthand;
mod shorthand_types;
mod skeleton;
mod streaming;
mod timestamps;
mod typed;
mod unpack;
mod usage_error;
mod value;
mod wait;
mod work;

#[cfg(test)]
mod goldens;
#[cfg(test)]
mod memory_files;

pub use error::{CONFIGURATION, GENERAL, SERVICE, SUCCESS, USAGE};
pub use files::{FileEntry, FileKind, FileMetadata, Files, NoFiles, OpenFile};
pub use globals::{Target, Terminal};
pub use param_file::Env;
pub use run::{Invocation, Outcome, run};
pub use wait::Pause;
