//# title: a fat LTO object
//# shows: -ffat-lto-objects: machine code with .debug_info, and the early debug once more in .gnu.debuglto_.debug_info, which must not be read as a second set of functions
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -flto -ffat-lto-objects
//# post: objcopy -w -R '.gnu.lto_.decls*' -R '.gnu.lto_.symbol_nodes*' -R '.gnu.lto_[!.]*' $OUT
//# has-section: \.gnu\.debuglto_\.debug_info
//# has-section: \.gnu\.lto_
//# seed: leaf
//# expect: leaf: outer sibling
int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }

int sibling(int x) { return leaf(x) - 1; }
