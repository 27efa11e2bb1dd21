//# title: clones beside the original
//# shows: the address of `scale` is taken, so the original stays beside `scale.constprop.0`; callers of the original call an ordinary function and need not follow
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fipa-cp-clone
//# link: -static -Wl,-e,first
//# has-symbol: t scale$
//# has-symbol: t scale\.constprop\.0$
//# seed: scale
//# expect: scale: scale scale.constprop.0 first second
//# hosts: scale: scale scale.constprop.0
//# bound: scale: scale scale.constprop.0 first second third
volatile int sink;
int (*volatile hook)(int, int);

static __attribute__((noinline)) int scale(int x, int factor)
{
	int total = 0;

	for (int i = 0; i < factor; i++) {
		sink += x;
		total += sink * factor;
	}
	return total;
}

int first(int x) { int t = 0; for (int i = 0; i < x; i++) t += scale(i, 1); return t; }

int second(int x) { int t = 0; for (int i = 0; i < x; i++) t -= scale(i, 1); return t; }

int third(int x, int y) { hook = scale; return scale(x, y) + 1; }
