//# title: folding that leaves a wrapper
//# shows: GCC's ICF cannot alias two functions whose addresses count: `second` becomes `jmp first` and its DIE has no address; `user` calls `first` where its source says `second`, so the body of `first` is code of `second`
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,user
//# has-code: <second>:\n.*jmp .*<first>
//# lacks-code: call.*<second>
//# seed: first
//# seed: second
//# expect: first: first
//# expect: second: first second
//# collateral: second: first
//# possible: first: second user
//# possible-by: first: icf/allowed=second icf/allowed=user ipa-ra/code=user
//# possible-by: second: icf/allowed=user ipa-ra/code=user
volatile int sink;

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

int second(int x)
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

int user(int x) { return first(x) + second(x + 1); }
