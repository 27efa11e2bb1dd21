//# title: static locals under LTO
//# shows: the variables' DIEs with an address lie in the LTRANS unit and have no name; names and places are those of their origins in the early units, and both files' `next_id` has a `counter`
//# compiler: gcc-13 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto
//# link: -static -Wl,-e,enter
//# has-symbol: [bB] counter\.\d
//# has-dwarf: DW_TAG_variable\)\n.*DW_AT_abstract_origin: \(ref_addr\).*\n.*DW_AT_location.*DW_OP_addr
//# seed: next_id@main.c
//# expect: next_id@main.c: enter enter_again
volatile int sink;
int other(void);

static inline int next_id(void)
{
	static int counter;

	sink = counter;
	return ++counter;
}

int enter(void)
{
	static int calls;

	calls += other();
	return next_id() + calls;
}

__attribute__((used)) int enter_again(void) { return next_id() - 1; }
