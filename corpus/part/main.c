//# title: part clone
//# shows: GCC splits a static function: its head is inlined into every caller, its tail stands alone as `publish.part.0`
//# compiler: gcc-12 gcc-13 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t publish\.part\.0$
//# lacks-symbol: publish$
//# seed: publish
//# expect: publish: publish.part.0 first second
volatile int sink;
int busy;

static void publish(int x)
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

void other(void) { sink = 4; }
