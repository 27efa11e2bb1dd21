extern volatile int sink;

static __attribute__((noinline)) int helper(int x) { return x + sink; }

int shared(int x) { return sink - x; }

int user(int x) { return helper(shared(x)); }
