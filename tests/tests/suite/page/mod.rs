//! `klpscope report` through its door: the page by itself, and as Chromium shows it.
#![expect(clippy::expect_used, clippy::panic, reason = "what a test needs is there, or it fails")]

mod browser;
mod layout;
mod serve;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use browser::Browser;
use flate2::read::GzDecoder;
use klpscope_tests::{corpus, generated, hostile, klpscope};
use serde_json::Value;
use tempfile::TempDir;

/// A clone calls a clone: own code, and callers at two removes.
fn clones() -> PathBuf {
    corpus("clone-chain/prebuilt/gcc-14.elf")
}

/// Writes a page into `dir`; returns where it is.
fn report(dir: &TempDir, file: &Path, function: &str) -> PathBuf {
    let page = dir.path().join("report.html");
    let (file, to) = (file.display().to_string(), page.display().to_string());
    let answer = klpscope(["report", &file, "-f", function, "--no-cache", "-o", &to]);
    assert_eq!((answer.code, answer.out.as_str()), (0, ""), "{}", answer.err);
    page
}

fn impact(file: &Path, function: &str) -> String {
    let file = file.display().to_string();
    klpscope(["impact", &file, "-f", function, "--no-cache", "--format", "json"]).out
}

/// The JSON of a block of a page, read by nothing of klpscope.
fn block(page: &str, id: &str) -> String {
    let begin =
        page.find(&format!("<script type=\"application/json\" id=\"{id}\"")).expect("block");
    let (tag, rest) = page[begin..].split_once('>').expect("tag");
    let (text, _) = rest.split_once("</script>").expect("end");
    if !tag.contains("data-encoding=\"gzip\"") {
        return text.to_owned();
    }
    let mut json = String::new();
    GzDecoder::new(base64(text).as_slice()).read_to_string(&mut json).expect("gzip");
    json
}

