//# title: a member with a function-static variable
//# shows: a new copy of `next_id` would count in a new `counter`: the replacement has to refer to the old object, of the two the right one; so has `batch`, into which it is inlined; `plain` has none
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# has-symbol: [bd] counter\.[0-9]+\n(.*\n)*.* [bd] counter\.[0-9]+\n
//# seed: next_id
//# seed: take
//# seed: plain
//# expect: next_id: next_id
//# expect: take: batch
//# findings: next_id: next_id=static-local
//# findings: take: batch=static-local
//# findings: plain: plain=
//# verdict: next_id: next_id=with-conditions
//# verdict: plain: plain=feasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

int next_id(void) { static int counter = 7; return counter++; }

static inline int take(int x) { static int counter; counter += x; return counter * sink; }

int batch(int x) { return take(x) + 1; }

int plain(int x) { return x * sink; }
