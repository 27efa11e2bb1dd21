//! A GCC `.ipa-clones` dump -> the events it records, in its order.
//!
//! Two formats of `Callgraph clone` (`cgraphclones.cc`, `dump_callgraph_transformation`):
//!
//! ```text
//! Callgraph clone;ASM;ORDER;FILE;LINE;COL;ASM;ORDER;FILE;LINE;COL;LABEL
//! Callgraph clone;ASM;ORDER;FILE;LINE;COL;<-;ASM;ORDER;FILE;LINE;COL;optimization:;LABEL
//! Callgraph removal;ASM;ORDER;FILE;LINE;COL
//! ```
//!
//! the second of distribution compilers before GCC 7.1. In both the original stands
//! first, then the clone, or for `inlining to` the outermost host.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use super::line::Lines;
use crate::notice::Notice;

/// A node of GCC's call graph as a dump names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node<'l> {
    /// Assembler name, clone suffixes included.
    pub(super) symbol: &'l str,
    /// GCC's number of the node. Means nothing outside its own file, save that a
    /// link's `ltrans` dumps go on with the numbers of its `wpa` dump.
    pub(super) order: u32,
    /// Declaration file as GCC was told it: relative to the directory GCC ran in.
    pub(super) file: &'l str,
    /// Declaration line, from 1; 0 for what GCC made up itself.
    pub(super) line: u32,
    /// Declaration column.
    pub(super) column: u32,
}

/// What happened to the call graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'l> {
    /// A call of `callee` in `host`, or in something inlined there, was inlined.
    Inlined { callee: Node<'l>, host: Node<'l> },
    /// `clone` was made from the body of `original`.
    Cloned { original: Node<'l>, clone: Node<'l>, label: &'l str },
    /// LTRANS made a node anew that the `wpa` dump tells of already.
    Recreated { original: Node<'l>, clone: Node<'l> },
    /// The node is gone; copies of its body elsewhere are not.
    Removed { node: Node<'l> },
}

/// Labels that are known to stand for a clone. `target_clones` adds the target's
/// own name (`avx2`, `default`), which no table can hold.
const CLONE_LABELS: [&str; 5] = ["constprop", "isra", "part", "simdclone", "localalias"];

/// Reads a dump named `name` and hands its events to `each`. Returns the number of events.
///
/// # Errors
/// Only what the stream itself says. Lines that make no sense become notices.
pub(super) fn read(
    name: &str,
    stream: &mut dyn BufRead,
    notices: &mut Vec<Notice>,
    each: &mut dyn FnMut(Event<'_>),
) -> io::Result<u64> {
    let mut lines = Lines::new(stream);
    let mut repeat = Repeat::default();
    let mut malformed = Malformed::default();
    let mut events = 0;
    while let Some(line) = lines.next()? {
        if repeat.skips(&line.text) {
            continue;
        }
        match parse(&line.text).filter(|_| !line.cut) {
            Some(event) => {
                events += 1;
                each(event);
                repeat.remember(&line.text);
            }
            None if repeat.begins_at(&line.text) => {}
            None if line.text.is_empty() => {}
            None => malformed.add(line.number),
        }
    }
    notices.extend(malformed.notice(name));
    if events == 0 {
        notices.push(Notice::note(name, "the dump is empty: inlining here is unknown, not absent"));
    }
    Ok(events)
}

/// True for a label that klpscope was told the meaning of.
pub(super) fn is_known_label(label: &str) -> bool {
    // GCC's own words for a target: letters, digits, `_`, `=` and the like.
    CLONE_LABELS.contains(&label)
        || label.starts_with("arch_")
        || label.starts_with("arch=")
        || ["default", "avx", "avx2", "avx512f", "sse4.2", "sse4_2", "popcnt", "bmi2"]
            .contains(&label)
}

fn parse(line: &str) -> Option<Event<'_>> {
    let (kind, rest) = line.split_once(';')?;
    match kind {
        "Callgraph removal" => node(rest).map(|node| Event::Removed { node }),
        "Callgraph clone" => clone(rest),
        _ => None,
    }
}

fn clone(rest: &str) -> Option<Event<'_>> {
    let (nodes, label) = rest.rsplit_once(';')?;
    let (original, clone) = match nodes.strip_suffix(";optimization:") {
        Some(nodes) => nodes.split_once(";<-;")?,
        None => nodes.split_at_checked(fifth_field_end(nodes)?).map(|(a, b)| (a, &b[1..]))?,
    };
    let (original, clone) = (node(original)?, node(clone)?);
    Some(match label {
        "inlining to" => Event::Inlined { callee: original, host: clone },
        "(null)" => Event::Recreated { original, clone },
        label => Event::Cloned { original, clone, label },
    })
}

/// Where the first node of a clone line ends.
fn fifth_field_end(nodes: &str) -> Option<usize> {
    nodes.match_indices(';').nth(4).map(|(at, _)| at)
}

fn node(text: &str) -> Option<Node<'_>> {
    let (symbol, rest) = text.split_once(';')?;
    // An assembler name that the source gave (`f() __asm__("g")`) stands behind a `*`.
    let symbol = symbol.strip_prefix('*').unwrap_or(symbol);
    let (order, rest) = rest.split_once(';')?;
    let (rest, column) = rest.rsplit_once(';')?;
    let (file, line) = rest.rsplit_once(';')?;
    if symbol.is_empty() {
        return None;
    }
    Some(Node {
        symbol,
        order: order.parse().ok()?,
        file,
        line: line.parse().ok()?,
        column: column.parse().ok()?,
    })
}

