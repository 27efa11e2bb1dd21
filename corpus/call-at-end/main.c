//# title: a call as the last instruction
//# shows: `first` ends with the call to a clone that its author knows not to return: the return address belongs to the next function, so a call site found by return address alone gets the wrong caller
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fno-align-functions
//# link: -static -Wl,-e,first
//# has-symbol: t stop\.constprop\.0$
//# has-code: call +[0-9a-f]+ <stop\.constprop\.0>\n\n[0-9a-f]+ <\w+>
//# seed: stop
//# expect: stop: stop.constprop.0 first second
//# hosts: stop: stop.constprop.0
volatile int sink;

static __attribute__((noinline)) void stop(int code, int level)
{
	for (int i = 0; i < level; i++)
		sink = code;
}

void first(int x)
{
	sink = 1;
	stop(x, 7);
	__builtin_unreachable();
}

int bystander(int x) { return x + sink; }

int second(int x) { stop(x + 1, 7); return sink; }
