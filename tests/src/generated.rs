//! A program of any size, made here: ELF for x86-64 with DWARF 5 as a compiler of C would
//! write it. No compiler is needed, and twice the size is twice of everything.

#![expect(clippy::expect_used, reason = "the writer gets nothing that it could refuse")]

use gimli::constants as dw;
use gimli::write::{
    Address, AttributeValue as Value, Dwarf, EndianVec, Expression, FileId, LineProgram,
    LineString, Sections, Unit, UnitEntryId,
};
use gimli::{Encoding, Format, LineEncoding, LittleEndian};

use crate::elf::File;

/// Functions of one unit, next to a function of a header that is inlined into each.
pub const FUNCTIONS: u64 = 64;
/// Bytes of a function's code, fill included.
pub const STRIDE: u64 = 64;
/// Bytes without the fill.
const LENGTH: u64 = 28;
const TEXT: u64 = 0x40_1000;

/// The bytes of a linked program of so many units. Each function calls the next one of
/// its unit and the one of the next unit, and holds a copy of `helper`.
pub fn program(units: u64) -> Vec<u8> {
    linked(units, false)
}

/// The same with a symbol for each function, called as it is.
pub fn named_program(units: u64) -> Vec<u8> {
    linked(units, true)
}

fn linked(units: u64, named: bool) -> Vec<u8> {
    let encoding = Encoding { format: Format::Dwarf32, version: 5, address_size: 8 };
    let mut dwarf = Dwarf::new();
    for at in 0..units {
        let unit = unit(&mut dwarf, encoding, at);
        dwarf.units.add(unit);
    }
    let mut sections = Sections::new(EndianVec::new(LittleEndian));
    dwarf.write(&mut sections).expect("DWARF");
    let mut file = File::new();
    file.section(".text", &text(units), TEXT);
    file.debug(&mut sections);
    let names = if named { names(units) } else { Vec::new() };
    let symbols: Vec<_> =
        names.iter().map(|(name, entry)| (name.as_bytes(), *entry, LENGTH)).collect();
    file.symbols(&symbols);
    file.finish(TEXT)
}

fn names(units: u64) -> Vec<(String, u64)> {
    let all = (0..units).flat_map(|unit| (0..FUNCTIONS).map(move |function| (unit, function)));
    all.map(|(unit, at)| (format!("function_{unit}_{at}"), entry(unit, at))).collect()
}

fn entry(unit: u64, function: u64) -> u64 {
    TEXT + (unit * FUNCTIONS + function) * STRIDE
}

/// `push %rbx; call next; mov %eax,%ebx; call other; add %ebx,%eax; lea (%rax,%rax,2),%eax;
/// imul %eax,%eax; pop %rbx; ret`, and `int3`.
fn text(units: u64) -> Vec<u8> {
    let mut code = Vec::new();
    for unit in 0..units {
        for function in 0..FUNCTIONS {
            let begin = entry(unit, function);
            let near = |next: u64, to: u64| to.wrapping_sub(next) as u32;
            code.extend([0x53, 0xe8]);
            code.extend(near(begin + 6, entry(unit, (function + 1) % FUNCTIONS)).to_le_bytes());
            code.extend([0x89, 0xc3, 0xe8]);
            code.extend(near(begin + 13, entry((unit + 1) % units, function)).to_le_bytes());
            code.extend([0x01, 0xd8, 0x8d, 0x04, 0x40, 0x0f, 0xaf, 0xc0, 0x5b, 0xc3]);
            let end = (begin + STRIDE - TEXT) as usize;
            code.resize(end, 0xcc);
        }
    }
    code
}

fn unit(dwarf: &mut Dwarf, encoding: Encoding, at: u64) -> Unit {
    let mut text = |text: String| Value::StringRef(dwarf.strings.add(text));
    let name = |text: String| LineString::String(text.into_bytes());
    let path = format!("source/file{at}.c");
    let folder = "/build".to_owned();
    let (lines, source) = (name(folder.clone()), name(path.clone()));
    let mut program =
        LineProgram::new(encoding, LineEncoding::default(), lines, None, source, None);
    let folder_id = program.default_directory();
    let file = program.add_file(name(path.clone()), folder_id, None);
    let shared = program.add_file(name("include/helper.h".to_owned()), folder_id, None);
    rows(&mut program, file, at);
    let mut unit = Unit::new(encoding, program);
    let root = unit.root();
    let begin = Value::Address(Address::Constant(entry(at, 0)));
    set(
        &mut unit,
        root,
        &[
            (dw::DW_AT_producer, text("GNU C17 14.2.0 -O2 -g".to_owned())),
            (dw::DW_AT_language, Value::Language(dw::DW_LANG_C11)),
            (dw::DW_AT_name, text(path)),
            (dw::DW_AT_comp_dir, text(folder)),
            (dw::DW_AT_low_pc, begin),
            (dw::DW_AT_high_pc, Value::Udata(FUNCTIONS * STRIDE)),
        ],
    );
    let int = types(&mut unit, root, &mut text);
    let helper = unit.add(root, dw::DW_TAG_subprogram);
    declared(&mut unit, helper, text("helper".to_owned()), shared, 10, int);
    set(&mut unit, helper, &[(dw::DW_AT_inline, Value::Inline(dw::DW_INL_declared_inlined))]);
    let argument = parameter(&mut unit, helper, text("x".to_owned()), int);
    let functions: Vec<UnitEntryId> =
        (0..FUNCTIONS).map(|_| unit.add(root, dw::DW_TAG_subprogram)).collect();
    for (function, &die) in (0..).zip(&functions) {
        let (begin, line) = (entry(at, function), 20 + function * 10);
        declared(&mut unit, die, text(format!("function_{at}_{function}")), file, line, int);
        set(&mut unit, die, &[(dw::DW_AT_external, Value::Flag(true))]);
        code(&mut unit, die, begin, LENGTH);
        parameter(&mut unit, die, text("a".to_owned()), int);
        let next = functions[((function + 1) % FUNCTIONS) as usize];
        body(&mut unit, die, begin, (helper, argument, next), (file, line));
    }
    unit
}

