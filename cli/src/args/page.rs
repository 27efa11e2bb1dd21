//! The command line -> pages of the manual, man(7): one for the program, one for each command.

use std::io::{self, Write as _};

use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Command, EXIT_CODES};

/// A page of section 1.
#[derive(Debug)]
pub(crate) struct Page {
    /// As `man` knows it: `klpscope-cache-prune`.
    pub(crate) name: String,
    /// Its source.
    pub(crate) text: Vec<u8>,
}

impl Page {
    /// All pages, by their names.
    pub(crate) fn all() -> io::Result<Vec<Self>> {
        let mut top = Command::all().disable_help_subcommand(true);
        top.build();
        let (mut commands, mut pages) = (vec![top], Vec::new());
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            pages.push(Self::of(command)?);
        }
        pages.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(pages)
    }

    fn of(command: clap::Command) -> io::Result<Self> {
        let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
        let is_program = command.get_bin_name() == Some(command.get_name());
        let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let codes = if is_program { "" } else { EXIT_CODES };
        let after = format!("{after}\n\n{codes}");
        let has_commands = command.has_subcommands();
        let man = Man::new(command);
        let mut text = Vec::new();
        // By hand: without a date the crate leaves its place out, and the version slips there.
        let (title, version) = (name.to_uppercase(), env!("CARGO_PKG_VERSION"));
        writeln!(text, ".TH \"{title}\" 1 \"\" \"klpscope {version}\" \"klpscope\"")?;
        man.render_name_section(&mut text)?;
        man.render_synopsis_section(&mut text)?;
        man.render_description_section(&mut text)?;
        prose(&after).to_writer(&mut text)?;
        man.render_options_section(&mut text)?;
        if has_commands {
            man.render_subcommands_section(&mut text)?;
        }
        sections(&after).to_writer(&mut text)?;
        if !is_program {
            let mut roff = Roff::new();
            roff.control("SH", ["SEE ALSO"]);
            roff.text([bold("klpscope"), roman("(1)")]);
            roff.to_writer(&mut text)?;
        }
        Ok(Self { name, text })
    }
}

/// What stands behind the options in `--help`, paragraph by paragraph.
fn paragraphs(after: &str) -> impl Iterator<Item = &str> {
    after.split("\n\n").map(|text| text.trim_matches('\n')).filter(|text| !text.is_empty())
}

/// The section of a paragraph, and its lines there; `None` for one that describes.
fn section(paragraph: &str) -> Option<(&'static str, &str)> {
    match paragraph.split_once(":\n") {
        Some(("Examples", lines)) => Some(("EXAMPLES", lines)),
        Some(("Exit codes", lines)) => Some(("EXIT STATUS", lines)),
        _ if paragraph.starts_with("Exit code") => Some(("EXIT STATUS", paragraph)),
        _ => None,
    }
}

fn prose(after: &str) -> Roff {
    let mut roff = Roff::new();
    for paragraph in paragraphs(after).filter(|paragraph| section(paragraph).is_none()) {
        roff.control("PP", []);
        paragraph.lines().for_each(|line| _ = roff.text([roman(line.trim_start())]));
    }
    roff
}

/// Examples and exit codes, line by line.
fn sections(after: &str) -> Roff {
    let mut roff = Roff::new();
    for title in ["EXIT STATUS", "EXAMPLES"] {
        let of_title = paragraphs(after).filter_map(section).filter(|found| found.0 == title);
        for (at, (_, lines)) in of_title.enumerate() {
            match at {
                0 => roff.control("SH", [title]),
                _ => roff.control("PP", []),
            };
            roff.control("nf", []);
            let indent = if lines.starts_with("  ") { 2 } else { 0 };
            lines.lines().for_each(|line| _ = roff.text([roman(&line[indent.min(line.len())..])]));
            roff.control("fi", []);
        }
    }
    roff
}
