extern volatile int sink;

static __attribute__((noinline)) int secret(int x) { sink = x; return x * sink; }

int shared(int x) { return secret(x) * 3; }

__attribute__((used)) int second(int x) { return shared(x + 2) - 1; }
