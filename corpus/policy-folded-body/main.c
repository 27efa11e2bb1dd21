//# title: a member with two owners
//# shows: GCC's ICF made `second` an alias of `first`: who replaces one replaces the other; `third` has its body for itself
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# has-symbol: ([0-9a-f]+) t first\n(.*\n)*\1 t second
//# seed: first
//# seed: third
//# expect: first: first
//# collateral: first: second
//# findings: first: first=folded-body
//# findings: third: third=
//# verdict: first: first=with-conditions *=with-conditions
//# verdict: third: third=feasible *=feasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

static __attribute__((noinline)) int first(int x) { sink = x; sink += 3; return sink * x; }

static __attribute__((noinline)) int second(int x) { sink = x; sink += 3; return sink * x; }

static __attribute__((noinline)) int third(int x) { sink = x; sink += 5; return sink * x; }

int user(int x) { return first(x) + second(x + 1) + third(x); }
