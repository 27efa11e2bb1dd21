//# title: identical code folding by lld
//# shows: --icf=all leaves one body with two symbols, and the folded function keeps its DIE with a tombstone (low_pc 0): only its symbol says where its code is
//# compiler: clang-19
//# flags: -O2 -g -ffunction-sections
//# link: -static -fuse-ld=lld -Wl,--icf=all -Wl,-e,user
//# has-symbol: ([0-9a-f]+) T first\n(.*\n)*\1 T second
//# seed: first
//# seed: second
//# expect: first: first
//# expect: second: second
//# collateral: first: second
//# collateral: second: first
//# possible: first: user
//# possible-by: first: icf/code=user
//# possible-by: second: icf/code=user
volatile int sink;

__attribute__((noinline)) int first(int x) { sink = x; sink += 3; return sink * x; }

__attribute__((noinline)) int second(int x) { sink = x; sink += 3; return sink * x; }

int user(int x) { return first(x) + second(x + 1); }
