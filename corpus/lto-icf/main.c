//# title: folding across files under GCC LTO
//# shows: GCC's ICF cannot alias two functions whose addresses count: `second` becomes `jmp first` and, as in a kernel linked without -flive-patching, it has no subprogram DIE; `user` calls `first` where its source says `second`, so the body of `first` is code of `second`
//# compiler: gcc-12 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto
//# link: -static -Wl,-e,user
//# has-code: <second>:\n.*jmp .*<first>
//# lacks-code: call.*<second>
//# seed: first
//# seed: second
//# expect: first: first
//# expect: second: first second
//# collateral: second: first
volatile int sink;

int second(int x);

int first(int x)
{
	sink = x;
	for (int i = 0; i < x; i++) {
		sink += i;
		sink ^= 77;
		sink -= 9 * i;
		sink *= 11;
		sink |= x;
		sink &= ~i;
	}
	sink -= 17;
	return sink * x;
}

int (*volatile hooks[])(int) = { first, second };

__attribute__((used)) int user(int x) { return first(x) + second(x + 1); }
