//# title: functions dropped by --gc-sections
//# shows: the DIEs of dropped functions stay, with a tombstone (0, 1 or -1) for an address: they are no hosts, and their ranges must not shadow real code
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g -ffunction-sections
//# link[gcc-12]: -static -Wl,-e,kept -Wl,--gc-sections
//# link[gcc-14]: -static -Wl,-e,kept -Wl,--gc-sections
//# link[clang-19]: -static -fuse-ld=lld -Wl,-e,kept -Wl,--gc-sections
//# lacks-symbol: dropped
//# has-dwarf: \bdropped
//# seed: leaf
//# seed: dropped
//# expect: leaf: kept
//# expect: dropped:
volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3 + sink; }

int dropped(int x) { return leaf(x) + 1; }

int dropped_too(int x) { return x ? leaf(x) : dropped(x); }

int kept(int x) { return leaf(x) - 1; }
