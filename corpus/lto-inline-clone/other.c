#include "other.h"

extern volatile int sink;

__attribute__((noinline)) int sum(const struct pair *p)
{
	sink = 1;
	return p->a * 3 + p->b;
}

int twice(int x) { sink = x; return x * 2; }

__attribute__((used)) int second(const struct pair *p)
{
	return scale(twice(p->b), 7) - sum(p + 1);
}
