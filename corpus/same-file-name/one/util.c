extern volatile int sink;

static inline int probe(int x) { sink = x; return x * 3; }

int first(int x) { return probe(x) + 1; }
