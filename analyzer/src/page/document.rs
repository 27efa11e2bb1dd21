//! A report to the page that shows it: the files of this folder put into one.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::drawing::drawing;
use super::embed::data_block;
use crate::report::{ImpactReport, json};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
/// What the library would put into the page if it were not there: the page permits no
/// style that it does not know.
const LIBRARY_STYLE: &str = ".__________cytoscape_container { position: relative; }";
const LIBRARY: &str = include_str!("vendor/cytoscape.min.js");

/// The scripts of the page in the order in which they need each other. Together they are
/// one script, in one scope.
const SCRIPTS: [&str; 12] = [
    include_str!("script/text.js"),
    include_str!("script/data.js"),
    include_str!("script/state.js"),
    include_str!("script/head.js"),
    include_str!("script/theme.js"),
    include_str!("script/drawing.js"),
    include_str!("script/table.js"),
    include_str!("script/panel.js"),
    include_str!("script/filter.js"),
    include_str!("script/print.js"),
    include_str!("script/ask.js"),
    include_str!("script/main.js"),
];

/// A page that holds `report` and all it needs to show it, and asks for nothing else.
///
/// # Errors
/// Never for the reports of this crate.
pub fn document(report: &ImpactReport) -> io::Result<String> {
    let drawing = serde_json::to_string(&drawing(report))?;
    let mut data = data_block("klpscope-drawing", &drawing)?;
    data.push_str(&data_block("klpscope-report", &json::to_string(report)?)?);
    Ok(page(&policy(false), "static", &data))
}

/// The page for a server: it holds no report, and asks where it came from for `api/drawing`,
/// `api/report` and `api/functions`.
pub fn shell() -> String {
    page(&policy(true), "served", "")
}

/// The content security policy of a page: its own scripts and styles by their hashes, and
/// nothing from elsewhere. A served page may ask where it came from.
pub fn policy(is_served: bool) -> String {
    let connect = if is_served { "; connect-src 'self'" } else { "" };
    format!(
        "default-src 'none'; script-src {} {}; style-src {} {}; img-src data:; \
         base-uri 'none'; form-action 'none'{connect}",
        hash(LIBRARY),
        hash(&script()),
        hash(LIBRARY_STYLE),
        hash(STYLE),
    )
}

/// Every marker of the page is filled once: what is put in is not read again.
fn page(policy: &str, mode: &str, data: &str) -> String {
    let mut page = String::with_capacity(PAGE.len() + LIBRARY.len() + data.len() + (128 << 10));
    let mut rest = PAGE;
    while let Some((before, marker, after)) = next_marker(rest) {
        page.push_str(before);
        match marker {
            "policy" => page.push_str(policy),
            "mode" => page.push_str(mode),
            "version" => page.push_str(env!("CARGO_PKG_VERSION")),
            "library-style" => page.push_str(LIBRARY_STYLE),
            "style" => page.push_str(STYLE),
            "library" => page.push_str(LIBRARY),
            "script" => page.push_str(&script()),
            "data" => page.push_str(data),
            _ => {}
        }
        rest = after;
    }
    page.push_str(rest);
    page
}

/// `{{name}}`.
fn next_marker(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name, after))
}

fn script() -> String {
    format!("(() => {{\n\"use strict\";\n{}}})();\n", SCRIPTS.concat())
}

/// A source expression of CSP level 2, section 4.2.5.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_script_ends_it() {
        for text in [LIBRARY, STYLE, &script()] {
            let text = text.to_lowercase();
            assert!(!text.contains("</s") && !text.contains("<!--") && !text.contains('\r'));
        }
    }

    #[test]
    fn every_marker_of_the_page_is_known() {
        let page = page("POLICY", "static", "DATA");
        let own = page.replace(LIBRARY, "").replace(&script(), "").replace(STYLE, "");
        assert!(!own.contains("{{") && own.contains("POLICY") && own.contains("DATA"), "{own}");
    }

    #[test]
    fn libraries_are_those_that_the_list_names() {
        let list = include_str!("vendor/README.md");
        let sum = Sha256::digest(LIBRARY.as_bytes());
        let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(list.contains(&sum), "{sum}");
    }

    #[test]
    fn scripts_make_no_html_of_text() {
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!script().contains(word), "{word}");
        }
    }
}
