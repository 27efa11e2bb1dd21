//# title: a static local
//# shows: `counter.0` is data that belongs to `next_id`: a replacement must refer to the old object, and the data symbol is no clone
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: [bB] (next_id\.counter|counter\.0)$
//# seed: next_id
//# expect: next_id: enter enter_again
volatile int sink;

static inline int next_id(void)
{
	static int counter;

	sink = counter;
	return ++counter;
}

int enter(void) { return next_id() + 1; }

int enter_again(void) { return next_id() - 1; }
