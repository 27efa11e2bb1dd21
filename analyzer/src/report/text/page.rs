//! Lines of text, and how the parts of a line are written.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::Limits;
use crate::report::{FunctionRow, NoticeRow, ObjectRow, PlaceRow, visible};

/// A report under construction.
pub(super) struct Page {
    out: String,
    /// Compile directories: paths are shown without them.
    compile_dirs: Vec<String>,
    limits: Limits,
}

impl Page {
    pub(super) fn new<'a>(objects: impl Iterator<Item = &'a ObjectRow>, limits: Limits) -> Self {
        let mut compile_dirs: Vec<_> =
            objects.filter_map(|object| object.compile_dir.clone()).collect();
        compile_dirs.sort_unstable();
        compile_dirs.dedup();
        Self { out: String::new(), compile_dirs, limits }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn line(&mut self, text: fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        _ = writeln!(self.out, "{text}");
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// How many of `items` to show, and how many that leaves out.
    pub(super) fn limit(&self, items: usize) -> (usize, usize) {
        // To say "1 more" takes as much room as the one.
        let shown = if items == self.limits.reasons + 1 { items } else { self.limits.reasons };
        (shown.min(items), items.saturating_sub(shown))
    }

    /// `file:line`, safe to print, without the compile directory.
    pub(super) fn place(&self, place: &PlaceRow) -> String {
        let dirs = self.compile_dirs.iter();
        let short = dirs.filter_map(|dir| place.file.strip_prefix(dir.as_str())).next();
        match (visible(short.unwrap_or(&place.file)), place.line) {
            (file, 0) => file.into_owned(),
            (file, line) => format!("{file}:{line}"),
        }
    }

    /// ` at file:line`, or nothing.
    pub(super) fn at(&self, place: Option<&PlaceRow>) -> String {
        place.map_or_else(String::new, |place| format!(" at {}", self.place(place)))
    }

    /// ` (file:line)`, or nothing.
    pub(super) fn in_brackets(&self, place: Option<&PlaceRow>) -> String {
        place.map_or_else(String::new, |place| format!(" ({})", self.place(place)))
    }

    /// `name (file:line)`.
    pub(super) fn function(&self, function: &FunctionRow) -> String {
        format!("{}{}", visible(&function.name), self.in_brackets(function.place.as_ref()))
    }

    /// The notices of unreadable input.
    pub(super) fn notices(&mut self, notices: &[NoticeRow]) {
        let incomplete: Vec<_> = notices.iter().filter(|notice| notice.incomplete).collect();
        if incomplete.is_empty() {
            return;
        }
        self.blank();
        let parts = count(incomplete.len(), "part", "parts");
        self.line(format_args!("incomplete: {parts} of the input could not be read"));
        let (shown, more) = self.limit(incomplete.len());
        for notice in &incomplete[..shown] {
            let (object, place) = (visible(&notice.object), visible(&notice.place));
            self.line(format_args!("  {object}: {place}: {}", visible(&notice.text)));
        }
        if more > 0 {
            self.line(format_args!("  and {more} more"));
        }
    }
}

/// `1 copy`, `3 copies`.
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    match n as u64 {
        1 => format!("1 {one}"),
        n => format!("{} {many}", thousands(n)),
    }
}

/// `1234567` -> `1,234,567`.
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Names, safe to print, joined by `, `.
pub(super) fn names(names: &[String]) -> String {
    let names: Vec<Cow<'_, str>> = names.iter().map(|name| visible(name)).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1000), "1,000");
        assert_eq!(thousands(18_200_000), "18,200,000");
        assert_eq!(count(1, "copy", "copies"), "1 copy");
        assert_eq!(count(0, "copy", "copies"), "0 copies");
    }

    #[test]
    fn places_are_short_and_safe() {
        let object = ObjectRow {
            name: "vmlinux".into(),
            file: "vmlinux".into(),
            build_id: None,
            compile_dir: Some("/b/".into()),
        };
        let page = Page::new([&object].into_iter(), Limits::default());
        let place = |file: &str, line| PlaceRow { file: file.into(), line };
        assert_eq!(page.place(&place("/b/fs/a.c", 3)), "fs/a.c:3");
        assert_eq!(page.place(&place("/c/\x1b.c", 0)), "/c/\\x1b.c");
    }

    #[test]
    fn one_more_is_shown_instead() {
        let page = Page::new([].into_iter(), Limits { reasons: 3 });
        assert_eq!(page.limit(2), (2, 0));
        assert_eq!(page.limit(4), (4, 0));
        assert_eq!(page.limit(5), (3, 2));
    }
}
