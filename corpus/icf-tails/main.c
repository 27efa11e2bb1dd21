//# title: split tails folded together
//# shows: the tails of `first_put` and `second_put` are identical, so one body carries `first_put.part.0` and `second_put.part.0`: two source functions share it
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: ([0-9a-f]+) t first_put\.part\.0\n(.*\n)*\1 t second_put\.part\.0
//# seed: first_put
//# seed: second_put
//# expect: first_put: first_put.part.0 enter enter_again
//# expect: second_put: second_put.part.0 enter enter_again
volatile int sink;
int busy, stopped;

static void first_put(int x)
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

static void second_put(int x)
{
	if (stopped)
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

void enter(int x) { first_put(x); sink = 1; second_put(x + 1); }

void enter_again(int x) { second_put(x + 2); sink = 2; first_put(x + 3); sink = 3; }
