//! `explain-policy` as text: what there is to say of a kind of finding, in lines that fit a
//! terminal.

use std::fmt::Write as _;

use crate::policy::Help;
use crate::report::Effect;
use crate::topic::Topic;

/// Columns of a line.
const WIDTH: usize = 88;

/// What there is to say of one.
pub fn topic(topic: &Topic) -> String {
    let Help { title, finds, how, false_positives, false_negatives, way_out } = topic.help;
    let mut text = format!("{}: {title}\n\n", topic.id);
    paragraph(&mut text, "", finds);
    for (label, what) in [
        ("How: ", how),
        ("False positives: ", false_positives),
        ("False negatives: ", false_negatives),
        ("Way out: ", way_out),
    ] {
        text.push('\n');
        paragraph(&mut text, label, what);
    }
    // Writing to a String does not fail.
    _ = writeln!(text, "\nIn impact: {}\nIn the gate: {}", effect(topic), severity(topic));
    text
}

/// Ids and titles, one a line.
pub fn topics(topics: &[Topic]) -> String {
    let widest = topics.iter().map(|topic| topic.id.len()).max().unwrap_or(0);
    let line = |topic: &Topic| format!("{:widest$}  {}\n", topic.id, topic.help.title);
    topics.iter().map(line).collect()
}

fn effect(topic: &Topic) -> &'static str {
    match topic.effect {
        Some(Effect::Note) => "a note",
        Some(Effect::Condition) => "a condition at most",
        Some(Effect::Unknown) => "unknown at most",
        Some(Effect::Blocks) => "blocks, where it is not said otherwise",
        None => "not found there",
    }
}

fn severity(topic: &Topic) -> String {
    let of_members = if topic.effect.is_some_and(|effect| effect > Effect::Condition) {
        ", as a mere condition a note"
    } else {
        ""
    };
    format!("{}{of_members}, unless the policy says otherwise", topic.severity.name())
}

/// `label` and `text`, broken between words.
fn paragraph(out: &mut String, label: &str, text: &str) {
    let mut column = 0;
    for word in label.split_whitespace().chain(text.split_whitespace()) {
        let is_first = column == 0;
        if !is_first && column + 1 + word.len() > WIDTH {
            out.push('\n');
            column = 0;
        } else if !is_first {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        let mut out = String::new();
        paragraph(&mut out, "Label: ", &"word ".repeat(30));
        assert!(out.lines().all(|line| line.len() <= WIDTH && !line.ends_with(' ')));
        assert_eq!(out.split_whitespace().count(), 31);
        assert!(out.starts_with("Label: word word") && out.ends_with("word\n"));
    }
}
