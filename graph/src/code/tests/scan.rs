//! The scanner against the decoder: the same calls and jumps for any bytes.

use std::io::Read;
use std::path::Path;

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, OpKind};

use super::{START, x86_64};
use crate::code::{Transfer, TransferKind};

/// What may stand before an opcode: legacy prefixes and REX, also in the wrong order,
/// together, and more than an instruction may have.
const PREFIXES: &[&[u8]] = &[
    &[],
    &[0x40],
    &[0x47],
    &[0x48],
    &[0x4f],
    &[0x66],
    &[0x66, 0x48],
    &[0x66, 0x41],
    &[0x48, 0x66],
    &[0x67],
    &[0x67, 0x48],
    &[0xf0],
    &[0xf0, 0x48],
    &[0xf2],
    &[0xf2, 0x48],
    &[0xf3],
    &[0xf3, 0x48],
    &[0xf3, 0x4f],
    &[0x66, 0xf3],
    &[0xf3, 0x66],
    &[0x66, 0xf2],
    &[0xf2, 0x66],
    &[0xf2, 0xf3],
    &[0xf3, 0xf2],
    &[0x2e],
    &[0x3e, 0x48],
    &[0x65],
    &[0x64, 0x66, 0x48],
    &[0x2e, 0xf3],
    &[0x66, 0x66, 0x2e],
    &[0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x2e],
    &[0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e],
];
/// The maps of opcodes.
const ESCAPES: &[&[u8]] = &[&[], &[0x0f], &[0x0f, 0x38], &[0x0f, 0x3a]];
/// The last has no base; the first, taken as an opcode or a displacement, is a long jump.
const SIBS: &[u8] = &[0xe9, 0x24, 0x25];

/// Every opcode with every ModRM byte. Behind it each byte begins a jump of two bytes, so
/// that the next jump found tells where the instruction ended.
#[test]
fn every_opcode() {
    let mut valid = 0;
    for prefixes in PREFIXES {
        for escape in ESCAPES {
            for opcode in 0..=u8::MAX {
                valid += every_form(&[*prefixes, *escape, &[opcode]].concat());
            }
        }
    }
    assert!(valid > 1_000_000, "{valid}");
}

/// Every map, operand size and vector length of VEX, EVEX and XOP.
#[test]
fn every_vector_opcode() {
    let mut valid = 0;
    for opcode in 0..=u8::MAX {
        for last in [0xf8, 0x78, 0x7d, 0xfa, 0xff, 0x00] {
            valid += every_form(&[0xc5, last, opcode]);
            for map in [0xe1, 0xe2, 0xe3, 0xe8, 0xe9, 0xea, 0xe0] {
                valid += every_form(&[0xc4, map, last, opcode]);
                valid += every_form(&[0x8f, map, last, opcode]);
            }
            for map in [0xf1, 0xf2, 0xf3, 0xf5, 0xf6] {
                valid += every_form(&[0x62, map, last | 4, 0x48, opcode]);
            }
        }
    }
    assert!(valid > 200_000, "{valid}");
}

/// How many of the forms are valid.
fn every_form(head: &[u8]) -> u32 {
    let mut code = head.to_vec();
    let mut valid = 0;
    for modrm in 0..=u8::MAX {
        let has_sib = modrm & 7 == 4 && modrm < 0xc0;
        for &sib in &SIBS[..if has_sib { SIBS.len() } else { 1 }] {
            code.truncate(head.len());
            code.extend([modrm, sib]);
            code.extend(0x70..0x7f);
            compare(&code);
            valid +=
                u32::from(!Decoder::new(64, &code, DecoderOptions::NONE).decode().is_invalid());
        }
    }
    valid
}

/// An instruction that the end of the code cuts off.
#[test]
fn every_end() {
    let insns: &[&[u8]] = &[
        b"\xe8\x01\x02\x03\x04",
        b"\x0f\x84\x01\x02\x03\x04",
        b"\x74\x05",
        b"\x48\xb8\x01\x02\x03\x04\x05\x06\x07\x08",
        b"\x48\xc7\x84\x24\x01\x02\x03\x04\x05\x06\x07\x08",
        b"\x66\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00",
        b"\xc4\xe2\x7d\x58\x05\x00\x00\x00\x00",
        b"\xf0\x48\x0f\xb1\x0f",
        b"\x90\x90\x90\x90\x90\x90\x90\x90\x90\xcc\xe9\x01\x02\x03\x04",
    ];
    for first in insns {
        for second in insns {
            let code = [*first, *second].concat();
            for end in 0..=code.len() {
                compare(&code[..end]);
            }
        }
    }
}

/// Bytes from a fixed seed, and the same with many of those that begin instructions of code.
#[test]
fn noise() {
    let mut state = 7_u64;
    let mut random = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let common = [0x0f, 0x48, 0x66, 0xe8, 0xe9, 0x75, 0xf3, 0x89, 0xc7, 0xf6, 0x24, 0x05, 0xcc];
    for round in 0..2_000 {
        let mut code: Vec<u8> = std::iter::repeat_with(&mut random).take(500).collect();
        if round % 2 == 1 {
            for byte in &mut code {
                let chosen = random();
                if chosen < 128 {
                    *byte = common[usize::from(chosen) % common.len()];
                }
            }
        }
        compare(&code);
    }
}

/// Whole files of the corpus as code: that of compilers, and what is none.
#[test]
fn files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/prebuilt");
    for name in ["gcc-O2", "gcc-lto", "gcc-lto-ic", "clang-O2-rem", "clang-thin"] {
        let packed = crate::load::map(&folder.join(format!("lua.{name}.zst"))).expect("a file");
        let mut bytes = Vec::new();
        let reader = ruzstd::decoding::StreamingDecoder::new(&packed[..]);
        reader.expect("zstd").read_to_end(&mut bytes).expect("zstd");
        assert!(bytes.starts_with(b"\x7fELF"), "{name}");
        compare(&bytes);
    }
}

fn compare(code: &[u8]) {
    let mut found = Vec::new();
    x86_64().transfers(code, START, &mut found);
    let expected = decoded(code);
    if found != expected {
        let at = found.iter().zip(&expected).take_while(|(left, right)| left == right).count();
        let site = expected.get(at).or(found.get(at)).map_or(START, |row| row.site);
        let from = ((site - START) as usize).saturating_sub(32);
        let bytes = &code[from..code.len().min(from + 64)];
        panic!("{:x?}, expected {:x?} in {bytes:02x?}", found.get(at), expected.get(at));
    }
}

/// By the decoder alone.
fn decoded(code: &[u8]) -> Vec<Transfer> {
    let mut found = Vec::new();
    let mut decoder = Decoder::with_ip(64, code, START, DecoderOptions::NONE);
    let mut insn = Instruction::default();
    while decoder.can_decode() {
        decoder.decode_out(&mut insn);
        let near = insn.op0_kind() == OpKind::NearBranch64;
        let kind = match insn.flow_control() {
            FlowControl::Call if near => TransferKind::Call,
            FlowControl::UnconditionalBranch => TransferKind::Jump,
            FlowControl::ConditionalBranch => TransferKind::ConditionalJump,
            FlowControl::XbeginXabortXend if near => TransferKind::ConditionalJump,
            _ => continue,
        };
        let offsets = decoder.get_constant_offsets(&insn);
        found.push(Transfer {
            site: insn.ip(),
            next: insn.next_ip(),
            field: insn.ip() + offsets.immediate_offset() as u64,
            target: insn.near_branch_target(),
            kind,
        });
    }
    found
}
