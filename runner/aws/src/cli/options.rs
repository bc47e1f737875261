//! The options of an operation, made from its model: their names, how many values they take, and which member they set.
//!
//! A boolean member has two (`--consistent-read`, `--no-consistent-read`), a paginated operation the AWS CLI's own three, and
//! every operation `--cli-input-json` and `--generate-cli-skeleton`. How values are read is said by `unpack.rs`.

use crate::model::{Operation, Paginator, ServiceModel, Shape, ShapeKind};

use super::argument_parser::{Arity, Check, Flag, Presence};
use super::names::kebab;

/// One option of an operation.
#[derive(Debug, Clone)]
pub(super) struct OperationOption<'m> {
    /// How it is read from the line.
    pub(super) flag: Flag,
    /// What it sets.
    pub(super) sets: Sets<'m>,
}

/// What an option sets.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sets<'m> {
    /// A member of the input.
    Member {
        /// The member's name.
        name: &'m str,
        /// Its shape.
        shape: &'m Shape,
    },
    /// A boolean member of the input.
    Switch {
        /// The member's name.
        name: &'m str,
        /// What it is set to.
        value: bool,
    },
    /// The streamed body, by the path of a file.
    Body,
    /// How pages are fetched; with paging off, the member of the input whose name the option has taken, if there is one.
    Paging {
        /// Which of the three.
        part: PagingPart,
        /// The member that it hides.
        hides: Option<&'m str>,
    },
    /// All members, as JSON.
    InputJson,
    /// All members, as YAML.
    InputYaml,
    /// Nothing: the command prints a form instead.
    Skeleton,
}

/// The AWS CLI's own paging options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PagingPart {
    /// `--starting-token`.
    StartingToken,
    /// `--page-size`.
    PageSize,
    /// `--max-items`.
    MaxItems,
}

impl PagingPart {
    /// The option's name.
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::StartingToken => "--starting-token",
            Self::PageSize => "--page-size",
            Self::MaxItems => "--max-items",
        }
    }
}

/// The options of an operation, in the AWS CLI's order. `words` is the rest of the line: the options that stand for all input
/// make the others optional.
pub(super) fn of_operation<'m>(
    model: &'m ServiceModel,
    operation: &'m Operation,
    paginator: Option<&'m Paginator>,
    words: &[String],
) -> Vec<OperationOption<'m>> {
    let mut options = of_members(model, operation);
    let text = |name: &str, arity, check, sets| OperationOption {
        flag: Flag { name: name.to_owned(), arity, check, presence: Presence::Optional },
        sets,
    };
    let forms = Check::Choice(&["input", "yaml-input", "output"]);
    let all = ["--cli-input-json", "--cli-input-yaml", "--generate-cli-skeleton"];
    options.push(text(all[0], Arity::One, Check::Text, Sets::InputJson));
    options.push(text(all[1], Arity::One, Check::Text, Sets::InputYaml));
    if let Some(paginator) = paginator {
        add_paging(&mut options, paginator);
    }
    // The AWS CLI makes no form where an outfile must be given.
    if streamed_output(model, operation).is_none() {
        options.push(text(all[2], Arity::ZeroOrOne("input"), forms, Sets::Skeleton));
    }
    if stand_for_all_input(words) {
        for option in &mut options {
            option.flag.presence = Presence::Optional;
        }
    }
    options
}

/// Whether options are on the line that make all others optional; a form of the output wants them all.
fn stand_for_all_input(words: &[String]) -> bool {
    words.iter().enumerate().any(|(index, word)| match word.as_str() {
        "--cli-input-json" | "--cli-input-yaml" => true,
        "--generate-cli-skeleton" => words.get(index + 1).is_none_or(|it| it != "output"),
        _ => false,
    })
}

/// The member that takes the whole body of the answer, piece by piece.
pub(super) fn streamed_output<'m>(model: &'m ServiceModel, operation: &Operation) -> Option<&'m str> {
    let members = model.output_of(operation)?.members()?;
    members.iter().find(|(_, member)| member.streaming).map(|(name, _)| name.as_str())
}

/// Members whose option the AWS CLI names otherwise, because a global option has their name: service, member, option.
const RENAMED: [(&str, &str, &str); 1] = [("glue", "Region", "resource-region")];

fn option_name(model: &ServiceModel, member: &str) -> String {
    let renamed = RENAMED.iter().find(|(service, name, _)| *service == model.name && *name == member);
    renamed.map_or_else(|| kebab(member), |(_, _, option)| (*option).to_owned())
}