/// RFC 4648, section 4.
fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut have) = (0_u32, 0);
    for byte in text.bytes().filter(|&byte| byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            other => panic!("{other} is not base64"),
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        have += 6;
        if have >= 8 {
            have -= 8;
            bytes.push((bits >> have) as u8);
        }
    }
    bytes
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn count(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

#[test]
fn a_page_holds_the_report_that_impact_prints() {
    let dir = tempfile::tempdir().expect("a folder");
    let many = dir.path().join("many.elf");
    fs::write(&many, generated::named_program(8)).expect("written");
    for (file, function) in [(clones(), "inner"), (clones(), "middle"), (many, "helper")] {
        let page = fs::read_to_string(report(&dir, &file, function)).expect("page");
        let printed = impact(&file, function);
        assert_eq!(json(&block(&page, "klpscope-report")), json(&printed), "{function}");
        let is_packed = page.contains("id=\"klpscope-report\" data-encoding=\"gzip\"");
        assert_eq!(is_packed, printed.len() > 256 << 10, "{function}");
    }
}

#[test]
fn a_page_names_no_place_to_ask() {
    let dir = tempfile::tempdir().expect("a folder");
    let page = fs::read_to_string(report(&dir, &clones(), "inner")).expect("page");
    assert!(page.contains("content=\"default-src 'none'; script-src 'sha256-"));
    assert!(!page.contains("unsafe-inline") && !page.contains("connect-src"));
    let (before, rest) = page.split_once("<script>/**").expect("library");
    let (_, after) = rest.split_once("</script>").expect("end of the library");
    for own in [before, after] {
        // A name, and a part of the same picture.
        let own = own.replace("http://www.w3.org/2000/svg", "").replace("url(#arrow)", "");
        for word in [" src=", "@import", "url(", "http:", "https:", "XMLHttpRequest"] {
            assert!(!own.contains(word), "{word}");
        }
    }
    assert_eq!(before.matches(" href=").count(), 2, "an empty icon, and the way to the table");
}

#[test]
fn five_hundred_nodes_are_a_page_of_1200_kilobytes_at_most() {
    let dir = tempfile::tempdir().expect("a folder");
    let many = dir.path().join("many.elf");
    fs::write(&many, generated::named_program(8)).expect("written");
    let page = fs::read(report(&dir, &many, "helper")).expect("page");
    let drawing = json(&block(&String::from_utf8_lossy(&page), "klpscope-drawing"));
    assert_eq!(count(&drawing["shapes"]), 8 * 64 + 1);
    assert!(page.len() <= 1_200_000, "{} bytes", page.len());
}

#[test]
fn the_same_question_makes_the_same_page() {
    let dir = tempfile::tempdir().expect("a folder");
    let one = fs::read(report(&dir, &clones(), "inner")).expect("page");
    assert_eq!(one, fs::read(report(&dir, &clones(), "inner")).expect("page"));
}

#[test]
fn a_page_is_written_whole_or_not_at_all() {
    let dir = tempfile::tempdir().expect("a folder");
    let (file, page) = (clones().display().to_string(), dir.path().join("report.html"));
    fs::write(&page, "older").expect("written");
    let to = page.display().to_string();
    let answer = klpscope(["report", &file, "-f", "no_such_function", "--no-cache", "-o", &to]);
    assert_eq!(answer.code, 2, "{}", answer.err);
    assert_eq!(fs::read_to_string(&page).expect("page"), "older");
    assert_eq!(fs::read_dir(dir.path()).expect("folder").count(), 1);
    let beside = page.join("below-a-file.html").display().to_string();
    let answer = klpscope(["report", &file, "-f", "inner", "--no-cache", "-o", &beside]);
    assert_eq!(answer.code, 3, "{}", answer.err);
}

#[test]
fn without_a_name_the_page_goes_where_output_goes() {
    let (klpscope, file) = (env!("CARGO_BIN_EXE_documented"), clones());
    let ask = |more: &[&str]| {
        let mut command = Command::new(klpscope);
        command.arg("report").arg(&file).args(["-f", "inner", "--no-cache"]).args(more);
        command.stdin(Stdio::null()).output().expect("runs")
    };
    let (plain, dash) = (ask(&[]), ask(&["-o", "-"]));
    assert!(plain.status.success() && plain.stdout.starts_with(b"<!doctype html>"));
    assert_eq!(plain.stdout, dash.stdout);
}

#[test]
fn a_reader_with_a_mouse_finds_every_reason() {
    let Some(browser) = Browser::find() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let page = report(&dir, &clones(), "inner");
    let expected = json(&impact(&clones(), "inner"));
    let members = count(&expected["objects"][0]["members"]);
    let beside = count(&expected["objects"][0]["possible"]);
    let seen = browser.see_file(&page, "mouse");
    assert_eq!(seen["before"]["members"], members, "{seen:#}");
    assert_eq!(seen["before"]["shapes"], members + beside + 1);
    assert_eq!(seen["rows"], members + beside + 1);
    let head = seen["head"].as_str().expect("head");
    let verdict = expected["totals"]["verdict"].as_str().expect("verdict");
    assert!(head.contains("inner") && head.contains(verdict), "{head}");

    let clicked = seen["clicked"]["panel"].as_str().expect("panel");
    for text in
        ["first", "calls middle.constprop.0", "call at 0x", "main.c:", "Why it is in the set (1)"]
    {
        assert!(clicked.contains(text), "{text}: {clicked}");
    }
    assert!(seen["clicked"]["row"].as_str().is_some_and(|row| row.contains("first")));
    assert_eq!(seen["clicked"]["drawn"]["lit"], 3, "to the patched function: {seen:#}");
    let from_table = &seen["fromTable"];
    assert!(from_table["panel"].as_str().is_some_and(|text| text.starts_with("second")));
    assert!(from_table["drawn"]["picked"][0].as_str().is_some_and(|name| name.ends_with("second")));
    assert_eq!(seen["closed"], true);

    assert_eq!(seen["filtered"]["drawn"]["members"], 1, "own code only: {seen:#}");
    assert_eq!(seen["filtered"]["rows"], 2 + beside);
    assert_eq!(seen["all"]["shapes"], seen["before"]["shapes"]);
    let found = seen["searched"]["rows"].as_str().expect("rows");
    assert!(found.contains("middle.constprop.0") && !found.contains("second"), "{found}");
    assert_eq!((&seen["nothing"]["rows"], &seen["nothing"]["said"]), (&0.into(), &true.into()));
}

#[test]
fn a_reader_with_keys_alone_gets_everywhere() {
    let Some(browser) = Browser::find() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let seen = browser.see_file(&report(&dir, &clones(), "inner"), "keys");
    assert_eq!((&seen["help"], &seen["search"]), (&true.into(), &"find".into()), "{seen:#}");
    assert!(seen["found"]["panel"].as_str().is_some_and(|text| text.starts_with("second")));
    assert_eq!((&seen["found"]["focus"], &seen["details"]), (&"TR".into(), &"panel".into()));
    assert_eq!(seen["left"], serde_json::json!({ "focus": "canvas", "panel": true }), "{seen:#}");
    let way: Vec<_> = seen["way"].as_array().expect("way").iter().map(Value::as_str).collect();
    let ends = [
        "inner",
        "inner.constprop.0",
        "middle.constprop.0",
        "middle.constprop.0",
        "inner.constprop.0",
    ];
    for (at, end) in way.iter().zip(ends) {
        assert!(at.is_some_and(|label| label.ends_with(end)), "{way:?}");
    }
    assert!(
        seen["told"].as_str().is_some_and(|text| text.contains("inner.constprop.0")),
        "{seen:#}"
    );
    assert!(
        seen["row"].as_str().is_some_and(|text| text.contains("inner.constprop.0")),
        "{seen:#}"
    );
    assert_ne!(seen["outline"], "none");
    assert_eq!(seen["theme"], "dark");
    let reached = seen["reached"].as_array().expect("reached");
    for place in ["theme", "help-open", "find", "canvas", "zoom-in", "TR"] {
        assert!(reached.contains(&place.into()), "{place}: {reached:?}");
    }
}

#[test]
fn a_page_is_light_or_dark_and_sharp_on_paper() {
    let Some(browser) = Browser::find() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let seen = browser.see_file(&report(&dir, &clones(), "inner"), "looks");
    assert_eq!(
        (&seen["light"]["theme"], &seen["dark"]["theme"]),
        (&"light".into(), &"dark".into())
    );
    for key in ["back", "ink", "border"] {
        assert_ne!(seen["light"][key], seen["dark"][key], "{key}");
        assert_eq!(seen["light"][key], seen["chosen"][key], "{key}");
    }
    let paper = &seen["paper"];
    assert_eq!((&paper["svg"], &paper["canvas"]), (&true.into(), &false.into()), "{seen:#}");
    assert_eq!(paper["back"], "rgb(255, 255, 255)");
    assert!(
        paper["svgTexts"].as_u64() >= Some(5) && paper["svgLines"].as_u64() >= Some(4),
        "{seen:#}"
    );
    assert!(
        paper["details"].as_str().is_some_and(|text| text.contains("calls middle.constprop.0"))
    );
}

#[test]
fn five_thousand_functions_are_drawn_by_their_files() {
    let Some(browser) = Browser::find() else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let many = dir.path().join("many.elf");
    fs::write(&many, generated::named_program(79)).expect("written");
    let page = report(&dir, &many, "helper");
    let drawing = json(&block(&fs::read_to_string(&page).expect("page"), "klpscope-drawing"));
    assert_eq!((count(&drawing["nodes"]), count(&drawing["shapes"])), (79 * 64 + 1, 79 + 1));
    assert_eq!(drawing["piled_by"], "file");
    let seen = browser.see_file(&page, "draw");
    assert_eq!(seen["drawn"]["shapes"], 80);
    assert!(seen["painted"].as_u64() > Some(1_000), "{seen:#}");
    let labels = seen["drawn"]["labels"].as_array().expect("labels");
    let labels: BTreeSet<_> = labels.iter().filter_map(Value::as_str).collect();
    assert!(labels.iter().any(|label| label.ends_with("file78.c (64)")), "{labels:?}");
}

#[test]
fn names_that_try_to_break_out_stay_names() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("hostile.elf");
    let names = hostile::names();
    fs::write(&file, hostile::program(&names)).expect("written");
    let page = report(&dir, &file, "*");
    let text = fs::read_to_string(&page).expect("page");
    assert_eq!(json(&block(&text, "klpscope-report")), json(&impact(&file, "*")));
    assert_eq!(text.matches("</script>").count(), 4, "two blocks of data and two scripts");
    let Some(browser) = Browser::find() else { return };
    let seen = browser.see_file(&page, "everything");
    assert!(count(&seen["texts"]) > names.len(), "{} panels", count(&seen["texts"]));
    assert_eq!(
        (&seen["elements"]["scripts"], &seen["elements"]["foreign"]),
        (&4.into(), &0.into())
    );
    assert_eq!(seen["elements"]["hidden"], false, "marks that turn the direction of writing");
    assert!(seen["elements"]["longest"].as_u64() <= Some(200), "{}", seen["elements"]);
    assert_eq!(seen["overlaps"], 0, "rows over each other");
    assert_eq!(seen["wide"], 0, "a name is wider than the window");
    let texts = seen["texts"].to_string();
    for name in
        ["</script><script>alert(1)</script>", "__proto__", "constructor", "\\\\u{202e}live"]
    {
        assert!(texts.contains(name), "{name}");
    }
}
