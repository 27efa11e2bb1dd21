//# title: LLVM's hot-cold split
//# shows: clang moves a cold region out as the function `check.cold.1`: unlike GCC's `.cold` it is called and has a DIE of its own, without file and line
//# compiler: clang-19
//# flags: -O2 -g -mllvm -hot-cold-split -mllvm -hotcoldsplit-threshold=-1
//# link: -static -fuse-ld=lld -Wl,-e,check
//# has-symbol: t check\.cold\.1$
//# seed: check
//# seed: report
//# expect: check: check (check.cold.1)
//# expect: report: check (check.cold.1)
volatile int sink;

__attribute__((cold, noinline)) void panic(int code) { sink = code; }

static inline void report(int x) { sink = 77; panic(x); sink = 78; panic(x + 2); }

int check(int x)
{
	if (x < 0) {
		report(x);
		return -1;
	}
	return x * sink;
}
