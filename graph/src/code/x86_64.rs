//! x86-64, decoded by iced-x86; what all code is searched for, by lengths alone.

mod operand;
mod registers;
mod scan;
mod step;

use iced_x86::{Code, Decoder, DecoderOptions, Instruction, Mnemonic};

use super::{AddressSet, Arch, CallingConvention, Operand, Step, Transfer, TransferKind};

pub(super) struct X86_64;

impl Arch for X86_64 {
    fn transfers(&self, code: &[u8], address: u64, found: &mut Vec<Transfer>) {
        scan::transfers(code, address, found);
    }

    fn is_fill(&self, code: &[u8], address: u64) -> bool {
        if code.iter().all(|&byte| matches!(byte, 0 | 0x90 | 0xcc)) {
            return true;
        }
        let decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
        decoder.into_iter().all(|insn| {
            matches!(insn.mnemonic(), Mnemonic::Nop | Mnemonic::Int3)
                // GNU as before 2.40 fills with `lea 0(%rsi),%rsi` and `xchg %ax,%ax`.
                || insn.code() == Code::Lea_r64_m && insn.memory_displacement64() == 0
                || insn.code() == Code::Xchg_r16_AX
        })
    }

    fn lone_jump(&self, code: &[u8], address: u64) -> Option<Transfer> {
        let decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
        let idle = |insn: &Instruction| {
            // `-pg -mfentry` puts its call directly behind the landing pad.
            let tracer = insn.code() == Code::Call_rel32_64 && insn.ip() - address <= 4;
            matches!(insn.mnemonic(), Mnemonic::Endbr64 | Mnemonic::Nop) || tracer
        };
        let jump = decoder.into_iter().find(|insn| !idle(insn))?;
        let after = usize::try_from(jump.next_ip() - address).ok()?;
        let alone = self.is_fill(code.get(after..)?, jump.next_ip());
        let mut found = Vec::new();
        self.transfers(&code[..after], address, &mut found);
        found
            .pop()
            .filter(|last| alone && last.site == jump.ip() && last.kind == TransferKind::Jump)
    }

    fn begins_with_nop(&self, code: &[u8], address: u64) -> bool {
        let decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
        let first = decoder.into_iter().find(|insn| insn.mnemonic() != Mnemonic::Endbr64);
        first.is_some_and(|insn| insn.mnemonic() == Mnemonic::Nop)
    }

    fn linkage_slot(&self, stub: &[u8], address: u64) -> Option<u64> {
        Decoder::with_ip(64, stub, address, DecoderOptions::NONE)
            .into_iter()
            .find(|insn| insn.mnemonic() == Mnemonic::Jmp && insn.is_ip_rel_memory_operand())
            .map(|insn| insn.ip_rel_memory_address())
    }

    fn steps(&self, code: &[u8], address: u64, found: &mut Vec<Step>) {
        step::decode(code, address, found);
    }

    fn operands(&self, code: &[u8], address: u64, found: &mut Vec<Operand>) {
        operand::find(code, address, found);
    }

    fn may_refer(&self, code: &[u8], address: u64, wanted: &AddressSet) -> bool {
        operand::may_refer(code, address, wanted)
    }

    fn convention(&self) -> &'static CallingConvention {
        &registers::CONVENTION
    }
}

/// True for the forms whose displacement has one byte.
fn is_short(insn: &Instruction) -> bool {
    insn.is_jcc_short()
        || insn.is_jmp_short()
        || insn.is_loop()
        || insn.is_loopcc()
        || insn.is_jcx_short()
}
