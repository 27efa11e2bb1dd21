//! All named symbols of an object, data included: their ranks among those of one name,
//! and which of them an address lies in. Read when first asked for: only some questions need it.

use std::collections::BTreeMap;

use super::super::kernel::{NamedAddress, Sympos};
use super::super::query::Files;
use super::super::strings::{Strings, StringsBuilder};
use super::segments::{Interval, Segments};
use crate::id::{Addr, StrId};
use crate::image::{Binding, Hold, Image, Role};

/// The symbols of one object.
#[derive(Debug)]
pub(crate) struct Kallsyms {
    strings: Strings,
    /// In the order of the symbol table.
    rows: Vec<Row>,
    /// Who owns an address: an index into `rows`.
    owners: Segments<u32>,
}

#[derive(Debug)]
struct Row {
    name: StrId,
    address: u64,
    size: u64,
    binding: Binding,
    is_code: bool,
    is_held: bool,
    index: u32,
    /// Set if the symbol is held.
    sympos: Option<Sympos>,
}

impl Kallsyms {
    /// Reads the symbols of the file that the program took its symbols from.
    pub(crate) fn read(files: &Files, role: &Role) -> Self {
        // Both files were read before; what is odd about their symbols was said then.
        let image = Image::parse(&files.image).ok();
        let debug = files.debug.as_ref().and_then(|bytes| Image::parse(bytes).ok());
        let len = |image: &Option<Image<'_>>| image.as_ref().map_or(0, Image::symtab_len);
        let source = if len(&image) < len(&debug) { debug } else { image };
        let hold = Hold::of(role);
        let mut strings = StringsBuilder::default();
        let mut rows = Vec::new();
        if let Some(image) = &source {
            image.named_symbols(|symbol| {
                let name = strings.intern_bytes(symbol.name);
                rows.push(Row {
                    name,
                    address: symbol.address,
                    size: symbol.size,
                    binding: symbol.binding,
                    is_code: symbol.is_code,
                    // A name that is too long to keep is the empty one.
                    is_held: image.is_held(&symbol, hold) && !strings.get(name).is_empty(),
                    index: symbol.index,
                    sympos: None,
                });
            });
        }
        rank(&mut rows, hold);
        let owners = owners(&rows);
        Self { strings: strings.finish(), rows, owners }
    }

    /// The rank of the symbol at a position of the symbol table.
    pub(crate) fn sympos(&self, index: u32) -> Option<Sympos> {
        let at = self.rows.binary_search_by_key(&index, |row| row.index).ok()?;
        self.rows[at].sympos
    }

    /// The symbol that an address lies in.
    pub(crate) fn at(&self, address: Addr) -> Option<NamedAddress<'_>> {
        let row = &self.rows[self.owners.owner(address.0)? as usize];
        Some(NamedAddress {
            name: self.strings.get(row.name),
            address: Addr(row.address),
            offset: address.0.checked_sub(row.address)?,
            binding: row.binding,
            is_code: row.is_code,
            sympos: row.sympos,
        })
    }
}

/// Counts the symbols of each name, in the order in which they are looked at.
fn rank(rows: &mut [Row], hold: Hold) {
    let mut order: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].is_held).collect();
    let place = |row: &Row| if hold.is_by_address() { row.address } else { 0 };
    order.sort_unstable_by_key(|&at| (rows[at].name, place(&rows[at]), rows[at].index));
    let names: Vec<StrId> = rows.iter().map(|row| row.name).collect();
    for same in order.chunk_by(|&a, &b| names[a] == names[b]) {
        for (before, &at) in same.iter().enumerate() {
            let (rank, of) = (before as u32 + 1, same.len() as u32);
            rows[at].sympos = Some(Sympos { rank, of });
        }
    }
}

/// Of several symbols at one address the one to name it by stands for all; it reaches as
/// far as the longest of them.
fn owners(rows: &[Row]) -> Segments<u32> {
    let mut by_address: BTreeMap<u64, (u32, u64)> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let (best, size) = by_address.entry(row.address).or_insert((at as u32, row.size));
        let key = |row: &Row| (row.size == 0, row.binding, row.index);
        if key(row) < key(&rows[*best as usize]) {
            *best = at as u32;
        }
        *size = row.size.max(*size);
    }
    let interval = |(&begin, &(owner, size)): (&u64, &(u32, u64))| Interval {
        begin,
        end: begin.saturating_add(size.max(1)),
        owner,
    };
    Segments::new(by_address.iter().map(interval).collect())
}
