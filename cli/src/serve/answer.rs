//! A request to a question, and an answer to what is sent: which requests are heard at all,
//! and what a browser may do with the answers.

use std::net::IpAddr;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use klpscope_analyzer::{Model, page};
use serde::Serialize;

/// Specs of one question.
const SPECS: usize = 16;
/// Functions of one search: as asked for, but not more.
const HITS: usize = 200;

/// What is asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The page itself.
    Page,
    /// Functions whose names hold a text, and how many at most.
    Functions(String, usize),
    /// The report on some functions.
    Report(Asked),
    /// What the page draws of it.
    Drawing(Asked),
}

/// The functions that a report is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) specs: Vec<String>,
    pub(super) model: Model,
    pub(super) lift: bool,
}

/// What is sent.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    kind: &'static str,
    body: Vec<u8>,
}

/// Why there is no answer, as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Refusal {
    /// One sentence.
    pub(super) error: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    /// What may have been meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) candidates: Vec<String>,
}

impl Reply {
    pub(super) fn html(text: &str) -> Self {
        Self { status: StatusCode::OK, kind: "text/html; charset=utf-8", body: text.into() }
    }

    pub(super) fn json(body: Vec<u8>) -> Self {
        Self { status: StatusCode::OK, kind: "application/json", body }
    }

    pub(super) fn refusal(status: StatusCode, refusal: &Refusal) -> Self {
        let body = serde_json::to_vec(refusal).unwrap_or_else(|_| b"{}".to_vec());
        Self { status, kind: "application/json", body }
    }

    pub(super) fn error(status: StatusCode, error: impl Into<String>) -> Self {
        Self::refusal(status, &Refusal { error: error.into(), hint: None, candidates: Vec::new() })
    }

    pub(super) fn bug() -> Self {
        Self::error(StatusCode::INTERNAL_SERVER_ERROR, "this is a bug in klpscope")
    }

    pub(super) fn too_slow(limit: Duration) -> Self {
        let text = format!("no answer within {} s: ask klpscope report", limit.as_secs());
        Self::error(StatusCode::SERVICE_UNAVAILABLE, text)
    }

    /// As it is sent; of `HEAD` without its body.
    pub(super) fn response(self, is_head: bool) -> Response<Full<Bytes>> {
        let length = self.body.len();
        let body = if is_head { Bytes::new() } else { Bytes::from(self.body) };
        let mut response = Response::new(Full::new(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        let policy = format!("{}; frame-ancestors 'none'", page::policy(true));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        for (name, value) in FIXED {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        response
    }
}

const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// What a request asks.
///
/// # Errors
/// What to send if it asks nothing that is answered.
pub(super) fn asked<B>(request: &Request<B>) -> Result<Question, Reply> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Err(Reply::error(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD are answered"));
    }
    check_host(request.headers())?;
    let path = request.uri().path();
    if path == "/" {
        return Ok(Question::Page);
    }
    check_origin(request.headers())?;
    let query = request.uri().query().unwrap_or_default();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    match path {
        "/api/functions" => {
            let value = |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
            let limit = value("limit").map_or(Ok(HITS), |text| text.parse());
            let limit = limit.map_err(|_| bad("limit is a number"))?;
            let text = value("q").map(|text| text.clone().into_owned()).unwrap_or_default();
            Ok(Question::Functions(text, limit.min(HITS)))
        }
        "/api/report" => Ok(Question::Report(functions(&pairs)?)),
        "/api/drawing" => Ok(Question::Drawing(functions(&pairs)?)),
        _ => Err(Reply::error(
            StatusCode::NOT_FOUND,
            "there is /, /api/functions, /api/report and /api/drawing",
        )),
    }
}

fn bad(text: impl Into<String>) -> Reply {
    Reply::error(StatusCode::BAD_REQUEST, text)
}

fn functions(
    pairs: &[(std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)],
) -> Result<Asked, Reply> {
    let mut asked = Asked { specs: Vec::new(), model: Model::Exact, lift: false };
    for (key, value) in pairs {
        match key.as_ref() {
            "f" => asked.specs.push(value.clone().into_owned()),
            "model" => asked.model = value.parse().map_err(|_| bad("there is no such model"))?,
            "lift" => asked.lift = value != "0",
            _ => {}
        }
    }
    match asked.specs.len() {
        0 => Err(bad("f names a function")),
        1..=SPECS => Ok(asked),
        many => Err(bad(format!("{many} functions are asked about: at most {SPECS} at once"))),
    }
}

/// A page of another site can have its own name lead to this machine (DNS rebinding), and
/// then read the answers as its own. So the server is asked by address, or as localhost.
fn check_host(headers: &HeaderMap) -> Result<(), Reply> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok()).unwrap_or_default();
    if hosts.next().is_none() && is_address(host) {
        return Ok(());
    }
    let text = "asked by a name that may lead anywhere: use the address, or localhost";
    Err(Reply::error(StatusCode::MISDIRECTED_REQUEST, text))
}

fn is_address(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let inner = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    name.eq_ignore_ascii_case("localhost") || inner.unwrap_or(name).parse::<IpAddr>().is_ok()
}

/// Pages of other sites cannot read answers, and shall not make work either. Browsers say
/// where a request comes from (Fetch Metadata); other programs say nothing.
fn check_origin(headers: &HeaderMap) -> Result<(), Reply> {
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Reply::error(StatusCode::FORBIDDEN, "asked by a page of another site")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(uri: &str, headers: &[(&str, &str)]) -> Request<()> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap()
    }

