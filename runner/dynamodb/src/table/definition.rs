//! `Table`: what CreateTable defines, and the rules that a definition must keep.

use labs_world::Timestamp;
use serde::{Deserialize, Serialize};

use super::TableError;
use crate::error::Refusal;
use crate::key::{KeyAttribute, KeySchema, KeyType};
use crate::request::{Choice, Members, RequestError};

/// A table as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    /// The name.
    pub(crate) name: String,
    /// The id that AWS shows as `TableId`; also names the tree of the items.
    pub(crate) id: String,
    /// The primary key.
    pub(crate) key: KeySchema,
    /// How it is paid for.
    pub(crate) billing: Billing,
    /// The storage class, when CreateTable named one.
    pub(crate) class: Option<TableClass>,
    /// Whether DeleteTable is refused.
    pub(crate) deletion_protection: DeletionProtection,
    /// When it was created.
    pub(crate) created: Timestamp,
    /// When it is ready.
    pub(crate) active: Timestamp,
    /// When it ceases to exist, once DeleteTable was called.
    pub(crate) gone: Option<Timestamp>,
}

/// How a table is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Billing {
    /// By request.
    OnDemand,
    /// By the hour, for this many units a second.
    Provisioned {
        /// Read capacity units.
        read: u64,
        /// Write capacity units.
        write: u64,
    },
}

/// The storage class of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TableClass {
    /// `STANDARD`.
    Standard,
    /// `STANDARD_INFREQUENT_ACCESS`.
    InfrequentAccess,
}

/// Whether a table may be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DeletionProtection {
    /// It may.
    Disabled,
    /// It may not.
    Enabled,
}

/// Where a table is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not ready yet.
    Creating,
    /// Ready.
    Active,
    /// About to go.
    Deleting,
    /// Gone; as if it had never been.
    Gone,
}

impl Status {
    /// The state as replies write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Deleting | Self::Gone => "DELETING",
        }
    }
}

impl Table {
    /// The state at `now`.
    pub(crate) fn status(&self, now: Timestamp) -> Status {
        match self.gone {
            Some(gone) if now >= gone => Status::Gone,
            Some(_) => Status::Deleting,
            None if now < self.active => Status::Creating,
            None => Status::Active,
        }
    }

    /// Name of the tree that holds the items.
    pub(crate) fn items_tree(&self) -> String {
        format!("dynamodb.items.{}", self.id)
    }
}

/// What CreateTable's input says of a table, checked.
pub(crate) struct Definition {
    /// The primary key.
    pub(crate) key: KeySchema,
    /// How it is paid for.
    pub(crate) billing: Billing,
    /// The storage class, when one is named.
    pub(crate) class: Option<TableClass>,
    /// Whether DeleteTable is refused.
    pub(crate) deletion_protection: DeletionProtection,
}

/// Reads the members of CreateTable's input that define the table.
pub(crate) fn define(members: &mut Members) -> Result<Definition, Refusal> {
    let billing = read_billing(members)?;
    let key = read_key(members)?;
    let class = members.choice()?;
    let deletion_protection = match members.flag("DeletionProtectionEnabled")? {
        Some(true) => DeletionProtection::Enabled,
        _ => DeletionProtection::Disabled,
    };
    Ok(Definition { key, billing, class, deletion_protection })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum BillingMode {
    #[default]
    Provisioned,
    PayPerRequest,
}

impl Choice for BillingMode {
    const MEMBER: &'static str = "BillingMode";
    const WORDS: &'static [(&'static str, Self)] =
        &[("PROVISIONED", Self::Provisioned), ("PAY_PER_REQUEST", Self::PayPerRequest)];
}

impl Choice for TableClass {
    const MEMBER: &'static str = "TableClass";
    const WORDS: &'static [(&'static str, Self)] =
        &[("STANDARD", Self::Standard), ("STANDARD_INFREQUENT_ACCESS", Self::InfrequentAccess)];
}

