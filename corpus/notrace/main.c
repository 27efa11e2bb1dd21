//# title: a function without a patch site
//# shows: `raw` has no call to `__fentry__` (no_instrument_function, the kernel's notrace): it cannot be redirected, its callers can
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# has-section: __mcount_loc
//# seed: leaf
//# expect: leaf: raw
//# findings: leaf: raw=no-ftrace-site
//# verdict: leaf: raw=infeasible *=infeasible
volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

__attribute__((no_instrument_function, noinline, noclone)) int raw(int x) { return leaf(x) + sink; }

int traced(int x) { return raw(x) + 1; }
