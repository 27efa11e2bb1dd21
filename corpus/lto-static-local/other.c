extern volatile int sink;

static int next_id(void)
{
	static int counter;

	return counter++ + sink;
}

__attribute__((noinline)) int other(void) { return next_id() * 3; }
