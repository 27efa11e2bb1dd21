//# title: the job: GCC LTO with -flive-patching=inline-clone
//# shows: clones and cross-file copies in LTRANS units, promoted statics, a clone named only by the ELF symbol
//# compiler: gcc-13 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto -flive-patching=inline-clone
//# link: -static -Wl,-e,first
//# has-symbol: scale\.constprop\.0$
//# has-symbol: sum\.isra\.0$
//# has-dwarf: -flive-patching=inline-clone.*-fltrans
//# seed: scale
//# seed: sum
//# seed: twice
//# expect: scale: scale.constprop.0 first second
//# expect: sum: sum.isra.0 first second
//# expect: twice: first second
//# hosts: scale: scale.constprop.0
//# hosts: sum: sum.isra.0
#include "other.h"

volatile int sink;

__attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return sink * factor;
}

__attribute__((used)) int first(const struct pair *p)
{
	return scale(twice(p->a), 7) + sum(p);
}
