//# title: a clone called from an inlined body
//# shows: the call to the clone is written in `wrap`, but the machine code that calls it is every host of `wrap`
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t scale\.constprop\.0$
//# lacks-symbol: wrap
//# seed: scale
//# seed: wrap
//# expect: scale: scale.constprop.0 first second
//# expect: wrap: first second
//# hosts: scale: scale.constprop.0
//# bound: scale: scale.constprop.0 first second
volatile int sink;

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return sink * factor;
}

static inline int wrap(int x) { return scale(x * sink, 7); }

int first(int x) { return wrap(x) + 1; }

int second(int x) { return wrap(x + 2) - 1; }
