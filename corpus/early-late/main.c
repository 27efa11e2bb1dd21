//# title: inlined early here, inlined later there
//# shows: `leaf` is inlined into the out-of-line `middle`, but not into the copy of `middle` inside the cold `outer`, which still calls it: hosts are found per instance, not by closing over "was inlined into"
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,outer
//# has-code: ^[0-9a-f]+ <outer>:\n(.*\n)*?.*call.*<leaf>
//# seed: leaf
//# seed: middle
//# expect: leaf: leaf middle hot
//# expect: middle: middle outer
//# bound: leaf: leaf middle hot outer
//# bound: middle: middle outer
volatile int sink;

__attribute__((noinline)) int other(int x) { return x * sink; }

int leaf(int x)
{
	sink = x;
	sink += 3 * x;
	sink ^= other(x);
	return sink;
}

inline __attribute__((always_inline)) int middle(int x) { return leaf(x) + 1; }

extern int middle(int x);

__attribute__((cold)) int outer(int x) { return middle(x) * 2; }

int hot(int x) { return leaf(x + 1); }