    fn status(uri: &str, headers: &[(&str, &str)]) -> u16 {
        asked(&get(uri, headers)).map_or_else(|reply| reply.status.as_u16(), |_| 200)
    }

    #[test]
    fn questions_are_read_from_addresses() {
        let here = [("host", "127.0.0.1:4000")];
        assert_eq!(asked(&get("/?f=x", &here)).unwrap(), Question::Page);
        let functions = Question::Functions("a b".to_owned(), HITS);
        assert_eq!(asked(&get("/api/functions?q=a+b&limit=99999", &here)).unwrap(), functions);
        let specs = vec!["f@a/b.c:3".to_owned(), "g".to_owned()];
        let report = Question::Report(Asked { specs, model: Model::InPlace, lift: true });
        let uri = "/api/report?f=f%40a%2Fb.c%3A3&f=g&model=in-place&lift=1";
        assert_eq!(asked(&get(uri, &here)).unwrap(), report);
        for (uri, code) in [
            ("/api/report", 400),
            ("/api/report?f=x&model=none", 400),
            ("/api/functions?q=x&limit=-1", 400),
            ("/etc/passwd", 404),
            ("/api/../page", 404),
        ] {
            assert_eq!(status(uri, &here), code, "{uri}");
        }
        assert_eq!(status(&format!("/api/report?{}", "f=x&".repeat(17)), &here), 400);
    }

    #[test]
    fn names_that_lead_anywhere_are_not_heard() {
        for host in ["127.0.0.1", "127.0.0.1:80", "localhost:1", "LocalHost", "[::1]:9", "10.0.0.1"]
        {
            assert_eq!(status("/", &[("host", host)]), 200, "{host}");
        }
        for host in [
            "",
            "evil.example",
            "evil.example:80",
            "127.0.0.1.evil.example",
            "localhost.evil",
            "[::1].x",
        ] {
            assert_eq!(status("/", &[("host", host)]), 421, "{host}");
        }
        assert_eq!(status("/", &[]), 421);
        assert_eq!(status("/", &[("host", "localhost"), ("host", "evil.example")]), 421);
    }

    #[test]
    fn pages_of_other_sites_make_no_work() {
        for (site, code) in
            [("same-origin", 200), ("none", 200), ("cross-site", 403), ("same-site", 403)]
        {
            let headers = [("host", "localhost"), ("sec-fetch-site", site)];
            assert_eq!(status("/api/functions?q=x", &headers), code, "{site}");
            assert_eq!(status("/", &headers), 200, "{site}");
        }
    }
}
