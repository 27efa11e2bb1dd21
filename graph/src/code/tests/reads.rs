//! Which registers are read while they hold what they held at the start.

use super::{Callee, body, x86_64};
use crate::code::RegisterSet;

/// Code and the caller-saved registers that it reads before it writes them.
#[rustfmt::skip]
const CASES: &[(&str, &[u8], &str)] = &[
    ("xor %ecx,%ecx; ret", b"\x31\xc9\xc3", ""),
    ("sbb %ecx,%ecx; ret", b"\x19\xc9\xc3", ""),
    ("pcmpeqd %xmm5,%xmm5; ret", b"\x66\x0f\x76\xed\xc3", ""),
    ("vpxor %xmm6,%xmm6,%xmm5; ret", b"\xc5\xc9\xef\xee\xc3", ""),
    ("xor %ecx,%esi; ret", b"\x31\xce\xc3", "rcx rsi"),
    ("or $-1,%ecx; ret", b"\x83\xc9\xff\xc3", ""),
    ("and $0,%ecx; ret", b"\x83\xe1\x00\xc3", ""),
    ("or $1,%ecx; ret", b"\x83\xc9\x01\xc3", "rcx"),
    ("cmove %esi,%edi; ret", b"\x0f\x44\xfe\xc3", "rsi rdi"),
    ("setne %cl; movzbl %cl,%esi; ret", b"\x0f\x95\xc1\x0f\xb6\xf1\xc3", ""),
    ("mov %cl,%al; ret", b"\x88\xc8\xc3", "rcx"),
    ("mov %ch,%al; ret", b"\x88\xe8\xc3", "rcx"),
    ("push %rsi; pop %rcx; ret", b"\x56\x59\xc3", ""),
    ("mov %rsi,(%rsp); ret", b"\x48\x89\x34\x24\xc3", "rsi"),
    ("cvtsi2sd %edi,%xmm5; ret", b"\xf2\x0f\x2a\xef\xc3", "rdi"),
    ("addsd %xmm3,%xmm2; ret", b"\xf2\x0f\x58\xd3\xc3", "xmm2 xmm3"),
    ("movsd %xmm4,(%rsp); ret", b"\xf2\x0f\x11\x24\x24\xc3", "xmm4"),
    ("endbr64; nopw 0(%rsi,%rcx); xchg %ax,%ax; prefetcht0 (%rdi); ret", b"\xf3\x0f\x1e\xfa\x66\x0f\x1f\x04\x0e\x66\x90\x0f\x18\x0f\xc3", ""),
    ("bsf %esi,%ecx; ret", b"\x0f\xbc\xce\xc3", "rsi"),
    ("mul %rsi; ret", b"\x48\xf7\xe6\xc3", "rax rsi"),
    ("cpuid; ret", b"\x0f\xa2\xc3", "rax"),
    ("movl $1,(%rsi,%rcx,4); ret", b"\xc7\x04\x8e\x01\x00\x00\x00\xc3", "rcx rsi"),
    ("lea 1(%rcx),%ecx; mov %ecx,%eax; ret", b"\x8d\x49\x01\x89\xc8\xc3", "rcx"),
    ("jne 1f; mov $1,%ecx; 1: mov %ecx,%eax; ret", b"\x75\x05\xb9\x01\x00\x00\x00\x89\xc8\xc3", "rcx"),
    ("jne 1f; mov $1,%ecx; jmp 2f; 1: mov $2,%ecx; 2: mov %ecx,%eax; ret", b"\x75\x07\xb9\x01\x00\x00\x00\xeb\x05\xb9\x02\x00\x00\x00\x89\xc8\xc3", ""),
    ("1: dec %ecx; jne 1b; ret", b"\xff\xc9\x75\xfc\xc3", "rcx"),
    ("call plain; mov %esi,%eax; ret", b"\xe8\xfb\x0f\x00\x00\x89\xf0\xc3", ""),
    ("call taker; ret", b"\xe8\xfb\x1f\x00\x00\xc3", "rdi"),
    ("jmp taker", b"\xe9\xfb\x1f\x00\x00", "rdi"),
    ("jmp plain", b"\xe9\xfb\x0f\x00\x00", ""),
    ("mov $1,%edi; jmp taker", b"\xbf\x01\x00\x00\x00\xe9\xf6\x1f\x00\x00", ""),
    ("call *%r11; ret", b"\x41\xff\xd3\xc3", "r11"),
    ("call tracer; mov %esi,%eax; ret", b"\xe8\xfb\x4f\x00\x00\x89\xf0\xc3", "rsi"),
    ("mov %esi,%eax; ret; mov %ecx,%eax; ret", b"\x89\xf0\xc3\x89\xc8\xc3", "rsi"),
];

#[test]
fn registers_are_read_before_they_are_written() {
    let convention = x86_64().convention();
    let callee_reads = |callee| match callee {
        Callee::Taker => (convention.number)(convention.argument_order[0]),
        Callee::Plain | Callee::Never | Callee::Itself => RegisterSet::default(),
    };
    for (text, code, expected) in CASES {
        let reads = body(code, 0).reads_before_writes(0, convention.caller_saved, callee_reads);
        let all = reads.iter().fold(RegisterSet::default(), |all, read| all.union(read.registers));
        assert_eq!((convention.names)(all).join(" "), *expected, "{text}");
    }
}

#[test]
fn only_what_is_kept_is_looked_at() {
    let convention = x86_64().convention();
    let kept = convention.caller_saved.minus(convention.results);
    // mov %eax,%ecx; mov %rdx,%rsi; ret
    let body = body(b"\x89\xc1\x48\x89\xd6\xc3", 0);
    assert!(body.reads_before_writes(0, kept, |_| RegisterSet::default()).is_empty());
    assert_eq!((convention.names)(body.touches()), ["rcx", "rsp", "rsi"]);
}
