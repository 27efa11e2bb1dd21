//# title: calls through the PLT
//# shows: in a shared object the call to the exported `step` goes to `step@plt`, a stub without symbol: who calls `step` is found through it only
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g -fPIC
//# link: -shared
//# has-code: call.*<step@plt>
//# seed: step
//# seed: leaf
//# expect: step: step
//# expect: leaf: step
//# bound: step: step enter
volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

__attribute__((noinline)) int step(int x) { return leaf(x) + 1; }

int external(int x);

int enter(int x) { return step(x) + external(x); }