fn of_members<'m>(model: &'m ServiceModel, operation: &'m Operation) -> Vec<OperationOption<'m>> {
    let mut options = Vec::new();
    let Some(input) = model.input_of(operation) else { return options };
    for (name, member) in input.members().into_iter().flatten() {
        let Some(shape) = model.shape(&member.shape) else { continue };
        let required = input.required().contains(name) && !member.idempotency_token;
        let presence = if required { Presence::Required } else { Presence::Optional };
        let flag = |prefix: &str, arity, check, presence| Flag {
            name: format!("--{prefix}{}", option_name(model, name)),
            arity,
            check,
            presence,
        };
        if matches!(shape.kind, ShapeKind::Boolean) {
            let switch = |prefix, value, presence| OperationOption {
                flag: flag(prefix, Arity::Zero, Check::Text, presence),
                sets: Sets::Switch { name, value },
            };
            options.push(switch("", true, presence));
            options.push(switch("no-", false, Presence::Optional));
            continue;
        }
        let (arity, check) = match shape.kind {
            ShapeKind::List { .. } => (Arity::Any, Check::Text),
            ShapeKind::Long => (Arity::One, Check::Int),
            ShapeKind::Float | ShapeKind::Double => (Arity::One, Check::Float),
            _ => (Arity::One, Check::Text),
        };
        let sets = if member.streaming { Sets::Body } else { Sets::Member { name, shape } };
        options.push(OperationOption { flag: flag("", arity, check, presence), sets });
    }
    options
}

fn add_paging<'m>(options: &mut Vec<OperationOption<'m>>, paginator: &'m Paginator) {
    let mut parts = vec![(PagingPart::StartingToken, Check::Text)];
    if paginator.limit_key.is_some() {
        parts.push((PagingPart::PageSize, Check::Int));
    }
    parts.push((PagingPart::MaxItems, Check::Int));
    for (part, check) in parts {
        let name = part.option();
        let hidden = options.iter_mut().find(|it| it.flag.name == name);
        let hides = hidden.as_ref().and_then(|it| match it.sets {
            Sets::Member { name, .. } => Some(name),
            _ => None,
        });
        let flag = Flag { name: name.to_owned(), arity: Arity::One, check, presence: Presence::Optional };
        let option = OperationOption { flag, sets: Sets::Paging { part, hides } };
        match hidden {
            Some(hidden) => *hidden = option,
            None => options.push(option),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Models;

    /// `testdata/dynamodb_options.tsv` was printed from the AWS CLI's own argument tables: operation, option, required, kind.
    #[test]
    fn every_dynamodb_option_is_named_as_the_aws_cli_names_it() {
        let model = Models::by_name("dynamodb").unwrap();
        let mut ours = String::new();
        for operation in model.operations.values() {
            for option in of_operation(model, operation, model.paginators.get(&operation.name), &[]) {
                let flag = &option.flag;
                let kind = match flag.arity {
                    Arity::Zero => "switch",
                    Arity::Any => "list",
                    _ => "value",
                };
                let required = if flag.presence == Presence::Required { "required" } else { "optional" };
                ours.push_str(&format!("{}\t{}\t{required}\t{kind}\n", kebab(&operation.name), flag.name));
            }
        }
        let expected = include_str!("testdata/dynamodb_options.tsv");
        for (ours, theirs) in ours.lines().zip(expected.lines()) {
            assert_eq!(ours, theirs);
        }
        assert_eq!(ours.lines().count(), expected.lines().count());
    }

    #[test]
    fn a_required_idempotency_token_is_not_asked_for() {
        let mut model = Models::by_name("dynamodb").unwrap().clone();
        let input = model.shapes.get_mut("TransactWriteItemsInput").unwrap();
        let ShapeKind::Structure { required, .. } = &mut input.kind else { panic!() };
        required.push("ClientRequestToken".to_owned());
        let options = of_operation(&model, &model.operations["TransactWriteItems"], None, &[]);
        let presence = |name: &str| options.iter().find(|it| it.flag.name == name).unwrap().flag.presence;
        assert_eq!(presence("--client-request-token"), Presence::Optional);
        assert_eq!(presence("--transact-items"), Presence::Required);
    }

    #[test]
    fn options_that_stand_for_all_input_free_the_others() {
        let model = Models::by_name("dynamodb").unwrap();
        let words = ["--cli-input-json".to_owned(), "{}".to_owned()];
        let options = of_operation(model, &model.operations["GetItem"], None, &words);
        assert!(options.iter().all(|it| it.flag.presence == Presence::Optional));
    }
}
