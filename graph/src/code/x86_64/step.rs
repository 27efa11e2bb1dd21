//! Instructions of x86-64 become steps.

use iced_x86::{
    Code, ConstantOffsets, Decoder, DecoderOptions, FlowControl, Instruction,
    InstructionInfoFactory, Mnemonic, OpAccess, OpKind, Register, UsedMemory,
};

use super::super::step::{Access, Dest, Flow, RegisterSet, Step};
use super::registers::{STACK_POINTER, general_number, whole};

/// Decodes from the first byte to the last, in order.
pub(super) fn decode(code: &[u8], address: u64, found: &mut Vec<Step>) {
    let mut decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
    let mut infos = InstructionInfoFactory::new();
    let mut insn = Instruction::default();
    while decoder.can_decode() {
        decoder.decode_out(&mut insn);
        let offsets = decoder.get_constant_offsets(&insn);
        found.push(step(&insn, offsets, &mut infos));
    }
}

fn step(insn: &Instruction, offsets: ConstantOffsets, infos: &mut InstructionInfoFactory) -> Step {
    let mut step = Step {
        site: insn.ip(),
        next: insn.next_ip(),
        flow: flow(insn),
        reads: RegisterSet::default(),
        writes: RegisterSet::default(),
        touches: RegisterSet::default(),
        load: None,
        store: None,
        derives: derives(insn),
        address_made: (insn.mnemonic() == Mnemonic::Lea && insn.is_ip_rel_memory_operand()).then(
            || {
                let field = insn.ip().wrapping_add(offsets.displacement_offset() as u64);
                (insn.ip_rel_memory_address(), field)
            },
        ),
        special: is_special(insn),
    };
    if insn.is_invalid() || is_idle(insn) {
        return step;
    }
    let info = infos.info(insn);
    for used in info.used_registers() {
        let set = whole(used.register());
        match used.access() {
            OpAccess::Read | OpAccess::CondRead => step.reads = step.reads.union(set),
            OpAccess::Write => step.writes = step.writes.union(set),
            OpAccess::ReadWrite => {
                step.reads = step.reads.union(set);
                step.writes = step.writes.union(set);
            }
            OpAccess::ReadCondWrite => {
                step.reads = step.reads.union(set);
                step.touches = step.touches.union(set);
            }
            OpAccess::CondWrite => step.touches = step.touches.union(set),
            OpAccess::None | OpAccess::NoMemAccess => {}
        }
    }
    // A result for 0 that is undefined, or kept: what stood there before does not count.
    if matches!(insn.mnemonic(), Mnemonic::Bsf | Mnemonic::Bsr | Mnemonic::Movhlps) {
        step.writes = step.writes.union(whole(insn.op0_register()));
    }
    step.touches = step.touches.union(step.writes);
    step.reads = step.reads.minus(not_read(insn));
    for used in info.used_memory() {
        add_memory(&mut step, used.access(), place(insn, used, offsets));
    }
    step
}

fn add_memory(step: &mut Step, access: OpAccess, place: Access) {
    use OpAccess as A;
    if matches!(access, A::Read | A::CondRead | A::ReadWrite | A::ReadCondWrite) {
        step.load = Some(joined(step.load, place));
    }
    if matches!(access, A::Write | A::CondWrite | A::ReadWrite | A::ReadCondWrite) {
        step.store = Some(joined(step.store, place));
    }
}

fn joined(before: Option<Access>, place: Access) -> Access {
    match before {
        Some(before) if before != place => Access::Other,
        _ => place,
    }
}

