//! The text of a patch -> the parts of it that speak of one file each: mail headers,
//! commit messages and git's extended headers told from the diff itself.
//!
//! Only where a part begins and ends is decided here; what stands in it, `diffy` reads.

use super::error::{PatchError, Problem};

/// A part that speaks of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part<'t> {
    pub(super) subject: Option<String>,
    /// Line where it begins, from 1.
    pub(super) line: usize,
    pub(super) header: GitHeader<'t>,
    /// From `--- ` to the end of the last hunk; empty if no text is changed.
    pub(super) diff: &'t [u8],
    /// Lines where hunks begin, from 1.
    pub(super) hunks: Vec<usize>,
}

/// Git's extended headers (git-diff(1), "Generating patch text with -p"), as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct GitHeader<'t> {
    /// What follows `diff --git `.
    pub(super) paths: Option<&'t [u8]>,
    pub(super) from: Option<&'t [u8]>,
    pub(super) to: Option<&'t [u8]>,
    pub(super) is_copy: bool,
    pub(super) is_new: bool,
    pub(super) is_deleted: bool,
    pub(super) is_binary: bool,
    /// `Binary files A and B differ`, for a diff that is not git's.
    pub(super) binary: Option<&'t [u8]>,
}

/// The text, line by line.
struct Lines<'t> {
    text: &'t [u8],
    /// Where each begins, and the end of the text.
    begins: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t [u8]) -> Self {
        let ends = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let mut begins = vec![0];
        begins.extend(ends.map(|(at, _)| at + 1));
        if begins.last() != Some(&text.len()) {
            begins.push(text.len());
        }
        Self { text, begins }
    }

    fn count(&self) -> usize {
        self.begins.len() - 1
    }

    /// A line without its end; empty behind the last.
    fn get(&self, at: usize) -> &'t [u8] {
        let (Some(&begin), Some(&end)) = (self.begins.get(at), self.begins.get(at + 1)) else {
            return &[];
        };
        let line = &self.text[begin..end];
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    fn between(&self, begin: usize, end: usize) -> &'t [u8] {
        &self.text[self.begins[begin]..self.begins[end]]
    }
}

/// The parts of a patch, in its order.
pub(super) fn split(text: &[u8]) -> Result<Vec<Part<'_>>, PatchError> {
    let mut reader = Reader {
        lines: Lines::new(text),
        at: 0,
        parts: Vec::new(),
        open: None,
        mail: Mail::default(),
    };
    while reader.at < reader.lines.count() {
        reader.step()?;
    }
    reader.close();
    Ok(reader.parts)
}

/// What is known of the mail at hand.
#[derive(Default)]
struct Mail {
    subject: Option<String>,
    /// Parts were seen in it: its message is over.
    has_parts: bool,
}

struct Reader<'t> {
    lines: Lines<'t>,
    at: usize,
    parts: Vec<Part<'t>>,
    /// Git's header of a part whose diff, if it has one, is still to come.
    open: Option<Part<'t>>,
    mail: Mail,
}

impl<'t> Reader<'t> {
    /// Takes the next line, or all lines of a part.
    fn step(&mut self) -> Result<(), PatchError> {
        let line = self.lines.get(self.at);
        if let Some(paths) = line.strip_prefix(b"diff --git ") {
            self.close();
            let header = GitHeader { paths: Some(paths), ..GitHeader::default() };
            self.open = Some(self.part(header));
        } else if line.starts_with(b"diff --cc ") || line.starts_with(b"diff --combined ") {
            return Err(self.problem(Problem::Combined));
        } else if self.begins_diff() {
            return self.diff();
        } else if self.begins_context_diff() {
            return Err(self.problem(Problem::ContextDiff));
        } else if self.mail.has_parts && hunk_counts(line).is_some() {
            return Err(self.problem(Problem::LostHunk));
        } else if self.open.is_some() {
            self.header(line);
        } else if line.starts_with(b"Binary files ") && line.ends_with(b" differ") {
            let header = GitHeader { is_binary: true, binary: Some(line), ..GitHeader::default() };
            self.open = Some(self.part(header));
            self.close();
        } else {
            self.message(line)?;
        }
        self.at += 1;
        Ok(())
    }

