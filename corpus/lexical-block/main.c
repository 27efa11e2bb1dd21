//# title: copies inside lexical blocks
//# shows: DW_TAG_inlined_subroutine below DW_TAG_lexical_block, and a lexical block below an inlined instance: the chain of functions skips the blocks
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,outer
//# has-dwarf: DW_TAG_lexical_block
//# seed: leaf
//# seed: middle
//# expect: leaf: outer
//# expect: middle: outer
volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

static inline int middle(int x)
{
	int total = 0;

	for (int i = 0; i < x; i++) {
		int step = leaf(i) + sink;

		total += step * i;
		sink = total + step;
	}
	return total;
}

int outer(int x)
{
	for (int i = 0; i < x; i++) {
		int value = middle(i);

		sink += value;
		sink ^= value;
	}
	return sink;
}
