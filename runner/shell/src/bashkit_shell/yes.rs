//! `yes`: writes until nobody reads. It streams, so it speaks bashkit's own interface; bashkit's `yes` stops after 10,000
//! lines with a status that a pipe hides.

use std::sync::Arc;

use bashkit::{Command, CommandContext, CommandStatus, async_trait};

use crate::bashkit_shell::hits::Hits;
use crate::limits::{Limit, LimitHit};

/// Bytes that `yes` writes before somebody must have stopped reading.
const MOST_BYTES: usize = 4 << 20;

/// The `yes` command.
pub(crate) struct Yes(pub(crate) Arc<Hits>);

#[async_trait]
impl Command for Yes {
    async fn execute(&self, context: CommandContext<'_>) -> bashkit::Result<CommandStatus> {
        let line = if context.args.is_empty() { "y\n".to_owned() } else { format!("{}\n", context.args.join(" ")) };
        let lines = (4096 / line.len()).max(1);
        let block = line.repeat(lines);
        let mut written = 0;
        while written < MOST_BYTES {
            // A reader that has left ends `yes` with an error that bashkit turns into the status of SIGPIPE.
            context.stdout.write_all(block.as_bytes()).await?;
            written += block.len();
        }
        self.0.record(LimitHit {
            limit: Limit::Tool,
            value: MOST_BYTES.to_string(),
            of: Some("bytes of one yes".to_owned()),
        });
        Ok(CommandStatus::with_code(1))
    }
}
