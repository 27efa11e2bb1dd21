//# title: a nested function of GNU C
//# shows: `inner` is declared inside `outer`: its DIE lies in the DIE of `outer`, its symbol is `inner.0`, and a suffix that is a number only is no clone
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,outer
//# has-symbol: t inner\.0$
//# seed: inner
//# seed: outer
//# expect: inner: inner.0
//# expect: outer: outer
volatile int sink;

int outer(int x)
{
	int total = 0;

	__attribute__((noipa)) void inner(int y) { total += y * sink; }

	inner(x);
	inner(x + 1);
	return total;
}
