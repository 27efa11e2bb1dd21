//! The two streams: answers to stdout, everything else to stderr.
//!
//! An answer is rendered whole before its first byte is written, so an error
//! leaves nothing on stdout. A reader that goes away (`| head`) ends the
//! command quietly.

use std::fmt::{Display, Write as _};
use std::io::{self, ErrorKind, Write};

use anstyle::{AnsiColor, Style};
use klpscope_analyzer::report::text::Limits;
use klpscope_analyzer::report::{NoticeRow, json, visible};
use serde::Serialize;

use crate::args::{Format, ReportFormat};
use crate::exit::Exit;
use crate::failure::Failure;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Notices and candidates beyond these are only counted.
const NOTICES_SHOWN: usize = 10;
const CANDIDATES_SHOWN: usize = 20;

/// What to do with notices about files that were not printed yet. What makes the answer
/// incomplete is listed; this is about input that was odd, though nothing was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notes {
    /// List them.
    Shown,
    /// Say how many there are.
    Counted,
    /// Nothing: the report holds all notices. Only the number of those that make
    /// the answer incomplete is told.
    InReport,
}

/// Where a command writes to. Colours are always written; whoever opens the
/// streams strips them where they are not wanted.
pub(crate) struct Output<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

impl<'a> Output<'a> {
    pub(crate) fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { out, err }
    }

    /// Writes an answer to stdout.
    pub(crate) fn answer(&mut self, text: &str) -> Result<(), Failure> {
        self.stream(|out| out.write_all(text.as_bytes()))
    }

    /// Lets `write` put an answer too large for memory on stdout piece by piece.
    pub(crate) fn stream(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        match write(self.out).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
            _ => Ok(()),
        }
    }

    /// Lists on stderr what makes the answer incomplete, and with `notes` what
    /// was merely odd in the files; else only counts that. What was odd in what was `asked`
    /// no other command can list.
    pub(crate) fn notices(&mut self, notices: &[NoticeRow], asked: &[NoticeRow], notes: Notes) {
        let incomplete: Vec<_> =
            notices.iter().chain(asked).filter(|notice| notice.incomplete).collect();
        let odd: Vec<_> = notices.iter().filter(|notice| !notice.incomplete).collect();
        let asked: Vec<_> = asked.iter().filter(|notice| !notice.incomplete).collect();
        let mut text = String::new();
        if notes == Notes::InReport {
            if !incomplete.is_empty() {
                let line = match incomplete.len() {
                    1 => "1 part of the input could not be read".to_owned(),
                    parts => format!("{parts} parts of the input could not be read"),
                };
                let line = format!("{line}: see notices in the report");
                push_line(&mut text, WARNING, "incomplete", line);
            }
            return self.complain(&text);
        }
        push_notices(&mut text, WARNING, "incomplete", &incomplete);
        push_notices(&mut text, HINT, "note", &asked);
        match (notes, odd.len()) {
            (_, 0) | (Notes::InReport, _) => {}
            (Notes::Shown, _) => push_notices(&mut text, HINT, "note", &odd),
            (Notes::Counted, count) => {
                let oddities = if count == 1 { "oddity" } else { "oddities" };
                let line = format!("{count} {oddities} in the input, nothing lost");
                push_line(&mut text, HINT, "note", format!("{line}: klpscope stats lists them"));
            }
        }
        self.complain(&text);
    }

    /// Says on stderr what an answer does not depend on.
    pub(crate) fn remarks(&mut self, remarks: &[String]) {
        let mut text = String::new();
        for remark in remarks {
            push_line(&mut text, HINT, "note", visible(remark));
        }
        self.complain(&text);
    }

    /// Lists on stderr what a check found.
    pub(crate) fn findings(&mut self, findings: &[String]) {
        let mut text = String::new();
        for finding in findings {
            push_line(&mut text, ERROR, "check failed", visible(finding));
        }
        self.complain(&text);
    }

    /// Says on stderr why there is no answer.
    pub(crate) fn failure(&mut self, failure: &Failure) -> Exit {
        if let Failure::CommandLine(message) = failure {
            return self.command_line(message);
        }
        let mut text = String::new();
        push_line(&mut text, ERROR, "error", visible(&failure.to_string()));
        if !failure.unread().is_empty() {
            push_line(&mut text, WARNING, "incomplete", visible(&failure.unread().join("; ")));
        }
        let candidates = failure.candidates();
        for candidate in candidates.iter().take(CANDIDATES_SHOWN) {
            text.extend(["  ", &visible(candidate), "\n"]);
        }
        if candidates.len() > CANDIDATES_SHOWN {
            text.push_str(&format!("  and {} more\n", candidates.len() - CANDIDATES_SHOWN));
        }
        if let Some(hint) = failure.hint() {
            push_line(&mut text, HINT, "hint", visible(&hint));
        }
        self.complain(&text);
        failure.exit()
    }

    /// Asks on stderr to report a bug.
    pub(crate) fn bug(&mut self, what: &str) -> Exit {
        let mut text = String::new();
        push_line(&mut text, ERROR, "error", format!("this is a bug in klpscope: {what}"));
        push_line(&mut text, HINT, "hint", "please report it, with the command line and this text");
        self.complain(&text);
        Exit::Bug
    }

    /// Help and version are answers; the rest of clap's messages are complaints.
    fn command_line(&mut self, message: &clap::Error) -> Exit {
        let text = message.render().ansi().to_string();
        if message.use_stderr() {
            self.complain(&text);
            return Exit::Usage;
        }
        match self.answer(&text) {
            Ok(()) => Exit::Answered,
            Err(failure) => self.failure(&failure),
        }
    }

    /// Writes to stderr. Where that fails there is no one left to tell.
    fn complain(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }
}

