//# title: inlined instances without code
//# shows: GCC leaves DW_TAG_inlined_subroutine without a range (only DW_AT_entry_pc, or low_pc = high_pc) when the copy's instructions merged into its host's: a real copy, found by DIE nesting only
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,outer
//# has-dwarf: DW_TAG_inlined_subroutine.*\n.*\n.*DW_AT_entry_pc.*\n.*\n.*DW_AT_low_pc.*\n.*DW_AT_high_pc.*[ x]0$
//# seed: limit
//# expect: limit: outer
int state;

static inline int limit(int x) { int bound = x + 4; return bound * 2; }

int outer(int x) { return limit(x) + state; }
