//# title: a thread-local variable in an object file
//# shows: its location in .debug_info has a relocation of its own kind (R_X86_64_DTPOFF64): no address, and no reason to give up
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# seed: leaf
//# expect: leaf: outer
__thread int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }
