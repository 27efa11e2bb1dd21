//# title: identical code folding by lld after full LTO
//# shows: --icf=all leaves one body with two local symbols behind the STT_FILE symbol `ld-temp.o`, which is no source file: it says nothing against `second` being of main.c
//# compiler: clang-19
//# flags: -O2 -g -flto -ffunction-sections
//# link: -static -fuse-ld=lld -flto -Wl,--icf=all -Wl,-e,user
//# has-symbol: ([0-9a-f]+) t first\n(.*\n)*\1 t second
//# seed: first
//# seed: second
//# expect: first: first
//# expect: second: second
//# collateral: first: second
//# collateral: second: first
volatile int sink;

__attribute__((noinline)) int first(int x) { sink = x; sink += 3; return sink * x; }

__attribute__((noinline)) int second(int x) { sink = x; sink += 3; return sink * x; }

__attribute__((used)) void user(int x) { sink = first(x) + second(x + 1); }
