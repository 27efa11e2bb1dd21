//# title: minimal debug information (-g1)
//# shows: no types, parameters or variables; functions and copies are still there
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g1
//# link: -static -Wl,-e,outer
//# has-dwarf: DW_TAG_inlined_subroutine
//# lacks-dwarf: DW_TAG_formal_parameter
//# seed: leaf
//# expect: leaf: outer sibling
int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }

int sibling(int x) { return leaf(x) - 1; }
