//# title: GCC LTO linked by -r into one ET_REL file (the shape of an LTO module or vmlinux.o)
//# shows: relocations to apply before reading DWARF, calls that only a relocation names, weak `FILE.c.HASH` marks of the early-debug units that are no functions
//# compiler: gcc-13 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -ffunction-sections -flto -flive-patching=inline-clone
//# link: -r -flinker-output=nolto-rel
//# has-symbol: [wWV] (main|other)\.c\.[0-9a-f]+$
//# has-symbol: scale\.constprop\.0$
//# has-symbol: sum\.isra\.0$
//# has-symbol: twice$
//# has-section: RELA
//# seed: scale
//# seed: sum
//# seed: twice
//# expect: scale: scale.constprop.0 first last
//# expect: sum: sum.isra.0 second
//# expect: twice: twice first last second
//# hosts: scale: scale.constprop.0
//# hosts: sum: sum.isra.0
volatile int sink;

int twice(int x);

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return sink * factor;
}

int first(int x) { return scale(twice(x), 7) + 1; }

int last(int x) { return scale(twice(x), 7); }
