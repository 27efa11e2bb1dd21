//# title: an ET_REL file linked by -r from -ffunction-sections objects
//# shows: every function at offset 0 of its own section, calls as relocations only, the clone's caller in another section; addresses alone do not name a function
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c other.c
//# flags: -O2 -g -ffunction-sections
//# link: -r
//# has-section: \.text\.first
//# has-section: \.text\.user
//# seed: twice
//# seed: shared
//# seed: helper@other.c
//# expect: twice: first
//# expect: shared: shared user
//# expect: helper@other.c: helper#2
volatile int sink;

int shared(int x);

static inline int twice(int x) { sink = x; return x * 2; }

static __attribute__((noinline)) int helper(int x) { return x * sink; }

int first(int x) { return shared(twice(x)) + helper(x); }

int last(int x) { return shared(x); }
