//! Limits of bashkit's own tools, found by what the tools say on standard error.
//!
//! A tool may give up in the middle of a pipe, where its status is lost; its message is what remains. A script's standard
//! error holds other words too (its own, those of `aws`, of files), so a line counts only when it begins with the name of a
//! tool that ran and holds that tool's own words. Limits that bashkit reports as errors are named in [`super::hits`].

use std::collections::BTreeSet;

use crate::limits::{Limit, LimitHit};

/// One limit of some tools.
struct ToolLimit {
    /// Names under which the tools are called and speak.
    tools: &'static [&'static str],
    /// The words that tell of it, up to the number that is allowed.
    words: &'static str,
    /// What the number counts.
    unit: &'static str,
    allowed: Allowed,
}

/// Where the number that is allowed stands.
enum Allowed {
    /// Behind the words.
    Said,
    /// Nowhere: the tool does not say it.
    Fixed(&'static str),
}

const AWK: &[&str] = &["awk", "gawk"];
const EXPAND: &[&str] = &["expand", "unexpand"];
const ZIP: &[&str] = &["gunzip", "gzip", "tar"];

const fn row(tools: &'static [&'static str], words: &'static str, unit: &'static str) -> ToolLimit {
    ToolLimit { tools, words, unit, allowed: Allowed::Said }
}

/// Sorted by tool. bashkit's other tools have no limit, or name theirs through an error.
const TOOL_LIMITS: &[ToolLimit] = &[
    row(AWK, "exceeds maximum (", "characters of a field"),
    row(AWK, "field index limit (", "fields"),
    row(AWK, "function call depth limit (", "nested calls"),
    row(AWK, "getline input file size limit (", "bytes of a file"),
    row(AWK, "getline open file limit (", "open files"),
    row(AWK, "getline total input limit (", "bytes of files"),
    row(AWK, "loop iteration limit (", "loop rounds"),
    row(AWK, "memory limit (", "bytes of memory"),
    row(AWK, "output limit exceeded (max ", "output"),
    row(AWK, "string size limit (", "bytes of a string"),
    row(EXPAND, "output exceeds byte limit (", "bytes of output"),
    row(&["jq"], "output limit exceeded (", "bytes of output"),
    row(&["jq"], "recursion limit (", "nested calls"),
    row(&["jq"], "value size limit (", "bytes of a value"),
    row(&["nl"], "exceeds maximum (", "characters of a field"),
    row(&["numfmt"], "output limit (", "bytes of output"),
    row(&["printf"], "exceeds limit ", "characters of a field"),
    row(&["sed"], "branch/label loop limit (", "loop rounds"),
    row(&["seq"], "output limit (", "bytes of output"),
    ToolLimit {
        tools: &["tree"],
        words: "resource limit exceeded: too many entries",
        unit: "entries",
        allowed: Allowed::Fixed("100000"),
    },
    ToolLimit {
        tools: &["tree"],
        words: "resource limit exceeded: output too large",
        unit: "bytes of output",
        allowed: Allowed::Fixed("the step's limit of output"),
    },
    row(&["truncate"], "exceeds VFS limit (", "bytes of a file"),
    row(ZIP, "decompressed size exceeds ", "decompressed bytes"),
    row(ZIP, "decompression ratio exceeds ", "compression"),
];

impl ToolLimit {
    /// The limit, when `line` is what one of the tools says at it.
    fn hit(&self, line: &str, ran: &BTreeSet<String>) -> Option<LimitHit> {
        if !self.tools.iter().any(|tool| ran.contains(*tool)) {
            return None;
        }
        let (tool, said) = after_script(line).split_once(": ").filter(|(tool, _)| self.tools.contains(tool))?;
        let (_, after) = said.split_once(self.words)?;
        let value = match self.allowed {
            Allowed::Said => after.split([')', ' ', ';']).next().unwrap_or_default(),
            Allowed::Fixed(value) => value,
        };
        Some(LimitHit { limit: Limit::Tool, value: value.to_owned(), of: Some(format!("{} of one {tool}", self.unit)) })
    }
}

/// The line without `bash: line 3: `, which bashkit puts before what a shell builtin says.
fn after_script(line: &str) -> &str {
    let place = line.split_once(": line ").and_then(|(_, rest)| rest.split_once(": "));
    match place {
        Some((number, said)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => said,
        _ => line,
    }
}

/// The limit that one of the tools that `ran` tells of on standard error.
pub(crate) fn told(stderr: &[u8], ran: &BTreeSet<String>) -> Option<LimitHit> {
    let text = String::from_utf8_lossy(stderr);
    text.lines().find_map(|line| TOOL_LIMITS.iter().find_map(|limit| limit.hit(line, ran)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(stderr: &str, ran: &[&str]) -> Option<String> {
        let ran = ran.iter().map(|name| (*name).to_owned()).collect();
        told(stderr.as_bytes(), &ran).map(|hit| hit.amount())
    }

    #[test]
    fn a_tool_that_ran_is_believed() {
        for (stderr, tool, amount) in [
            ("note\nawk: fatal: loop iteration limit (100000) exceeded\n", "awk", "100000 loop rounds of one awk"),
            ("awk: output limit exceeded (max 10MB)\n", "gawk", "10MB output of one awk"),
            ("jq: error: value size limit (33554432 bytes) exceeded\n", "jq", "33554432 bytes of a value of one jq"),
            ("printf: format width 99999 exceeds limit 10000\n", "printf", "10000 characters of a field of one printf"),
            (
                "bash: line 12: printf: format width 99999 exceeds limit 10000\n",
                "printf",
                "10000 characters of a field of one printf",
            ),
            (
                "gzip: decompression ratio exceeds 100:1 (zip bomb protection)\n",
                "gzip",
                "100:1 compression of one gzip",
            ),
            ("tree: resource limit exceeded: too many entries visited\n", "tree", "100000 entries of one tree"),
        ] {
            assert_eq!(hit(stderr, &[tool]).as_deref(), Some(amount));
        }
    }

    #[test]
    fn other_words_are_not_a_limit() {
        for (stderr, ran) in [
            ("awk: fatal: loop iteration limit (100000) exceeded\n", &["sed", "cat"][..]),
            ("quota (5 MB) exceeded\n", &["awk", "jq"]),
            ("awk: quota (5 MB) exceeded\n", &["awk"]),
            ("it said awk: memory limit (5) exceeded\n", &["awk"]),
            ("aws: error: output limit exceeded (5 bytes)\n", &["jq"]),
        ] {
            assert_eq!(hit(stderr, ran), None, "{stderr}");
        }
    }
}
