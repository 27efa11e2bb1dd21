//# title: a fact without code: value ranges (-fipa-vrp, -fipa-bit-cp)
//# shows: `clamp` lost its test because its only caller passes 1..4: patching `user` to pass more breaks `clamp`, which is a callee and holds no code of `user`
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,user
//# lacks-code: 0x4d,
//# seed: user
//# seed: clamp
//# expect: user: user
//# expect: clamp: clamp
//# possible: user: clamp
//# possible-by: user: ipa-vrp/flag=clamp
//# possible: clamp: user
//# possible-by: clamp: flags/flag=user
volatile int sink;

static __attribute__((noinline)) int clamp(int x)
{
	sink = x;
	if (x > 100)
		sink = 77;
	return x * sink;
}

int user(int x) { return clamp((x & 3) + 1) + 1; }
