//# title: DWARF 4 and 5 in one file
//# shows: main.c has version 5, other.c version 4: call sites, ranges and file tables (which count from 0 or from 1) differ by unit
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c other.c
//# flags: -O2
//# flags[main.c]: -gdwarf-5
//# flags[other.c]: -gdwarf-4
//# link: -static -Wl,-e,outer
//# has-dwarf: Version: +5[\s\S]*Version: +4
//# seed: leaf
//# expect: leaf: outer sibling
#include "leaf.h"

int state;

int outer(int x) { return leaf(x) + 1; }
