//# title: a tail-called clone
//# shows: `last` reaches the clone by a jump, not by a call: a reader of call instructions only loses it
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t scale\.constprop\.0$
//# has-code: jmp.*<scale\.constprop\.0>
//# seed: scale
//# expect: scale: scale.constprop.0 first last
//# hosts: scale: scale.constprop.0
volatile int sink;

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return sink * factor;
}

int first(int x) { return scale(x, 7) + 1; }

int last(int x) { return scale(x + 2, 7); }
