//# title: assembly calls a clone
//# shows: `asm_step` has no DIE, yet its machine code calls `step.constprop.0`: rule 3 counts machine functions, not DIEs
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: t step\.constprop\.0$
//# has-code: ^[0-9a-f]+ <asm_step>:\n(.*\n){1,3}.*jmp.*<step\.constprop\.0>
//# seed: step
//# expect: step: step.constprop.0 enter asm_step
//# hosts: step: step.constprop.0
//# findings: step: asm_step=no-debug-info
asm(".text\n.globl asm_step\n.type asm_step, @function\n"
    "asm_step:\n\tincl %edi\n\tjmp step.constprop.0\n.size asm_step, . - asm_step\n");

volatile int sink;

static __attribute__((noinline)) int step(int x, int factor)
{
	for (int i = 0; i < factor; i++)
		sink += x;
	return x * sink;
}

int enter(int x) { return step(x, 7) + 1; }
