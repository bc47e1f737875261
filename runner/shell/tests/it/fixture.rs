//! A shell with a small lab in its folder, and outcomes as text.

use std::sync::Arc;
use std::time::Duration;

use labs_shell::{ShellLimits, ShellOptions, ShellOutcome, StepShell};
use labs_world::{DEFAULT_START, Timestamp, World};

pub(crate) const SONGS: &str = r#"{
  "Items": [
    { "Artist": { "S": "Acme Band" }, "SongTitle": { "S": "Happy Day" }, "Year": { "N": "1999" } },
    { "Artist": { "S": "No One" }, "SongTitle": { "S": "Call \"Me\"" }, "Year": { "N": "2004" } },
    { "Artist": { "S": "Acme Band" }, "SongTitle": { "S": "Đường xa" }, "Year": { "N": "2015" } }
  ]
}
"#;
const ORDERS: &str = "id,region,amount\n1,north,10.50\n2,south,3.25\n3,north,7.00\n4,east,1.10\n5,north,2.20\n";
const WORDS: &str = "apple\npear\nbanana\ncherry\n";
const NUMBERS: &str = "10\n9\n100\n1\n-5\n";

/// The files of the lab.
pub(crate) const FILES: [(&str, &str); 4] =
    [("data/songs.json", SONGS), ("data/orders.csv", ORDERS), ("data/words.txt", WORDS), ("data/numbers.txt", NUMBERS)];

/// One shell and a runtime to wait for it.
pub(crate) struct Fixture {
    pub(crate) shell: Box<dyn StepShell>,
    pub(crate) world: Arc<World>,
    runtime: tokio::runtime::Runtime,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::at(1, DEFAULT_START)
    }

    pub(crate) fn at(seed: u64, start: Timestamp) -> Self {
        Self::with(seed, start, |_| {})
    }

    pub(crate) fn limited(change: impl FnOnce(&mut ShellLimits)) -> Self {
        Self::with(1, DEFAULT_START, |options| change(&mut options.limits))
    }

    pub(crate) fn with(seed: u64, start: Timestamp, change: impl FnOnce(&mut ShellOptions)) -> Self {
        Self::in_world(Arc::new(World::in_memory(seed, start)), change)
    }

    pub(crate) fn in_world(world: Arc<World>, change: impl FnOnce(&mut ShellOptions)) -> Self {
        let mut options = ShellOptions::new(Arc::clone(&world));
        options.files = FILES.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        // Builds without optimization on a busy machine are slow; tests of the limit itself set it low.
        options.limits.wall_time = Duration::from_secs(60);
        change(&mut options);
        let shell = labs_shell::open(options).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { shell, world, runtime }
    }

    pub(crate) fn run(&mut self, script: &str) -> ShellOutcome {
        self.run_within(script, Duration::from_secs(600))
    }

    /// Runs a script that may take so long on the wall.
    pub(crate) fn run_within(&mut self, script: &str, limit: Duration) -> ShellOutcome {
        self.runtime.block_on(self.shell.run(script, limit))
    }

    /// Standard output of a script that must succeed and say nothing on standard error.
    pub(crate) fn out(&mut self, script: &str) -> String {
        let outcome = self.run(script);
        assert_eq!((outcome.status, text(&outcome.stderr)), (0, String::new()), "{script}");
        text(&outcome.stdout)
    }

    pub(crate) fn write(&mut self, path: &str, content: &[u8]) -> Result<(), labs_shell::ShellError> {
        self.runtime.block_on(self.shell.write_file(path, content))
    }

    pub(crate) fn read(&mut self, path: &str) -> Result<Vec<u8>, labs_shell::ShellError> {
        self.runtime.block_on(self.shell.read_file(path))
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
