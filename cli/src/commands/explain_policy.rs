//! `klpscope explain-policy`: what does a finding mean?

use klpscope_analyzer as analyzer;
use klpscope_analyzer::report::{json, text};

use crate::args::{ExplainPolicy, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Output;

/// Answers `explain-policy`.
pub(crate) fn run(args: &ExplainPolicy, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let topics = match &args.id {
        Some(id) => vec![analyzer::topic(id).map_err(|near| unknown(id, &near))?],
        None => analyzer::topics(),
    };
    let text = match (args.format, topics.as_slice()) {
        (Format::Json, _) => json::to_string(&topics)?,
        (Format::Text, [topic]) if !args.list => text::topic(topic),
        (Format::Text, topics) => text::topics(topics),
    };
    output.answer(&text)?;
    Ok(Exit::Answered)
}

fn unknown(id: &str, near: &[String]) -> Failure {
    Failure::Usage {
        problem: format!("no finding is called {id:?}"),
        hint: match near {
            [] => "klpscope explain-policy --list names them all".to_owned(),
            near => format!("did you mean {}?", near.join(", ")),
        },
    }
}
