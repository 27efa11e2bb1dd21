//# title: one unit without debug information
//# shows: other.c was compiled without -g and holds a copy of `leaf` that nothing names: `silent` must be reported as unknown, never as "not inlined"
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c other.c
//# flags: -O2
//# flags[main.c]: -g
//# link: -static -Wl,-e,outer
//# has-symbol: T silent$
//# lacks-dwarf: other\.c
//# seed: leaf
//# says: leaf: without DWARF
//# expect: leaf: outer
#include "leaf.h"

int state;

int outer(int x) { return leaf(x) + 1; }
