//! Looks at each call of bashkit's own tools, and rewrites or refuses those whose result would come from the host.
//!
//! bashkit's tools keep a clock that was fixed when the shell was opened and draw chance from the system. Where the call
//! can say what the world says, it is rewritten; where it cannot, it is refused with what to write instead, and the step
//! fails. Calls of our own commands need no guard.

use std::sync::Arc;

use bashkit::hooks::{HookAction, Interceptor, ToolEvent};

use crate::bashkit_shell::awk_program;
use crate::bashkit_shell::files::VirtualFiles;
use crate::bashkit_shell::hits::{Hits, Refusal};
use crate::bashkit_shell::stack::StackBase;
use crate::limits::{Limit, LimitHit};
use crate::step_clock::StepClock;

/// The most lines that one `seq` may print; bashkit cuts at this number and says so where nobody may read it.
const SEQ_LINES: f64 = 100_000.0;

/// The hook that bashkit calls before each tool.
pub(crate) fn before_tool(clock: Arc<StepClock>, files: VirtualFiles, hits: Arc<Hits>) -> Interceptor<ToolEvent> {
    let guards = Guards { clock, files };
    let base = StackBase::here();
    Box::new(move |event: ToolEvent| {
        let ToolEvent { name, args } = event;
        hits.ran(&name);
        let looked = if base.is_deep() {
            Err(Denied::Limit(LimitHit::new(Limit::Depth, "what the stack of a step holds".to_owned())))
        } else {
            guards.look(&name, args)
        };
        match looked {
            Ok(args) => HookAction::Continue(ToolEvent { name, args }),
            Err(Denied::Refused(reason)) => {
                hits.refuse(Refusal { command: name, reason: reason.clone() });
                HookAction::Cancel(reason)
            }
            Err(Denied::Limit(hit)) => {
                let reason = format!("more than {}", hit.amount());
                hits.refuse(Refusal { command: name, reason: reason.clone() });
                hits.record(hit);
                HookAction::Cancel(reason)
            }
        }
    })
}

/// Why a call is not made.
enum Denied {
    Refused(String),
    Limit(LimitHit),
}

fn refused<T>(reason: &str) -> Result<T, Denied> {
    Err(Denied::Refused(reason.to_owned()))
}

struct Guards {
    clock: Arc<StepClock>,
    files: VirtualFiles,
}

impl Guards {
    /// The words to call `name` with.
    fn look(&self, name: &str, args: Vec<String>) -> Result<Vec<String>, Denied> {
        match name {
            "awk" | "gawk" => self.awk(args),
            "expr" => expr(args),
            "find" => find(args),
            "jq" => self.jq(args),
            "printf" => printf(args),
            "seq" => seq(args),
            "sort" => sort(args),
            "tail" => tail(args),
            "touch" => Ok(touch(args)),
            _ => Ok(args),
        }
    }

