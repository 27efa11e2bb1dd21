//! A page in headless Chromium: `tests/browser/page.cjs` uses it, and this asks what it saw.

use std::path::{Path, PathBuf};
use std::process::Command;

use klpscope_tests::{peer, workspace};
use serde_json::Value;

/// The programs that a browser test needs.
pub(crate) struct Browser {
    node: PathBuf,
    modules: PathBuf,
    chromium: PathBuf,
}

impl Browser {
    /// `None` where one lacks: the test says so and cannot be run.
    pub(crate) fn find() -> Option<Self> {
        Some(Self {
            node: peer("node")?,
            modules: peer("node-peers")?,
            chromium: peer("chromium")?,
        })
    }

    /// What was seen of a page in a scenario of the script.
    pub(crate) fn see(&self, url: &str, scenario: &str) -> Value {
        let profile = tempfile::tempdir().expect("a folder");
        let output = Command::new(&self.node)
            .arg(workspace().join("tests/browser/page.cjs"))
            .args([&self.modules, &self.chromium])
            .arg(profile.path())
            .args([url, scenario])
            .output()
            .expect("node starts");
        let text = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{scenario}: {errors}");
        let seen: Value = serde_json::from_str(&text).expect("JSON of the script");
        assert!(seen["failed"].is_null(), "{scenario}: {seen:#}");
        seen
    }

    /// The same for a file: which must complain of nothing, and ask for nothing but itself.
    pub(crate) fn see_file(&self, page: &Path, scenario: &str) -> Value {
        let url = format!("file://{}", page.display());
        let seen = self.see(&url, scenario);
        assert_eq!(seen["requests"], serde_json::json!([url]), "{scenario}");
        assert_eq!(seen["complaints"], serde_json::json!([]), "{scenario}");
        seen
    }
}
