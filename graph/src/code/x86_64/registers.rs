//! The registers of x86-64 and the calling convention of its System V psABI.
//! A bit for each general register, then one for each of xmm0-15. Left out: flags, x87, mask registers and zmm16-31, which compilers here do
//! not keep over calls.

use iced_x86::Register;

use super::super::step::RegisterSet;
use super::super::{CallingConvention, Name};

const GENERAL: [Name; 16] = [
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15",
];
const VECTOR: [Name; 16] = [
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
    "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",
];

const ARGUMENTS: &[u8] = &[7, 6, 2, 1, 8, 9];

/// Number of the stack pointer.
pub(super) const STACK_POINTER: u8 = 4;

/// System V psABI for x86-64, section 3.2.
pub(in super::super) static CONVENTION: CallingConvention = CallingConvention {
    caller_saved: RegisterSet(general(&[0, 1, 2, 6, 7, 8, 9, 10, 11]) | vectors(16)),
    results: RegisterSet(general(&[0, 2]) | vectors(2)),
    arguments: RegisterSet(general(ARGUMENTS) | vectors(8)),
    argument_order: ARGUMENTS,
    stack_pointer: STACK_POINTER,
    names,
    number,
};

const fn general(numbers: &[u8]) -> u32 {
    let mut set = 0;
    let mut at = 0;
    while at < numbers.len() {
        set |= 1 << numbers[at];
        at += 1;
    }
    set
}

const fn vectors(count: u8) -> u32 {
    ((1 << count) - 1) << 16
}

/// The full names of a set's registers, in the order of numbers.
fn names(set: RegisterSet) -> Vec<Name> {
    let all = GENERAL.iter().chain(&VECTOR).enumerate();
    all.filter(|(at, _)| set.0 >> at & 1 != 0).map(|(_, name)| *name).collect()
}

/// The general register of a number.
fn number(number: u8) -> RegisterSet {
    RegisterSet(general(&[number & 15]))
}

/// Number of a general register of 64 bits.
pub(super) fn general_number(register: Register) -> Option<u8> {
    register.is_gpr64().then(|| register.number() as u8)
}

/// The register that a register is, or is a part of. Writing a part counts as writing
/// all: GCC goes on with `sete %cl; and %edi,%ecx`, and looks at the low byte alone.
pub(super) fn whole(register: Register) -> RegisterSet {
    let number = register.full_register().number() as u32 & 15;
    RegisterSet(match register {
        _ if register.is_gpr() => 1 << number,
        _ if register.is_vector_register() && register.number() < 16 => 1 << (16 + number),
        _ => 0,
    })
}
