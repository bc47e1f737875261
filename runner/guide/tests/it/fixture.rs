//! A small complete lab, read from a folder, with everything that the format has.

use std::path::Path;

use labs_guide::{Block, CheckBody, Expectation, Loaded, Tree, load};

fn fixture() -> Loaded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture/labs");
    load(&Tree::read(&folder).expect("the fixture is a folder"))
}

/// A model in a few lines, as an author would check it with a finger on the guide.
fn summary(loaded: &Loaded) -> String {
    let mut out = String::new();
    let mut line = |depth: usize, text: String| {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&text);
        out.push('\n');
    };
    let outputs = |expectations: &[Expectation]| -> Vec<String> {
        let redactions = |e: &Expectation| e.redact.iter().map(|r| r.value.as_str()).collect::<Vec<_>>().join(",");
        expectations
            .iter()
            .map(|e| format!("output {:?} [{}] {:?}", e.matcher, redactions(e), e.expected.value))
            .collect()
    };
    for lab in &loaded.labs {
        let m = &lab.manifest;
        line(
            0,
            format!("lab {} {:?} format {} seed {} timeout {:?}", lab.id, m.title, m.format, m.seed, m.step_timeout),
        );
        line(1, format!("clock {:?}", m.clock.as_ref().map(|clock| clock.value.to_string())));
        for set in &m.data {
            line(1, format!("data {} into {}", set.generator.value, set.into));
        }
        for (path, bytes) in &lab.files {
            line(1, format!("file {path} of {} bytes", bytes.len()));
        }
        for chapter in &lab.chapters {
            line(1, format!("chapter {} {:?} {} minutes", chapter.id, chapter.title, chapter.minutes()));
            for section in &chapter.sections {
                line(2, format!("{} {:?} {:?} {:?}", section.level, section.title, section.id, section.minutes));
                for block in &section.blocks {
                    match block {
                        Block::File(file) => line(3, format!("file {} {:?}", file.path.value, file.content)),
                        Block::Step(step) => {
                            let number = chapter.step_number(&step.id.value);
                            line(
                                3,
                                format!("step {:?} {} {} {:?}", number, step.language, step.id.value, step.timeout),
                            );
                            for need in &step.needs {
                                line(4, format!("needs {}", need.value));
                            }
                            for capture in &step.captures {
                                let path = capture.path.as_ref().map(ToString::to_string).unwrap_or_default();
                                line(4, format!("captures {} {path}", capture.name));
                            }
                            for command in &step.commands {
                                let expected = command.expected.as_ref().map(|expected| expected.value.as_str());
                                line(4, format!("{:?} ? {} {:?}", command.text, command.status, expected));
                            }
                            outputs(&step.expectations).into_iter().for_each(|text| line(4, text));
                        }
                        Block::Exercise(exercise) => {
                            line(
                                3,
                                format!(
                                    "exercise {} {} {} points",
                                    exercise.language, exercise.id.value, exercise.points
                                ),
                            );
                            line(4, format!("starter {:?}", exercise.starter.value));
                            outputs(&exercise.expectations).into_iter().for_each(|text| line(4, text));
                            for check in &exercise.checks {
                                line(4, format!("check {} points {:?}", check.points, check.say));
                                match &check.body {
                                    CheckBody::Matchers(matchers) => {
                                        matchers.iter().for_each(|(name, value)| line(5, format!("{name} = {value}")));
                                    }
                                    CheckBody::Call { language, code, expectations, .. } => {
                                        line(5, format!("{language} {:?}", code.value));
                                        outputs(expectations).into_iter().for_each(|text| line(5, text));
                                    }
                                }
                            }
                            exercise.hints.iter().for_each(|hint| line(4, format!("hint {:?}", hint.value)));
                            exercise.choices.iter().for_each(|choice| line(4, format!("choice {:?}", choice.value)));
                        }
                    }
                }
            }
        }
    }
    out
}

#[test]
fn a_complete_lab_becomes_the_model_that_its_author_meant() {
    let loaded = fixture();
    let found: Vec<_> = loaded.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(found, [""; 0]);
    insta::assert_snapshot!(summary(&loaded), @r##"
    lab music "Music" format 1 seed 7 timeout 20s
      clock Some("2026-01-05T09:00:00Z")
      data music-catalogue into data/catalogue
      file data/a.json of 8 bytes
      chapter 01-tables "Tables" 6 minutes
        1 "Tables" Some("tables") None
        2 "Create a table" Some("create") Some(4)
          file keys/music.json "{ \"AttributeName\": \"Artist\", \"KeyType\": \"HASH\" }\n"
          step Some(1) console create Some(5s)
            captures table-id .TableDescription.TableId
            "aws dynamodb create-table --table-name Music \\\n    --key-schema file://keys/music.json" ? 0 None
            output JsonSubset [id,time] "{ \"TableDescription\": { \"TableName\": \"Music\" } }\n"
            output Contains [] "ACTIVE\n"
        2 "Errors speak" Some("errors") Some(2)
          step Some(2) console describe-nothing None
            "echo {{table-id}}" ? 0 None
            "aws dynamodb describe-table --table-name Nothing" ? 254 Some("An error occurred (ResourceNotFoundException) [..]\n")
            output Error("ResourceNotFoundException") [] "Requested resource not found\n"
      chapter 02-questions "Questions" 5 minutes
        1 "Questions" None None
        2 "Count" Some("count") Some(5)
          step Some(1) sql load None
            needs music/01-tables#create
            "SELECT '{{table-id}}'\n" ? 0 None
          exercise sql count 2 points
            starter "SELECT ____\n"
            output Rows { ordered: Some(false) } [] "region  orders\nnorth   3\n"
            check 1 points Some("Regions without orders are missing.")
              row-count = 3
              bytes-scanned-max = "1 MB"
            check 3 points None
              sql "SELECT 1\n"
              output Rows { ordered: None } [] "one\n1\n"
            hint "Which clause *collapses* rows?"
            hint "GROUP BY."
        2 "Choose" Some("choose") None
          exercise quiz choose 0 points
            starter "What is a partition key for?\n\n- [ ] Sorting\n- [ ] Placing\n"
            check 1 points None
              contains = "x"
            choice "Sorting"
            choice "Placing"
    "##);
}

#[test]
fn steps_are_found_by_id_number_and_section() {
    let loaded = fixture();
    let chapter = loaded.labs[0].chapter("01-tables").expect("the chapter");
    let numbered: Vec<_> =
        chapter.numbered_steps().map(|s| (s.number, s.step.id.value.as_str(), s.section.minutes)).collect();
    assert_eq!(numbered, [(1, "create", Some(4)), (2, "describe-nothing", Some(2))]);
    assert_eq!(chapter.step("describe-nothing").map(|step| step.commands.len()), Some(2));
    assert_eq!(chapter.step_number("describe-nothing"), Some(2));
    assert_eq!(chapter.section_of("create").and_then(|section| section.id.as_deref()), Some("create"));
    assert_eq!(loaded.labs[0].minutes(), 11);
    let questions = loaded.labs[0].chapter("02-questions").expect("the chapter");
    assert_eq!(questions.exercises().map(|e| e.id.value.as_str()).collect::<Vec<_>>(), ["count", "choose"]);
    assert!(questions.exercise("load").is_none() && questions.step("count").is_none());
    assert!(loaded.labs[0].chapter("03-none").is_none());
}