fn push_notices(text: &mut String, style: Style, label: &str, notices: &[&NoticeRow]) {
    for notice in notices.iter().take(NOTICES_SHOWN) {
        let named = notice.place.ends_with(&notice.object);
        let object = if named { "" } else { &format!("{}: ", notice.object) };
        let line = format!("{object}{}: {}", notice.place, notice.text);
        push_line(text, style, label, visible(&line));
    }
    if notices.len() > NOTICES_SHOWN {
        let more = notices.len() - NOTICES_SHOWN;
        push_line(text, style, label, format!("{more} more: --format json lists them"));
    }
}

/// A report in the format asked for; `text` is its form for people.
pub(crate) fn render<R: Serialize>(
    format: ReportFormat,
    report: &R,
    text: impl Fn(&R, Limits) -> String,
) -> Result<String, Failure> {
    match format.format {
        Format::Text => Ok(text(report, format.limits())),
        Format::Json => Ok(json::to_string(report)?),
    }
}

fn push_line(text: &mut String, style: Style, label: &str, message: impl Display) {
    // Writing to a String does not fail.
    let _ = writeln!(text, "{style}{label}{style:#}: {message}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that fails.
    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn answer_to(kind: ErrorKind) -> (Result<(), Exit>, String) {
        let (mut out, mut err) = (Failing(kind), Vec::new());
        let mut output = Output::new(&mut out, &mut err);
        let written = output.answer("text").map_err(|failure| output.failure(&failure));
        (written, plain(&err))
    }

    fn plain(err: &[u8]) -> String {
        anstream::adapter::strip_str(std::str::from_utf8(err).unwrap()).to_string()
    }

    #[test]
    fn a_reader_that_goes_away_is_no_error() {
        assert_eq!(answer_to(ErrorKind::BrokenPipe), (Ok(()), String::new()));
    }

    #[test]
    fn an_output_that_cannot_be_written_is_one() {
        let (written, err) = answer_to(ErrorKind::StorageFull);
        assert_eq!(written, Err(Exit::NotReadable));
        assert!(err.starts_with("error: standard output cannot be written: "), "{err}");
    }

    #[test]
    fn notices_beyond_ten_are_counted() {
        let notice = |number| NoticeRow {
            object: "vmlinux".to_owned(),
            incomplete: number % 2 == 0,
            place: format!(".debug_info {number:#x}"),
            text: "odd".to_owned(),
        };
        let notices: Vec<_> = (0..30).map(notice).collect();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        Output::new(&mut out, &mut err).notices(&notices, &notices[..2], Notes::Counted);
        let text = plain(&err);
        assert_eq!(text.lines().count(), 13, "{text}");
        assert!(text.starts_with("incomplete: vmlinux: .debug_info 0x0: odd\n"), "{text}");
        assert!(text.contains("\nincomplete: 6 more: --format json"), "{text}");
        assert!(text.contains("\nnote: vmlinux: .debug_info 0x1: odd\n"), "{text}");
        assert!(text.contains("\nnote: 15 oddities"), "{text}");
    }
}
