//! Operands of x86-64 that may hold an address.

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, OpKind, Register};

use super::super::AddressSet;
use super::super::reference::{Operand, OperandKind};

/// All such operands of the code that begins at `address`, in order.
pub(super) fn find(code: &[u8], address: u64, found: &mut Vec<Operand>) {
    let mut decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
    let mut insn = Instruction::default();
    while decoder.can_decode() {
        decoder.decode_out(&mut insn);
        if insn.is_invalid() {
            continue;
        }
        let offsets = decoder.get_constant_offsets(&insn);
        let relative = insn.is_ip_rel_memory_operand();
        let transfer =
            matches!(insn.flow_control(), FlowControl::IndirectCall | FlowControl::IndirectBranch);
        let mut push = |offset: usize, value: u64, kind: OperandKind| {
            found.push(Operand {
                site: insn.ip(),
                next: insn.next_ip(),
                field: insn.ip().wrapping_add(offset as u64),
                value,
                kind,
                relative: relative && offset == offsets.displacement_offset(),
                transfer,
            });
        };
        if offsets.has_displacement()
            && let Some((value, kind)) = memory(&insn, offsets.displacement_size())
        {
            push(offsets.displacement_offset(), value, kind);
        }
        if offsets.has_immediate()
            && let Some((value, kind)) = immediate(&insn)
        {
            push(offsets.immediate_offset(), value, kind);
        }
    }
}

/// False if [`find`] finds no operand with one of these addresses. A constant stands in
/// the code byte by byte; a displacement from the next instruction follows a ModRM byte
/// of mod 00, r/m 101, and nothing but an immediate follows it (Intel SDM, volume 2,
/// sections 2.1.3 and 2.2.1.6).
pub(super) fn may_refer(code: &[u8], address: u64, wanted: &AddressSet) -> bool {
    let mut modrm = 0;
    for (at, field) in code.windows(4).enumerate() {
        let Ok(bytes) = <[u8; 4]>::try_from(field) else { return true };
        let value = u32::from_le_bytes(bytes);
        if wanted.may_hold(value) {
            return true;
        }
        if modrm & 0xc7 == 0x05 {
            let behind = (address as u32).wrapping_add(at as u32).wrapping_add(4);
            let target = behind.wrapping_add(value);
            if [0, 1, 2, 4].iter().any(|&immediate| wanted.may_hold(target.wrapping_add(immediate)))
            {
                return true;
            }
        }
        modrm = bytes[0];
    }
    false
}

fn memory(insn: &Instruction, size: usize) -> Option<(u64, OperandKind)> {
    if insn.is_ip_rel_memory_operand() {
        let kind = segment(insn).unwrap_or(OperandKind::Address);
        return Some((insn.ip_rel_memory_address(), kind));
    }
    if size < 4 || (0..insn.op_count()).all(|operand| insn.op_kind(operand) != OpKind::Memory) {
        return None;
    }
    Some((insn.memory_displacement64(), segment(insn).unwrap_or(OperandKind::Displacement)))
}

fn segment(insn: &Instruction) -> Option<OperandKind> {
    match insn.segment_prefix() {
        Register::GS => Some(OperandKind::PerCpu),
        Register::FS => Some(OperandKind::Thread),
        _ => None,
    }
}

fn immediate(insn: &Instruction) -> Option<(u64, OperandKind)> {
    (0..insn.op_count()).find_map(|operand| match insn.op_kind(operand) {
        OpKind::Immediate64 => Some((insn.immediate(operand), OperandKind::Wide)),
        OpKind::Immediate32to64 => Some((insn.immediate(operand), OperandKind::Wide)),
        OpKind::Immediate32 => Some((insn.immediate(operand), OperandKind::Narrow)),
        _ => None,
    })
}
