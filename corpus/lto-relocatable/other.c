struct pair { int a, b, unused[30]; };

extern volatile int sink;

static __attribute__((noinline)) int sum(const struct pair *p)
{
	sink = 1;
	return p->a * 3 + p->b;
}

int twice(int x) { sink = x; return x * 2; }

int second(const struct pair *p) { return twice(p->b) - sum(p + 1); }
