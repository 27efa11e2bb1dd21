//# title: relocations kept in an ET_EXEC file
//# shows: --emit-relocs keeps .rela sections that are already applied (as Linux 6.1's vmlinux does): applying them again moves every address in DWARF
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,first -Wl,--emit-relocs
//# has-section: \.rela\.debug_info
//# has-section: EXEC
//# seed: leaf
//# seed: scale
//# expect: leaf: first second
//# expect[gcc-12]: scale: scale.constprop.0 first second
//# expect[gcc-14]: scale: scale.constprop.0 first second
//# expect[clang-19]: scale: scale first second
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
