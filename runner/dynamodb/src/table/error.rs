//! What can be wrong with a table or its definition, in DynamoDB's words.

/// Why an operation on a table is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TableError {
    /// No table of that name is ready; what operations on items answer.
    #[error("Requested resource not found")]
    NotFound,
    /// There is no table of that name; what operations on tables answer.
    #[error("Requested resource not found: Table: {0} not found")]
    NotFoundNamed(String),
    /// There is a table of that name.
    #[error("Table already exists: {0}")]
    AlreadyExists(String),
    /// A new table's ARN ends in what cannot be a name. The sentence is ours.
    #[error("`{0}` cannot be a table's name: it takes 3 to 255 of the letters a-z and A-Z, digits, `_`, `-` and `.`")]
    NotAName(String),
    /// CreateTable without a key, which the service model allows.
    #[error(
        "1 validation error detected: Value null at 'keySchema' failed to satisfy constraint: Member must not be null"
    )]
    NoKeySchema,
    /// The table is still being created.
    #[error("Attempt to change a resource which is still in use: Table is being created: {0}")]
    BeingCreated(String),
    /// The table is protected.
    #[error(
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
    )]
    Protected,
    /// A provisioned table without throughput.
    #[error(
        "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"
    )]
    ThroughputMissing,
    /// An on-demand table with throughput.
    #[error(
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
    )]
    ThroughputOnDemand,
    /// An attribute is defined twice.
    #[error("Attribute Name is duplicated: {0}")]
    AttributeTwice(String),
    /// The key has more attributes than are defined.
    #[error("Invalid KeySchema: Some index key attribute have no definition")]
    FewDefinitions,
    /// A key attribute is not defined.
    #[error(
        "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], AttributeDefinitions: [{}]",
        keys.join(", "), definitions.join(", ")
    )]
    KeyNotDefined {
        /// Names of the key attributes.
        keys: Vec<String>,
        /// Names of the defined attributes.
        definitions: Vec<String>,
    },
    /// HASH and RANGE are one attribute.
    #[error("Both the Hash Key and the Range Key element in the KeySchema have the same name")]
    SameName,
    /// The first key attribute is no HASH.
    #[error("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")]
    FirstIsNotHash,
    /// The second key attribute is no RANGE.
    #[error("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")]
    SecondIsNotRange,
    /// More attributes are defined than the key has.
    #[error(
        "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
    )]
    UnusedDefinitions,
}

impl TableError {
    /// The error code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::NotFoundNamed(_) => "ResourceNotFoundException",
            Self::AlreadyExists(_) | Self::BeingCreated(_) => "ResourceInUseException",
            _ => "ValidationException",
        }
    }
}
