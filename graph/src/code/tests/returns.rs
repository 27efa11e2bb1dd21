//! Whether control comes back from code.

use super::{Callee, START, body};
use crate::code::Body;

/// Code and whether it returns.
#[rustfmt::skip]
const CASES: &[(&str, &[u8], bool)] = &[
    ("ret", b"\xc3", true),
    ("endbr64; call tracer; ret", b"\xf3\x0f\x1e\xfa\xe8\xf7\x4f\x00\x00\xc3", true),
    ("1: jmp 1b", b"\xeb\xfe", false),
    ("1: jmp 1b; int3; int3", b"\xeb\xfe\xcc\xcc", false),
    ("call never", b"\xe8\xfb\x2f\x00\x00", false),
    ("call never; ret", b"\xe8\xfb\x2f\x00\x00\xc3", false),
    ("call plain; ret", b"\xe8\xfb\x0f\x00\x00\xc3", true),
    ("call plain", b"\xe8\xfb\x0f\x00\x00", false),
    ("jmp plain", b"\xe9\xfb\x0f\x00\x00", true),
    ("jmp never", b"\xe9\xfb\x2f\x00\x00", false),
    ("jmp thunk", b"\xe9\xfb\x3f\x00\x00", true),
    ("jmp *%rax", b"\xff\xe0", true),
    ("call *%rax; 1: jmp 1b", b"\xff\xd0\xeb\xfe", false),
    ("je never; ret", b"\x0f\x84\xfa\x2f\x00\x00\xc3", true),
    ("je plain; ud2", b"\x0f\x84\xfa\x0f\x00\x00\x0f\x0b", true),
    ("je never; ud2", b"\x0f\x84\xfa\x2f\x00\x00\x0f\x0b", false),
    ("ud2; ret", b"\x0f\x0b\xc3", false),
    ("nop; nop; ud2; ret", b"\x90\x90\x0f\x0b\xc3", false),
    ("nop", b"\x90", true),
    (".byte 6", b"\x06", true),
    ("je 1f; call never; 1: ret", b"\x74\x05\xe8\xf9\x2f\x00\x00\xc3", true),
    ("je 1f; ret; 1: call never", b"\x74\x01\xc3\xe8\xf8\x2f\x00\x00", true),
    ("jmp 1f+1; 1: mov $1,%eax", b"\xeb\x01\xb8\x01\x00\x00\x00", true),
    ("call s; ret", b"\xe8\xfb\xff\xff\xff\xc3", false),
    ("je 1f; call s; 1: ret", b"\x74\x05\xe8\xf9\xff\xff\xff\xc3", true),
    ("int3; int3; ret", b"\xcc\xcc\xc3", true),
    ("hlt; 1: jmp 1b", b"\xf4\xeb\xfe", false),
    ("xbegin 1f; 2: jmp 2b; 1: ret", b"\xc7\xf8\x02\x00\x00\x00\xeb\xfe\xc3", true),
    ("syscall; ret", b"\x0f\x05\xc3", true),
    ("nop; nop; nop; nop; nop; 1: jmp 1b; ret", b"\x90\x90\x90\x90\x90\xeb\xfe\xc3", false),
];

#[test]
fn control_comes_back_by_a_way_without_dead_ends() {
    for (text, code, expected) in CASES {
        assert_eq!(comes_back(&body(code, 0)), *expected, "{text}");
    }
}

#[test]
fn a_warning_goes_on() {
    // ud2; ret
    assert!(comes_back(&body(b"\x0f\x0b\xc3", START)));
    // nop; ud2; ret
    assert!(!comes_back(&body(b"\x90\x0f\x0b\xc3", START)));
}

#[test]
fn ways_of_tables_lead_on() {
    // 1: jmp 1b; ret
    let mut code = body(b"\xeb\xfe\xc3", 0);
    assert!(!comes_back(&code));
    // Neither leads from an instruction to an instruction.
    code.add_ways([(START + 1, START + 2), (START, START + 3)]);
    assert!(!comes_back(&code));
    code.add_ways([(START, START + 2)]);
    assert!(comes_back(&code));
}

/// Walks the gates, in the plainest way.
fn comes_back(body: &Body<Callee>) -> bool {
    let skeleton = body.skeleton().expect("an entry");
    let returns = |callee| !matches!(callee, Callee::Never | Callee::Itself);
    let mut seen = vec![false; skeleton.gates.len()];
    let mut open = vec![skeleton.entry];
    while let Some(at) = open.pop() {
        let gate = skeleton.gates[at as usize];
        if gate.leaves || gate.tail.is_some_and(returns) {
            return true;
        }
        let passes = gate.call.is_none_or(returns);
        if !std::mem::replace(&mut seen[at as usize], true) && passes {
            open.extend(skeleton.successors(at));
        }
    }
    false
}
