//# title: call padding
//# shows: -fpatchable-function-entry=16,16 puts all no-ops before the entry, as call padding of x86 kernels: __patchable_function_entries is no list of places to divert calls
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g -fpatchable-function-entry=16,16
//# link: -r
//# has-section: __patchable_function_entries
//# seed: leaf
//# expect: leaf: first second
int state;

static inline int leaf(int x) { return x * 3 + state; }

int first(int x) { return leaf(x) + 1; }

int second(int x) { return leaf(x) - 1; }

__attribute__((patchable_function_entry(0, 0))) int plain(int x) { return x ^ state; }
