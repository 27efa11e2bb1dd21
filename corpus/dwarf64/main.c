//# title: 64-bit DWARF
//# shows: -gdwarf64: every offset of DWARF has 8 bytes
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g -gdwarf64
//# link: -static -Wl,-e,outer
//# has-dwarf: Length: .*\(64-bit\)
//# seed: leaf
//# expect: leaf: outer sibling
int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }

int sibling(int x) { return leaf(x) - 1; }
