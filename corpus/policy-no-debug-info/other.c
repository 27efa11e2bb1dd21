extern volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

int silent(int x) { return leaf(x) + 1; }
