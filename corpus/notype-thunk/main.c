//# title: a NOTYPE thunk called from C
//# shows: the label `thunk` is neither STT_FUNC nor sized (like the kernel's return and retpoline thunks): calls to it have a target, it is no C function
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-code: call.*<thunk>
//# seed: step
//# seed: enter
//# expect: step: step
//# expect: enter: enter
//# bound: step: step thunk
asm(".text\n.globl thunk\nthunk:\n\tpush %rdi\n\tcall step\n\tpop %rdi\n\tret\n");

volatile int sink;

void thunk(int x);

__attribute__((noinline)) void step(int x) { sink = x; }

int enter(int x) { thunk(x); thunk(x + 1); return sink; }
