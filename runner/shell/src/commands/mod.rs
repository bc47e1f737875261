//! Commands of this crate: `labs`, and the tools whose bashkit originals would take time, chance or the network from the
//! host. Each is a [`ShellCommand`](crate::ShellCommand) over the world; none knows which shell calls it.

mod date;
mod date_format;
mod date_text;
pub(crate) mod duration;
mod labs;
mod mktemp;
mod refused;
mod shuf;
mod sleep;
mod uuidgen;

use std::sync::Arc;

use crate::command::ShellCommand;
use crate::step_clock::StepClock;

/// Every command of this crate by name.
pub(crate) fn all(clock: &Arc<StepClock>) -> Vec<(&'static str, Arc<dyn ShellCommand>)> {
    let mut commands: Vec<(&'static str, Arc<dyn ShellCommand>)> = vec![
        ("date", Arc::new(date::Date::new(clock))),
        ("labs", Arc::new(labs::Labs::new(clock))),
        ("mktemp", Arc::new(mktemp::Mktemp::new(clock))),
        ("shuf", Arc::new(shuf::Shuf::new(clock))),
        ("sleep", Arc::new(sleep::Sleep::new(clock))),
        ("uuidgen", Arc::new(uuidgen::Uuidgen::new(clock))),
    ];
    commands.extend(refused::all());
    commands
}
