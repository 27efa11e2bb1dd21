//# title: big-endian ELF64 (powerpc64)
//# shows: every number of ELF and DWARF in the other byte order, RELA relocations of another machine; no instruction decoder: rules 1 and 2 hold, callers by machine code are unknown
//# compiler: clang-19
//# flags: --target=powerpc64-linux-gnu -mabi=elfv2 -O2 -g
//# seed: leaf
//# seed: outer
//# says: outer: not decoded
//# hosts: leaf: outer sibling
//# hosts: outer: outer
int state;

static inline int leaf(int x) { return x * 3 + state; }

static inline int middle(int x) { state++; return leaf(x) ^ 5; }

__attribute__((noinline)) int outer(int x) { return middle(x) + 1; }

int sibling(int x) { return leaf(x) - 1; }

int caller(int x) { return outer(x) + 2; }
