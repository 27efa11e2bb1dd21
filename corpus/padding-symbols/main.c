//# title: padding symbols
//# shows: -fpatchable-function-entry=16,16 puts 16 bytes in front of each function and objtool names them `__pfx_NAME`: STT_FUNC symbols that are no functions
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fpatchable-function-entry=16,16
//# link: -static -Wl,-e,first
//# has-symbol: t __pfx_first$
//# has-section: __patchable_function_entries
//# seed: leaf
//# seed: second
//# expect: leaf: first
//# expect: second: second
volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

int first(int x) { return leaf(x) + 1; }

__attribute__((noipa)) int second(int x) { return x * sink; }

int third(int x) { return second(x) + 1; }

/* What objtool --prefix=16 adds. */
#define PFX(name) \
	asm(".set __pfx_" #name ", " #name " - 16\n.type __pfx_" #name ", @function\n.size __pfx_" #name ", 16\n");
PFX(first)
PFX(second)
PFX(third)
