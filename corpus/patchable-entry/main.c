//# title: no-ops before and at the entry
//# shows: -fpatchable-function-entry=16,14 (libpulp) leaves 14 no-ops before an entry and 2 at it; __patchable_function_entries lists where they begin, and the function can be diverted
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g -fpatchable-function-entry=16,14
//# link: -r
//# has-section: __patchable_function_entries
//# seed: leaf
//# expect: leaf: first second
int state;

static inline int leaf(int x) { return x * 3 + state; }

int first(int x) { return leaf(x) + 1; }

int second(int x) { return leaf(x) - 1; }

__attribute__((patchable_function_entry(0, 0))) int plain(int x) { return x ^ state; }
