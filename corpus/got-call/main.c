//# title: calls through the GOT, relaxed by the linker
//# shows: `call *step@GOTPCREL(%rip)` of -fno-plt code becomes `addr32 call step` (67 e8), and the tail call `jmp step` plus nop: direct calls with a prefix
//# compiler: gcc-12 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -fPIC -fno-plt
//# link: -static -Wl,-e,enter
//# has-code: addr32 call.*<step>
//# seed: step
//# expect: step: step
int step(int x);

int enter(int x) { return step(x) + 1; }

int enter_last(int x) { return step(x + 1); }
