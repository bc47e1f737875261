//! JMESPath, for `--query`, paginators and waiters: an expression is compiled once and searched in as many answers as there are.
//!
//! Values are [`Document`]s, so that objects keep the order of their members. Errors are worded as the library words them that
//! the AWS CLI uses. One way through: `token.rs`, `parser.rs`, `ast.rs`, `interpret.rs`, and `function.rs` for the functions.
//! <https://jmespath.org/specification.html>

mod argument;
mod ast;
mod compare;
#[cfg(test)]
mod compliance;
mod error;
mod function;
mod interpret;
mod parser;
mod token;

use labs_world::{Document, Map};

pub(super) use error::{ParseError, SearchError};

/// A compiled expression.
#[derive(Debug, Clone)]
pub(super) struct Query {
    ast: ast::Ast,
}

impl Query {
    /// Compiles an expression.
    pub(super) fn compile(expression: &str) -> Result<Self, ParseError> {
        Ok(Self { ast: parser::parse(expression)? })
    }

    /// What the expression finds in `value`; null where it finds nothing.
    pub(super) fn search(&self, value: &Document) -> Result<Document, SearchError> {
        interpret::search(&self.ast, value)
    }

    /// What the expression finds in a structure.
    pub(super) fn search_map(&self, map: &Map) -> Result<Document, SearchError> {
        // A plain path, which nearly all paginators and waiters have, needs no copy of the structure.
        match self.path() {
            Some(path) => Ok(lookup(map, &path).cloned().unwrap_or(Document::Null)),
            None => self.search(&Document::Map(map.clone())),
        }
    }

    /// The names of an expression that is nothing but names with full stops between them.
    pub(super) fn path(&self) -> Option<Vec<&str>> {
        self.ast.path()
    }
}

fn lookup<'d>(map: &'d Map, path: &[&str]) -> Option<&'d Document> {
    let (first, rest) = path.split_first()?;
    let mut value = map.get(*first)?;
    for name in rest {
        value = value.as_map()?.get(*name)?;
    }
    Some(value)
}
