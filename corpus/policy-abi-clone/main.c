//# title: a member that is a clone
//# shows: nothing built from source can be called as `scale.constprop.0`: its callers are in the set too, and its name is one of this build only
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# has-symbol: t scale\.constprop\.0$
//# seed: scale
//# seed: plain
//# expect: scale: scale.constprop.0 first second
//# findings: scale: scale.constprop.0=abi-clone,unstable-name first= second=
//# findings: plain: plain=
//# verdict: scale: scale.constprop.0=with-conditions first=feasible *=with-conditions
//# verdict: plain: *=feasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return sink * factor;
}

int first(int x) { return scale(x, 7) + 1; }

int second(int x) { return scale(x + 2, 7) - 1; }

int plain(int x) { return x * sink; }
