//# title: two-level inlining
//# shows: a copy of a copy: `leaf` reaches `outer` only through `middle`, and has no out-of-line code
//# compiler: gcc-12 gcc-13 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,outer
//# lacks-symbol: leaf|middle
//# has-dwarf: DW_TAG_inlined_subroutine
//# seed: leaf
//# seed: middle
//# expect: leaf: outer sibling
//# expect: middle: outer
//# bound: leaf: outer sibling
int state;

static inline int leaf(int x) { return x * 3 + state; }

static inline int middle(int x) { state++; return leaf(x) ^ 5; }

int outer(int x) { return middle(x) + 1; }

int sibling(int x) { return leaf(x) - 1; }
