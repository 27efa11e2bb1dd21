//# title: call padding is no patch site
//# shows: built with call padding and IBT, every function is listed in __patchable_function_entries, but the kernel's tracer takes __mcount_loc, whose entry stands behind ENDBR: `raw` is in the former only
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount -fcf-protection=branch -fpatchable-function-entry=16,16
//# link: -r
//# has-section: __mcount_loc
//# has-section: __patchable_function_entries
//# has-code: ^[0-9a-f]+ <served>:\n.*endbr64\s*\n.*call.*\n.*R_X86_64_\w+\s+__fentry__
//# lacks-code: ^[0-9a-f]+ <raw>:\n.*endbr64\s*\n.*call
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
