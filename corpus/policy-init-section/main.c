//# title: code that is freed or never run again
//# shows: `setup` in .init.text is freed once the module is loaded, `leave` in .exit.text runs once; both have a patch site; kallsyms forgets `setup` with its section; `serve` lives on
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# has-section: \.init\.text
//# has-section: \.exit\.text
//# seed: leaf
//# expect: leaf: setup leave serve
//# findings: leaf: setup=init-section,no-symbol leave=init-section serve=
//# verdict: leaf: serve=feasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

#define __init __attribute__((section(".init.text"), cold))
#define __exit __attribute__((section(".exit.text"), cold))

volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

__init int setup(int x) { return leaf(x) + 1; }

__exit void leave(int x) { sink = leaf(x) - 5; }

int serve(int x) { return leaf(x) - 1; }
