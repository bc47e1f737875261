//! The commands of `aws s3` and their options: one table for the parser, the refusals and the help.

use super::super::argument_parser::{Arity, Check};

/// A command.
pub(super) struct Command {
    /// The word: `cp`.
    pub(super) name: &'static str,
    /// What its paths are.
    pub(super) usage: &'static str,
    /// How many paths there are, at least and at most.
    pub(super) paths: (usize, usize),
    /// One sentence.
    pub(super) purpose: &'static str,
    /// Its options, in groups.
    pub(super) options: &'static [&'static [Opt]],
}

/// An option.
pub(super) struct Opt {
    /// With its hyphens.
    pub(super) name: &'static str,
    pub(super) arity: Arity,
    pub(super) check: Check,
    /// What becomes of it.
    pub(super) fate: Fate,
}

/// What becomes of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It does what it does in the AWS CLI.
    Honoured,
    /// It asks for what is so anyway.
    AlreadySo,
    /// It is refused, with this advice.
    Refused(&'static str),
}

const fn switch(name: &'static str) -> Opt {
    Opt { name, arity: Arity::Zero, check: Check::Text, fate: Fate::Honoured }
}

const fn text(name: &'static str) -> Opt {
    Opt { name, arity: Arity::One, check: Check::Text, fate: Fate::Honoured }
}

const fn choice(name: &'static str, choices: &'static [&'static str]) -> Opt {
    Opt { name, arity: Arity::One, check: Check::Choice(choices), fate: Fate::Honoured }
}

const fn number(name: &'static str) -> Opt {
    Opt { name, arity: Arity::One, check: Check::Int, fate: Fate::Honoured }
}

const fn so(option: Opt) -> Opt {
    Opt { fate: Fate::AlreadySo, ..option }
}

const fn refused(option: Opt, advice: &'static str) -> Opt {
    Opt { fate: Fate::Refused(advice), ..option }
}

/// Of all commands that do something to many files.
const CHOOSING: &[Opt] = &[
    switch("--dryrun"),
    switch("--quiet"),
    switch("--only-show-errors"),
    text("--include"),
    text("--exclude"),
    number("--page-size"),
    choice("--request-payer", &["requester"]),
];

/// Of `cp`, `mv` and `sync`.
const TRANSFER: &[Opt] = &[
    so(switch("--no-progress")),
    so(text("--progress-frequency")),
    so(switch("--progress-multiline")),
    choice(
        "--acl",
        &[
            "private",
            "public-read",
            "public-read-write",
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-read",
            "bucket-owner-full-control",
            "log-delivery-write",
        ],
    ),
    so(switch("--follow-symlinks")),
    refused(switch("--no-follow-symlinks"), "links are followed; leave out with --exclude what is not to be copied"),
    switch("--no-guess-mime-type"),
    Opt {
        name: "--sse",
        arity: Arity::ZeroOrOne("AES256"),
        check: Check::Choice(&["AES256", "aws:kms"]),
        fate: Fate::Honoured,
    },
    refused(text("--sse-c"), "keys of one's own are not here, leave it out"),
    refused(text("--sse-c-key"), "keys of one's own are not here, leave it out"),
    refused(text("--sse-kms-key-id"), "keys of one's own are not here, leave it out"),
    refused(text("--sse-c-copy-source"), "keys of one's own are not here, leave it out"),
    refused(text("--sse-c-copy-source-key"), "keys of one's own are not here, leave it out"),
    choice(
        "--storage-class",
        &[
            "STANDARD",
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "DEEP_ARCHIVE",
            "GLACIER_IR",
        ],
    ),
    refused(
        Opt { name: "--grants", arity: Arity::Any, check: Check::Text, fate: Fate::Honoured },
        "buckets here own their objects, leave it out",
    ),
    refused(text("--website-redirect"), "buckets here are no websites, leave it out"),
    text("--content-type"),
    text("--cache-control"),
    text("--content-disposition"),
    text("--content-encoding"),
    text("--content-language"),
    text("--expires"),
    refused(text("--source-region"), "a world has one region, leave it out"),
    switch("--ignore-glacier-warnings"),
    switch("--force-glacier-transfer"),
    choice("--checksum-mode", &["ENABLED"]),
    choice("--checksum-algorithm", &["CRC64NVME", "CRC32", "SHA256", "SHA1", "CRC32C"]),
    text("--metadata"),
    choice("--metadata-directive", &["COPY", "REPLACE"]),
    refused(text("--copy-props"), "properties and tags are copied as with its default, leave it out"),
    refused(text("--case-conflict"), "file names that differ by case alone are two files here, leave it out"),
    refused(switch("--no-overwrite"), "leave out with --exclude what is not to be written over"),
];

const RECURSIVE: &[Opt] = &[switch("--recursive")];

/// The commands.
pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "cp",
        usage: "<LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>",
        paths: (2, 2),
        purpose: "Copies a file or an object, or with --recursive everything below a folder or prefix.",
        options: &[CHOOSING, TRANSFER, RECURSIVE, &[so(text("--expected-size"))]],
    },
    Command {
        name: "ls",
        usage: "<S3Uri> or NONE",
        paths: (0, 1),
        purpose: "Lists buckets, or the objects and prefixes below a prefix.",
        options: &[
            RECURSIVE,
            &[
                number("--page-size"),
                switch("--human-readable"),
                switch("--summarize"),
                choice("--request-payer", &["requester"]),
                text("--bucket-name-prefix"),
                text("--bucket-region"),
            ],
        ],
    },
    Command {
        name: "mb",
        usage: "<S3Uri>",
        paths: (1, 1),
        purpose: "Creates a bucket.",
        options: &[&[Opt { name: "--tags", arity: Arity::Any, check: Check::Text, fate: Fate::Honoured }]],
    },
    Command {
        name: "mv",
        usage: "<LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>",
        paths: (2, 2),
        purpose: "Copies as cp does, and deletes what was copied.",
        options: &[CHOOSING, TRANSFER, RECURSIVE, &[so(switch("--validate-same-s3-paths"))]],
    },
    Command {
        name: "presign",
        usage: "<S3Uri>",
        paths: (1, 1),
        purpose: "Makes an address that lets anybody read an object for a time.",
        options: &[&[number("--expires-in")]],
    },
    Command {
        name: "rb",
        usage: "<S3Uri>",
        paths: (1, 1),
        purpose: "Deletes an empty bucket, or with --force any bucket.",
        options: &[&[switch("--force")]],
    },
    Command {
        name: "rm",
        usage: "<S3Uri>",
        paths: (1, 1),
        purpose: "Deletes an object, or with --recursive everything below a prefix.",
        options: &[CHOOSING, RECURSIVE],
    },
    Command {
        name: "sync",
        usage: "<LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>",
        paths: (2, 2),
        purpose: "Copies what is new or has changed below a folder or prefix.",
        options: &[CHOOSING, TRANSFER, &[switch("--delete"), switch("--size-only"), switch("--exact-timestamps")]],
    },
    Command {
        name: "website",
        usage: "<S3Uri>",
        paths: (1, 1),
        purpose: "Makes a website of a bucket. Not supported in this version.",
        options: &[&[text("--index-document"), text("--error-document")]],
    },
];
