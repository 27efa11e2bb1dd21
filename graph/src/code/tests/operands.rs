//! Operands that hold addresses.

use super::{START, x86_64};
use crate::code::{AddressSet, Operand, OperandKind};

/// Offset of the field, the value, the kind.
type First = Option<(u64, u64, OperandKind)>;

/// Code and its first operand.
#[rustfmt::skip]
const CASES: &[(&str, &[u8], First)] = &[
    ("lea 0x10(%rip),%rax", b"\x48\x8d\x05\x10\x00\x00\x00", Some((3, START + 0x17, OperandKind::Address))),
    ("movl $5,0x10(%rip)", b"\xc7\x05\x10\x00\x00\x00\x05\x00\x00\x00", Some((2, START + 0x1a, OperandKind::Address))),
    ("mov $-0x7f000000,%rdi", b"\x48\xc7\xc7\x00\x00\x00\x81", Some((3, 0xffff_ffff_8100_0000, OperandKind::Wide))),
    ("mov $0x81000000,%edi", b"\xbf\x00\x00\x00\x81", Some((1, 0x8100_0000, OperandKind::Narrow))),
    ("movabs $0x1122334455667788,%rax", b"\x48\xb8\x88\x77\x66\x55\x44\x33\x22\x11", Some((2, 0x1122_3344_5566_7788, OperandKind::Wide))),
    ("mov -0x7f000000(,%rax,8),%rcx", b"\x48\x8b\x0c\xc5\x00\x00\x00\x81", Some((4, 0xffff_ffff_8100_0000, OperandKind::Displacement))),
    ("mov %gs:0x1000,%rax", b"\x65\x48\x8b\x04\x25\x00\x10\x00\x00", Some((5, 0x1000, OperandKind::PerCpu))),
    ("mov %fs:0x28,%rax", b"\x64\x48\x8b\x04\x25\x28\x00\x00\x00", Some((5, 0x28, OperandKind::Thread))),
    ("mov 8(%rdi),%rax", b"\x48\x8b\x47\x08", None),
    ("add $5,%eax", b"\x83\xc0\x05", None),
    ("call .", b"\xe8\xfb\xff\xff\xff", None),
];

#[test]
fn fields_that_may_hold_addresses() {
    for (text, code, expected) in CASES {
        let operands = operands(code);
        let first = operands.first();
        let first = first.map(|first| (first.field - START, first.value, first.kind));
        assert_eq!(first, *expected, "{text}");
    }
}

/// The quick look at bytes must not miss what decoding finds. The code is noise, from a
/// fixed seed: each byte of an instruction takes every value.
#[test]
fn the_quick_look_misses_nothing() {
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(300_000)
    .collect();
    let (mut found, mut relative) = (0, 0);
    for code in noise.chunks(300) {
        for operand in operands(code) {
            let wanted = AddressSet::new(std::iter::once(operand.value));
            assert!(x86_64().may_refer(code, START, &wanted), "{operand:x?} in {code:02x?}");
            found += 1;
            relative += usize::from(operand.relative);
        }
    }
    assert!(found > 10_000 && relative > 500, "{found} operands, {relative} relative");
}

/// A direct call is no reference: nor are the bytes of other operands.
#[test]
fn the_quick_look_rejects_calls() {
    // call 0x1000 bytes on; lea 0x10(%rip),%rax
    let code = b"\xe8\xfb\x0f\x00\x00\x48\x8d\x05\x10\x00\x00\x00";
    let refers = |address| x86_64().may_refer(code, START, &AddressSet::new([address].into_iter()));
    assert!(refers(START + 0x1c));
    assert!(!refers(START + 0x1000) && !refers(START + 0x1b));
}

fn operands(code: &[u8]) -> Vec<Operand> {
    let mut found = Vec::new();
    x86_64().operands(code, START, &mut found);
    found
}
