extern volatile int sink;

static __attribute__((used)) int setup(void) { sink = 2; return -sink; }

__attribute__((used)) int second(int x) { return x - sink; }
