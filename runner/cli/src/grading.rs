//! What `check` and `run` share: load, select, plan, run on all cores, stop on Ctrl-C.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use labs_grade::{Cancel, Event, Judging, Plan, RunOptions, Summary};
use labs_guide::{Lab, Selection};

use crate::cli::ShellKind;
use crate::runtime;
use crate::sources::Sources;
use crate::terminal::Terminal;
use crate::trouble::Trouble;
use crate::workshop::TemporaryWorlds;

/// How long a world may take to go away after the last event; only a step that cannot be stopped takes it all.
const LAST_WORLD: Duration = Duration::from_secs(2);

/// A Python program starts in half a second, and a loop of a step starts it thirty times.
const SYSTEM_PATIENCE: u32 = 20;

/// Runs what `selection` names (everything when it is empty) and hands every event to `report`.
pub(crate) fn run(
    selection: &[String],
    judging: Judging,
    shell: ShellKind,
    terminal: &Terminal,
    labs: Option<&Path>,
    mut report: impl FnMut(&Event) -> io::Result<()>,
) -> Result<Summary, Trouble> {
    let guides = Sources::find(labs).load(terminal)?;
    let plan = plan(&guides.labs, selection)?;
    let progress = terminal.progress();
    let cancel = Cancel::default();
    let patience = match shell {
        ShellKind::Embedded => 1,
        ShellKind::System => SYSTEM_PATIENCE,
    };
    let options = RunOptions { cancel: cancel.clone(), judging, patience, ..RunOptions::default() };
    let runtime = runtime::all_cores()?;
    let summary = runtime.block_on(async {
        tokio::spawn(async move {
            runtime::told_to_end().await;
            cancel.cancel();
        });
        labs_grade::run(plan, Arc::new(TemporaryWorlds { shell }), options, |event| {
            progress.follow(event);
            progress.suspend(|| report(event))
        })
        .await
    });
    runtime.shutdown_timeout(LAST_WORLD);
    summary.map_err(Trouble::Output)
}

/// The plan for what `selection` names.
fn plan(labs: &[Lab], selection: &[String]) -> Result<Plan, Trouble> {
    Ok(labs_grade::plan(labs, &select(labs, selection)?))
}

/// What the words of a command line name.
pub(crate) fn select(labs: &[Lab], selection: &[String]) -> Result<Selection, Trouble> {
    let wanted: Vec<&str> = selection.iter().map(String::as_str).collect();
    Ok(labs_guide::select(labs, &wanted)?)
}
