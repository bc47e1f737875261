//! Complete command lines with what they send and print, as data: `testdata/goldens.txt`.
//!
//! A case gives a line (`$`), files, environment and replies; the rest of it is what came out. `LABS_ACCEPT=1 cargo test -p
//! labs-aws goldens` writes what comes out now, never where `CI` is set.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use labs_world::{BoxFuture, Call, Document, Map, Reply, ServiceError};
use proptest::prelude::*;

use super::globals::{BlobFormat, Target};
use super::memory_files::{MemoryFiles, stream};
use super::run::command_of;
use super::value::{Value, Values, python_float};
use super::{Invocation, Outcome, Pause, json, output, run, timestamps, typed};
use crate::endpoint::{Answer, Endpoint, EndpointError};
use crate::model::Models;

/// What the made-up service answers, in order; the last answer repeats.
enum Scripted {
    Reply(Values, Vec<u8>),
    Error(ServiceError),
    Nobody,
}

#[derive(Default)]
struct Stage {
    files: MemoryFiles,
    answers: Mutex<VecDeque<Scripted>>,
    calls: Mutex<Vec<String>>,
    sent: Mutex<Vec<(String, Map)>>,
}

impl Pause for Stage {
    fn pause(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.calls.lock().unwrap().push(format!("pause {}", duration.as_secs()));
        Box::pin(async {})
    }
}

impl Endpoint for Stage {
    fn send<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Answer, EndpointError>> {
        let model = Models::by_name(&call.service).unwrap();
        let shape = model.output_of(&model.operations[&call.operation]);
        self.sent.lock().unwrap().push((call.operation.clone(), call.input.clone()));
        let line = format!("call {} {} {}", call.service, call.operation, shown(&Document::Map(call.input)));
        self.calls.lock().unwrap().push(line);
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { None };
        let result = match answer.as_ref().or_else(|| answers.front()) {
            None => Ok(Reply::new(Map::new())),
            Some(Scripted::Reply(values, body)) => match shape {
                None => Ok(Reply::new(Map::new())),
                Some(shape) => {
                    let mut values = values.clone();
                    typed::decode_blobs(model, shape, &mut values, BlobFormat::Base64).unwrap();
                    let output = typed::input(model, shape, values);
                    Ok(Reply::streaming(output, stream(Bytes::from(body.clone()))))
                }
            },
            Some(Scripted::Error(error)) => Err(EndpointError::Service(error.clone())),
            Some(Scripted::Nobody) => Err(EndpointError::Unreachable { url: "http://127.0.0.1:4566".to_owned() }),
        };
        let result = result.map(|reply| Answer { reply, request_id: "REQUEST".to_owned() });
        Box::pin(async { result })
    }
}

