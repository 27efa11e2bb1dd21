//# title: a fact without code: a function that never returns
//# shows: GCC finds that `stop` never returns and drops what `user` does after calling it, its `ret` too: patch `stop` to return and `user` runs into what follows
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,user
//# has-code: ^[0-9a-f]+ <user>:\n(?!(.+\n)*.*ret)(.+\n)*.*call.*<stop>
//# seed: stop
//# expect: stop: stop
//# possible: stop: user
//# possible-by: stop: noreturn/code=user
volatile int sink;

static __attribute__((noinline)) void stop(int x)
{
	for (;;)
		sink = x;
}

int user(int x)
{
	sink = 3;
	stop(x);
	sink = 4;
	return x;
}
