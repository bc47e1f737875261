//! `error=CODE`: the step fails with this AWS error code, and its words contain the expectation.
//!
//! The code is compared with what the service really answered, as the world's trail has it, not with words on a screen:
//! a step that prints an error's name has not failed with it. A query that was accepted and failed later has the name that its
//! service gives the failure (`TABLE_NOT_FOUND`). The words are looked for in all that was printed.

use labs_guide::Matcher;

use super::renewal::{ByHand, Renewal};
use super::table::{Entry, Question};
use crate::difference::{Cut, Difference};

pub(super) const ENTRY: Entry = Entry { name: "error", judge, renew: |_| Renewal::ByHand(ByHand::Matcher) };

fn judge(question: &Question<'_>) -> Result<(), Difference> {
    let evidence = question.evidence;
    let screen = evidence.screen();
    let came = question.redactions.apply(&String::from_utf8_lossy(&screen)).replace("\r\n", "\n");
    let Matcher::Error(code) = question.matcher else { return Ok(()) };
    let last = evidence.events.iter().rev().find_map(|event| event.error_code.as_deref());
    let named = evidence.error_names.iter().any(|name| name == code);
    if last != Some(code) && !named {
        return Err(Difference::Error {
            expected: code.clone(),
            came: evidence.error_names.first().map(String::as_str).or(last).map(str::to_owned),
            calls: evidence.events.iter().map(|event| event.operation.clone()).collect(),
            screen: Cut::of(&came),
        });
    }
    if evidence.status == Some(0) {
        return Err(Difference::NoFailure { expected: code.clone() });
    }
    let expected = question.redactions.apply(question.expected).replace("\r\n", "\n");
    if came.contains(expected.trim()) {
        return Ok(());
    }
    Err(Difference::ErrorText { expected: expected.trim().to_owned(), came: Cut::of(&came) })
}

#[cfg(test)]
mod tests {
    use labs_world::{DEFAULT_START, trail};

    use super::*;
    use crate::evidence::Evidence;

    fn evidence(codes: &[Option<&str>], status: i32, stderr: &str) -> Evidence {
        let event = |code: &Option<&str>| trail::Event {
            time: DEFAULT_START,
            service: "dynamodb".into(),
            operation: "GetItem".into(),
            request_id: String::new(),
            error_code: code.map(Into::into),
            trouble: None,
        };
        Evidence {
            stderr: stderr.into(),
            status: Some(status),
            events: codes.iter().map(event).collect(),
            ..Evidence::default()
        }
    }

    fn verdict(expected: &str, evidence: &Evidence) -> Result<(), Difference> {
        let matcher = Matcher::Error("ValidationException".to_owned());
        judge(&Question { matcher: &matcher, ..Question::plain(expected, evidence) })
    }

    #[test]
    fn equal_output_passes() {
        let evidence = evidence(
            &[None, Some("ValidationException")],
            254,
            "\nAn error occurred (ValidationException) when calling the GetItem operation: The provided key\n",
        );
        assert_eq!(verdict("The provided key\n", &evidence), Ok(()));
        assert_eq!(verdict("", &evidence), Ok(()));
    }

    #[test]
    fn a_query_that_failed_has_the_name_of_its_failure() {
        let screen = b"TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.d.t' does not exist\n".to_vec();
        let named = |names: &[&str]| Evidence {
            stderr: screen.clone(),
            status: Some(1),
            error_names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Evidence::default()
        };
        let matcher = Matcher::Error("TABLE_NOT_FOUND".to_owned());
        let asked = |evidence: &Evidence| {
            judge(&Question { matcher: &matcher, ..Question::plain("does not exist\n", evidence) })
        };
        assert_eq!(asked(&named(&["TABLE_NOT_FOUND"])), Ok(()));
        assert!(matches!(
            asked(&named(&["COLUMN_NOT_FOUND"])),
            Err(Difference::Error { came: Some(name), .. }) if name == "COLUMN_NOT_FOUND"
        ));
        assert!(asked(&named(&[])).is_err(), "words on a screen are no name");
    }

    #[test]
    fn other_output_fails() {
        let words = "An error occurred (ValidationException)";
        assert!(matches!(
            verdict("", &evidence(&[Some("ResourceNotFoundException")], 254, words)),
            Err(Difference::Error { came: Some(code), .. }) if code == "ResourceNotFoundException"
        ));
        let earlier = [Some("ValidationException"), Some("ResourceNotFoundException")];
        assert!(verdict("", &evidence(&earlier, 254, words)).is_err(), "the last failure is the step's");
        assert!(matches!(
            verdict("", &evidence(&[None], 254, words)),
            Err(Difference::Error { came: None, calls, .. }) if calls == ["GetItem"]
        ));
        let right = [Some("ValidationException")];
        assert!(matches!(verdict("", &evidence(&right, 0, words)), Err(Difference::NoFailure { .. })));
        assert!(matches!(verdict("key", &evidence(&right, 254, words)), Err(Difference::ErrorText { .. })));
    }
}
