//# title: constprop clone
//# shows: GCC's IPA-CP replaces `scale` by `scale.constprop.0` without the constant argument; its callers rely on that private signature
//# compiler: gcc-12 gcc-13 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t scale\.constprop\.0$
//# lacks-symbol: scale$
//# seed: scale
//# expect: scale: scale.constprop.0 first second
//# hosts: scale: scale.constprop.0
//# bound: scale: scale.constprop.0 first second
volatile int sink;

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return sink * factor;
}

int first(int x) { return scale(x, 7) + 1; }

int second(int x) { return scale(x + 2, 7) - 1; }

int other(int x) { return x + sink; }
