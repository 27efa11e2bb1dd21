//# title: a function without a symbol
//# shows: the symbol of `hidden` is gone from the symbol table, so kallsyms has nothing to name in klp_func; DWARF still describes it
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# post: objcopy --strip-symbol=hidden $OUT
//# lacks-symbol: hidden$
//# has-dwarf: hidden
//# seed: hidden
//# seed: leaf
//# findings: hidden: [hidden]=no-symbol
//# findings: leaf: [hidden]=no-symbol served=
//# verdict: leaf: [hidden]=infeasible served=feasible *=infeasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

static __attribute__((noinline)) int hidden(int x) { return leaf(x) + 7; }

int served(int x) { return leaf(x) + hidden(x); }
