//# title: kernel control-flow integrity by clang
//# shows: -fsanitize=kcfi puts a type hash in front of each address-taken function and names it `__cfi_NAME`: an STT_FUNC symbol that is no function
//# compiler: clang-19
//# flags: -O2 -g -fsanitize=kcfi -fpatchable-function-entry=11,11
//# link: -static -fuse-ld=lld -Wl,-e,enter
//# has-symbol: __cfi_step$
//# has-section: __patchable_function_entries
//# seed: step
//# seed: leaf
//# expect: step: step
//# expect: leaf: step
volatile int sink;
int (*volatile hook)(int);

static inline int leaf(int x) { sink = x; return x * 3; }

int step(int x) { return leaf(x) + sink; }

int enter(int x) { hook = step; return hook(x); }
