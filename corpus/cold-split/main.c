//# title: cold split
//# shows: `check.cold` is a piece of `check`, not a function: it never stands alone
//# compiler: gcc-12 gcc-13 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,check
//# has-symbol: t check\.cold$
//# has-dwarf: DW_AT_ranges
//# seed: check
//# seed: panic
//# expect: check: check
//# expect: panic: panic
volatile int sink;

__attribute__((cold, noinline, noipa)) void panic(int code) { sink = code; }

int check(int x)
{
	if (x < 0) {
		panic(x);
		sink = 1;
		panic(x + 1);
		return -1;
	}
	return x * sink;
}
