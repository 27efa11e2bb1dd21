//! What code does to memory.

use super::{START, body, x86_64};
use crate::code::{Access, Step};

/// Distance from the start of the first instruction that writes memory, of the first that
/// reads some, of the first indirect transfer; whether it can loop.
type Effects = (Option<u64>, Option<u64>, Option<u64>, bool);

#[rustfmt::skip]
const CASES: &[(&str, &[u8], Effects)] = &[
    ("mov %edi,%eax; ret", b"\x89\xf8\xc3", (None, None, None, false)),
    ("push %rbp; mov %rsp,%rbp; mov %rdi,-8(%rbp); mov -8(%rbp),%rax; leave; ret", b"\x55\x48\x89\xe5\x48\x89\x7d\xf8\x48\x8b\x45\xf8\xc9\xc3", (None, None, None, false)),
    ("sub $24,%rsp; lea 8(%rsp),%rdi; movl $0,(%rdi); add $24,%rsp; ret", b"\x48\x83\xec\x18\x48\x8d\x7c\x24\x08\xc7\x07\x00\x00\x00\x00\x48\x83\xc4\x18\xc3", (None, None, None, false)),
    ("push %rbp; mov %rsp,%rbp; and $-32,%rsp; mov %rdi,8(%rsp); leave; ret", b"\x55\x48\x89\xe5\x48\x83\xe4\xe0\x48\x89\x7c\x24\x08\xc9\xc3", (None, None, None, false)),
    ("mov %rdi,(%rsi); ret", b"\x48\x89\x3e\xc3", (Some(0x0), None, None, false)),
    ("mov (%rdi),%rax; ret", b"\x48\x8b\x07\xc3", (None, Some(0x0), None, false)),
    ("incl (%rdi); ret", b"\xff\x07\xc3", (Some(0x0), Some(0x0), None, false)),
    ("push %rbp; mov %rsp,%rbp; pop %rbp; mov %eax,(%rbp); ret", b"\x55\x48\x89\xe5\x5d\x89\x45\x00\xc3", (Some(0x5), None, None, false)),
    ("lea -8(%rsp),%rdi; call plain; mov %eax,(%rdi); ret", b"\x48\x8d\x7c\x24\xf8\xe8\xf6\x0f\x00\x00\x89\x07\xc3", (Some(0xa), None, None, false)),
    ("push %rbx; sub $16,%rsp; mov %rsp,%rbx; call plain; mov %eax,(%rbx); add $16,%rsp; pop %rbx; ret", b"\x53\x48\x83\xec\x10\x48\x89\xe3\xe8\xf3\x0f\x00\x00\x89\x03\x48\x83\xc4\x10\x5b\xc3", (None, None, None, false)),
    ("lea -8(%rsp),%rax; test %esi,%esi; cmove %rdi,%rax; movl $1,(%rax); ret", b"\x48\x8d\x44\x24\xf8\x85\xf6\x48\x0f\x44\xc7\xc7\x00\x01\x00\x00\x00\xc3", (Some(0xb), None, None, false)),
    ("lea -8(%rsp),%rax; je 1f; mov %rdi,%rax; 1: movl $1,(%rax); ret", b"\x48\x8d\x44\x24\xf8\x74\x03\x48\x89\xf8\xc7\x00\x01\x00\x00\x00\xc3", (Some(0xa), None, None, false)),
    ("mov %rdi,-8(%rsp); mov -8(%rsp),%rax; mov %ecx,(%rax); ret", b"\x48\x89\x7c\x24\xf8\x48\x8b\x44\x24\xf8\x89\x08\xc3", (Some(0xa), None, None, false)),
    ("lea -64(%rsp,%rdi,8),%rax; mov %ecx,(%rax); ret", b"\x48\x8d\x44\xfc\xc0\x89\x08\xc3", (None, None, None, false)),
    ("mov %gs:0x28,%rax; ret", b"\x65\x48\x8b\x04\x25\x28\x00\x00\x00\xc3", (None, None, None, false)),
    ("mov %rax,%gs:0x10; ret", b"\x65\x48\x89\x04\x25\x10\x00\x00\x00\xc3", (Some(0x0), None, None, false)),
    ("lock incl -8(%rsp); ret", b"\xf0\xff\x44\x24\xf8\xc3", (Some(0x0), None, None, false)),
    ("rdtsc; ret", b"\x0f\x31\xc3", (Some(0x0), None, None, false)),
    ("in (%dx),%al; ret", b"\xec\xc3", (Some(0x0), None, None, false)),
    ("syscall; ret", b"\x0f\x05\xc3", (Some(0x0), None, None, false)),
    ("rep stosb; ret", b"\xf3\xaa\xc3", (Some(0x0), None, None, false)),
    ("lea -64(%rsp),%rdi; rep stosb; ret", b"\x48\x8d\x7c\x24\xc0\xf3\xaa\xc3", (None, None, None, false)),
    ("rep movsb; ret", b"\xf3\xa4\xc3", (Some(0x0), Some(0x0), None, false)),
    ("call *%rax; ret", b"\xff\xd0\xc3", (None, None, Some(0x0), false)),
    ("call *(%rdi); ret", b"\xff\x17\xc3", (None, None, Some(0x0), false)),
    ("jmp *%rax", b"\xff\xe0", (None, None, Some(0x0), false)),
    ("1: dec %edi; jne 1b; ret", b"\xff\xcf\x75\xfc\xc3", (None, None, None, true)),
    ("call s; ret", b"\xe8\xfb\xff\xff\xff\xc3", (None, None, None, false)),
    ("ret; mov %rdi,(%rsi); ret", b"\xc3\x48\x89\x3e\xc3", (None, None, None, false)),
    ("ud2; mov %rdi,(%rsi)", b"\x0f\x0b\x48\x89\x3e", (None, None, None, false)),
    ("xchg %rsp,%rdi; mov %rax,8(%rsp); xchg %rsp,%rdi; ret", b"\x48\x87\xe7\x48\x89\x44\x24\x08\x48\x87\xe7\xc3", (Some(0x3), Some(0xb), None, false)),
    (".byte 6", b"\x06", (Some(0x0), None, Some(0x0), false)),
    ("mov 0x1000(%rip),%rax; ret", b"\x48\x8b\x05\x00\x10\x00\x00\xc3", (None, Some(0x0), None, false)),
    ("movups %xmm0,(%rsi); ret", b"\x0f\x11\x06\xc3", (Some(0x0), None, None, false)),
    ("movups %xmm0,-24(%rsp); ret", b"\x0f\x11\x44\x24\xe8\xc3", (None, None, None, false)),
];

