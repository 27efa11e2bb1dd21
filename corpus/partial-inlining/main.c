//# title: partial inlining of a global
//# shows: the head of `publish` is inlined into its callers, the whole stays as `publish`, the tail is `publish.part.0`: three kinds of the same code
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t publish\.part\.0$
//# has-symbol: T publish$
//# seed: publish
//# expect: publish: publish publish.part.0 first second
volatile int sink;
int busy;

void publish(int x)
{
	if (busy)
		return;
	for (int i = 0; i < x; i++) {
		sink += i;
		sink ^= x;
		sink *= 3;
		sink -= i;
		sink |= x;
		sink &= ~i;
	}
	sink = x;
}

void first(int x) { publish(x); sink = 1; }

void second(int x) { sink = 2; publish(x + 1); sink = 3; }
