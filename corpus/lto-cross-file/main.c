//# title: inlining across files under GCC LTO
//# shows: the code lies in an <artificial> unit, name, file and line in the early-debug unit of another file (DW_FORM_ref_addr); no DIE carries DW_AT_inline
//# compiler: gcc-12 gcc-13 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto
//# link: -static -Wl,-e,first
//# lacks-symbol: shared
//# lacks-dwarf: DW_AT_inline
//# has-dwarf: GNU GIMPLE
//# has-dwarf: DW_TAG_inlined_subroutine
//# seed: shared
//# expect: shared: first second
volatile int sink;

int shared(int x);

__attribute__((used)) int first(int x) { return shared(x) + 1; }
