//# title: split DWARF
//# shows: -gsplit-dwarf leaves a skeleton unit in the binary and the DIEs in a .dwo file: without it every function is unknown, not "not inlined"
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g -gsplit-dwarf
//# link: -static -Wl,-e,outer
//# has-dwarf: DW_TAG_skeleton_unit|DW_AT_(GNU_)?dwo_name
//# seed: leaf
//# says: leaf: .dwo
int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }

int sibling(int x) { return leaf(x) - 1; }