impl Choice for KeyType {
    const MEMBER: &'static str = "AttributeType";
    const WORDS: &'static [(&'static str, Self)] = &[("B", Self::B), ("N", Self::N), ("S", Self::S)];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyRole {
    Hash,
    Range,
}

impl Choice for KeyRole {
    const MEMBER: &'static str = "KeyType";
    const WORDS: &'static [(&'static str, Self)] = &[("HASH", Self::Hash), ("RANGE", Self::Range)];
}

fn read_billing(members: &mut Members) -> Result<Billing, Refusal> {
    let mut throughput = members.structure("ProvisionedThroughput")?;
    let mut units = |member| match &mut throughput {
        Some(throughput) => throughput.positive(member),
        None => Ok(None),
    };
    let (read, write) = (units("ReadCapacityUnits")?, units("WriteCapacityUnits")?);
    match (members.choice()?.unwrap_or_default(), read, write) {
        (BillingMode::PayPerRequest, None, None) => Ok(Billing::OnDemand),
        (BillingMode::PayPerRequest, ..) => Err(TableError::ThroughputOnDemand.into()),
        (BillingMode::Provisioned, Some(read), Some(write)) => {
            let units = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
            Ok(Billing::Provisioned { read: units(read), write: units(write) })
        }
        (BillingMode::Provisioned, ..) => Err(TableError::ThroughputMissing.into()),
    }
}

fn read_key(members: &mut Members) -> Result<KeySchema, Refusal> {
    let mut definitions: Vec<KeyAttribute> = Vec::new();
    for mut element in members.structures("AttributeDefinitions")?.unwrap_or_default() {
        let name = attribute_name(&mut element)?;
        let key_type = Members::required("AttributeType", element.choice()?)?;
        if definitions.iter().any(|known| known.name == name) {
            return Err(TableError::AttributeTwice(name).into());
        }
        definitions.push(KeyAttribute { name, key_type });
    }
    let elements = members
        .structures("KeySchema")?
        .ok_or(TableError::NoKeySchema)?
        .into_iter()
        .map(|mut element| Ok((attribute_name(&mut element)?, Members::required("KeyType", element.choice()?)?)))
        .collect::<Result<Vec<(String, KeyRole)>, Refusal>>()?;
    check_key(&elements, &definitions)?;
    let attribute = |place: usize| {
        let (name, _) = elements.get(place)?;
        definitions.iter().find(|definition| definition.name == *name).cloned()
    };
    match attribute(0) {
        Some(partition) => Ok(KeySchema { partition, sort: attribute(1) }),
        None => Err(RequestError::NotValidated { member: "KeySchema" }.into()),
    }
}

/// The rules in the order in which the service checks them.
fn check_key(elements: &[(String, KeyRole)], definitions: &[KeyAttribute]) -> Result<(), Refusal> {
    if !(1..=2).contains(&elements.len()) {
        return Err(RequestError::NotValidated { member: "KeySchema" }.into());
    }
    let keys: Vec<_> = elements.iter().map(|(name, _)| name.clone()).collect();
    if keys.len() > definitions.len() {
        return Err(TableError::FewDefinitions.into());
    }
    if keys.iter().any(|key| definitions.iter().all(|definition| definition.name != *key)) {
        let definitions = definitions.iter().map(|definition| definition.name.clone()).collect();
        return Err(TableError::KeyNotDefined { keys, definitions }.into());
    }
    match elements {
        [(one, _), (other, _)] if one == other => Err(TableError::SameName.into()),
        [(_, KeyRole::Range), ..] => Err(TableError::FirstIsNotHash.into()),
        [_, (_, KeyRole::Hash)] => Err(TableError::SecondIsNotRange.into()),
        _ if keys.len() != definitions.len() => Err(TableError::UnusedDefinitions.into()),
        _ => Ok(()),
    }
}

fn attribute_name(element: &mut Members) -> Result<String, RequestError> {
    let name = element.text("AttributeName")?.filter(|name| !name.is_empty());
    Members::required("AttributeName", name)
}
