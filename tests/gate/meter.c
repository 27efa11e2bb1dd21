#include "meter.h"

#ifdef SHIFTED
/*
 * A hundred lines more.
 *
 *
 *
 *
 *
 *
 */
#line 107 "meter.c"
#endif

#ifndef INLINE
__attribute__((noipa)) int limit(int value, int most)
{
	return value > most ? most : value < -most ? -most : value;
}
#endif

extern int sensor(int);

static int mix(int a, int b, int unused)
{
#ifdef BIGGER
	/* Too big to be inlined twice, and with a parameter that nobody needs. */
	for (int i = 0; i < b; i++)
		a += sensor(a + i) ^ sensor(b - i) * sensor(a ^ i);
	for (int i = 0; i < a; i++)
		b += sensor(b + i) ^ sensor(a - i) * sensor(b ^ i);
#endif
	return a * 3 + b;
}

__attribute__((noipa)) int smooth(int *values, int n)
{
	int sum = 0;
	for (int i = 0; i < n; i++)
		sum = mix(sum, limit(values[i], 1000), n);
	return sum;
}

__attribute__((noipa)) int level(int *values, int n)
{
	return mix(smooth(values, n), limit(n, 8), 7);
}
