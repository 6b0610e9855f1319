//! Runs a model and, when a folder is named for that, keeps its failure with the way to it.

use std::path::Path;

use crate::end::End;
use crate::explore::ENGINE;
use crate::part::{Part, Place};
use crate::process::{self, Ended, Model};
use crate::replay::{self, Scratch};
use crate::saved::{self, Replay, Saved};
use crate::sources;

/// Runs the whole search. If it fails, what is said last is the command line that replays it, or that saves it first.
pub(crate) fn run(model: &Model) -> Ended {
    let Some(folder) = saved::folder() else {
        let mut ended = process::run(model, Vec::new());
        if ended.found.is_some() && ENGINE == "loom" {
            let command = replay::command(
                model.test,
                weakened().as_deref(),
                saved::FOLDER,
                Path::new("target/contend/traces"),
            );
            ended.shown += &format!("to save it, and replay it at execution 1:\n    {command}\n");
        }
        return ended;
    };
    let file = saved::file(&folder, model);
    let ready = std::fs::create_dir_all(&folder).and_then(|()| match std::fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()), // what an earlier run left is not of this one
    });
    if let Err(error) = ready {
        replay::refuse(&format!(
            "{}={}: it cannot be written to ({error}); name a folder that can be",
            saved::FOLDER,
            folder.display()
        ));
    }
    let told = folder.to_str().expect("a path that is text").to_owned();
    let mut ended = process::run(model, vec![(saved::FOLDER, told)]);
    if let End::Failed { class, message, .. } = &ended.end {
        // A process that was killed, or that failed before its first execution, has written nothing.
        let mut saved = Saved::read(&file).unwrap_or_else(|_| Saved::new(model, *class, message));
        saved.replay = ended.found.as_ref().and_then(|place| way_to(model, &ended, place));
        if let Err(why) = saved.write(&file) {
            replay::refuse(&why);
        }
        let shown_as = file.strip_prefix(sources::root()).unwrap_or(&file).display().to_string();
        ended.shown += &format!("saved as {shown_as}\n");
        if saved.replay.is_some() {
            let command = replay::command(model.test, weakened().as_deref(), replay::FILE, &file);
            ended.shown += &format!("to replay it at execution 1:\n    {command}\n");
        }
    }
    ended
}

fn weakened() -> Option<String> {
    std::env::var("CONTEND_WEAKEN").ok()
}

/// Searches once more, up to the execution that failed, this time with a note of the way there.
///
/// # Panics
/// If it fails at another execution: then a model depends on something beside its source.
fn way_to(model: &Model, ended: &Ended, place: &Place) -> Option<Replay> {
    if ENGINE != "loom" {
        return None; // the others' ways have another form
    }
    let scratch = Scratch::new(model, "way");
    let again = process::run(model, vec![Part::UpTo(place.clone(), scratch.0.clone()).variable()]);
    assert!(
        again.class() == ended.class() && again.found.as_ref() == Some(place),
        "searched twice, the model fails at {place:?} ({}) and then at {:?} ({}): it depends on more than its source",
        ended.end,
        again.found,
        again.end
    );
    let path =
        std::fs::read_to_string(&scratch.0).expect("the checker wrote it before the execution that failed");
    Some(Replay { place: place.clone(), hash: sources::hash(&path), path })
}
