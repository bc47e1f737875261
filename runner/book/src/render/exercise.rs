//! An exercise: its bar, its starter, and the checks that an answer must pass.

use labs_guide::{Check, CheckBody, Exercise, Language};

use super::code::{code_box, copy_button, language_label};
use super::console;
use super::highlight::highlight;
use super::html::escape;

/// The opening of the exercise's box, up to and including its starter. `id` is the attribute, empty when a heading has that id.
pub(super) fn open(exercise: &Exercise, id: &str) -> String {
    let name = &exercise.id.value;
    let points = exercise.points + exercise.checks.iter().map(|check| check.points).sum::<u32>();
    let text = exercise.starter.value.trim_end_matches('\n');
    let (starter, copy) = match exercise.language {
        Language::Quiz => (quiz(exercise, text), String::new()),
        language => (
            code_box("code", &format!("Starter of {name}"), &highlight(language.name(), text)),
            copy_button("the starter of this exercise"),
        ),
    };
    format!(
        "<section class=\"exercise\"{id} aria-label=\"Exercise {name}\"><div class=\"copyable\"><p class=\"bar\">\
         <span class=\"bar-kind\">Exercise</span> <span class=\"unit-id\">{name}</span> {worth}\
         <span class=\"bar-end\"><span class=\"lang\">{lang}</span>{copy}</span></p>{starter}</div>",
        name = escape(name),
        lang = language_label(exercise.language.name()),
        worth = worth(points),
    )
}

/// A question and its choices. Ticking is done in the learner's own file, so these are no controls.
fn quiz(exercise: &Exercise, text: &str) -> String {
    let question = text.lines().take_while(|line| !line.starts_with("- [")).collect::<Vec<_>>().join(" ");
    let choices: String = exercise.choices.iter().map(|choice| format!("<li>{}</li>", escape(&choice.value))).collect();
    format!("<div class=\"quiz\"><p>{}</p><ul class=\"choices\">{choices}</ul></div>", escape(question.trim()))
}

/// What an exercise or a check is worth; nothing when it gives no points.
fn worth(points: u32) -> String {
    match points {
        0 => String::new(),
        1 => "<span class=\"points\">1 point</span>".to_owned(),
        more => format!("<span class=\"points\">{more} points</span>"),
    }
}

/// One requirement beyond the outputs.
pub(super) fn check(check: &Check) -> String {
    let mut html =
        String::from("<div class=\"check\"><p class=\"expect-label\"><span class=\"expect-what\">Check</span> ");
    html.push_str(&worth(check.points));
    html.push_str("</p>");
    match &check.body {
        CheckBody::Matchers(matchers) => {
            html.push_str("<ul class=\"matchers\">");
            for (name, value) in matchers {
                html.push_str(&format!("<li><code>{} = {}</code></li>", escape(name), escape(&value.to_string())));
            }
            html.push_str("</ul>");
        }
        CheckBody::Call { language: Language::Console, commands, .. } => {
            html.push_str(&code_box("code", "Commands that check the answer", &console::of_commands(commands)));
        }
        CheckBody::Call { language, code, .. } => {
            let text = code.value.trim_end_matches('\n');
            html.push_str(&code_box("code", "Call that checks the answer", &highlight(language.name(), text)));
        }
    }
    if let Some(say) = &check.say {
        html.push_str(&format!("<p class=\"note\">{}</p>", escape(say)));
    }
    html.push_str("</div>");
    html
}
