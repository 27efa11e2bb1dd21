//# title: what a replacement has to bring along
//# shows: after LTO `far` of the other file is only a copy in `serve`, `scale` only the clone `scale.constprop.0`, which holds `deep`: with no symbol to call, their source has to come with the patch; `kept` has a body of its own and need not
//# compiler: gcc-13 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto=1
//# link: -static -Wl,-e,serve
//# has-symbol: t scale\.constprop\.0$
//# has-symbol: [tT] kept$
//# lacks-symbol: far$
//# lacks-symbol: deep$
//# seed: leaf
//# seed: deep
//# expect: leaf: serve
//# expect: deep: scale.constprop.0 serve
//# carried: leaf: serve=inlined:other-file:far,inlined:header:from_header,inlined:same-file:near,clone:same-file:scale,inlined:same-file:deep
//# carried: deep: scale.constprop.0= serve=inlined:other-file:far,inlined:header:from_header,inlined:same-file:near,clone:same-file:scale,inlined:same-file:leaf
//# external: leaf: serve=local:sink,local:kept
#include "head.h"

volatile int sink;

int far(int x);

static inline int leaf(int x) { sink = x; return x * 3; }

static inline int near(int x) { sink = x + 1; return x * 5; }

static inline int deep(int x) { sink = x + 2; return x * 7; }

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += deep(x);
	return sink * factor;
}

static __attribute__((noinline, noclone)) int kept(int x) { sink = x + 3; return sink * x; }

__attribute__((used)) int serve(int x)
{
	return scale(x, 9) + scale(x + 4, 9) + leaf(x) + near(x) + from_header(x) + far(x) + kept(x);
}