    fn part(&self, header: GitHeader<'t>) -> Part<'t> {
        Part { subject: self.mail.subject.clone(), line: self.at + 1, header, ..Part::default() }
    }

    fn close(&mut self) {
        if let Some(part) = self.open.take() {
            self.mail.has_parts = true;
            self.parts.push(part);
        }
    }

    fn problem(&self, problem: Problem) -> PatchError {
        PatchError { line: self.at + 1, problem }
    }

    /// A line of git's extended header, or the first one behind it.
    fn header(&mut self, line: &'t [u8]) {
        let Some(part) = &mut self.open else { return };
        let header = &mut part.header;
        let word = |word: &str| line.strip_prefix(word.as_bytes());
        if let Some(path) = word("rename from ") {
            header.from = Some(path);
        } else if let Some(path) = word("rename to ") {
            header.to = Some(path);
        } else if let Some(path) = word("copy from ") {
            (header.from, header.is_copy) = (Some(path), true);
        } else if let Some(path) = word("copy to ") {
            header.to = Some(path);
        } else if word("new file mode ").is_some() {
            header.is_new = true;
        } else if word("deleted file mode ").is_some() {
            header.is_deleted = true;
        } else if word("Binary files ").is_some() || word("GIT binary patch").is_some() {
            header.is_binary = true;
            self.close();
        } else if !["index ", "similarity ", "dissimilarity ", "old mode ", "new mode "]
            .iter()
            .any(|known| word(known).is_some())
        {
            self.close();
            self.at -= 1;
        }
    }

    /// A line of mail headers or a message.
    fn message(&mut self, line: &'t [u8]) -> Result<(), PatchError> {
        if line.starts_with(b"From ") {
            self.mail = Mail::default();
        } else if let Some(subject) = line.strip_prefix(b"Subject: ") {
            let mut text = String::from_utf8_lossy(subject).into_owned();
            // A long header goes on behind a blank (RFC 5322, 2.2.3).
            while self.lines.get(self.at + 1).starts_with(b" ") {
                self.at += 1;
                text.push_str(&String::from_utf8_lossy(self.lines.get(self.at)));
            }
            self.mail = Mail { subject: Some(text), has_parts: false };
        } else if let Some(encoding) = strip_prefix(line, b"content-transfer-encoding:") {
            let encoding = String::from_utf8_lossy(encoding).trim().to_ascii_lowercase();
            if ["base64", "quoted-printable"].contains(&encoding.as_str()) {
                return Err(self.problem(Problem::Encoded(encoding)));
            }
        }
        Ok(())
    }

    fn begins_diff(&self) -> bool {
        let [old, new, hunk] = [0, 1, 2].map(|next| self.lines.get(self.at + next));
        old.starts_with(b"--- ") && new.starts_with(b"+++ ") && hunk.starts_with(b"@@ -")
    }

    fn begins_context_diff(&self) -> bool {
        let [old, new, hunk] = [0, 1, 2].map(|next| self.lines.get(self.at + next));
        old.starts_with(b"*** ") && new.starts_with(b"--- ") && hunk.starts_with(b"***************")
    }

    /// From `--- ` to the end of the last hunk.
    fn diff(&mut self) -> Result<(), PatchError> {
        let mut part = self.open.take().unwrap_or_else(|| self.part(GitHeader::default()));
        let begin = self.at;
        self.at += 2;
        while self.lines.get(self.at).starts_with(b"@@ ") {
            part.hunks.push(self.at + 1);
            self.hunk()?;
        }
        part.diff = self.lines.between(begin, self.at);
        self.mail.has_parts = true;
        self.parts.push(part);
        Ok(())
    }

    /// The lines that the header of a hunk announces.
    fn hunk(&mut self) -> Result<(), PatchError> {
        let counts = hunk_counts(self.lines.get(self.at));
        let (mut old, mut new) = counts.ok_or_else(|| self.problem(Problem::HunkHeader))?;
        self.at += 1;
        while old > 0 || new > 0 {
            if self.at >= self.lines.count() {
                return Err(self.problem(Problem::CutShort));
            }
            match self.lines.get(self.at).first() {
                // Some mailers strip blanks at the end of lines.
                Some(b' ') | None if old > 0 && new > 0 => (old, new) = (old - 1, new - 1),
                Some(b'-') if old > 0 => old -= 1,
                Some(b'+') if new > 0 => new -= 1,
                Some(b'\\') => {}
                _ => return Err(self.problem(Problem::HunkLine)),
            }
            self.at += 1;
        }
        if self.lines.get(self.at).starts_with(b"\\") {
            self.at += 1;
        }
        Ok(())
    }
}

/// The two counts of a hunk's header.
fn hunk_counts(line: &[u8]) -> Option<(u32, u32)> {
    let rest = std::str::from_utf8(line.strip_prefix(b"@@ -")?);
    // What follows the second `@@` may be anything.
    let rest = rest.or_else(|error| {
        let valid = &line[4..4 + error.valid_up_to()];
        std::str::from_utf8(valid)
    });
    let (ranges, _) = rest.ok()?.split_once(" @@")?;
    let (old, new) = ranges.split_once(" +")?;
    let count = |range: &str| match range.split_once(',') {
        Some((first, count)) => {
            first.parse::<u32>().ok()?;
            count.parse::<u32>().ok()
        }
        None => range.parse::<u32>().ok().map(|_| 1),
    };
    Some((count(old)?, count(new)?))
}

/// `strip_prefix` that does not mind the case of the line.
fn strip_prefix<'t>(line: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    let (head, rest) = line.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}
