//# title: stacked suffixes
//# shows: one clone of a clone: IPA-CP and IPA-SRA both worked on `mix`
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t mix\.constprop\.0\.isra\.0$
//# seed: mix
//# expect: mix: mix.constprop.0.isra.0 first second
//# hosts: mix: mix.constprop.0.isra.0
struct pair { int a, b, unused[30]; };

volatile int sink;

static __attribute__((noinline)) int mix(const struct pair *p, int factor)
{
	int sum = p->a * 3 + p->b;
	for (int i = 0; i < factor; i++)
		sink += 3;
	return sum * factor;
}

int first(const struct pair *p) { return mix(p, 7) + 1; }

int second(const struct pair *p) { return mix(p + 1, 7) - 1; }
