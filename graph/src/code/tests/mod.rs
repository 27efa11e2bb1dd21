//! The rules of single instructions, on bytes that GNU as made of the text beside them.
//!
//! Code begins at [`START`]. The functions `plain`, `taker`, `never`, `thunk` and `tracer`
//! lie 0x1000 bytes apart behind it: one that reads no argument, one that reads its first,
//! one that does not return, the return thunk, and the tracer's hook. `s` is the code itself.

mod effects;
mod operands;
mod reads;
mod returns;
mod scan;

use super::{Arch, Body, EM_X86_64, Meaning, arch};

const START: u64 = 0x40_0000;

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Callee {
    Plain,
    Taker,
    Never,
    Itself,
}

fn x86_64() -> &'static dyn Arch {
    arch(EM_X86_64).expect("a decoder")
}

/// Control flow of code; the handler of a trap at the address `warning` goes on.
fn body(code: &[u8], warning: u64) -> Body<Callee> {
    let mut steps = Vec::new();
    x86_64().steps(code, START, &mut steps);
    let end = START + code.len() as u64;
    let meaning = |dest: super::Dest, call: bool| match dest.address - START {
        0 if call => Meaning::Function(Callee::Itself),
        _ if (START..end).contains(&dest.address) => Meaning::Inside(dest.address),
        0x1000 => Meaning::Function(Callee::Plain),
        0x2000 => Meaning::Function(Callee::Taker),
        0x3000 => Meaning::Function(Callee::Never),
        0x4000 => Meaning::Return,
        0x5000 => Meaning::Nothing,
        other => panic!("a transfer to {other:#x}"),
    };
    Body::new(steps, START, meaning, |trap| trap == warning)
}
