//# title: code in .init.text
//# shows: `setup` is freed after boot: a host that is gone; `serve` holds a copy too and lives on
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -r
//# has-section: \.init\.text
//# seed: leaf
//# expect: leaf: setup serve
#define __init __attribute__((section(".init.text"), cold))

int state;

static inline int leaf(int x) { return x * 3 + state; }

__init int setup(int x) { return leaf(x) + 1; }

int serve(int x) { return leaf(x) - 1; }