/// A document on one line; blobs and timestamps say that they are.
fn shown(value: &Document) -> String {
    match value {
        Document::Null => "null".to_owned(),
        Document::Bool(flag) => flag.to_string(),
        Document::Integer(number) => number.to_string(),
        Document::Float(number) => python_float(*number),
        Document::String(text) => serde_json::to_string(text).unwrap(),
        Document::Blob(bytes) => format!("blob:{:?}", typed::to_base64(bytes)),
        Document::Timestamp(instant) => format!("time:{:?}", timestamps::shown(*instant)),
        Document::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(",")),
        Document::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(name, value)| format!("{}:{}", serde_json::to_string(name).unwrap(), shown(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

/// Splits a line as a shell does: blanks, both quotes, backslashes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match (quote, char) {
            (None, ' ') => words.extend(word.take()),
            (None, '\'' | '"') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (Some(open), char) if open == char => quote = None,
            (None | Some('"'), '\\') => match chars.next() {
                Some(next) if quote.is_none() || "\"\\$`".contains(next) => word.get_or_insert_default().push(next),
                Some(next) => word.get_or_insert_default().extend(['\\', next]),
                None => {}
            },
            (_, char) => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn values(text: &str) -> Values {
    match json::parse(text) {
        Ok(Value::Map(values)) => values,
        other => panic!("{text}: {other:?}"),
    }
}

/// Runs one case's input lines and writes what came out.
fn outcome_of(case: &str) -> String {
    let mut stage = Stage::default();
    let (mut line, mut env, mut url) = (String::new(), Vec::new(), None);
    for input in case.lines() {
        let (kind, rest) = input.split_once(' ').unwrap_or((input, ""));
        match kind {
            "$" => line = rest.to_owned(),
            "env" => env.extend(rest.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))),
            "at" => url = Some(rest.to_owned()),
            "file" => {
                let (name, content) = rest.split_once(' ').unwrap_or((rest, ""));
                stage.files.put(name, content.replace("␤", "\n"));
            }
            "bytes" => {
                let (name, content) = rest.split_once(' ').unwrap_or((rest, ""));
                let bytes: Vec<u8> = content.split(' ').map(|it| u8::from_str_radix(it, 16).unwrap()).collect();
                stage.files.put(name, bytes);
            }
            "reply" => stage.answers.get_mut().unwrap().push_back(Scripted::Reply(values(rest), Vec::new())),
            "nobody" => stage.answers.get_mut().unwrap().push_back(Scripted::Nobody),
            "error" => {
                let (code, message) = rest.split_once(' ').unwrap_or((rest, ""));
                stage.answers.get_mut().unwrap().push_back(Scripted::Error(ServiceError::client(code, message)));
            }
            _ => {}
        }
    }
    let env = |name: &str| env.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone());
    let args = words(&line);
    let Outcome { stdout, stderr, status } = block_on(run(Invocation {
        args: &args,
        env: &env,
        files: &stage.files,
        endpoint: &stage,
        target: Target { region: "us-east-1", url: url.as_deref() },
        pause: &stage,
        terminal: None,
    }));
    let mut out = String::new();
    for call in stage.calls.lock().unwrap().iter() {
        writeln!(out, "{call}").unwrap();
    }
    writeln!(out, "status {status}").unwrap();
    for (name, bytes) in [("stdout", stdout), ("stderr", stderr)] {
        let text = String::from_utf8(bytes).unwrap();
        if !text.is_empty() {
            assert!(text.ends_with('\n'), "{line}: {name} ends in the middle of a line: {text:?}");
            let lines: Vec<String> = text.lines().map(|it| format!("| {it}").trim_end().to_owned()).collect();
            writeln!(out, "{name}\n{}", lines.join("\n")).unwrap();
        }
    }
    out
}

/// Whether a line of a case says what is put in; the others say what came out.
fn is_input(line: &str) -> bool {
    ["$ ", "env ", "file ", "bytes ", "reply ", "error ", "nobody", "at "].iter().any(|it| line.starts_with(it))
        || line == "$"
}

#[test]
fn every_golden_command_line_sends_and_prints_what_it_did() {
    let before = include_str!("testdata/goldens.txt");
    let mut after = String::new();
    for case in before.split("\n\n") {
        let comments: Vec<&str> = case.lines().filter(|it| it.starts_with('#')).collect();
        let inputs: Vec<&str> = case.lines().filter(|it| is_input(it)).collect();
        let text = inputs.join("\n");
        let out = if inputs.is_empty() { String::new() } else { outcome_of(&text) };
        let head: Vec<&str> = comments.into_iter().chain(inputs).collect();
        writeln!(after, "{}\n{out}", head.join("\n")).unwrap();
    }
    let after = format!("{}\n", after.trim_end());
    if std::env::var_os("LABS_ACCEPT").is_some() && std::env::var_os("CI").is_none() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/testdata/goldens.txt");
        std::fs::write(path, &after).unwrap();
        return;
    }
    for (number, (now, then)) in after.split("\n\n").zip(before.split("\n\n")).enumerate() {
        assert_eq!(now.trim_end(), then.trim_end(), "case {number}; `LABS_ACCEPT=1` takes what comes out now");
    }
}

/// What a client puts on the wire for a document.
fn on_the_wire(value: &Document) -> Value {
    match value {
        Document::Null => Value::Null,
        Document::Bool(flag) => Value::Bool(*flag),
        Document::Integer(number) => Value::Int(i128::from(*number)),
        Document::Float(number) => Value::Float(*number),
        Document::String(text) => Value::Text(text.clone()),
        Document::Blob(bytes) => Value::Text(typed::to_base64(bytes)),
        Document::Timestamp(instant) => Value::Int(i128::from(instant.as_millis() / 1000)),
        Document::List(items) => Value::List(items.iter().map(on_the_wire).collect()),
        Document::Map(entries) => {
            Value::Map(entries.iter().map(|(name, value)| (name.clone(), on_the_wire(value))).collect())
        }
    }
}