fn flow(insn: &Instruction) -> Flow {
    let direct = insn.op0_kind() == OpKind::NearBranch64;
    let width = if super::is_short(insn) { 1 } else { 4 };
    let dest =
        Dest { address: insn.near_branch_target(), field: insn.next_ip().wrapping_sub(width) };
    match insn.flow_control() {
        _ if insn.is_invalid() => Flow::Invalid,
        FlowControl::Next | FlowControl::Interrupt => Flow::Next,
        FlowControl::UnconditionalBranch if direct => Flow::Jump(dest),
        FlowControl::UnconditionalBranch | FlowControl::IndirectBranch => Flow::IndirectJump,
        FlowControl::ConditionalBranch => Flow::Branch(dest),
        FlowControl::Call if direct => Flow::Call(dest),
        // `syscall` and its kin come back to the next instruction.
        FlowControl::Call if is_system_call(insn) => Flow::Next,
        FlowControl::Call | FlowControl::IndirectCall => Flow::IndirectCall,
        FlowControl::Return => Flow::Return,
        // `xbegin` names its abort handler.
        FlowControl::XbeginXabortXend if direct => Flow::Branch(dest),
        FlowControl::XbeginXabortXend => Flow::Next,
        FlowControl::Exception if insn.mnemonic() == Mnemonic::Ud2 => Flow::Trap,
        // `ud1` marks a check of UBSAN, which the kernel may go on after.
        FlowControl::Exception => Flow::Next,
    }
}

fn is_system_call(insn: &Instruction) -> bool {
    matches!(
        insn.mnemonic(),
        Mnemonic::Syscall
            | Mnemonic::Sysenter
            | Mnemonic::Vmlaunch
            | Mnemonic::Vmresume
            | Mnemonic::Vmcall
            | Mnemonic::Vmmcall
            | Mnemonic::Vmgexit
            | Mnemonic::Tdcall
            | Mnemonic::Seamcall
            | Mnemonic::Vmrun
    )
}

/// True for what computes nothing: marks and no-ops, whatever operands they have.
fn is_idle(insn: &Instruction) -> bool {
    use Mnemonic as M;
    matches!(
        insn.mnemonic(),
        M::Nop
            | M::Endbr64
            | M::Endbr32
            | M::Pause
            | M::Prefetch
            | M::Prefetchw
            | M::Prefetcht0
            | M::Prefetcht1
            | M::Prefetcht2
            | M::Prefetchnta
    ) || insn.code() == Code::Xchg_r16_AX && insn.op0_register() == Register::AX
}

/// What it reads by its form only. The value does not count: `xor %eax,%eax`,
/// `sbb %eax,%eax`, `or $-1,%eax`. Scalar conversions keep the upper half of a vector
/// that nobody looks at. A push makes room on the stack (clang; GCC where it optimises
/// for size) more often than it passes an argument.
fn not_read(insn: &Instruction) -> RegisterSet {
    use Mnemonic as M;
    let op0 = insn.op0_register();
    let same = insn.op_count() >= 2
        && insn.op0_kind() == OpKind::Register
        && insn.op1_kind() == OpKind::Register;
    let ignored = match insn.mnemonic() {
        M::Xor
        | M::Sub
        | M::Sbb
        | M::Pxor
        | M::Xorps
        | M::Xorpd
        | M::Pcmpeqb
        | M::Pcmpeqw
        | M::Pcmpeqd
        | M::Pcmpeqq
        | M::Psubd
        | M::Psubq => same && op0 == insn.op1_register(),
        M::Vpxor | M::Vxorps | M::Vxorpd | M::Vpcmpeqd => {
            same && insn.op1_register() == insn.op2_register()
                && insn.op2_kind() == OpKind::Register
        }
        M::Or => is_constant(insn, u64::MAX),
        M::And => is_constant(insn, 0),
        M::Cvtsi2sd
        | M::Cvtsi2ss
        | M::Cvtss2sd
        | M::Cvtsd2ss
        | M::Sqrtsd
        | M::Sqrtss
        | M::Roundsd
        | M::Roundss
        | M::Rcpss
        | M::Rsqrtss => {
            return if same && op0 == insn.op1_register() {
                RegisterSet::default()
            } else {
                whole(op0)
            };
        }
        M::Bsf | M::Bsr => {
            let source = whole(insn.op1_register());
            return whole(op0).minus(if same { source } else { RegisterSet::default() });
        }
        // The subleaf counts for some leaves only, and is set for these.
        M::Cpuid => return whole(Register::RCX),
        M::Push | M::Movhlps => return whole(op0),
        _ => false,
    };
    let source = if insn.op_count() == 3 { insn.op1_register() } else { op0 };
    if ignored { whole(source) } else { RegisterSet::default() }
}

