//! What DynamoDB's front end does differently from its published model.
//!
//! Everything here was seen by public conformance suites at the real service (their captures of June to October 2026):
//! the table name is judged first and alone, item operations word some limits in a newer, terser way, some enums are
//! listed in another order than the model's, UpdateItem stops at its first error. Where no capture exists for an
//! operation, its sister's behaviour is assumed.

use labs_world::{Document, Map};

use super::violation::{Constraint, Violation, Wording, is_empty_map};
use crate::model::{Operation, Shape};

/// The particulars of one operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dynamodb {
    operation: Family,
    /// Members in the order in which their errors are reported; members that are not listed come after these.
    order: &'static [&'static str],
}

/// Operations that behave alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// PutItem and DeleteItem.
    Write,
    /// UpdateItem.
    Update,
    /// GetItem, Query and BatchGetItem.
    Read,
    /// CreateTable.
    CreateTable,
    /// BatchWriteItem.
    BatchWrite,
    /// Everything else.
    Other,
}

const TABLE_NAME: &str = "TableName";
const TABLE_NAME_PATTERN: &str = "[a-zA-Z0-9_.-]+";

/// The item operations list the values of ReturnValues in their own way, the slip in the fourth included.
const RETURN_VALUES: [&str; 5] = ["ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATE_NEW", "NONE"];

impl Dynamodb {
    pub(super) fn of(operation: &Operation) -> Self {
        let (operation, order): (Family, &'static [&'static str]) = match operation.name.as_str() {
            "PutItem" | "DeleteItem" => {
                (Family::Write, &["ReturnConsumedCapacity", "ReturnValues", "ReturnItemCollectionMetrics"])
            }
            "UpdateItem" => {
                (Family::Update, &["ReturnValues", "ReturnConsumedCapacity", "ReturnItemCollectionMetrics"])
            }
            "GetItem" => (Family::Read, &["ReturnConsumedCapacity", "AttributesToGet"]),
            "Query" => (
                Family::Read,
                &["Limit", "KeyConditions", "ReturnConsumedCapacity", "AttributesToGet", "Select", "IndexName"],
            ),
            "BatchGetItem" => (Family::Read, &[]),
            "BatchWriteItem" => (Family::BatchWrite, &[]),
            "CreateTable" => (Family::CreateTable, &["AttributeDefinitions", "ProvisionedThroughput", "KeySchema"]),
            _ => (Family::Other, &[]),
        };
        Self { operation, order }
    }

    /// A refusal that comes before all others and has no count in front of it.
    pub(super) fn refuse_first(self, input: &Map) -> Option<String> {
        let missing = matches!(input.get(TABLE_NAME), None | Some(Document::Null));
        match self.operation {
            Family::CreateTable if missing => {
                Some("The parameter 'TableName' is required but was not present in the request".to_owned())
            }
            Family::BatchWrite if is_empty_map(input, "RequestItems") => {
                Some("The requestItems parameter is required for BatchWriteItem".to_owned())
            }
            _ => None,
        }
    }

    /// Shapes whose constraints the engine words: the values of attributes, their names, the names of placeholders.
    pub(super) fn leaves_to_the_engine(shape: &Shape) -> bool {
        matches!(
            shape.name.as_str(),
            "AttributeValue" | "AttributeName" | "ExpressionAttributeNameVariable" | "ExpressionAttributeValueVariable"
        )
    }

    /// Limits (least, greatest, pattern) that replace the model's for the value at `path`.
    pub(super) fn limits(
        self,
        path: &[String],
        shape: &Shape,
        value: Option<&Document>,
    ) -> Option<(Option<i64>, Option<i64>, Option<&'static str>)> {
        let is_arn = || value.and_then(Document::as_str).is_some_and(|name| name.starts_with("arn:"));
        match (path, shape.name.as_str()) {
            // A name where the model allows an ARN too: the limits are those of names. Only new tables need 3 letters.
            ([member], "TableArn") if member == TABLE_NAME && !is_arn() => {
                let least = if self.operation == Family::CreateTable { 3 } else { 1 };
                Some((Some(least), Some(255), Some(TABLE_NAME_PATTERN)))
            }
            // Indexes may have up to four hash and four range keys, the table may not.
            ([member], "KeySchema") if self.operation == Family::CreateTable && member == "KeySchema" => {
                Some((Some(1), Some(2), None))
            }
            _ => None,
        }
    }

    /// The order in which the service lists the values of an enum, where it is not the model's.
    pub(super) fn enum_order(shape: &str) -> Option<&'static [&'static str]> {
        Some(match shape {
            "ScalarAttributeType" => &["B", "N", "S"],
            "Select" => &["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"],
            "ConditionalOperator" => &["OR", "AND"],
            "ProjectionType" => &["ALL", "INCLUDE", "KEYS_ONLY"],
            "ReturnValue" => &["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"],
            "ComparisonOperator" => &[
                "IN",
                "NULL",
                "BETWEEN",
                "LT",
                "NOT_CONTAINS",
                "EQ",
                "GT",
                "NOT_NULL",
                "NE",
                "LE",
                "BEGINS_WITH",
                "GE",
                "CONTAINS",
            ],
            _ => return None,
        })
    }

    /// The newer wording, where this operation has it for this constraint.
    pub(super) fn reword(self, path: &[String], constraint: &Constraint) -> Option<(Constraint, Wording)> {
        let is_table_name = matches!(path, [member] if member == TABLE_NAME);
        let writes = matches!(self.operation, Family::Write | Family::Update);
        match (self.operation, constraint) {
            (_, Constraint::Enum(_)) if writes && matches!(path, [member] if member == "ReturnValues") => {
                let values = RETURN_VALUES.iter().map(|&value| value.to_owned()).collect();
                Some((Constraint::Enum(values), Wording::Anonymous))
            }
            // A name that is too long is echoed, one that is empty is not.
            (_, Constraint::MaxLength(_)) if is_table_name => None,
            (
                Family::Write | Family::Update | Family::Read,
                Constraint::MinLength(_) | Constraint::MaxLength(_) | Constraint::MinValue(_) | Constraint::MaxValue(_),
            ) => Some((constraint.clone(), Wording::Terse)),
            _ => None,
        }
    }

    /// Puts violations into the order of the service and leaves out what it does not get to.
    pub(super) fn arrange(self, mut found: Vec<Violation>) -> Vec<Violation> {
        let about = |violation: &Violation, name: &str| violation.path.first().is_some_and(|first| first == name);
        if found.iter().any(|violation| about(violation, TABLE_NAME)) {
            found.retain(|violation| about(violation, TABLE_NAME));
            // An empty name violates the pattern too; the terse front end looks at the length first and stops.
            if let Some(terse) = found.iter().find(|violation| violation.wording == Wording::Terse) {
                return vec![terse.clone()];
            }
            return found;
        }
        let rank = |violation: &Violation| {
            self.order.iter().position(|name| about(violation, name)).unwrap_or(self.order.len())
        };
        found.sort_by_key(rank);
        if self.operation == Family::Update {
            found.truncate(1);
        }
        found
    }
}
