//! All named symbols of an object, data included -> their ranks among those of one name,
//! and which of them an address lies in. Names stay in the file: they are not copied.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;

use super::super::kernel::Sympos;
use super::super::machine::Marks;
use super::super::store::{AllSymbol, AllSymbols, Reach};
use super::radix;
use super::segments::{Interval, Segments};
use crate::image::{ElfKind, Hold, Image, Role};

/// Bytes of a name, far beyond any of a compiler: a longer one is not looked up.
const LONGEST: usize = 64 << 10;

/// A symbol while the symbols are ranked.
struct Draft<'d> {
    name: &'d [u8],
    row: AllSymbol,
    size: u64,
    is_held: bool,
}

/// Reads the symbols of `image`; `code` is the file that has the code.
pub(super) fn read(code: &Image<'_>, image: &Image<'_>, role: &Role) -> AllSymbols {
    let hold = Hold::of(role);
    let mut drafts = Vec::with_capacity(image.symtab_len());
    let mut marks = Marks::default();
    // In an object that is not linked they have no place yet.
    let is_linked = image.kind != ElfKind::Relocatable;
    image.named_symbols(|symbol| {
        if is_linked {
            marks.note(symbol.name, symbol.address);
        }
        let name = if symbol.name.len() > LONGEST { &[] } else { symbol.name };
        drafts.push(Draft {
            name,
            row: AllSymbol {
                name: image.offset_of(name),
                length: name.len() as u32,
                address: symbol.address,
                binding: symbol.binding,
                is_code: symbol.is_code,
                index: symbol.index,
                sympos: None,
            },
            size: symbol.size,
            is_held: image.is_held(&symbol, hold) && !name.is_empty(),
        });
    });
    rank(&mut drafts, hold);
    let reaches = reaches(&drafts);
    AllSymbols {
        rows: drafts.into_iter().map(|draft| draft.row).collect(),
        reaches,
        marks,
        in_debug_file: !std::ptr::eq(image, code),
    }
}

/// Counts the symbols of each name, in the order in which they are looked at.
fn rank(drafts: &mut [Draft<'_>], hold: Hold) {
    // The same at every run: a hostile file gains nothing but a slower sort.
    let hasher = FixedState::default();
    let held = drafts.iter().enumerate().filter(|(_, draft)| draft.is_held);
    let mut order: Vec<(u32, u32)> =
        held.map(|(at, draft)| (hasher.hash_one(draft.name) as u32, at as u32)).collect();
    radix::sort(&mut order, |row| row.0.into());
    let mut ranks = Vec::with_capacity(order.len());
    for alike in order.chunk_by_mut(|a, b| a.0 == b.0) {
        let draft = |at: u32| &drafts[at as usize];
        let place = |at: u32| if hold.is_by_address() { draft(at).row.address } else { 0 };
        if alike.len() > 1 {
            alike.sort_unstable_by_key(|&(_, at)| (draft(at).name, place(at), at));
        }
        for same in alike.chunk_by(|a, b| draft(a.1).name == draft(b.1).name) {
            let of = same.len() as u32;
            ranks.extend(same.iter().zip(1..).map(|(&(_, at), rank)| (at, Sympos { rank, of })));
        }
    }
    for (at, sympos) in ranks {
        drafts[at as usize].row.sympos = Some(sympos);
    }
}

/// Of several symbols at one address the one to name it by stands for all; it reaches as
/// far as the longest of them.
fn reaches(drafts: &[Draft<'_>]) -> Vec<Reach> {
    let mut order: Vec<(u64, u32)> =
        drafts.iter().zip(0..).map(|(draft, at)| (draft.row.address, at)).collect();
    radix::sort(&mut order, |row| row.0);
    let at = |row: &(u64, u32)| &drafts[row.1 as usize];
    let intervals = order.chunk_by(|a, b| a.0 == b.0).map(|here| {
        let rank = |draft: &Draft<'_>| (draft.size == 0, draft.row.binding, draft.row.index);
        let owner = here.iter().min_by_key(|row| rank(at(row))).map_or(0, |row| row.1);
        let size = here.iter().map(|row| at(row).size).max().unwrap_or(0);
        let begin = here[0].0;
        Interval { begin, end: begin.saturating_add(size.max(1)), owner }
    });
    let segments = Segments::new(intervals.collect());
    let reach = |segment: &Interval<u32>| Reach {
        begin: segment.begin,
        length: segment.end - segment.begin,
        symbol: segment.owner,
    };
    segments.rows().iter().map(reach).collect()
}
