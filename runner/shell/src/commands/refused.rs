//! Programs that a console step does not have, each refused with what to use instead.
//!
//! Any other unknown name is bash's own `command not found`; these are the ones that a reader of a real tutorial would try.

use std::sync::Arc;

use labs_world::BoxFuture;

use crate::command::{CommandInvocation, CommandOutcome, ShellCommand};

const NETWORK: &str = "a console step has no network; call AWS with `aws`, or write an http step";
const PYTHON: &str = "a console step starts no programs; write a python step";
const PROGRAM: &str = "a console step starts no programs; use the text tools, `jq` and `aws`";
const EDITOR: &str = "a console step has no terminal; write files with `cat > file <<'EOF'` or a file block";
const INSTALL: &str = "nothing can be installed in a console step; use the text tools, `jq` and `aws`";
const HOST: &str = "it would show the machine, which differs from reader to reader";
const CHANCE: &str = "take random values from `uuidgen`, `shuf`, $RANDOM or `head -c N /dev/urandom`";

/// Name and advice of every refused program.
const REFUSED: &[(&str, &str)] = &[
    ("apt", INSTALL),
    ("apt-get", INSTALL),
    ("bc", "use $((…)) for whole numbers, and `awk` or `jq -n` for others"),
    ("brew", INSTALL),
    ("crontab", PROGRAM),
    ("curl", NETWORK),
    ("dd", "use `head -c N` and `tail -c +N`"),
    ("df", HOST),
    ("dig", NETWORK),
    ("dnf", INSTALL),
    ("docker", PROGRAM),
    ("fc", "a console step keeps no history"),
    ("free", HOST),
    ("ftp", NETWORK),
    ("git", PROGRAM),
    ("history", "a console step keeps no history"),
    ("host", NETWORK),
    ("java", PROGRAM),
    ("kubectl", NETWORK),
    ("less", "a console step has no terminal; use `cat`, `head` or `tail`"),
    ("make", PROGRAM),
    ("man", "there are no manual pages in a console step; try `aws <service> help` in your own terminal"),
    ("mkfifo", "use a pipe or a file"),
    ("more", "a console step has no terminal; use `cat`, `head` or `tail`"),
    ("mysql", NETWORK),
    ("nano", EDITOR),
    ("nc", NETWORK),
    ("node", PROGRAM),
    ("npm", INSTALL),
    ("nslookup", NETWORK),
    ("openssl", CHANCE),
    ("parallel", "use `xargs`"),
    ("perl", PROGRAM),
    ("ping", NETWORK),
    ("pip", INSTALL),
    ("pip3", INSTALL),
    ("ps", HOST),
    ("psql", NETWORK),
    ("python", PYTHON),
    ("python3", PYTHON),
    ("rsync", NETWORK),
    ("ruby", PROGRAM),
    ("scp", NETWORK),
    ("sftp", NETWORK),
    ("sqlite3", PROGRAM),
    ("ssh", NETWORK),
    ("su", "every command of a console step already may do all that a step may do"),
    ("sudo", "every command of a console step already may do all that a step may do; leave `sudo` out"),
    ("systemctl", PROGRAM),
    ("telnet", NETWORK),
    ("times", "it would show the time of the machine; `time` shows the time of the world"),
    ("top", HOST),
    ("ulimit", "the limits of a console step are fixed"),
    ("unzip", "use `tar` or `gunzip`"),
    ("uptime", HOST),
    ("vi", EDITOR),
    ("vim", EDITOR),
    ("watch", "use a `while` loop with `sleep`, which moves the time of the world"),
    ("wget", NETWORK),
    ("yum", INSTALL),
    ("zip", "use `tar` or `gzip`"),
];

/// The refusing commands.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, Arc<dyn ShellCommand>)> {
    REFUSED.iter().map(|(name, advice)| (*name, Arc::new(Refused { name, advice }) as Arc<dyn ShellCommand>))
}

/// A program that a step does not have.
struct Refused {
    name: &'static str,
    advice: &'static str,
}

impl ShellCommand for Refused {
    fn run<'a>(&'a self, _: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        let message = format!("{}: not available in a console step: {}\n", self.name, self.advice);
        Box::pin(async move { CommandOutcome::failure(127, message) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_names_each_program_once() {
        assert!(REFUSED.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
