extern volatile int sink;

static inline int fast(int x) { return x * 3 + sink; }

static __attribute__((noinline, unused)) int slow(int x) { return x * sink; }