/// `testdata/aws_cli.jsonl` holds lines that the AWS CLI 1.45 was given, valid and not, with the request that it sent or the error
/// that it printed below its usage. Version 1 takes blobs raw.
#[test]
fn the_aws_cli_sends_the_same_requests_and_prints_the_same_errors() {
    for line in include_str!("testdata/aws_cli.jsonl").lines() {
        let case = values(line);
        let Value::List(args) = &case["args"] else { panic!("{line}") };
        let mut args: Vec<String> = args.iter().map(|it| it.as_text().unwrap().to_owned()).collect();
        args.extend(["--cli-binary-format".to_owned(), "raw-in-base64-out".to_owned()]);
        let stage = Stage::default();
        let target = Target { region: "us-east-1", url: None };
        let outcome = block_on(run(Invocation {
            args: &args,
            env: &|_| None,
            files: &stage.files,
            endpoint: &stage,
            target,
            pause: &stage,
            terminal: None,
        }));
        let stderr = String::from_utf8(outcome.stderr).unwrap();
        match case.get("error") {
            Some(error) => {
                let below = stderr.rsplit("<subcommand> help\n").next().unwrap();
                let theirs: Vec<&str> = below.lines().filter(|it| !it.starts_with("maybe you meant: ")).collect();
                assert_eq!(theirs.join("\n").trim(), error.as_text().unwrap(), "{line}");
            }
            None => {
                let sent = stage.sent.lock().unwrap();
                let [(operation, input)] = sent.as_slice() else { panic!("{line}\n{stderr}") };
                assert_eq!(Some(operation.as_str()), case["operation"].as_text(), "{line}");
                assert_eq!(on_the_wire(&Document::Map(input.clone())), case["body"], "{line}");
            }
        }
    }
}

