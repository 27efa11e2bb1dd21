//! docs/findings.md says of every kind of finding what `klpscope explain-policy` says:
//! the parts between its marks are written from there. `BLESS=1` writes them anew.
#![expect(clippy::expect_used, reason = "what a test needs is there, or it fails")]

use std::{env, fs};

use klpscope_tests::{klpscope, workspace};
use serde_json::Value;

/// Columns of the page's prose.
const WIDTH: usize = 118;

#[test]
fn the_page_says_what_explain_policy_says() {
    let path = workspace().join("docs/findings.md");
    let page = fs::read_to_string(&path).expect("page is readable");
    let answer = klpscope("explain-policy --list --format json".split(' '));
    let topics: Vec<Value> = serde_json::from_str(&answer.out).expect("JSON");
    let (policies, rules): (Vec<_>, Vec<_>) =
        topics.iter().partition(|topic| !topic["effect"].is_null());
    assert!(policies.len() >= 14 && rules.len() >= 10, "{answer:?}");
    let mut now = page.clone();
    now = with_part(&now, "ids", &table("effect", &policies));
    now = with_part(&now, "policies", &sections(&policies));
    let rules = format!("{}\n{}", table("severity", &rules), sections(&rules));
    now = with_part(&now, "rules", &rules);
    if env::var_os("BLESS").is_some() {
        fs::write(&path, &now).expect("page is writable");
    } else {
        assert_eq!(page, now, "BLESS=1 renews it");
    }
}

/// `page` with the part of that name replaced.
fn with_part(page: &str, name: &str, text: &str) -> String {
    let begin = format!("<!-- written from explain-policy: {name} -->\n");
    let (before, rest) = page.split_once(&begin).expect("the part begins");
    let (_, behind) = rest.split_once("<!-- end -->").expect("the part ends");
    format!("{before}{begin}{text}<!-- end -->{behind}")
}

fn text<'a>(topic: &'a Value, key: &str) -> &'a str {
    topic[key].as_str().expect("text")
}

fn table(last: &str, topics: &[&Value]) -> String {
    let mut out = format!("| id | what it means | {last} |\n| --- | --- | --- |\n");
    for topic in topics {
        let (id, title) = (text(topic, "id"), text(topic, "title"));
        out += &format!("| [`{id}`](#{id}) | {title} | {} |\n", text(topic, last));
    }
    out
}

fn sections(topics: &[&Value]) -> String {
    let section = |topic: &&Value| {
        let parts = [
            ("", "finds"),
            ("**How:** ", "how"),
            ("**False positives:** ", "false_positives"),
            ("**False negatives:** ", "false_negatives"),
            ("**Way out:** ", "way_out"),
        ];
        let parts = parts.map(|(label, key)| wrapped(&format!("{label}{}", text(topic, key))));
        format!("### {}\n{}", text(topic, "id"), parts.join("\n"))
    };
    topics.iter().map(section).collect::<Vec<_>>().join("\n")
}

/// A word of code as code: Markdown would take its underscores for markup.
fn code(word: &str) -> String {
    let core = word.trim_matches(|c: char| "().,;:\"".contains(c));
    if !core.contains('_') || core.contains('`') {
        return word.to_owned();
    }
    word.replacen(core, &format!("`{core}`"), 1)
}

/// A paragraph, its lines broken between words.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let word = code(word);
        if column > 0 && column + 1 + word.len() > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        column += word.len();
        out += &word;
    }
    out + "\n"
}
