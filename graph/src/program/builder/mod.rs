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
mod transfer;

use self::functions::Functions;
use self::symbols::CodeSymbols;
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
    /// The bytes of `begin..end`, if one executable section holds them all.
    fn code(&self, begin: u64, end: u64) -> Option<&'d [u8]> {
        let section = self.image.section_at(begin).filter(|section| section.executable)?;
        let from = usize::try_from(begin - section.address).ok()?;
        let to = usize::try_from(end.checked_sub(section.address)?).ok()?;
        section.bytes.get(from..to)
    }
}

/// Joins the layers.
pub(crate) fn build(layers: Layers<'_, '_>, notices: &mut Vec<Notice>) -> Program {
    let mut strings = StringsBuilder::default();
    let (mut functions, symbols, tables) = first_rows(&layers, &mut strings, notices);
    let mut instances = instances::find(&layers, &symbols, &mut functions, &mut strings, notices);
    let owners = instances.owners();
    let (mut inlined, (coverage, all_symbols)) = rayon::join(
        || inlined::find(layers.units, &instances, &mut functions, &mut strings, notices),
        || (coverage::measure(&layers, &owners, &instances), kallsyms::read(&layers, &tables.role)),
    );
    let targets = calls::Targets { owners: &owners, instances: &instances };
    let mut calls = calls::find(&layers, targets, &mut functions, &inlined, &mut strings, notices);

    let join = recorded::Join { layers: &layers, instances: &instances, inlined: &inlined };
    let mut statics = statics::find(&layers, &mut functions, &mut strings, notices);
    let mut recorded = recorded::join(&join, &mut functions, &mut strings, notices);
    let mut from_source =
        source::join(layers.sources, layers.units, &mut functions, &mut strings, notices);

    let joined = kernel::Join { layers: &layers, instances: &instances, calls: &calls };
    let kernel = kernel::join(&joined, tables, &mut strings, notices);

    // From here on only numbers change: functions get their final order.
    let order::Order { sorted, numbers: order } = functions.order(&strings);
    inlined.renumber(&order);
    instances.renumber(&order);
    calls.renumber(&order);
    recorded::renumber(&mut recorded, &order);
    statics::renumber(&mut statics, &order, &strings);
    from_source.renumber(&order);
    let (kernel_rows, kernel) = link::kernel(kernel, &mut strings);
    let mut rows = Rows {
        functions: functions.finish(&sorted),
        symbols: instances.symbols,
        inlined: inlined.rows,
        inlined_ranges: inlined.ranges,
        calls: calls.rows,
        externals: calls.externals,
        units: counts::units(layers.units, &mut strings),
        statics,
        kernel: kernel_rows,
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
        kernel,
        recorded,
        record_files: layers.records.dumps.iter().map(|dump| dump.name.clone()).collect(),
        from_source: FromSource {
            calls: from_source.calls,
            bodies: from_source.bodies,
            files: layers.sources.len(),
        },
        notices: Vec::new(),
        files: layers.files,
        lazy: Lazy::default(),
    };
    program.pack_machine();
    program
}

/// What DWARF, the symbol table and the kernel's tables say by themselves, read side by side.
fn first_rows<'a, 'd>(
    layers: &Layers<'a, 'd>,
    strings: &mut StringsBuilder,
    notices: &mut Vec<Notice>,
) -> (Functions<'a, 'a>, CodeSymbols<Symbol>, kernel::Tables<'d>) {
    let (functions, ((symbols, found), tables)) = rayon::join(
        || Functions::new(layers.rows, strings),
        || rayon::join(|| symbols::sort_out(layers), || kernel::Tables::read(layers)),
    );
    notices.extend(found);
    (functions, symbols.intern(strings), tables)
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
