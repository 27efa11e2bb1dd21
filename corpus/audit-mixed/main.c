//# title: Two units, one with -flive-patching
//# shows: only the unit of `careful` was compiled with -flive-patching=inline-clone, so only its facts stay where they are: the audit is per unit, and a member of the smaller part says how it was built
//# compiler: gcc-12 gcc-14
//# sources: main.c careful.c
//# flags: -g -O2
//# flags[careful.c]: -flive-patching=inline-clone
//# link: -static -Wl,-e,_start
//# has-dwarf: flive-patching=inline-clone
//# has-symbol: careful
//# seed: careful
//# expect: careful: careful
//# says: careful: built otherwise
//# seed: plain
//# expect: plain: plain

extern int careful(int x);

__attribute__((noinline)) int plain(int x)
{
	return x * 3 + 1;
}

__attribute__((noinline)) int other(int x)
{
	return plain(x) - 2;
}

void _start(void)
{
	volatile int sink = plain(1) + other(2) + careful(3);
	(void)sink;
	for (;;)
		;
}
