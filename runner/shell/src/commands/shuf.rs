//! `shuf`: the order and the choice come from the world.

use std::sync::Arc;

use labs_world::BoxFuture;

use crate::command::{CommandInvocation, CommandOutcome, ShellCommand};
use crate::error::ShellError;
use crate::step_clock::StepClock;

/// The most lines that `-i` or `-r` may make.
const MOST_LINES: u64 = 100_000;

/// The `shuf` command.
pub(crate) struct Shuf(Arc<StepClock>);

/// What `shuf` cannot do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum ShufError {
    /// An option at the end that needs a value.
    #[error("option requires an argument -- '{0}'")]
    NoValue(&'static str),
    /// An option that is not known.
    #[error("`{0}` is not supported in a console step; it knows -e, -i, -n, -o, -r and -z")]
    Option(String),
    /// `-n` without a number.
    #[error("invalid line count: '{0}'")]
    Count(String),
    /// `-i` without two numbers in order.
    #[error("invalid input range: '{0}'")]
    Range(String),
    /// More lines than a step may make; the option that asks for them.
    #[error("{0} is above the limit of {MOST_LINES} lines")]
    ManyLines(String),
    /// `-r` without `-n`.
    #[error("-r needs -n COUNT in a console step, where endless output is an error")]
    Endless,
    /// `-r` of nothing.
    #[error("no lines to repeat")]
    NoLines,
    /// `-e` with `-i`.
    #[error("cannot combine -e and -i options")]
    WordsAndRange,
    /// More operands than one file.
    #[error("extra operand '{0}'")]
    Extra(String),
    /// A file that cannot be read or written.
    #[error(transparent)]
    File(#[from] ShellError),
}

/// What the words ask for.
#[derive(Default)]
struct Request {
    /// `-e`: the operands are the lines.
    echo: Option<Vec<Vec<u8>>>,
    range: Option<(u64, u64)>,
    head: Option<u64>,
    repeat: Option<()>,
    output: Option<String>,
    separator: Option<u8>,
    operands: Vec<String>,
}

impl Shuf {
    /// `shuf` in this clock's world.
    pub(crate) fn new(clock: &Arc<StepClock>) -> Self {
        Self(Arc::clone(clock))
    }

    async fn call(&self, invocation: CommandInvocation<'_>) -> CommandOutcome {
        match self.shuffle(invocation).await {
            Ok(bytes) => CommandOutcome::success(bytes),
            Err(error) => CommandOutcome::failure(1, format!("shuf: {error}\n")),
        }
    }

    async fn shuffle(&self, invocation: CommandInvocation<'_>) -> Result<Vec<u8>, ShufError> {
        let request = parse(invocation.args)?;
        let separator = request.separator.unwrap_or(b'\n');
        let mut lines = lines(&request, separator, invocation).await?;
        let shuffled = if request.repeat.is_some() {
            let count = request.head.ok_or(ShufError::Endless)?;
            if count > MOST_LINES {
                return Err(ShufError::ManyLines(format!("-n {count}")));
            }
            if lines.is_empty() && count > 0 {
                return Err(ShufError::NoLines);
            }
            (0..count).filter_map(|_| lines.get(self.below(lines.len())).cloned()).collect()
        } else {
            let keep = request.head.and_then(|head| usize::try_from(head).ok()).unwrap_or(usize::MAX).min(lines.len());
            for index in 0..keep {
                let other = index + self.below(lines.len() - index);
                lines.swap(index, other);
            }
            lines.truncate(keep);
            lines
        };
        let mut bytes = Vec::new();
        for line in shuffled {
            bytes.extend_from_slice(&line);
            bytes.push(separator);
        }
        match request.output {
            None => Ok(bytes),
            Some(path) => Ok(invocation.files.write(&path, &bytes).await.map(|()| Vec::new())?),
        }
    }

    /// A number below `bound`, which is not zero. The bias of the remainder is below 2^-40 for any list that fits.
    fn below(&self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.0.world().ids().bits() % bound).unwrap_or(0)
    }
}

impl ShellCommand for Shuf {
    fn run<'a>(&'a self, invocation: CommandInvocation<'a>) -> BoxFuture<'a, CommandOutcome> {
        Box::pin(self.call(invocation))
    }
}

async fn lines(request: &Request, separator: u8, invocation: CommandInvocation<'_>) -> Result<Vec<Vec<u8>>, ShufError> {
    if let Some(lines) = &request.echo {
        return Ok(lines.clone());
    }
    if let Some((low, high)) = request.range {
        return Ok((low..=high).map(|number| number.to_string().into_bytes()).collect());
    }
    let bytes = match request.operands.as_slice() {
        [] => invocation.stdin.to_vec(),
        [dash] if dash == "-" => invocation.stdin.to_vec(),
        [path] => invocation.files.read(path).await?,
        [_, extra, ..] => return Err(ShufError::Extra(extra.clone())),
    };
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == separator).map(<[u8]>::to_vec).collect();
    if lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    Ok(lines)
}

fn parse(args: &[String]) -> Result<Request, ShufError> {
    let mut request = Request::default();
    let mut echo = false;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = |name: &'static str| args.next().cloned().ok_or(ShufError::NoValue(name));
        match arg.as_str() {
            "-e" | "--echo" => echo = true,
            "-r" | "--repeat" => request.repeat = Some(()),
            "-z" | "--zero-terminated" => request.separator = Some(0),
            "-n" => request.head = Some(number(&value("n")?)?),
            "-i" => request.range = Some(range(&value("i")?)?),
            "-o" => request.output = Some(value("o")?),
            "--" => {
                request.operands.extend(args.by_ref().cloned());
            }
            other => {
                let option = |prefix: &str| other.strip_prefix(prefix);
                if let Some(text) = option("--head-count=").or_else(|| option("-n")) {
                    request.head = Some(number(text)?);
                } else if let Some(text) = option("--input-range=").or_else(|| option("-i")) {
                    request.range = Some(range(text)?);
                } else if let Some(text) = option("--output=") {
                    request.output = Some(text.to_owned());
                } else if other.len() > 1 && other.starts_with('-') {
                    return Err(ShufError::Option(other.to_owned()));
                } else {
                    request.operands.push(other.to_owned());
                }
            }
        }
    }
    if echo && request.range.is_some() {
        return Err(ShufError::WordsAndRange);
    }
    if echo {
        request.echo = Some(std::mem::take(&mut request.operands).into_iter().map(String::into_bytes).collect());
    }
    if let (Some(_), Some(operand)) = (request.range, request.operands.first()) {
        return Err(ShufError::Extra(operand.clone()));
    }
    Ok(request)
}

fn number(text: &str) -> Result<u64, ShufError> {
    text.parse().map_err(|_| ShufError::Count(text.to_owned()))
}

fn range(text: &str) -> Result<(u64, u64), ShufError> {
    let invalid = || ShufError::Range(text.to_owned());
    let (low, high) = text.split_once('-').ok_or_else(invalid)?;
    let (low, high) = (low.parse::<u64>().map_err(|_| invalid())?, high.parse::<u64>().map_err(|_| invalid())?);
    if low > high {
        return Err(invalid());
    }
    if high - low >= MOST_LINES {
        return Err(ShufError::ManyLines(format!("-i {text}")));
    }
    Ok((low, high))
}
