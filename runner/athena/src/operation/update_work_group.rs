//! UpdateWorkGroup: changes the settings of a work group that this engine honours.

use labs_world::Map;

use super::Operation;
use crate::engine::Athena;
use crate::refusal::Refusal;
use crate::request::Members;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "UpdateWorkGroup",
    members: &["WorkGroup", "Description", "ConfigurationUpdates", "State"],
    run: |engine, members| Box::pin(run(engine, members)),
};

/// The members of `ConfigurationUpdates`.
const CONFIGURATION: &[&str] = &[
    "EnforceWorkGroupConfiguration",
    "ResultConfigurationUpdates",
    "PublishCloudWatchMetricsEnabled",
    "BytesScannedCutoffPerQuery",
    "RemoveBytesScannedCutoffPerQuery",
    "RequesterPaysEnabled",
];

async fn run(engine: &Athena, mut members: Members) -> Result<Map, Refusal> {
    let name = members.required("WorkGroup")?;
    let mut group = engine.records().work_group(&name)?.ok_or(Refusal::NoSuchWorkGroup)?;
    if let Some(description) = members.text("Description")? {
        group.description = description;
    }
    if let Some(state) = members.text("State")? {
        group.enabled = state == "ENABLED";
    }
    let mut updates = members.structure("ConfigurationUpdates", CONFIGURATION)?;
    if let Some(enforce) = updates.flag("EnforceWorkGroupConfiguration")? {
        group.enforce = enforce;
    }
    if let Some(publish) = updates.flag("PublishCloudWatchMetricsEnabled")? {
        group.publish_metrics = publish;
    }
    if let Some(pays) = updates.flag("RequesterPaysEnabled")? {
        group.requester_pays = pays;
    }
    if let Some(cutoff) = updates.number("BytesScannedCutoffPerQuery")? {
        group.cutoff = Some(cutoff);
    }
    if updates.flag("RemoveBytesScannedCutoffPerQuery")? == Some(true) {
        group.cutoff = None;
    }
    let mut result = updates.structure("ResultConfigurationUpdates", &["OutputLocation", "RemoveOutputLocation"])?;
    if let Some(location) = result.text("OutputLocation")? {
        crate::location::S3Location::parse(&location).ok_or(Refusal::OutputLocation)?;
        group.output_location = Some(location);
    }
    if result.flag("RemoveOutputLocation")? == Some(true) {
        group.output_location = None;
    }
    engine.records().put_work_group(&group).await?;
    Ok(Map::new())
}
