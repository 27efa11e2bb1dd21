//# title: a clone that calls a clone
//# shows: rule 3 is a fixpoint: the caller of a clone is a clone itself, so its callers follow too
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t inner\.constprop\.0$
//# has-symbol: t middle\.constprop\.0$
//# seed: inner
//# seed: middle
//# expect: inner: inner.constprop.0 middle.constprop.0 first second
//# expect: middle: middle.constprop.0 first second
//# hosts: inner: inner.constprop.0
//# hosts: middle: middle.constprop.0
volatile int sink;

static __attribute__((noinline)) int inner(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return sink * factor;
}

static __attribute__((noinline)) int middle(int x, int limit)
{
	for (int i = 0; i < limit; i++)
		sink -= inner(x, 7);
	return sink;
}

int first(int x) { return middle(x, 11) + 1; }

int second(int x) { return middle(x + 2, 11) - 1; }

int other(int x) { return x + sink; }