/// The end of a `wpa` dump is written more than once: GCC forks to stream out the
/// partitions, and each child flushes the part of the dump that stood in the parent's
/// buffer. The repetition begins where that buffer began, mostly inside a line
/// (corpus case `lua.gcc-lto-ic`: the last 2,372 bytes). Replaying it would inline
/// into callees what reached them only later.
#[derive(Default)]
struct Repeat {
    recent: VecDeque<String>,
    /// Where in `recent` the repetition may stand: each place whose lines agree with
    /// it so far. The torn end can be one letter, which many lines end with.
    at: Vec<usize>,
}

impl Repeat {
    /// More lines than a buffer of 64 KiB holds of the shortest records.
    const RECENT: usize = 1024;

    fn remember(&mut self, line: &str) {
        // Reuse the oldest string: a dump has millions of lines.
        let mut kept = match self.recent.len() {
            Self::RECENT => self.recent.pop_front().unwrap_or_default(),
            _ => String::new(),
        };
        kept.clear();
        kept.push_str(line);
        self.recent.push_back(kept);
    }

    /// True if `line` is the torn end of a recent line.
    fn begins_at(&mut self, line: &str) -> bool {
        let ends_so = |(at, recent): (usize, &String)| recent.ends_with(line).then_some(at + 1);
        self.at.clear();
        if !line.is_empty() {
            self.at.extend(self.recent.iter().enumerate().filter_map(ends_so));
        }
        !self.at.is_empty()
    }

    /// True if `line` goes on repeating.
    fn skips(&mut self, line: &str) -> bool {
        self.at.retain(|&at| self.recent.get(at).is_some_and(|recent| recent == line));
        self.at.iter_mut().for_each(|at| *at += 1);
        !self.at.is_empty()
    }
}

/// Lines that are no records: counted, and the first one named.
#[derive(Default)]
struct Malformed {
    first: u64,
    count: u64,
}

impl Malformed {
    fn add(&mut self, number: u64) {
        if self.count == 0 {
            self.first = number;
        }
        self.count += 1;
    }

    fn notice(&self, name: &str) -> Option<Notice> {
        (self.count > 0).then(|| {
            let lines = if self.count == 1 { "line is" } else { "lines are" };
            Notice::incomplete(
                format!("{name}:{}", self.first),
                format!("{} {lines} no .ipa-clones record: what they told is lost", self.count),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(dump: &str) -> (Vec<String>, Vec<String>) {
        let (mut events, mut notices) = (Vec::new(), Vec::new());
        read("d", &mut dump.as_bytes(), &mut notices, &mut |event| {
            events.push(match event {
                Event::Inlined { callee, host } => format!("{} in {}", callee.symbol, host.symbol),
                Event::Cloned { original, clone, label } => {
                    format!("{} {label} {}", original.symbol, clone.symbol)
                }
                Event::Recreated { clone, .. } => format!("again {}", clone.symbol),
                Event::Removed { node } => format!("gone {}/{}", node.symbol, node.order),
            });
        })
        .unwrap();
        (events, notices.iter().map(Notice::to_string).collect())
    }

    #[test]
    fn both_formats_read_alike() {
        let (new, _) = events("Callgraph clone;g.part.3;13;a.c;2;5;h;12;a.c;9;5;inlining to\n");
        let (old, _) = events(
            "Callgraph clone;g.part.3;13;a.c;2;5;<-;h;12;a.c;9;5;optimization:;inlining to\n",
        );
        assert_eq!(new, ["g.part.3 in h"]);
        assert_eq!(new, old);
    }

    #[test]
    fn labels_and_removals() {
        let (found, notices) = events(
            "Callgraph clone;f;1;a.c;2;5;f.isra.0;7;a.c;2;5;isra\n\
             Callgraph clone;f;1;a.c;2;5;f;9;a.c;2;5;(null)\n\
             Callgraph removal;f;1;a.c;2;5\n",
        );
        assert_eq!(found, ["f isra f.isra.0", "again f", "gone f/1"]);
        assert!(notices.is_empty());
    }

    #[test]
    fn malformed_lines_are_counted_and_the_first_is_named() {
        let (found, notices) = events(
            "Callgraph removal;f;1;a.c;2;5\nCallgraph removal;f;x;a.c;2;5\nnonsense\n\
             Callgraph clone;f;1;a.c;2\n",
        );
        assert_eq!(found, ["gone f/1"]);
        assert_eq!(notices, ["d:2: 3 lines are no .ipa-clones record: what they told is lost"]);
    }

    #[test]
    fn a_flushed_buffer_is_not_replayed() {
        let a = "Callgraph clone;a;1;x.c;1;1;b;2;x.c;2;1;inlining to\n";
        let b = "Callgraph clone;b;2;x.c;2;1;c;3;x.c;3;1;inlining to\n";
        let torn = &a[20..];
        let (found, notices) = events(&format!("{a}{b}{torn}{b}{torn}{b}"));
        assert_eq!(found, ["a in b", "b in c"]);
        assert!(notices.is_empty());
    }

    #[test]
    fn an_empty_dump_is_unknown() {
        let (_, notices) = events("");
        assert_eq!(notices.len(), 1);
    }

    #[test]
    fn an_assembler_name_of_the_source_stands_behind_a_star() {
        let line = "Callgraph removal;*asm_name;7;a.c;3;12";
        let Some(Event::Removed { node }) = parse(line) else { panic!("{line}") };
        assert_eq!((node.symbol, node.line, node.column), ("asm_name", 3, 12));
    }
}
