extern volatile int sink;

static inline int probe(int x) { sink = -x; return x * 5; }

int second(int x) { return probe(x) - 1; }
