//# title: a static call trampoline
//# shows: `__SCT__hook` is a jump in .static_call.text without DIE, made by assembly as the kernel does: called from C, no C function
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: T __SCT__hook$
//# seed: step
//# seed: leaf
//# expect: step: step
//# expect: leaf: step enter
//# bound: step: step __SCT__hook
asm(".pushsection .static_call.text, \"ax\"\n.globl __SCT__hook\n.type __SCT__hook, @function\n.balign 4\n"
    "__SCT__hook:\n\tjmp step\n\tud1 %esp, %ecx\n.size __SCT__hook, . - __SCT__hook\n.popsection\n");

volatile int sink;

int __SCT__hook(int x);

static inline int leaf(int x) { sink = x; return x * 3; }

__attribute__((noipa)) int step(int x) { return leaf(x) + 1; }

int enter(int x) { return __SCT__hook(leaf(x)) - 1; }
