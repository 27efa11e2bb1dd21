//# title: a slim LTO object
//# shows: compiled by GCC with -flto and not linked yet: ELF without machine code, its DWARF in .gnu.debuglto_ sections; the answer is "link it first", never "not inlined"
//# compiler: gcc-14
//# flags: -O2 -g -flto
//# post: objcopy -w -R '.gnu.lto_.decls*' -R '.gnu.lto_.symbol_nodes*' -R '.gnu.lto_[!.]*' $OUT
//# has-section: \.gnu\.debuglto_\.debug_info
//# lacks-symbol: T outer
//# seed: leaf
//# says: leaf: LTO
int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }
