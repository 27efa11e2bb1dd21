//# title: always_inline without optimisation
//# shows: at -O0 only always_inline functions are copied; every other function is out of line
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O0 -g
//# link: -static -Wl,-e,outer
//# has-dwarf: DW_TAG_inlined_subroutine
//# seed: leaf
//# seed: plain
//# expect: leaf: outer
//# expect: plain: plain
int state;

static inline __attribute__((always_inline)) int leaf(int x) { return x * 3 + state; }

static int plain(int x) { return x + state; }

int outer(int x) { return leaf(x) + plain(x); }
