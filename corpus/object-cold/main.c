//# title: the cold piece in an unlinked object
//# shows: `check` lies in .text, `check.cold` in .text.unlikely, both at offset 0; the call to the clone in the same section has no relocation
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# has-symbol: t check\.cold$
//# has-section: \.text\.unlikely
//# has-symbol: t scale\.constprop\.0$
//# seed: report
//# seed: scale
//# expect: report: check
//# expect: scale: scale.constprop.0 check last
//# hosts: scale: scale.constprop.0
volatile int sink;

__attribute__((cold, noipa)) void panic(int code) { sink = code; }

static inline void report(int x) { sink = 77; panic(x); sink = 78; }

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return x * sink;
}

int check(int x)
{
	if (x < 0) {
		report(x);
		return -1;
	}
	return scale(x, 7) + 1;
}

int last(int x) { return scale(x, 7); }
