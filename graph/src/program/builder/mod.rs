//! The one place where the layers meet: rows of DWARF, symbols and instructions
//! become the graph.

mod bodies;
mod calls;
mod counts;
mod coverage;
mod declared;
mod definitions;
mod draft;
mod folded;
mod functions;
mod gather;
mod image_facts;
mod inlined;
mod instances;
mod kallsyms;
mod kernel;
mod link;
mod meant;
mod named;
mod naming;
mod order;
mod origin;
mod pairs;
mod radix;
mod recorded;
mod segments;
mod site;
mod source;
mod statics;
mod subprogram_table;
mod symbols;
mod tail;
mod transfer;
mod waves;

use self::functions::Functions;
pub(crate) use self::image_facts::ImageFacts;
use self::inlined::Copied;
use self::instances::Instances;
use self::kernel::Tables;
use self::site::Sites;
use self::symbols::CodeSymbols;
use self::tail::{Head, Tail};
use super::node::Symbol;
use super::object::ObjectInfo;
use super::query::{Files, Lazy, Program};
use super::source::FromSource;
use super::store::{Rows, pack};
use super::strings::StringsBuilder;
use crate::code::{self, Arch};
use crate::dump::Records;
use crate::dwarf::{DwarfRows, DwarfSections, UnitRows};
use crate::image::Image;
use crate::notice::Notice;
use crate::source::SourceFile;

/// What the builder joins. `image` holds the code, `symbols` the symbol table: two
/// files where the symbols were moved to a separate debug file.
pub(crate) struct Layers<'a, 'd> {
    pub(crate) object: ObjectInfo,
    pub(crate) image: &'a Image<'d>,
    pub(crate) symbols: &'a Image<'d>,
    pub(crate) dwarf: &'a DwarfSections<'d>,
    pub(crate) units: &'a [UnitRows<'a>],
    pub(crate) rows: &'a DwarfRows<'a>,
    pub(crate) arch: Option<&'static dyn Arch>,
    pub(crate) records: &'a Records,
    pub(crate) sources: &'a [SourceFile],
    pub(crate) files: Files,
}

impl<'d> Layers<'_, 'd> {
    /// Bytes that names can stem from: of the file, and any number where others tell more.
    fn bytes(&self) -> u64 {
        let is_alone = self.records.dumps.is_empty() && self.sources.is_empty();
        let debug = self.files.debug.as_ref().map_or(0, |file| file.len());
        let sum = self.files.image.len().saturating_add(debug) as u64;
        if is_alone { sum } else { u64::MAX }
    }

    /// The bytes of `begin..end`, if one executable section holds them all.
    fn code(&self, begin: u64, end: u64) -> Option<&'d [u8]> {
        let section = self.image.section_at(begin).filter(|section| section.executable)?;
        let from = usize::try_from(begin - section.address).ok()?;
        let to = usize::try_from(end.checked_sub(section.address)?).ok()?;
        section.bytes.get(from..to)
    }
}

/// Joins the layers.
pub(crate) fn build(
    layers: Layers<'_, '_>,
    facts: ImageFacts<'_>,
    notices: &mut Vec<Notice>,
) -> Program {
    let mut strings = StringsBuilder::new(layers.bytes());
    let mut functions = Functions::new(layers.rows, &mut strings, notices);
    let ImageFacts { code, all: all_symbols, tables, notices: found } = facts;
    notices.extend(found);
    let symbols = code.intern(&mut strings);
    let (mut instances, copied, sites) =
        find_instances(&layers, &symbols, &mut functions, &mut strings, notices);
    let owners = instances.owners();
    let ((mut inlined, by_address), coverage) = rayon::join(
        || inlined::find(layers.units, &instances, &functions, &copied, notices),
        || coverage::measure(&layers, &owners, &instances),
    );
    drop(copied);
    let targets = calls::Targets { owners: &owners, instances: &instances };
    let known = calls::Known { sites, by_address, inlined: &inlined.rows };
    let mut calls = calls::find(&layers, targets, known, &mut functions, &mut strings, notices);
    let head = Head {
        layers: &layers,
        functions: &mut functions,
        strings: &mut strings,
        instances: &mut instances,
        inlined: &mut inlined,
        calls: &mut calls,
    };
    let tail = beside_lines(head, tables, notices);
    let mut rows = Rows {
        functions: functions.finish(&tail.sorted),
        symbols: instances.symbols,
        inlined: inlined.rows,
        inlined_ranges: inlined.ranges,
        calls: calls.rows,
        externals: calls.externals,
        units: counts::units(layers.units, &mut strings),
        kernel: tail.kernel_rows,
        statics: tail.statics,
        all_symbols,
        ..Rows::default()
    };
    link::instances(instances.rows, &mut rows);
    notices.extend(left_out(&strings, &layers.object));
    rows.strings = strings.finish();
    let mut program = Program {
        counts: counts::total(layers.units),
        object: layers.object,
        store: pack(rows),
        coverage,
        kernel: tail.kernel,
        recorded: tail.recorded,
        record_files: layers.records.dumps.iter().map(|dump| dump.name.clone()).collect(),
        from_source: FromSource {
            calls: tail.from_source.calls,
            bodies: tail.from_source.bodies,
            files: layers.sources.len(),
        },
        notices: Vec::new(),
        files: layers.files,
        lazy: Lazy::default(),
    };
    program.pack_machine();
    program
}

/// Joins the rest, and looks every call up in the line tables. These take every thread, the
/// rest one at a time.
fn beside_lines(head: Head<'_, '_, '_, '_>, tables: Tables<'_>, notices: &mut Vec<Notice>) -> Tail {
    let (layers, sites) = (head.layers, head.calls.sites());
    let ((lines, unreadable), (tail, strings, calls)) = rayon::join(
        || layers.dwarf.lines(layers.units, &sites),
        || tail::join(head, tables, notices),
    );
    notices.extend(unreadable);
    calls::place(&mut calls.rows, lines, strings);
    tail
}

/// The instances; and what looks at functions and units only, found beside them: what inlined
/// instances are copies of, and the call sites.
fn find_instances<'u>(
    layers: &Layers<'u, '_>,
    symbols: &CodeSymbols<Symbol>,
    functions: &mut Functions<'u, 'u>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> (Instances, Vec<Copied>, Sites) {
    let known = &*functions;
    let (drafts, (mut copied, sites)) = rayon::join(
        || instances::gather(layers, symbols, known, strings, notices),
        || (inlined::copied(layers.units, known), Sites::new(layers.units)),
    );
    let padding = &symbols.padding;
    let instances = instances::find(layers, drafts, padding, functions, strings, notices);
    copied.iter_mut().for_each(|unit| unit.complete(functions, strings));
    (instances, copied, sites)
}

/// Names that were not kept.
fn left_out(strings: &StringsBuilder, object: &ObjectInfo) -> Option<Notice> {
    let text = format!(
        "{} names are too long to keep; what they name is not told apart",
        strings.left_out
    );
    (strings.left_out > 0).then(|| Notice::incomplete(object.name(), text))
}

/// The `e_machine` reader of calls, where there is one.
pub(crate) fn arch(image: &Image<'_>) -> Option<&'static dyn Arch> {
    code::arch(image.machine)
}
