//# title: a fact without code: register use (-fipa-ra)
//# shows: `user` keeps values in caller-saved registers across the call, because it knows which ones `leaf` leaves alone: not in the replacement set, but possibly affected
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fipa-ra
//# link: -static -Wl,-e,user
//# lacks-code: push
//# seed: leaf
//# expect: leaf: leaf
//# bound: leaf: leaf user other
//# possible: leaf: user other
//# possible-by: leaf: ipa-ra/code=user ipa-ra/code=other
volatile int sink;

static __attribute__((noinline)) int leaf(int x) { sink = x; return x + sink; }

int user(int a, int b, int c) { return leaf(a) + b * c; }

int other(int a, int b) { return leaf(a) - b; }
