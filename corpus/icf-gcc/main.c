//# title: identical code folding by GCC
//# shows: GCC's -fipa-icf leaves one body with two names: `second` is an alias symbol of `first`, and its DIE has no address
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,user
//# seed: first
//# seed: second
//# has-symbol: ([0-9a-f]+) t first\n(.*\n)*\1 t second
//# expect: first: first
//# expect: second: second
//# collateral: first: second
//# collateral: second: first
//# findings: first: first=folded-body
//# possible: first: user
//# possible: second: user
//# possible-by: first: icf/code=user ipa-ra/code=user
volatile int sink;

static __attribute__((noinline)) int first(int x) { sink = x; sink += 3; return sink * x; }

static __attribute__((noinline)) int second(int x) { sink = x; sink += 3; return sink * x; }

int user(int x) { return first(x) + second(x + 1); }
