//# title: isra clone
//# shows: GCC's IPA-SRA passes the fields instead of the pointer: `sum.isra.0` has another signature than `sum`
//# compiler: gcc-12 gcc-13 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t sum\.isra\.0$
//# lacks-symbol: sum$
//# seed: sum
//# expect: sum: sum.isra.0 first second
//# hosts: sum: sum.isra.0
struct pair { int a, b, unused[30]; };

volatile int sink;

static __attribute__((noinline)) int sum(const struct pair *p)
{
	sink = 1;
	return p->a * 3 + p->b;
}

int first(const struct pair *p) { return sum(p) + 1; }

int second(const struct pair *p) { return sum(p + 1) - 1; }

int other(const struct pair *p) { return p->a + sink; }
