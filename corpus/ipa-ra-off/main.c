//# title: no fact without code: register use under -flive-patching
//# shows: as ipa-ra, but -flive-patching=inline-clone turns -fipa-ra off: `user` saves what it needs after the call, so no register lives across it
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -flive-patching=inline-clone
//# link: -static -Wl,-e,user
//# has-code: push
//# seed: leaf
//# expect: leaf: leaf
//# bound: leaf: leaf user other
//# possible: leaf:
volatile int sink;

static __attribute__((noinline)) int leaf(int x) { sink = x; return x + sink; }

int user(int a, int b, int c) { return leaf(a) + b * c; }

int other(int a, int b) { return leaf(a) - b; }
