//# title: __fentry__ calls
//# shows: -pg -mfentry lets every function begin with a call to `__fentry__`, listed in __mcount_loc: a patch site, not a call of the program
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g -pg -mfentry
//# flags[gcc-12]: -mrecord-mcount
//# flags[gcc-14]: -mrecord-mcount
//# link: -static -Wl,-e,first
//# has-code: ^[0-9a-f]+ <first>:\n.*call.*<__fentry__>
//# has-section[gcc-14]: __mcount_loc
//# seed: scale
//# seed: leaf
//# expect[gcc-12]: scale: scale.constprop.0 first second
//# expect[gcc-14]: scale: scale.constprop.0 first second
//# expect[clang-19]: scale: scale first second
//# expect: leaf: first second
asm(".text\n.globl __fentry__\n.type __fentry__, @function\n__fentry__:\n\tret\n.size __fentry__, 1\n");

volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return sink * factor;
}

int first(int x) { return scale(leaf(x), 7) + 1; }

int second(int x) { return scale(leaf(x + 2), 7) - 1; }
