//! `--starting-token`, `--page-size` and `--max-items` of one line, on their way into the call or out of it as an error.
//!
//! How pages are fetched and merged is said by `paginate.rs`.

use crate::model::Paginator;

use super::argument_parser::Given;
use super::error::CliError;
use super::numbers::python_int;
use super::options::PagingPart;
use super::paginate::{self, Limits};
use super::value::{Value, Values};

/// The AWS CLI's own paging options on a line.
#[derive(Debug, Default)]
pub(super) struct PagingOptions {
    token: Option<String>,
    page_size: Option<i128>,
    max_items: Option<i128>,
}

impl PagingOptions {
    /// Notes one option.
    pub(super) fn set(&mut self, part: PagingPart, given: &Given) {
        let Given::One(text) = given else { return };
        match part {
            PagingPart::StartingToken => self.token = Some(text.clone()),
            PagingPart::PageSize => self.page_size = python_int(text),
            PagingPart::MaxItems => self.max_items = python_int(text),
        }
    }

    /// Puts position and page size where the service wants them; what is left is for the fetching.
    pub(super) fn apply(
        self,
        paginator: &Paginator,
        values: &mut Values,
        warnings: &mut String,
    ) -> Result<Limits, CliError> {
        let mut limits = match &self.token {
            Some(token) => paginate::start(values, paginator, token)?,
            None => Limits::default(),
        };
        if let (Some(size), Some(name)) = (self.page_size, &paginator.limit_key) {
            values.insert(name.clone(), Value::Int(size));
        }
        if self.max_items.is_some_and(|it| it <= 0) {
            warnings.push_str("warning: Non-positive values for --max-items may result in undefined behavior.\n");
        }
        limits.max_items = self.max_items;
        Ok(limits)
    }

    /// The member under which botocore would carry the options, where there is anything to carry.
    pub(super) fn unknown_member(self) -> Option<(String, Value)> {
        let token = self.token.map(|it| ("StartingToken".to_owned(), Value::Text(it)));
        let size = self.page_size.map(|it| ("PageSize".to_owned(), Value::Int(it)));
        let max = self.max_items.map(|it| ("MaxItems".to_owned(), Value::Int(it)));
        let members: Values = token.into_iter().chain(size).chain(max).collect();
        if members.is_empty() { None } else { Some(("PaginationConfig".to_owned(), Value::Map(members))) }
    }
}

/// The value of a service's own member whose option has the name of a paging option.
pub(super) fn paging_value(given: &Given) -> Value {
    match given {
        Given::One(text) => python_int(text).map_or_else(|| Value::Text(text.clone()), Value::Int),
        _ => Value::Null,
    }
}