/// `testdata/aws_sessions.jsonl` holds lines with canned answers, and what the AWS CLI 1.45 printed of them, set to print times as
/// version 2 does and with the exit codes of version 2: pages, queries, formats, waiters, forms, streamed bodies.
#[test]
fn the_aws_cli_prints_the_same_of_the_same_answers() {
    let (mut count, mut wrong) = (0, Vec::new());
    for line in include_str!("testdata/aws_sessions.jsonl").lines() {
        let case = values(line);
        let list = |name: &str| match case.get(name) {
            Some(Value::List(items)) => items.clone(),
            _ => Vec::new(),
        };
        let args: Vec<String> = list("args").iter().map(|it| it.as_text().unwrap().to_owned()).collect();
        let mut stage = Stage::default();
        let mut files = Vec::new();
        for answer in list("answers") {
            let Value::Map(mut answer) = answer else { panic!("{line}") };
            let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
            if let Some(Value::List(file)) = answer.get("file") {
                files.extend(file.iter().map(text));
            }
            let body = answer.get("body").map(text).unwrap_or_default().into_bytes();
            let scripted = match (answer.shift_remove("reply"), answer.shift_remove("error")) {
                (Some(Value::Map(reply)), _) => Scripted::Reply(reply, body),
                (_, Some(Value::List(error))) => {
                    let Some(Value::Int(status)) = error.get(2) else { panic!("{line}") };
                    let error = ServiceError::client(text(&error[0]), text(&error[1]));
                    Scripted::Error(error.with_status(u16::try_from(*status).unwrap()))
                }
                other => panic!("{line}: {other:?}"),
            };
            stage.answers.get_mut().unwrap().push_back(scripted);
        }
        let Outcome { stdout, stderr, status } = block_on(run(Invocation {
            args: &args,
            env: &|_| None,
            files: &stage.files,
            endpoint: &stage,
            target: Target { region: "us-east-1", url: None },
            pause: &stage,
            terminal: None,
        }));
        let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
        let below = stderr.rsplit("<subcommand> help\n").next().unwrap();
        let ours: Vec<&str> = below.lines().filter(|it| !it.starts_with("maybe you meant: ")).collect();
        let theirs = case.get("stderr").and_then(Value::as_text).unwrap_or_default();
        count += 1;
        let saved = files.chunks(2).all(|it| stage.files.get(&it[0]).as_deref() == Some(it[1].as_bytes()));
        let same = case["stdout"].as_text() == Some(&stdout) && ours.join("\n").trim() == theirs;
        if !same || case["status"] != Value::Int(i128::from(status)) || !saved {
            wrong.push(format!(
                "{args:?}\nours {status} {saved}\n{stdout}{stderr}\ntheirs\n{}{theirs}",
                case["stdout"].python_str()
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n----\n"));
}

#[test]
fn a_run_can_be_carried_to_another_thread() {
    fn carried<T: Send>(_: &T) {}
    let stage = Stage::default();
    let target = Target { region: "us-east-1", url: None };
    let running = run(Invocation {
        args: &[],
        env: &|_| None,
        files: &stage.files,
        endpoint: &stage,
        target,
        pause: &stage,
        terminal: None,
    });
    carried(&running);
}

#[test]
fn every_operation_prints_its_form_and_its_help_and_takes_its_form_back() {
    for model in Models::names().filter_map(Models::by_name) {
        for operation in model.operations.values() {
            let name = super::names::kebab(&operation.name);
            let service = command_of(&model.name);
            if super::options::streamed_output(model, operation).is_some() {
                continue;
            }
            let form = outcome_of(&format!("$ {service} {name} --generate-cli-skeleton"));
            assert!(form.starts_with("status 0\n"), "{name}: {form}");
            let json: String = form
                .lines()
                .skip(2)
                .map(|it| it.trim_start_matches(['|', ' ']))
                .map(|it| if it.starts_with("null") { it.replace("null", "\"\"") } else { it.to_owned() })
                .collect::<Vec<_>>()
                .concat()
                .replace(": null", ": \"\"");
            let json = if json.is_empty() { "{}".to_owned() } else { json };
            let quoted = json.replace('\'', "");
            let back = outcome_of(&format!("$ {service} {name} --cli-input-json '{quoted}'"));
            // Empty text is below most minima, so that most forms come back as validation errors: by name, all at once.
            let body = back.contains("| Body in --cli-input-json is not supported");
            assert!(
                body || back.contains("status 0\n") || back.contains("| Parameter validation failed:\n"),
                "{name}: {back}"
            );
            assert!(!back.contains("Unknown parameter") && !back.contains("Invalid type"), "{name}: {back}");
            let help = outcome_of(&format!("$ {service} {name} help"));
            assert!(help.contains("status 0\n") && help.contains("--cli-input-json"), "{name}: {help}");
        }
    }
}

/// Words that a command line may hold, valid and not.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "dynamodb", "get-item", "put-item", "query", "scan", "create-table", "list-tables", "wait", "table-exists", "help",
            "--table-name", "--key", "--item", "--limit", "--max-items", "--page-size", "--starting-token", "--tags",
            "--cli-input-json", "--generate-cli-skeleton", "--no-paginate", "--region", "--output", "--query", "--color", "json", "text", "table", "yaml",
            "TableNames[]", "Table[", "length(@)",
            "--consistent-read", "--no-consistent-read", "--expression-attribute-values", "--key-schema", "--billing-mode",
            "file://x", "fileb://x", "{}", "[]", "{\"a\":{\"S\":\"b\"}}", "a={S=b}", "a=b,c=[d", "Music", "5", "-1", "--", "-", "",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => "--[a-z-]{0,12}(=[a-z{\\[]{0,4})?",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_words_end_in_one_of_the_exit_codes(words in prop::collection::vec(word(), 0..10), known in any::<bool>()) {
        let mut args = words;
        if known {
            args.splice(0..0, ["dynamodb".to_owned(), "query".to_owned(), "--table-name".to_owned(), "Music".to_owned()]);
        }
        let stage = Stage::default();
        let outcome = block_on(run(Invocation {
            args: &args,
            env: &|_| None,
            files: &stage.files,
            endpoint: &stage,
            target: Target { region: "us-east-1", url: None },
            pause: &stage,
            terminal: None,
        }));
        prop_assert!([0, 252, 253, 254, 255].contains(&outcome.status));
        prop_assert_eq!(outcome.status == 0, outcome.stderr.is_empty() || outcome.stderr.starts_with(b"warning"));
        prop_assert!(outcome.status == 0 || outcome.stdout.is_empty());
    }

    #[test]
    fn printed_json_is_json(text in "\\PC{0,20}", number in any::<f64>(), whole in any::<i64>()) {
        let finite = if number.is_finite() { number } else { 0.5 };
        let map = Map::from_iter([
            (text.clone(), Document::List(vec![Document::Float(finite), Document::Integer(whole), Document::String(text)])),
        ]);
        let printed = output::json::render(&Document::Map(map.clone()));
        let read = typed::untyped(json::parse(&printed).unwrap());
        prop_assert_eq!(read.as_map(), Some(&map));
        prop_assert!(serde_json::from_str::<serde_json::Value>(&printed).is_ok());
    }
}
