//# title: a function without DIE
//# shows: `asm_step` is top-level assembly: code with a symbol and no DWARF, hence an unknown; it tail-calls back into C
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: T asm_step$
//# has-code: ^[0-9a-f]+ <asm_step>:\n(.*\n){1,3}.*jmp.*<step>
//# seed: step
//# expect: step: step
//# bound: step: step asm_step enter
asm(".text\n.globl asm_step\n.type asm_step, @function\n"
    "asm_step:\n\tincl %edi\n\tjmp step\n.size asm_step, . - asm_step\n");

volatile int sink;

int asm_step(int x);

__attribute__((noinline)) int step(int x) { sink = x; return x * sink; }

int enter(int x) { return asm_step(x) + step(x); }
