//! A program whose symbols, names and paths are such as a format, a shell, a terminal or a
//! browser could take for something else.

#![expect(clippy::expect_used, reason = "the writer gets nothing that it could refuse")]

use gimli::constants as dw;
use gimli::write::{
    Address, AttributeValue as Value, Dwarf, EndianVec, LineProgram, LineString, Sections, Unit,
};
use gimli::{Encoding, Format, LineEncoding, LittleEndian};

use crate::elf::File;
use crate::generated::{code, declared, set};

const TEXT: u64 = 0x40_1000;
/// Bytes of a function's code.
const STRIDE: u64 = 32;

/// Names without a zero byte, each another way to do harm. Two are the same.
pub fn names() -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> = TEXTS.iter().map(|text| text.as_bytes().to_vec()).collect();
    let bytes: [&[u8]; 5] =
        [b"bad\xff\xfe", b"\xc3", b"overlong\xc0\xaf", b"surrogate\xed\xa0\x80", b"\x80\x9b31m"];
    names.extend(bytes.map(<[u8]>::to_vec));
    names.push(vec![b'x'; 10_000]);
    names.push("\u{e9}\u{1f600}<".repeat(1_500).into_bytes());
    names
}

const TEXTS: &[&str] = &[
    // Terminals and lines.
    "\x1b[31mred",
    "two\nlines",
    "tab\there",
    "return\r\n",
    "\x7f\x01\x08",
    "\u{202e}live",
    "zero\u{200b}width\u{2028}",
    // Quotes and escapes.
    "\"",
    "'",
    "`tick`",
    "a\"b'c",
    "end\\",
    "\\",
    "\\N\\G\\l\\n",
    "\\\"",
    "${HOME}$(id)",
    // HTML and XML.
    "</script><script>alert(1)</script>",
    "<b onmouseover=alert(1)>",
    "<!--",
    "]]>",
    "&lt;&#60;&amp;",
    "\u{fffe}\u{ffff}",
    "javascript:alert(1)",
    // Tables and spreadsheets.
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "a,b;c|d",
    // Commands to the runner of a CI job.
    "::error::owned",
    " \u{2003}::set-env name=PATH::/tmp",
    "##[error]owned",
    "x##vso[task.complete result=Failed]",
    // Graphviz.
    "<<b>html</b>>",
    "digraph { a -> b }",
    "a:b:c",
    // Mermaid.
    "end",
    "%%{init: {\"theme\": \"x\"}}%%",
    "style: x #a;",
    "a] --> b[c",
    "click a call alert()",
    "#quot;",
    ":::unknown",
    "\"`**markdown**`\"",
    // What ids are made of.
    "a b",
    "a_b",
    "a/b",
    "a.b",
    "i.a.b-2",
    "../../etc/passwd",
    " ",
    "__proto__",
    "constructor",
    "same",
    "same",
];

/// The bytes of a linked program with a function of each name, which calls the next one and
/// holds a copy of a function that is called the same with `?` behind it; declared in a file
/// that is called so too.
pub fn program(names: &[Vec<u8>]) -> Vec<u8> {
    let encoding = Encoding { format: Format::Dwarf32, version: 5, address_size: 8 };
    let mut dwarf = Dwarf::new();
    let unit = unit(&mut dwarf, encoding, names);
    dwarf.units.add(unit);
    let mut sections = Sections::new(EndianVec::new(LittleEndian));
    dwarf.write(&mut sections).expect("DWARF");
    let mut file = File::new();
    file.section(".text", &text(names.len() as u64), TEXT);
    file.debug(&mut sections);
    let symbols: Vec<_> =
        names.iter().zip(0..).map(|(name, at)| (name.as_slice(), entry(at), STRIDE)).collect();
    file.symbols(&symbols);
    file.finish(TEXT)
}

fn entry(at: u64) -> u64 {
    TEXT + at * STRIDE
}

/// `call next; nop; ...; ret` each. The first calls code behind the last too, which nothing
/// names.
fn text(functions: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    for at in 0..functions {
        let next = entry((at + 1) % functions).wrapping_sub(entry(at) + 5) as u32;
        bytes.push(0xe8);
        bytes.extend(next.to_le_bytes());
        bytes.resize((entry(at + 1) - TEXT - 1) as usize, 0x90);
        bytes.push(0xc3);
    }
    let call = 16;
    bytes[call] = 0xe8;
    let to = bytes.len() - (call + 5);
    bytes[call + 1..call + 5].copy_from_slice(&(to as u32).to_le_bytes());
    bytes.extend([0x31, 0xc0, 0xc3]);
    bytes
}

fn unit(dwarf: &mut Dwarf, encoding: Encoding, names: &[Vec<u8>]) -> Unit {
    let line = |text: &[u8]| LineString::String(text.to_vec());
    let (folder, source) = (b"/build".as_slice(), b"hostile.c".as_slice());
    let mut lines =
        LineProgram::new(encoding, LineEncoding::default(), line(folder), None, line(source), None);
    let folder_id = lines.default_directory();
    let files: Vec<_> =
        names.iter().map(|name| lines.add_file(line(name), folder_id, None)).collect();
    let mut unit = Unit::new(encoding, lines);
    let root = unit.root();
    let mut text = |bytes: &[u8]| Value::StringRef(dwarf.strings.add(bytes));
    let whole = [
        (dw::DW_AT_producer, text(b"GNU C17 14.2.0 -O2 -g")),
        (dw::DW_AT_language, Value::Language(dw::DW_LANG_C11)),
        (dw::DW_AT_name, text(source)),
        (dw::DW_AT_comp_dir, text(folder)),
        (dw::DW_AT_low_pc, Value::Address(Address::Constant(TEXT))),
        (dw::DW_AT_high_pc, Value::Udata(names.len() as u64 * STRIDE)),
    ];
    set(&mut unit, root, &whole);
    let int = unit.add(root, dw::DW_TAG_base_type);
    set(&mut unit, int, &[(dw::DW_AT_byte_size, Value::Udata(4)), (dw::DW_AT_name, text(b"int"))]);
    for ((name, &file), at) in names.iter().zip(&files).zip(0..) {
        let inlined = [name.as_slice(), b"?"].concat();
        let helper = unit.add(root, dw::DW_TAG_subprogram);
        declared(&mut unit, helper, text(&inlined), file, 1, int);
        set(&mut unit, helper, &[(dw::DW_AT_inline, Value::Inline(dw::DW_INL_inlined))]);
        let function = unit.add(root, dw::DW_TAG_subprogram);
        declared(&mut unit, function, text(name), file, 3 + at, int);
        set(&mut unit, function, &[(dw::DW_AT_external, Value::Flag(true))]);
        code(&mut unit, function, entry(at), STRIDE);
        let copy = unit.add(function, dw::DW_TAG_inlined_subroutine);
        set(&mut unit, copy, &[(dw::DW_AT_abstract_origin, Value::UnitRef(helper))]);
        code(&mut unit, copy, entry(at) + 8, 4);
    }
    unit
}
