//# title: an assembly unit with DWARF
//# shows: `as -g` writes a unit with a DW_TAG_subprogram of its own for `copy_word`: a name and addresses, no declaration file or line
//# compiler: gcc-12 gcc-14
//# sources: main.c copy.S
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-dwarf: GNU AS
//# has-symbol: T copy_word$
//# seed: copy_word
//# seed: leaf
//# expect: copy_word: copy_word
//# expect: leaf: enter
volatile int sink;

void copy_word(int *to, const int *from);

static inline int leaf(int x) { sink = x; return x * 3; }

int enter(int *p) { copy_word(p, p + 1); return leaf(*p); }
