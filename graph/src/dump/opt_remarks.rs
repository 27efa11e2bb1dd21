//! LLVM's YAML optimization records -> the calls that were inlined, in their order.
//!
//! A file is a stream of documents, `--- !Passed` and others, of one rigid shape
//! (`RemarkStreamer`, `YAMLRemarkSerializer`). Documents are cut apart here, so that one at a
//! time is in memory; what is in a document, its quoting and folding, is left to a
//! YAML parser. Only documents that tell of inlining done reach it: some 40 of 100.

use std::io::{self, BufRead};

use saphyr_parser::{Event, Parser};

use super::line::Lines;
use super::records::CallPlace;
use crate::notice::Notice;

/// Largest document kept, in bytes. Real ones have about one thousand.
const LARGEST: usize = 1 << 20;

/// Deepest nesting followed; real documents have three levels.
const DEEPEST: usize = 16;

/// A call that was inlined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) callee: Named,
    pub(super) caller: Named,
    /// Name of the function whose source holds the call: the caller, or something
    /// inlined there before. Empty if the record does not say.
    pub(super) via: String,
    /// Where the call stood in the source.
    pub(super) call: Option<CallPlace>,
    /// Number of lines from the declaration of `via` to the call.
    pub(super) below: Option<u32>,
}

/// A function as a record names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Name in the module: with suffixes, unique there.
    pub(super) symbol: String,
    /// Its scope's place. Missing for a callee that was deleted after its last call was
    /// inlined, and for a declaration (line 0).
    pub(super) place: Option<CallPlace>,
}

/// Reads a record named `name`.
///
/// # Errors
/// Only what the stream itself says.
pub(super) fn read(
    name: &str,
    stream: &mut dyn BufRead,
    notices: &mut Vec<Notice>,
) -> io::Result<Vec<Remark>> {
    if let Some(problem) = foreign(stream.fill_buf()?) {
        notices.push(problem(name));
        return Ok(Vec::new());
    }
    let mut lines = Lines::new(stream);
    let mut remarks = Vec::new();
    let mut document = Document::default();
    while let Some(line) = lines.next()? {
        if line.text.starts_with("--- ") {
            document.end(name, &mut remarks, notices);
            document.begin(line.number, &line.text);
        } else {
            document.add(&line.text, line.cut);
        }
    }
    document.end(name, &mut remarks, notices);
    Ok(remarks)
}

/// What a file is that is not a YAML record; an empty one is a record without remarks.
fn foreign(head: &[u8]) -> Option<fn(&str) -> Notice> {
    if head.is_empty() {
        return Some(|name| {
            Notice::note(name, "the record is empty: inlining here is unknown, not absent")
        });
    }
    if head.starts_with(b"RMRK") || head.starts_with(b"REMARKS") {
        return Some(|name| {
            let text = "is a binary record; write it with -foptimization-record-format=yaml";
            Notice::incomplete(name, text)
        });
    }
    if !head.starts_with(b"--- !") {
        return Some(|name| Notice::note(name, "is no LLVM optimization record; skipped"));
    }
    None
}

/// The document being read.
#[derive(Default)]
struct Document {
    begin: u64,
    text: String,
    wanted: bool,
    too_large: bool,
}

impl Document {
    fn begin(&mut self, number: u64, line: &str) {
        self.text.clear();
        (self.begin, self.too_large) = (number, false);
        self.wanted = line.starts_with("--- !Passed");
        self.add(line, false);
    }

    fn add(&mut self, line: &str, cut: bool) {
        if !self.wanted {
            return;
        }
        self.too_large |= cut || self.text.len() + line.len() > LARGEST;
        if !self.too_large {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// Parses the document and makes room for the next.
    fn end(&mut self, name: &str, remarks: &mut Vec<Remark>, notices: &mut Vec<Notice>) {
        // Of all passes, those with this in their name inline: `inline`, `inline-ml`,
        // `sample-profile-inline`, `partial-inlining`.
        if !std::mem::take(&mut self.wanted) || !self.text.contains("inlin") {
            return;
        }
        let read = if self.too_large { Err("is too large".to_owned()) } else { parse(&self.text) };
        match read {
            Ok(remark) => remarks.extend(remark),
            Err(problem) => notices.push(Notice::incomplete(
                format!("{name}:{}", self.begin),
                format!("a remark {problem}: what it told is lost"),
            )),
        }
    }
}

/// One level of nesting on the way to a scalar.
enum Level {
    /// A mapping, and the key whose value comes next.
    Mapping(Option<String>),
    Sequence,
}

/// Reads one document; `None` if it does not tell of inlining.
fn parse(text: &str) -> Result<Option<Remark>, String> {
    let mut fields = Fields::default();
    let mut path: Vec<Level> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| format!("is no YAML ({})", error.info()))?;
        match event {
            Event::MappingStart(..) => path.push(Level::Mapping(None)),
            Event::SequenceStart(..) => path.push(Level::Sequence),
            Event::MappingEnd | Event::SequenceEnd => {
                path.pop();
                value_ends(&mut path);
            }
            Event::Scalar(value, ..) => {
                if let Some(Level::Mapping(key @ None)) = path.last_mut() {
                    *key = Some(value.into_owned());
                } else {
                    fields.set(&path, &value);
                    value_ends(&mut path);
                }
            }
            _ => {}
        }
        if path.len() > DEEPEST {
            return Err("is nested too deeply".to_owned());
        }
    }
    Ok(fields.remark())
}

fn value_ends(path: &mut [Level]) {
    if let Some(Level::Mapping(key)) = path.last_mut() {
        *key = None;
    }
}

