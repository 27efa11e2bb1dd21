//! `.debug_info` -> the headers of its units. One that cannot be read costs that unit alone
//! as long as its length can be believed.

use gimli::{DebugInfoOffset, Dwarf, Error, Reader as _, Section as _, UnitHeader};

use super::Reader;
use crate::notice::Notice;

/// Unreadable units that are told one by one.
const TOLD: usize = 8;

/// The headers of all units that have a readable one, in the order of `.debug_info`.
pub(super) fn headers<'d>(dwarf: &Dwarf<Reader<'d>>) -> (Vec<UnitHeader<Reader<'d>>>, Vec<Notice>) {
    let section = *dwarf.debug_info.reader();
    let mut headers = Vec::new();
    let mut lost = Lost::default();
    let mut begin = 0;
    while begin < section.len() {
        let offset = DebugInfoOffset(begin);
        match end(section, begin) {
            Ok(end) => {
                match dwarf.debug_info.header_from_offset(offset) {
                    Ok(header) => headers.push(header),
                    Err(error) => lost.unit(begin, error),
                }
                begin = end;
            }
            Err(error) => {
                lost.rest(begin, error);
                break;
            }
        }
    }
    (headers, lost.notices())
}

/// Where the unit at `begin` ends by its `unit_length` (DWARF 5, section 7.5.1): behind
/// `begin`, and within the section.
fn end(section: Reader<'_>, begin: usize) -> Result<usize, Error> {
    let mut rest = section;
    rest.skip(begin)?;
    let (length, _) = rest.read_initial_length()?;
    rest.skip(length)?;
    Ok(section.len() - rest.len())
}

/// What of the section is unread.
#[derive(Default)]
struct Lost {
    notices: Vec<Notice>,
    /// Units beyond those that are told.
    more: usize,
}

impl Lost {
    fn unit(&mut self, begin: usize, error: Error) {
        if self.notices.len() == TOLD {
            self.more += 1;
            return;
        }
        let text = format!("the unit's header cannot be read ({error}): what it holds is unknown");
        self.notices.push(Notice::incomplete(place(begin), text));
    }

    fn rest(&mut self, begin: usize, error: Error) {
        let text = format!(
            "the unit's length cannot be read ({error}): it and all units behind it are unknown"
        );
        self.notices.push(Notice::incomplete(place(begin), text));
    }

    fn notices(mut self) -> Vec<Notice> {
        if self.more > 0 {
            let text = format!("the headers of {} more units cannot be read", self.more);
            self.notices.push(Notice::incomplete(".debug_info", text));
        }
        self.notices
    }
}

fn place(begin: usize) -> String {
    format!(".debug_info, unit at {begin:#x}")
}
