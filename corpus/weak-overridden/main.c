//# title: a weak definition overridden
//# shows: both bodies of `hook` are in .text and both have a DIE with an address, but the only symbol names the strong one; the weak body is dead code without a symbol
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c other.c
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: T hook$
//# lacks-symbol: W hook
//# has-dwarf: hook[\s\S]*hook
//# seed: hook@other.c
//# seed: leaf
//# expect: hook@other.c: hook
//# expect: leaf: enter
volatile int sink;

__attribute__((weak)) int hook(int x) { sink = 77; return x * 5; }

static inline int leaf(int x) { sink = x; return x * 3; }

int enter(int x) { return hook(leaf(x)) + 1; }