/// The fields of a remark as they come.
#[derive(Default)]
struct Fields {
    pass: String,
    call: CallPlace,
    callee: (String, CallPlace),
    caller: (String, CallPlace),
    via: String,
    below: Option<u32>,
    /// What the next argument may belong to.
    last: Argument,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Argument {
    #[default]
    Other,
    Callee,
    Caller,
    /// The text before the chain of functions that hold the call, innermost first.
    AtCallsite,
}

impl Fields {
    fn set(&mut self, path: &[Level], value: &str) {
        use Level::{Mapping, Sequence};
        match path {
            [Mapping(Some(key))] if key == "Pass" => value.clone_into(&mut self.pass),
            [Mapping(Some(key)), Mapping(Some(field))] if key == "DebugLoc" => {
                set_place(&mut self.call, field, value);
            }
            [Mapping(_), Sequence, Mapping(Some(key))] => self.argument(key, value),
            [Mapping(_), Sequence, Mapping(Some(key)), Mapping(Some(field))]
                if key == "DebugLoc" =>
            {
                match self.last {
                    Argument::Callee => set_place(&mut self.callee.1, field, value),
                    Argument::Caller => set_place(&mut self.caller.1, field, value),
                    Argument::Other | Argument::AtCallsite => {}
                }
            }
            _ => {}
        }
    }

    fn argument(&mut self, key: &str, value: &str) {
        let before = std::mem::take(&mut self.last);
        match key {
            "Callee" => {
                self.last = Argument::Callee;
                value.clone_into(&mut self.callee.0);
            }
            "Caller" => {
                self.last = Argument::Caller;
                value.clone_into(&mut self.caller.0);
            }
            "String" if value == " at callsite " => self.last = Argument::AtCallsite,
            "String" if before == Argument::AtCallsite => value.clone_into(&mut self.via),
            // The lines further out follow.
            "Line" if self.below.is_none() => self.below = value.parse().ok(),
            _ => {}
        }
    }

    fn remark(self) -> Option<Remark> {
        let named = |(symbol, place): (String, CallPlace)| Named { symbol, place: known(place) };
        let inlines = self.pass.contains("inlin");
        let complete = !self.callee.0.is_empty() && !self.caller.0.is_empty();
        (inlines && complete).then(|| Remark {
            callee: named(self.callee),
            caller: named(self.caller),
            via: self.via,
            below: self.below,
            call: known(self.call),
        })
    }
}

fn set_place(place: &mut CallPlace, field: &str, value: &str) {
    match field {
        "File" => value.clone_into(&mut place.file),
        "Line" => place.line = value.parse().unwrap_or(0),
        "Column" => place.column = value.parse().unwrap_or(0),
        _ => {}
    }
}

/// Line 0 is LLVM's word for unknown.
fn known(place: CallPlace) -> Option<CallPlace> {
    (place.line != 0 && !place.file.is_empty()).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSED: &str = "--- !Passed
Pass:            inline
Name:            Inlined
DebugLoc:        { File: '/a/long path/with ''quotes''.c',
                   Line: 309, Column: 20 }
Function:        host
Args:
  - String:          ''''
  - Callee:          leaf
    DebugLoc:        { File: leaf.c, Line: 134, Column: 0 }
  - String:          ''' inlined into '''
  - Caller:          'host.12'
    DebugLoc:        { File: host.c, Line: 279, Column: 0 }
  - Cost:            '-25'
  - String:          ' at callsite '
  - String:          middle
  - String:          ':'
  - Line:            '31'
  - String:          ' @ '
  - String:          host
...
";

    fn remarks(text: &str) -> (Vec<Remark>, Vec<String>) {
        let mut notices = Vec::new();
        let remarks = read("r", &mut text.as_bytes(), &mut notices).unwrap();
        (remarks, notices.iter().map(Notice::to_string).collect())
    }

    #[test]
    fn an_inlined_call() {
        let (found, notices) = remarks(PASSED);
        assert!(notices.is_empty(), "{notices:?}");
        let [remark] = &found[..] else { panic!("{found:?}") };
        assert_eq!((&*remark.callee.symbol, &*remark.caller.symbol), ("leaf", "host.12"));
        assert_eq!(remark.callee.place.as_ref().unwrap().line, 134);
        assert_eq!((&*remark.via, remark.below), ("middle", Some(31)));
        let call = remark.call.as_ref().unwrap();
        assert_eq!(
            (&*call.file, call.line, call.column),
            ("/a/long path/with 'quotes'.c", 309, 20)
        );
    }

    #[test]
    fn other_kinds_and_passes_are_left_out() {
        let missed = PASSED.replace("!Passed", "!Missed");
        let licm = PASSED.replace("Pass:            inline", "Pass:            licm");
        let (found, _) = remarks(&format!("{missed}{licm}{PASSED}"));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_deleted_callee_has_no_place() {
        let without =
            PASSED.replace("    DebugLoc:        { File: leaf.c, Line: 134, Column: 0 }\n", "");
        let (found, _) = remarks(&without);
        assert_eq!(found[0].callee.place, None);
        assert_eq!(found[0].caller.place.as_ref().unwrap().line, 279);
    }

    #[test]
    fn broken_documents_cost_only_themselves() {
        let broken = PASSED.replace("{ File: leaf.c", "{ File: [leaf.c");
        let (found, notices) = remarks(&format!("{broken}{PASSED}"));
        assert_eq!((found.len(), notices.len()), (1, 1));
        assert!(notices[0].starts_with("r:1: a remark is no YAML"), "{notices:?}");
    }

    #[test]
    fn files_that_are_no_records_are_named() {
        for (text, word) in [("", "empty"), ("RMRK\0", "binary"), ("a: b\n", "no LLVM")] {
            let (_, notices) = remarks(text);
            assert!(notices[0].contains(word), "{notices:?}");
        }
    }
}
