//# title: split tails folded together beside whole functions
//# shows: as icf-tails, but both functions are emitted too: a function may have a body of its own and, under another's name in DWARF, a clone
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: ([0-9a-f]+) t first_put\.part\.0\n(.*\n)*\1 t second_put\.part\.0
//# has-symbol: T second_put\n
//# seed: first_put
//# seed: second_put
//# expect: first_put: first_put first_put.part.0 second_put enter enter_again
//# expect: second_put: first_put first_put.part.0 second_put enter enter_again
volatile int sink;
int busy, stopped;

void first_put(int x)
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

void second_put(int x)
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
