//! Lines of text, and how the parts of a line are written.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::Limits;
use crate::report::{
    FunctionRow, InstanceRow, ObjectRow, PlaceRow, SeedRow, WithoutDwarf, count, thousands, visible,
};

/// A report under construction.
pub(super) struct Page {
    out: String,
    /// Compile directories: paths are shown without them.
    source_roots: Vec<String>,
    limits: Limits,
}

impl Page {
    pub(super) fn new<'a>(objects: impl Iterator<Item = &'a ObjectRow>, limits: Limits) -> Self {
        let mut source_roots: Vec<_> =
            objects.filter_map(|object| object.source_root.clone()).collect();
        source_roots.sort_unstable();
        source_roots.dedup();
        Self { out: String::new(), source_roots, limits }
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
        let shown = if items == self.limits.reasons.saturating_add(1) {
            items
        } else {
            self.limits.reasons
        };
        (shown.min(items), items.saturating_sub(shown))
    }

    /// True if nothing is to be left out.
    pub(super) fn shows_all(&self) -> bool {
        self.limits.reasons == usize::MAX
    }

    /// `file:line`, safe to print, without the source root.
    pub(super) fn place(&self, place: &PlaceRow) -> String {
        let dirs = self.source_roots.iter();
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

    /// For a function (`named` so here) of which nothing is in `scope`: how that comes about.
    pub(super) fn gone(&mut self, seed: &SeedRow, named: &str, scope: &str, is_incomplete: bool) {
        if !seed.is_gone() {
            return;
        }
        let unread = if is_incomplete { ", or it could not be read" } else { "" };
        self.line(format_args!(
            "  no code and no copy of {named} in {scope}: it was dropped, or folded into an identical \
             function (GCC -fipa-icf leaves no trace of that){unread}"
        ));
    }

    /// Where inlined copies would not be seen, in one line; nothing if nowhere.
    pub(super) fn not_seen(&mut self, code: &WithoutDwarf) {
        let mut parts = Vec::new();
        if code.functions > 0 {
            let functions = count(code.functions, "function", "functions");
            let bytes = bytes(code.bytes);
            let (shown, _) = self.limit(code.examples.len());
            let examples = names(&code.examples[..shown]);
            parts.push(format!("{functions} ({bytes}) without DWARF, such as {examples}"));
        }
        if code.unknown_bytes > 0 {
            parts.push(format!("{} of code that nothing names", bytes(code.unknown_bytes)));
        }
        if !parts.is_empty() {
            let parts = parts.join(", and ");
            self.line(format_args!("  not seen: {parts}; copies in them are unknown"));
        }
    }
}

/// What to call an instance by, safe to print: its symbol, or without one its
/// source function, which no symbol names.
pub(super) fn instance(symbol: Option<&str>, function: Option<&str>) -> String {
    match (symbol, function) {
        (Some(symbol), _) => visible(symbol).into_owned(),
        (None, Some(function)) => format!("{} (no symbol)", visible(function)),
        (None, None) => "(no symbol)".to_owned(),
    }
}

/// The same, with its address.
pub(super) fn instance_row(row: &InstanceRow) -> String {
    let name = instance(row.symbol.as_deref(), row.function.as_deref());
    format!("{name} {}", visible(&row.address))
}

/// The name of the function that an instance was made from.
pub(super) fn first_name(functions: &[FunctionRow]) -> Option<&str> {
    functions.first().map(|function| function.name.as_str())
}

/// `1 byte`, `1,024 bytes`.
pub(super) fn bytes(n: u64) -> String {
    if n == 1 { "1 byte".to_owned() } else { format!("{} bytes", thousands(n)) }
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
        assert_eq!(bytes(1), "1 byte");
    }

    #[test]
    fn places_are_short_and_safe() {
        let object = ObjectRow {
            name: "vmlinux".into(),
            file: "vmlinux".into(),
            build_id: None,
            source_root: Some("/b/".into()),
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
