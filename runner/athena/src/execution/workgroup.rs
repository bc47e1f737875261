//! `WorkGroup`: the settings that queries run under. There is one, [`PRIMARY`], as every account has it.

use labs_world::{Document, Map, Timestamp};
use serde::{Deserialize, Serialize};

use super::record::engine_version;

/// The work group of queries that name none.
pub(crate) const PRIMARY: &str = "primary";

/// Settings of queries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WorkGroup {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) enabled: bool,
    /// `ResultConfiguration.OutputLocation`.
    pub(crate) output_location: Option<String>,
    /// Whether its settings win over the client's.
    pub(crate) enforce: bool,
    pub(crate) publish_metrics: bool,
    pub(crate) requester_pays: bool,
    /// `BytesScannedCutoffPerQuery`.
    pub(crate) cutoff: Option<u64>,
}

impl WorkGroup {
    /// `primary` as an account has it before anybody changed it.
    pub(crate) fn primary() -> Self {
        Self {
            name: PRIMARY.to_owned(),
            description: String::new(),
            enabled: true,
            output_location: None,
            enforce: false,
            publish_metrics: false,
            requester_pays: false,
            cutoff: None,
        }
    }

    fn state(&self) -> &'static str {
        if self.enabled { "ENABLED" } else { "DISABLED" }
    }

    /// `WorkGroup` of the API.
    pub(crate) fn document(&self) -> Map {
        let location = self.output_location.as_deref().map(|at| ("OutputLocation".to_owned(), at.into()));
        let mut configuration = Map::from_iter([
            ("ResultConfiguration".to_owned(), Map::from_iter(location).into()),
            ("EnforceWorkGroupConfiguration".to_owned(), self.enforce.into()),
            ("PublishCloudWatchMetricsEnabled".to_owned(), self.publish_metrics.into()),
            ("RequesterPaysEnabled".to_owned(), self.requester_pays.into()),
            ("EngineVersion".to_owned(), engine_version().into()),
        ]);
        if let Some(cutoff) = self.cutoff {
            let cutoff = i64::try_from(cutoff).unwrap_or(i64::MAX);
            configuration.insert("BytesScannedCutoffPerQuery".to_owned(), Document::Integer(cutoff));
        }
        Map::from_iter([
            ("Name".to_owned(), self.name.as_str().into()),
            ("State".to_owned(), self.state().into()),
            ("Configuration".to_owned(), configuration.into()),
            ("Description".to_owned(), self.description.as_str().into()),
        ])
    }

    /// `WorkGroupSummary` of the API. The work group is as old as the account; nobody knows how old that is.
    pub(crate) fn summary(&self) -> Map {
        Map::from_iter([
            ("Name".to_owned(), self.name.as_str().into()),
            ("State".to_owned(), self.state().into()),
            ("Description".to_owned(), self.description.as_str().into()),
            ("CreationTime".to_owned(), Timestamp::from_millis(0).into()),
            ("EngineVersion".to_owned(), engine_version().into()),
        ])
    }
}