/// A copy of `helper` and a call of the next function, as they stand in [`text`].
fn body(
    unit: &mut Unit,
    die: UnitEntryId,
    begin: u64,
    (helper, argument, next): (UnitEntryId, UnitEntryId, UnitEntryId),
    (file, line): (FileId, u64),
) {
    let copy = unit.add(die, dw::DW_TAG_inlined_subroutine);
    let place = [
        (dw::DW_AT_abstract_origin, Value::UnitRef(helper)),
        (dw::DW_AT_call_file, Value::FileIndex(Some(file))),
        (dw::DW_AT_call_line, Value::Udata(line + 4)),
    ];
    set(unit, copy, &place);
    code(unit, copy, begin + 15, 6);
    let given = unit.add(copy, dw::DW_TAG_formal_parameter);
    set(unit, given, &[(dw::DW_AT_abstract_origin, Value::UnitRef(argument))]);
    let call = unit.add(die, dw::DW_TAG_call_site);
    let callee = [
        (dw::DW_AT_call_return_pc, Value::Address(Address::Constant(begin + 6))),
        (dw::DW_AT_call_origin, Value::UnitRef(next)),
    ];
    set(unit, call, &callee);
    let passed = unit.add(call, dw::DW_TAG_call_site_parameter);
    let mut value = Expression::new();
    value.op_constu(line);
    set(unit, passed, &[(dw::DW_AT_call_value, Value::Exprloc(value))]);
}

/// A base type, and structures that nobody asks for here: most DIEs of C are types.
fn types(
    unit: &mut Unit,
    root: UnitEntryId,
    text: &mut impl FnMut(String) -> Value,
) -> UnitEntryId {
    let int = unit.add(root, dw::DW_TAG_base_type);
    set(
        unit,
        int,
        &[
            (dw::DW_AT_byte_size, Value::Udata(4)),
            (dw::DW_AT_encoding, Value::Encoding(dw::DW_ATE_signed)),
            (dw::DW_AT_name, text("int".to_owned())),
        ],
    );
    for at in 0..150 {
        let structure = unit.add(root, dw::DW_TAG_structure_type);
        unit.get_mut(structure).set_sibling(true);
        set(
            unit,
            structure,
            &[
                (dw::DW_AT_name, text(format!("structure{at}"))),
                (dw::DW_AT_byte_size, Value::Udata(80)),
            ],
        );
        for member in 0..20 {
            let die = unit.add(structure, dw::DW_TAG_member);
            set(
                unit,
                die,
                &[
                    (dw::DW_AT_name, text(format!("member{member}"))),
                    (dw::DW_AT_type, Value::UnitRef(int)),
                    (dw::DW_AT_data_member_location, Value::Udata(4 * member)),
                ],
            );
        }
    }
    int
}

pub(crate) fn declared(
    unit: &mut Unit,
    die: UnitEntryId,
    name: Value,
    file: FileId,
    line: u64,
    result: UnitEntryId,
) {
    set(
        unit,
        die,
        &[
            (dw::DW_AT_name, name),
            (dw::DW_AT_decl_file, Value::FileIndex(Some(file))),
            (dw::DW_AT_decl_line, Value::Udata(line)),
            (dw::DW_AT_prototyped, Value::Flag(true)),
            (dw::DW_AT_type, Value::UnitRef(result)),
        ],
    );
}

fn parameter(unit: &mut Unit, parent: UnitEntryId, name: Value, kind: UnitEntryId) -> UnitEntryId {
    let die = unit.add(parent, dw::DW_TAG_formal_parameter);
    set(unit, die, &[(dw::DW_AT_name, name), (dw::DW_AT_type, Value::UnitRef(kind))]);
    die
}

pub(crate) fn code(unit: &mut Unit, die: UnitEntryId, begin: u64, length: u64) {
    set(
        unit,
        die,
        &[
            (dw::DW_AT_low_pc, Value::Address(Address::Constant(begin))),
            (dw::DW_AT_high_pc, Value::Udata(length)),
        ],
    );
}

pub(crate) fn set(unit: &mut Unit, die: UnitEntryId, attributes: &[(gimli::DwAt, Value)]) {
    for (name, value) in attributes {
        unit.get_mut(die).set(*name, value.clone());
    }
}

/// A row a statement.
fn rows(program: &mut LineProgram, file: FileId, unit: u64) {
    program.begin_sequence(Some(Address::Constant(entry(unit, 0))));
    for function in 0..FUNCTIONS {
        for (statement, offset) in [0, 6, 13, 15, 21].into_iter().enumerate() {
            let row = program.row();
            row.address_offset = function * STRIDE + offset;
            row.file = file;
            row.line = 20 + function * 10 + statement as u64;
            program.generate_row();
        }
    }
    program.end_sequence(FUNCTIONS * STRIDE);
}