fn is_constant(insn: &Instruction, value: u64) -> bool {
    use OpKind as O;
    insn.op0_kind() == O::Register
        && matches!(
            insn.op1_kind(),
            O::Immediate8
                | O::Immediate8to32
                | O::Immediate8to64
                | O::Immediate32
                | O::Immediate32to64
        )
        && match insn.op0_register().size() {
            4 => insn.immediate(1) as u32 == value as u32,
            8 => insn.immediate(1) == value,
            _ => false,
        }
}

/// A pointer made of another: `mov`, `lea`, and changes by a number. Whatever moves
/// the stack pointer by pushing, popping or making room keeps it a pointer to the stack.
fn derives(insn: &Instruction) -> Option<(u8, u8)> {
    let register = |operand: u32| match insn.op_kind(operand) {
        OpKind::Register => general_number(insn.op_register(operand)),
        _ => None,
    };
    match insn.mnemonic() {
        Mnemonic::Mov if insn.op1_kind() == OpKind::Register => Some((register(0)?, register(1)?)),
        Mnemonic::Lea => Some((register(0)?, general_number(insn.memory_base())?)),
        Mnemonic::Add | Mnemonic::Sub | Mnemonic::And => {
            let to = register(0)?;
            let number = insn.op1_kind() != OpKind::Register && insn.op1_kind() != OpKind::Memory;
            (number || to == STACK_POINTER).then_some((to, to))
        }
        // `rsp` gets the frame pointer's value.
        Mnemonic::Leave => Some((STACK_POINTER, 5)),
        _ if insn.is_stack_instruction() => Some((STACK_POINTER, STACK_POINTER)),
        _ => None,
    }
}

fn place(insn: &Instruction, used: &UsedMemory, offsets: ConstantOffsets) -> Access {
    let segment = matches!(used.segment(), Register::FS | Register::GS);
    // Without a displacement of its own the access is implicit, as that of `push`.
    let own = used.displacement() == insn.memory_displacement64()
        && insn.memory_base() == used.base()
        || insn.is_ip_rel_memory_operand() && used.base() == Register::None;
    let field = match own && offsets.has_displacement() && offsets.displacement_size() >= 4 {
        true => insn.ip().wrapping_add(offsets.displacement_offset() as u64),
        false => 0,
    };
    match used.base() {
        Register::None if segment && used.index() == Register::None => Access::Segment,
        _ if segment => Access::Other,
        Register::None => Access::Fixed {
            address: used.displacement(),
            field,
            relative: insn.is_ip_rel_memory_operand(),
        },
        base => match general_number(base) {
            Some(base) => Access::Based { base, displacement: used.displacement(), field },
            None => Access::Other,
        },
    }
}

/// True if it does more than compute.
fn is_special(insn: &Instruction) -> bool {
    use Mnemonic as M;
    insn.has_lock_prefix()
        || insn.is_privileged()
        || is_system_call(insn)
        || insn.flow_control() == FlowControl::Interrupt
        || matches!(
            insn.mnemonic(),
            M::In
                | M::Out
                | M::Insb
                | M::Insw
                | M::Insd
                | M::Outsb
                | M::Outsw
                | M::Outsd
                | M::Cli
                | M::Sti
                | M::Popf
                | M::Popfq
                | M::Cpuid
                | M::Rdtsc
                | M::Rdtscp
                | M::Rdrand
                | M::Rdseed
                | M::Rdpmc
                | M::Lfence
                | M::Sfence
                | M::Mfence
                | M::Clflush
                | M::Clflushopt
                | M::Clwb
                | M::Stac
                | M::Clac
                | M::Ldmxcsr
                | M::Fldcw
                | M::Wrpkru
                | M::Rdpkru
                | M::Xgetbv
                | M::Xrstor
                | M::Fxrstor
                | M::Xbegin
                | M::Xend
                | M::Xabort
                | M::Monitor
                | M::Mwait
                | M::Wrfsbase
                | M::Wrgsbase
                | M::Serialize
        )
}
