//# title: LLVM's function specialisation
//# shows: `apply` is emitted once for each known function pointer as `apply.specialized.N`: a clone with fewer live arguments
//# compiler: clang-19
//# flags: -O2 -g
//# flags: -mllvm -funcspec-min-function-size=1 -mllvm -funcspec-for-literal-constant
//# link: -static -fuse-ld=lld -Wl,-e,first
//# has-symbol: t apply\.specialized\.1
//# seed: apply
//# seed: plus
//# seed: minus
//# expect: apply: apply.specialized.1 apply.specialized.2 first second
//# expect: plus: apply.specialized.2 first
//# expect: minus: apply.specialized.1 second
//# hosts: apply: apply.specialized.1 apply.specialized.2
//# hosts: plus: apply.specialized.2
//# hosts: minus: apply.specialized.1
volatile int sink;

static int plus(int x) { sink = x; return x + sink; }

static int minus(int x) { sink = -x; return x - sink; }

static __attribute__((noinline)) int apply(int (*f)(int), int n)
{
	int total = 0;

	for (int i = 0; i < n; i++)
		total += f(i);
	return total;
}

int first(int n) { return apply(plus, n) + 1; }

int second(int n) { return apply(minus, n) - 1; }