    /// Seconds since 1970 as jq writes a number: without digits that say nothing.
    fn seconds(&self) -> String {
        let millis = self.clock.now().as_millis();
        let text = format!("{}.{:03}", millis.div_euclid(1000), millis.rem_euclid(1000));
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// `systime()` and `srand()` get the world's time and chance written into the program.
    fn awk(&self, mut args: Vec<String>) -> Result<Vec<String>, Denied> {
        let mut at = 0;
        while let Some(arg) = args.get(at) {
            match arg.as_str() {
                "-F" | "-v" | "--field-separator" | "--assign" => at += 2,
                "-f" | "--file" => {
                    let path = args.get(at + 1).cloned().unwrap_or_default();
                    return self.program_file("awk", &path, awk_program::is_volatile).map(|()| args);
                }
                "--" => {
                    at += 1;
                    break;
                }
                option if option.starts_with("-f") || option.starts_with("--file=") => {
                    let path = option.trim_start_matches("--file=").trim_start_matches("-f").to_owned();
                    return self.program_file("awk", &path, awk_program::is_volatile).map(|()| args);
                }
                option if option.len() > 1 && option.starts_with('-') => at += 1,
                _ => break,
            }
        }
        let Some(program) = args.get_mut(at) else { return Ok(args) };
        let seconds = self.clock.now().as_millis().div_euclid(1000);
        let seed = || self.clock.world().ids().bits() & 0xffff_ffff;
        *program = awk_program::fixed(program, seconds, seed).map_err(|error| Denied::Refused(error.to_string()))?;
        Ok(args)
    }

    /// `now` becomes the world's time, and local time is UTC whatever the machine's zone is.
    fn jq(&self, mut args: Vec<String>) -> Result<Vec<String>, Denied> {
        let mut at = 0;
        while let Some(arg) = args.get(at) {
            match arg.as_str() {
                "--arg" | "--argjson" | "--slurpfile" | "--rawfile" => at += 3,
                "--indent" => at += 2,
                "--" => {
                    at += 1;
                    break;
                }
                "--from-file" => {
                    let path = args.get(at + 1).cloned().unwrap_or_default();
                    return self.program_file("jq", &path, is_volatile_jq).map(|()| args);
                }
                option if option.starts_with("--") => at += 1,
                option if option.len() > 1 && option.starts_with('-') => {
                    if option.contains('f') {
                        let path = args.get(at + 1).cloned().unwrap_or_default();
                        return self.program_file("jq", &path, is_volatile_jq).map(|()| args);
                    }
                    at += 1;
                }
                _ => break,
            }
        }
        if let Some(filter) = args.get_mut(at)
            && is_volatile_jq(filter)
        {
            let now = self.seconds();
            *filter = format!("def now: {now}; def localtime: gmtime; def strflocaltime(f): strftime(f); {filter}");
        }
        Ok(args)
    }

    /// A program in a file cannot be rewritten, so it must not ask for what the host would answer. The hook does not know
    /// the working folder: every file that the path could mean is looked at.
    fn program_file(&self, tool: &str, path: &str, is_volatile: fn(&str) -> bool) -> Result<(), Denied> {
        let volatile = self.files.any_ending_with(path, is_volatile);
        match volatile {
            Some(false) => Ok(()),
            Some(true) => Err(Denied::Refused(format!(
                "{path} asks for the time or for chance, which `{tool} -f` would take from the machine; write the program in the command line"
            ))),
            None => Err(Denied::Refused(format!(
                "`{tool} -f {path}`: write the path below the working folder, without `..` or a process substitution"
            ))),
        }
    }
}

/// Without a time of its own, a touched file gets the world's: a device always shows the present.
fn touch(mut args: Vec<String>) -> Vec<String> {
    let given = args.iter().take_while(|arg| *arg != "--").any(|arg| {
        arg.starts_with("--date") || arg.starts_with("--ref") || (is_short(arg) && arg.contains(['d', 't', 'r']))
    });
    if !given {
        args.splice(0..0, ["-r".to_owned(), "/dev/null".to_owned()]);
    }
    args
}

/// One dash and letters.
fn is_short(arg: &str) -> bool {
    arg.len() > 1 && arg.starts_with('-') && !arg.starts_with("--")
}

/// Whether a filter may name what jq takes from the machine. A field or string of that name only costs a definition.
fn is_volatile_jq(filter: &str) -> bool {
    ["now", "localtime", "strflocaltime", "mktime"].iter().any(|name| filter.contains(name))
}

/// bashkit's `expr` reads one operation and drops the rest without a word.
fn expr(args: Vec<String>) -> Result<Vec<String>, Denied> {
    let is_word = args.first().is_some_and(|first| matches!(first.as_str(), "length" | "substr" | "index" | "match"));
    if args.len() > 3 && !is_word {
        return refused("more than one operation is not supported in a console step; use $((…))");
    }
    Ok(args)
}

fn find(args: Vec<String>) -> Result<Vec<String>, Denied> {
    let relative = args.iter().find(|arg| {
        matches!(arg.as_str(), "-amin" | "-cmin" | "-mmin" | "-atime" | "-ctime" | "-mtime" | "-used" | "-daystart")
            || (arg.starts_with("-newer") && arg.ends_with('t') && arg.len() == "-newermt".len())
    });
    match relative {
        None => Ok(args),
        Some(test) => Err(Denied::Refused(format!(
            "`find {test}` would compare with another clock than the world's; use `-newer FILE`"
        ))),
    }
}

fn printf(args: Vec<String>) -> Result<Vec<String>, Denied> {
    let format = match args.first().map(String::as_str) {
        Some("-v") => args.get(2),
        Some("--") => args.get(1),
        first => first.and(args.first()),
    };
    let dates = format.is_some_and(|format| {
        format.replace("%%", "").split('%').skip(1).any(|directive| {
            directive.trim_start_matches(|c: char| c.is_ascii_digit() || "-+ #.*".contains(c)).starts_with('(')
        })
    });
    if dates { refused("`%(…)T` would show another clock than the world's; use `date +FORMAT`") } else { Ok(args) }
}

fn seq(args: Vec<String>) -> Result<Vec<String>, Denied> {
    let mut numbers = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" | "-f" | "--separator" | "--format" => {
                words.next();
            }
            word => numbers.extend(word.parse::<f64>()),
        }
    }
    let lines = match numbers.as_slice() {
        [last] => *last,
        [first, last] => last - first + 1.0,
        [first, step, last] => (last - first) / step + 1.0,
        _ => 0.0,
    };
    // A step of zero never ends; its quotient is infinite and so above the limit too.
    if lines > SEQ_LINES {
        return Err(Denied::Limit(LimitHit {
            limit: Limit::Tool,
            value: SEQ_LINES.to_string(),
            of: Some("lines of one seq".to_owned()),
        }));
    }
    Ok(args)
}

fn sort(args: Vec<String>) -> Result<Vec<String>, Denied> {
    let random = args.iter().take_while(|arg| *arg != "--").any(|arg| {
        arg.starts_with("--random") || arg == "--sort=random" || (is_short(arg) && sort_letters(arg).contains('R'))
    });
    if random { refused("a random order would come from the machine; use `shuf`") } else { Ok(args) }
}

/// The letters of a cluster of short options, up to the one that takes the rest as its value.
fn sort_letters(arg: &str) -> &str {
    let end = arg.find(['o', 't', 'S', 'T']).unwrap_or(arg.len());
    arg.get(..end).unwrap_or(arg)
}

fn tail(args: Vec<String>) -> Result<Vec<String>, Denied> {
    let follows = args.iter().take_while(|arg| *arg != "--").any(|arg| {
        arg.starts_with("--follow")
            || arg == "--retry"
            || matches!(arg.as_str(), "-f" | "-F")
            || (is_short(arg) && arg.ends_with('f'))
    });
    if follows {
        refused("nothing writes to a file while `tail -f` waits in a console step; leave -f out")
    } else {
        Ok(args)
    }
}
