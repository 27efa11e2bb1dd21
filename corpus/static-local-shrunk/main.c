//# title: a static local of which one bit is kept
//# shows: LLVM's GlobalOpt keeps one byte of `mode`, which is only ever 0 or 5: its location computes the value from the address. The automatic `at` has an address and DW_OP_stack_value (GCC): no static
//# compiler: gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-dwarf[clang-19]: DW_OP_deref_size: 1.*DW_OP_mul
//# has-dwarf[gcc-14]: DW_OP_addr: \w+; DW_OP_stack_value
//# seed: enter
//# expect: enter: enter
volatile int sink;

int enter(int value)
{
	static int mode;
	volatile int *at = &sink;

	*at = value;
	if (mode)
		return 1;
	if (value > 9)
		mode = 5;
	return 0;
}
