//# title: compact relocations
//# shows: -Wa,--crel writes SHT_CREL sections instead of SHT_RELA: unread, every address in DWARF would be 0 and every function lost; the error has to say so
//# compiler: clang-19
//# flags: -O2 -g -Wa,--crel,--allow-experimental-crel
//# has-section: \.crel\.debug_info
//# seed: leaf
//# says: leaf: SHT_CREL
int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }
