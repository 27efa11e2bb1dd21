//# title: callers of folded code, told apart by what they call
//# shows: `first` and `second` are one body, and every call goes to `first`; call sites still name what the source calls, so patching `first` changes what `by_second` does, while `by_first` is called for what it is
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fno-ipa-ra -fno-ipa-pure-const -fno-ipa-modref -fno-ipa-reference -fno-ipa-vrp -fno-ipa-bit-cp -fno-ipa-stack-alignment
//# link: -static -Wl,-e,by_both
//# seed: first
//# seed: second
//# has-symbol: ([0-9a-f]+) t first\n(.*\n)*\1 t second
//# has-code: <by_second>:\n(.*\n)*?.*call.*<first>
//# lacks-code: call.*<second>
//# expect: first: first
//# expect: second: second
//# collateral: first: second
//# possible: first: by_second by_both
//# possible-by: first: icf/code=by_second icf/code=by_both
//# possible: second: by_first by_both
//# possible-by: second: icf/code=by_first icf/code=by_both
volatile int sink;

static __attribute__((noinline)) int first(int x) { sink = x; sink += 3; return sink * x; }

static __attribute__((noinline)) int second(int x) { sink = x; sink += 3; return sink * x; }

int by_first(int x) { return first(x) + 1; }

int by_second(int x) { return second(x) + 2; }

int by_both(int x) { return first(x) + second(x + 1); }
