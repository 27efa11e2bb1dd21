//# title: partial units by dwz
//# shows: dwz moves DIEs that several units share into DW_TAG_partial_unit, imported by DW_TAG_imported_unit: abstract origins and types leave their unit
//# compiler: gcc-12 gcc-14
//# sources: main.c second.c third.c
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# post: dwz $OUT
//# has-dwarf: DW_TAG_partial_unit
//# has-dwarf: DW_TAG_imported_unit
//# seed: fast
//# expect: fast: first second third
#include "header.h"

volatile int sink;

int first(struct device *d) { return fast(d) + 1; }
