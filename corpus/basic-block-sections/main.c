//# title: one function in many sections
//# shows: -fbasic-block-sections=all spreads a function over pieces `check.__part.N`: symbols that are parts, DW_AT_ranges that are not contiguous, jumps between pieces that are no tail calls
//# compiler: clang-19
//# flags: -O2 -g -fbasic-block-sections=all
//# link: -static -fuse-ld=lld -Wl,-e,check
//# has-symbol: check\.__part\.1
//# seed: check
//# seed: report
//# expect: check: check
//# expect: report: check
volatile int sink;

__attribute__((noinline)) int panic(int code) { sink = code; return code * sink; }

static inline void report(int x) { sink = 77; panic(x); sink = 78; }

int check(int x)
{
	if (x < 0) {
		report(x);
		return -1;
	}
	return x * sink;
}
