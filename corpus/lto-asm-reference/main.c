//# title: a static that only assembly names, under LTO
//# shows: top-level assembly puts `setup` into a table (the kernel's initcalls); in a partitioned LTO link the table finds neither static, so `setup` is undefined beside two local `setup`: an undefined symbol in a -r file is no error, and a name alone tells nothing
//# compiler: gcc-13 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto=1 -flto-partition=max
//# link: -r -flinker-output=nolto-rel
//# has-symbol: U setup$
//# has-symbol: t setup\n[\s\S]*t setup$
//# seed: setup@main.c
//# seed: setup@other.c
//# expect: setup@main.c: setup#2
//# expect: setup@other.c: setup#1
volatile int sink;

static __attribute__((used)) int setup(void) { sink = 1; return sink; }

asm(".pushsection .initcall6.init, \"a\"\n\t.long setup - .\n.popsection\n");

__attribute__((used)) int first(int x) { return x + sink; }
