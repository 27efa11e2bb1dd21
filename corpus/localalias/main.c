//# title: a local alias
//# shows: in a shared object GCC calls an exported function of the same file by a second, local symbol `NAME.localalias`: same address, same signature
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fPIC -fno-semantic-interposition
//# link: -shared
//# has-symbol: t walk\.localalias
//# seed: walk
//# expect: walk: walk
//# collateral: walk:
volatile int sink;

__attribute__((noinline)) int walk(int x) { sink = x; return x ? walk(x - 1) * sink + 1 : 0; }

int enter(int x) { return walk(x) + 1; }
