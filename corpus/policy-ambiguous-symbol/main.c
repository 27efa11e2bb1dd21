//# title: one name, several symbols, in the kernel
//# shows: klp_find_object_symbol counts all symbols of a name by address, data too: the `probe` of main.c is first in the symbol table and second by address, the variable of data.c stands behind both
//# compiler: gcc-12 gcc-14
//# sources: main.c data.c other.c
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -static -Wl,-T,vmlinux.lds -Wl,--no-warn-rwx-segments
//# has-symbol: t probe\n(.*\n)*.* t probe\n
//# has-symbol: d probe$
//# seed: probe@main.c
//# seed: probe@other.c
//# seed: first
//# expect: probe@main.c: probe#1
//# expect: probe@other.c: probe#2
//# findings: probe@main.c: probe#1=ambiguous-symbol
//# findings: probe@other.c: probe#2=ambiguous-symbol
//# findings: first: first=
//# verdict: probe@main.c: probe#1=with-conditions *=with-conditions
//# verdict: first: first=feasible
//# external: first: first=local:probe@2,global:sink
__attribute__((section(".rodata"), used)) const char linux_banner[] = "Linux version 6.12.0 (corpus)";
asm(".text\n.globl __fentry__\n.type __fentry__, @function\n__fentry__:\n\tret\n.size __fentry__, 1\n");

volatile int sink;

static __attribute__((noipa, section(".text.late"))) int probe(int x) { return x * sink; }

int first(int x) { return probe(x) + sink; }
