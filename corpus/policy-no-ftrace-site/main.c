//# title: a function that ftrace cannot divert
//# shows: `raw` is notrace, so no entry of __mcount_loc is its own: it cannot be replaced, its callers can; `served` can
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# has-section: __mcount_loc
//# has-code: ^[0-9a-f]+ <served>:\n.*call.*\n.*R_X86_64_\w+\s+__fentry__
//# lacks-code: ^[0-9a-f]+ <raw>:\n.*call
//# seed: leaf
//# expect: leaf: raw served
//# findings: leaf: raw=no-ftrace-site served=
//# verdict: leaf: raw=infeasible served=feasible *=infeasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

__attribute__((no_instrument_function, noinline, noclone)) int raw(int x) { return leaf(x) + sink; }

int served(int x) { return leaf(x) - 1; }

/* The nearest function that can be replaced instead of `raw`. */
int above(int x) { return raw(x) + 1; }
