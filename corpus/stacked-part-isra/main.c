//# title: a split tail with a private signature
//# shows: `drain.part.0.isra.0`: GCC splits first, then IPA-SRA changes the tail's parameters
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t drain\.part\.0\.isra\.0$
//# seed: drain
//# expect: drain: drain.part.0.isra.0 first second
struct queue { int length, unused[30], total; };

volatile int sink;

static int drain(const struct queue *q)
{
	if (q->length == 0)
		return 0;
	int total = q->total;
	for (int i = 0; i < total; i++) {
		sink += i;
		sink ^= 7;
		sink *= 3;
		sink -= i;
		sink |= 9;
		sink &= 11;
	}
	return total * 3;
}

int first(const struct queue *q) { return drain(q) + 1; }

int second(const struct queue *q) { sink = 2; return drain(q + 1) - 1; }