#[test]
fn own_stack_is_no_effect() {
    for (text, code, expected) in CASES {
        assert_eq!(effects(code, |_, _| false, &[]), *expected, "{text}");
    }
}

#[test]
fn constants_are_not_read() {
    // mov 0x1000(%rip),%rax; ret
    let code = b"\x48\x8b\x05\x00\x10\x00\x00\xc3";
    let constant = START + 7 + 0x1000;
    let known = |_: &Step, access| matches!(access, Access::Fixed { address, relative: true, .. } if address == constant);
    assert_eq!(effects(code, known, &[]), (None, None, None, false));
    assert_eq!(effects(code, |_, _| false, &[]).1, Some(0));
}

#[test]
fn only_variables_are_surely_stored_to() {
    let is_variable = |_: &Step, access| matches!(access, Access::Fixed { .. } | Access::Segment);
    let stores = |code: &[u8]| {
        let found = body(code, 0).effects(x86_64().convention(), |_, _| false, is_variable);
        found.stores.map(|at| at - START)
    };
    // push %rbx; mov %rax,0x1000(%rip); pop %rbx; ret
    assert_eq!(stores(b"\x53\x48\x89\x05\x00\x10\x00\x00\x5b\xc3"), Some(1));
    // mov %rax,%gs:0x10; ret
    assert_eq!(stores(b"\x65\x48\x89\x04\x25\x10\x00\x00\x00\xc3"), Some(0));
    // mov %rdi,(%rsi); ret: perhaps a result that the caller made room for.
    assert_eq!(stores(b"\x48\x89\x3e\xc3"), None);
    // mov 0x1000(%rip),%rax; ret
    assert_eq!(stores(b"\x48\x8b\x05\x00\x10\x00\x00\xc3"), None);
}

#[test]
fn the_jump_of_a_switch_is_not_indirect() {
    // jmp *0x500000(,%rax,8); ret
    let code = b"\xff\x24\xc5\x00\x00\x50\x00\xc3";
    assert_eq!(effects(code, |_, _| false, &[]).2, Some(0));
    assert_eq!(effects(code, |_, _| false, &[(START, START + 7)]).2, None);
    // jmp *%rax; mov %rdi,(%rsi): reached, as the table may be read in part only.
    let code = b"\xff\xe0\x48\x89\x3e\xc3";
    let found = effects(code, |_, _| false, &[]);
    assert_eq!((found.0, found.2), (Some(2), Some(0)));
}

fn effects(
    code: &[u8],
    is_constant: impl Fn(&Step, Access) -> bool,
    ways: &[(u64, u64)],
) -> Effects {
    let mut body = body(code, 0);
    body.add_ways(ways.iter().copied());
    let found = body.effects(x86_64().convention(), is_constant, |_, _| false);
    let offset = |at: Option<u64>| at.map(|at| at - START);
    (offset(found.writes), offset(found.reads), offset(found.indirect), found.loops)
}
