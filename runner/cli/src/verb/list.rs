//! `labs list`: what there is to learn, how long it takes, and how each part is named.

use std::io::{self, Write};
use std::path::Path;

use labs_guide::{Chapter, Lab, Selection};
use serde_json::json;

use crate::cli::{Format, ListArgs};
use crate::exit::Exit;
use crate::grading;
use crate::invocation;
use crate::sources::Sources;
use crate::terminal::{Terminal, counted};
use crate::trouble::Trouble;

/// Lists the selected labs and chapters.
pub(crate) fn run(args: &ListArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let guides = Sources::find(labs).load(terminal)?;
    let selection = match args.selection.as_slice() {
        [] => None,
        wanted => Some(grading::select(&guides.labs, wanted)?),
    };
    let listed = Listed { labs: &guides.labs, selection, program: invocation::with_labs(labs) };
    let mut out = terminal.stdout();
    match args.format {
        Format::Human => listed.for_people(&mut out),
        Format::Json => listed.for_programs(&mut out),
    }
    .and_then(|()| out.flush())
    .map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}

struct Listed<'a> {
    labs: &'a [Lab],
    /// Everything when there is none.
    selection: Option<Selection>,
    /// How to call this binary on the same labs.
    program: String,
}

impl Listed<'_> {
    fn chapters<'l>(&self, lab: &'l Lab) -> Vec<&'l Chapter> {
        let wanted = |chapter: &&Chapter| {
            self.selection.as_ref().is_none_or(|selection| selection.touches(&lab.id, &chapter.id))
        };
        lab.chapters.iter().filter(wanted).collect()
    }

    fn for_people(&self, out: &mut dyn Write) -> io::Result<()> {
        for lab in self.labs {
            let chapters = self.chapters(lab);
            if chapters.is_empty() {
                continue;
            }
            writeln!(out, "{}  {}", lab.id, lab.manifest.title)?;
            writeln!(out, "  {}", lab.manifest.summary)?;
            for chapter in chapters {
                let steps = counted(chapter.steps().count(), "step");
                // A chapter whose headings name no minutes says nothing of its time, rather than zero.
                let minutes = Some(chapter.minutes()).filter(|minutes| *minutes > 0);
                let minutes = minutes.map(|minutes| format!(", {minutes} min")).unwrap_or_default();
                writeln!(out, "  {}/{}  {}  ({steps}{minutes})", lab.id, chapter.id, chapter.title)?;
            }
            writeln!(out)?;
        }
        let check = format!("{} check", self.program);
        writeln!(out, "Next: {check} LAB, {check} LAB/CHAPTER, or {check} LAB/CHAPTER#STEP")
    }

    fn for_programs(&self, out: &mut dyn Write) -> io::Result<()> {
        let labs: Vec<_> =
            self.labs.iter().filter(|lab| !self.chapters(lab).is_empty()).map(|lab| self.lab(lab)).collect();
        serde_json::to_writer_pretty(&mut *out, &json!({ "labs": labs }))?;
        writeln!(out)
    }

    fn lab(&self, lab: &Lab) -> serde_json::Value {
        let chapters: Vec<_> = self
            .chapters(lab)
            .into_iter()
            .map(|chapter| {
                let steps: Vec<_> =
                    chapter.steps().map(|step| format!("{}/{}#{}", lab.id, chapter.id, step.id.value)).collect();
                json!({
                    "id": chapter.id,
                    "title": chapter.title,
                    "minutes": chapter.minutes(),
                    "path": chapter.source.path,
                    "steps": steps,
                })
            })
            .collect();
        json!({ "id": lab.id, "title": lab.manifest.title, "summary": lab.manifest.summary, "chapters": chapters })
    }
}
