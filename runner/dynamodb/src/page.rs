//! `Page`: one page of a Query or a Scan, and the position from which the next one goes on.
//!
//! A page ends after `Limit` items or before the item with which it would exceed 1 MB of read data. A page that ends at the
//! limit has a position even when nothing follows, as on the service.

use std::ops::Bound;

use labs_world::store::{KeyRange, Order, Store};
use labs_world::{Document, Map};

use crate::capacity::Consistency;
use crate::error::Refusal;
use crate::request::{Choice, Members, RequestError};
use crate::table::Table;
use crate::value::{Item, StoredItem, item_into_document};

/// Most bytes that one page reads.
const MAX_PAGE: usize = 1 << 20;

/// What a Query and a Scan both say of the page that they want.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageRequest {
    /// Most items to read.
    pub(crate) limit: Option<usize>,
    /// Whether to return the items or only count them.
    pub(crate) selection: Selection,
    /// How fresh they must be.
    pub(crate) consistency: Consistency,
}

/// Whether the items are returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Selection {
    /// They are.
    Items,
    /// They are counted.
    Count,
}

/// `Select`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Select {
    SpecificAttributes,
    Count,
    AllAttributes,
    AllProjectedAttributes,
}

impl Choice for Select {
    const MEMBER: &'static str = "Select";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("SPECIFIC_ATTRIBUTES", Self::SpecificAttributes),
        ("COUNT", Self::Count),
        ("ALL_ATTRIBUTES", Self::AllAttributes),
        ("ALL_PROJECTED_ATTRIBUTES", Self::AllProjectedAttributes),
    ];
}

impl PageRequest {
    /// Reads `Limit`, `Select` and `ConsistentRead`.
    pub(crate) fn read(members: &mut Members) -> Result<Self, RequestError> {
        let selection = match members.choice()? {
            None | Some(Select::AllAttributes) => Selection::Items,
            Some(Select::Count) => Selection::Count,
            Some(Select::SpecificAttributes) => return Err(RequestError::SelectNeedsProjection),
            Some(Select::AllProjectedAttributes) => return Err(RequestError::SelectNeedsIndex),
        };
        let consistency = Consistency::of_flag(members.flag("ConsistentRead")?);
        Ok(Self { limit: members.positive("Limit")?, selection, consistency })
    }
}

/// What was read.
#[derive(Debug)]
pub(crate) struct Page {
    items: Vec<Item>,
    selection: Selection,
    count: usize,
    /// Size of all items read.
    pub(crate) bytes: usize,
    /// The key of the last item read, when there may be more.
    last_key: Option<Item>,
}

/// Reads a page of the items whose keys lie in `range`, after the key `after`.
pub(crate) fn read(
    store: &Store,
    table: &Table,
    mut range: KeyRange,
    order: Order,
    after: Option<Vec<u8>>,
    request: PageRequest,
) -> Result<Page, Refusal> {
    if let Some(after) = after {
        match order {
            Order::Ascending => range.start = Bound::Excluded(after),
            Order::Descending => range.end = Bound::Excluded(after),
        }
    }
    let mut page = Page { items: Vec::new(), selection: request.selection, count: 0, bytes: 0, last_key: None };
    let mut last = None;
    for entry in store.range(&table.items_tree(), &range, order) {
        let (key, stored) = entry?;
        let stored = StoredItem::open(&stored)?;
        if page.count > 0 && page.bytes + stored.size() > MAX_PAGE {
            page.last_key = last.map(|key| table.key.decode(key_bytes(&key))).transpose()?;
            return Ok(page);
        }
        page.count += 1;
        page.bytes += stored.size();
        if request.selection == Selection::Items {
            page.items.push(stored.decode()?);
        }
        if Some(page.count) == request.limit {
            page.last_key = Some(table.key.decode(&key)?);
            return Ok(page);
        }
        last = Some(key);
    }
    Ok(page)
}

fn key_bytes(key: &impl AsRef<[u8]>) -> &[u8] {
    key.as_ref()
}

impl Page {
    /// The members that the replies of Query and Scan have in common.
    pub(crate) fn into_reply(self) -> Map {
        let count = i64::try_from(self.count).unwrap_or(i64::MAX);
        let mut reply = Map::new();
        if self.selection == Selection::Items {
            reply.insert("Items".to_owned(), Document::List(self.items.into_iter().map(item_into_document).collect()));
        }
        reply.insert("Count".to_owned(), count.into());
        reply.insert("ScannedCount".to_owned(), count.into());
        if let Some(key) = self.last_key {
            reply.insert("LastEvaluatedKey".to_owned(), item_into_document(key));
        }
        reply
    }
}
