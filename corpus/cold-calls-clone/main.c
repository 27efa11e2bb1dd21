//# title: the cold piece calls a clone
//# shows: the call to `trace.constprop.0` stands in `check.cold`; the caller to replace is `check` (rules 3 and 4 together)
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,check
//# has-symbol: t check\.cold$
//# has-symbol: t trace\.constprop\.0$
//# has-code: ^[0-9a-f]+ <check\.cold>:\n(.*\n)*?.*call.*trace\.constprop\.0
//# seed: trace
//# expect: trace: trace.constprop.0 check
//# hosts: trace: trace.constprop.0
volatile int sink;

static __attribute__((cold, noinline)) void trace(int code, int level)
{
	for (int i = 0; i < level; i++)
		sink = code;
}

int check(int x)
{
	if (x < 0) {
		trace(x, 9);
		sink = 1;
		trace(x + 1, 9);
		return -1;
	}
	return x * sink;
}
