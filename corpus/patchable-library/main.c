//# title: shared library for libpulp
//# shows: a library built with -fpatchable-function-entry=16,14 (libpulp): after the link the table of entries is filled in by R_X86_64_RELATIVE, so its file holds zeros; a function without an entry cannot be diverted, whoever exports it
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g -fPIC -fpatchable-function-entry=16,14
//# link: -shared -nostdlib
//# has-section: __patchable_function_entries
//# has-symbol: T api_get
//# seed: clamp
//# expect: clamp: api_get api_set
//# findings: clamp: api_get= api_set=no-ftrace-site
//# verdict: clamp: api_get=feasible api_set=infeasible *=infeasible
//# seed: grow
//# expect: grow: grow
//# findings: grow: grow=
int state;

static inline int clamp(int x) { return x > 9 ? 9 : x + state; }

/* Exported and called from here: by the PLT, for another library may take its place. */
__attribute__((noinline)) int grow(int x) { return x * state; }

int api_get(int x) { return clamp(x) + grow(x); }

__attribute__((patchable_function_entry(0, 0))) int api_set(int x) { return clamp(x) - grow(x + 1); }
