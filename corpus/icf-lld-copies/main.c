//# title: copies in a function that lld folded
//# shows: --icf=all keeps `first` for `second`; `twig` is inlined into `second` only, whose DIE has a tombstone for an address, and so has the inlined instance: it is code of `first` all the same
//# compiler: clang-19
//# flags: -O2 -g -ffunction-sections
//# link: -static -fuse-ld=lld -Wl,--icf=all -Wl,-e,user
//# has-symbol: ([0-9a-f]+) T first\n(.*\n)*\1 T second
//# seed: leaf
//# seed: twig
//# seed: bud
//# expect: leaf: first
//# expect: twig: first
//# expect: bud: first
//# collateral: leaf: second
//# collateral: twig: second
volatile int sink;

static inline int leaf(int x) { return x * 7 + sink; }

static inline int bud(int x) { return x * 7; }

static inline int twig(int x) { return bud(x) + sink; }

__attribute__((noinline)) int first(int x) { return leaf(x) * 2; }

__attribute__((noinline)) int second(int x) { return twig(x) * 2; }

void user(int x) { sink = first(x) + second(x + 1); }
