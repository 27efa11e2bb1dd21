//! `klpscope serve` through its port: what it answers, whom it refuses, and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use klpscope_tests::klpscope;
use serde_json::Value;

use crate::page::browser::Browser;
use crate::page::{clones, impact, json};

const KLPSCOPE: &str = env!("CARGO_BIN_EXE_documented");

/// A server that ends with the test.
struct Server {
    process: Child,
    /// `127.0.0.1:PORT`.
    address: String,
}

/// An answer: its status, its header lines, its body.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Server {
    fn start(file: &Path) -> Self {
        let mut process = Command::new(KLPSCOPE)
            .arg("serve")
            .arg(file)
            .args(["--no-cache", "--port", "0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let said = BufReader::new(process.stderr.take().expect("stderr"));
        let mut lines = said.lines().map(|line| line.expect("text"));
        let line = lines.find(|line| line.contains("http://")).expect("its address is told");
        let (_, rest) = line.split_once("http://").expect("address");
        let address = rest.split('/').next().expect("address").to_owned();
        Self { process, address }
    }

    /// What comes for `bytes`; all of it, as the connection is closed by then.
    fn send(&self, bytes: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
        stream.write_all(bytes.as_bytes()).expect("sent");
        let mut text = Vec::new();
        // A server that closes with some of the request unread resets the connection.
        _ = stream.read_to_end(&mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn ask(&self, method: &str, path: &str, host: &str) -> Answer {
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

#[test]
fn it_answers_what_impact_prints_and_finds_functions() {
    let server = Server::start(&clones());
    let report = server.get("/api/report?f=inner");
    assert_eq!((report.status, report.body), (200, impact(&clones(), "inner")));
    let in_place = json(&server.get("/api/report?f=inner&model=in-place").body);
    assert_eq!(in_place["totals"]["members"], 1);
    let drawing = json(&server.get("/api/drawing?f=inner").body);
    assert_eq!(drawing["shapes"].as_array().map(Vec::len), Some(5));

    let found = json(&server.get("/api/functions?q=IN").body);
    let names: Vec<_> = found["functions"].as_array().expect("rows").iter().collect();
    assert_eq!((&found["total"], &names[0]["name"]), (&1.into(), &"inner".into()), "{found:#}");
    let all = json(&server.get("/api/functions?limit=2").body);
    assert_eq!(all["functions"].as_array().map(Vec::len), Some(2));
    assert!(all["total"].as_u64() >= Some(5), "{all:#}");

    let unknown = server.get("/api/report?f=innr");
    assert_eq!(unknown.status, 404);
    assert_eq!(json(&unknown.body)["hint"], "did you mean inner?");
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let server = Server::start(&clones());
    for path in ["/", "/api/functions?q=x", "/api/report?f=inner", "/nothing"] {
        let answer = server.get(path);
        for line in [
            "content-security-policy: default-src 'none'; script-src 'sha256-",
            "connect-src 'self'; frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "cross-origin-resource-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert!(answer.head.contains(line), "{path} lacks {line}: {}", answer.head);
        }
        assert!(!answer.head.contains("access-control"), "{path}");
    }
    let (page, head) = (server.get("/"), server.ask("HEAD", "/", &server.address));
    assert!(page.body.starts_with("<!doctype html>"));
    let length = format!("content-length: {}", page.body.len());
    assert!(head.head.contains(&length) && head.body.is_empty(), "{}", head.head);
}

#[test]
fn what_it_should_not_hear_is_refused() {
    let server = Server::start(&clones());
    let here = server.address.clone();
    for (method, path, host, status) in [
        ("POST", "/", here.as_str(), 405),
        ("PUT", "/api/report?f=inner", &here, 405),
        ("DELETE", "/", &here, 405),
        ("GET", "/", "evil.example", 421),
        ("GET", "/api/report?f=inner", "evil.example:80", 421),
        ("GET", "/../../etc/passwd", &here, 404),
        ("GET", "/api/report", &here, 400),
        ("GET", "/api/report?f=%00%ff", &here, 404),
    ] {
        assert_eq!(server.ask(method, path, host).status, status, "{method} {path} {host}");
    }
    let long = server.get(&format!("/api/report?f={}", "a".repeat(40_000)));
    assert!(matches!(long.status, 414 | 431 | 0), "{}", long.head);
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(500));
    assert!(matches!(server.send(&many).status, 400 | 431), "too many header lines");
    let foreign = format!(
        "GET /api/functions?q=x HTTP/1.1\r\nHost: {here}\r\nSec-Fetch-Site: cross-site\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(server.send(&foreign).status, 403);
    assert_eq!(server.get("/").status, 200, "it goes on");
}

#[test]
fn who_says_nothing_keeps_nobody_waiting() {
    let server = Server::start(&clones());
    let silent: Vec<_> = (0..40)
        .map(|_| {
            let mut stream = TcpStream::connect(&server.address).expect("connects");
            stream.write_all(b"GET / HT").expect("sent");
            stream
        })
        .collect();
    assert_eq!(server.get("/api/functions?q=in").status, 200);
    drop(silent);
}

#[test]
fn an_interrupt_ends_it_well() {
    let mut server = Server::start(&clones());
    let (address, id) = (server.address.clone(), server.process.id().to_string());
    assert_eq!(server.get("/").status, 200);
    let sent = Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
    assert!(sent.success());
    assert_eq!(server.process.wait().expect("ends").code(), Some(0));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn other_machines_are_let_in_only_where_that_is_said() {
    let file = clones().display().to_string();
    let answer = klpscope(["serve", &file, "--no-cache", "--address", "0.0.0.0"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("0.0.0.0 can be reached by other machines"), "{}", answer.err);
    assert!(answer.err.contains("--allow-remote"), "{}", answer.err);

    let server = Server::start(&clones());
    let port = server.address.rsplit(':').next().expect("port");
    let answer = klpscope(["serve", &file, "--no-cache", "--port", port]);
    assert_eq!(answer.code, 3, "{}", answer.err);
    assert!(answer.err.contains("--port 0"), "{}", answer.err);
}

#[test]
fn a_browser_finds_a_function_and_its_page() {
    let Some(browser) = Browser::find() else { return };
    let server = Server::start(&clones());
    let url = format!("http://{}/", server.address);
    let seen = browser.see(&format!("{url}?f=inner"), "served");
    let requests = seen["requests"].as_array().expect("requests");
    let is_here = |request: &Value| request.as_str().is_some_and(|text| text.starts_with(&url));
    assert!(requests.len() > 4 && requests.iter().all(is_here), "{requests:?}");
    // The browser itself says that an answer was 404: for the function that is unknown.
    let complaints = seen["complaints"].as_array().expect("complaints");
    assert!(complaints.iter().all(|line| line.as_str().is_some_and(|text| text.contains("404"))));
    assert!(seen["hits"][0].as_str().is_some_and(|hit| hit.starts_with("middle")), "{seen:#}");
    assert_eq!(seen["asked"]["url"], format!("{url}?f=middle"));
    let drawing = json(&server.get("/api/drawing?f=middle").body);
    let shapes = drawing["shapes"].as_array().map(Vec::len);
    assert_eq!(seen["asked"]["drawn"]["shapes"].as_u64().map(|n| n as usize), shapes);
    assert!(seen["asked"]["head"].as_str().is_some_and(|head| head.contains("middle")));
    assert!(seen["back"].as_str().is_some_and(|head| head.contains("inner")));
    assert!(seen["unknown"].as_str().is_some_and(|text| text.contains("no_such_function")));
}
