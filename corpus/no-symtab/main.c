//# title: DWARF without a symbol table
//# shows: stripped of .symtab, nothing tells that the code of `scale` is `scale.constprop.0`: that no caller is found for a clone has to be reported as unknown
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,user
//# post: objcopy --strip-all --keep-section='.debug*' $OUT
//# has-dwarf: DW_AT_name.*: scale
//# lacks-symbol: scale
//# seed: scale
//# says: scale: callers of clones are unknown
volatile int sink;

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < x; i++)
		sink += i * factor;
	return sink;
}

void user(int x) { sink = scale(x, 3) + 1; }

void other(int x) { sink = scale(x + 2, 3) + 2; }
