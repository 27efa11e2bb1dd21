//# title: a copy that leaves no DIE
//# shows: GCC folds `limit(3)` into one constant of `sibling`: no inlined instance, no line, nothing in the binary tells; only the compiler's own record (-fdump-ipa-clones) does
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fdump-ipa-clones
//# link: -static -Wl,-e,outer
//# post: cp main.c.000i.ipa-clones $CC.ipa-clones
//# seed: limit
//# expect: limit: outer
//# recorded: limit: outer sibling
//# vanished: limit: sibling
int state;

static inline int limit(int x) { int bound = x + 4; return bound * 2; }

int outer(int x) { return limit(x) + state; }

int sibling(int *p) { return p[limit(3)] + state; }
