//# title: a silent ABI change by clang
//# shows: clang drops the unused parameter of the static `scale` and keeps its name: only DW_AT_calling_convention (DW_CC_nocall) or a parameter without location tells; callers follow as for a clone
//# compiler: clang-19
//# flags: -O2 -g
//# link: -static -fuse-ld=lld -Wl,-e,first
//# has-symbol: t scale$
//# has-dwarf: DW_AT_calling_convention.*nocall
//# seed: scale
//# expect: scale: scale first second
//# hosts: scale: scale
//# findings: scale: scale=abi-clone
volatile int sink;

static __attribute__((noinline)) int scale(int unused, int x) { sink = x; return x * sink; }

int first(int x) { return scale(x, x + 1) + 1; }

int second(int x) { return scale(2, x) - 1; }
