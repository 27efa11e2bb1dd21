extern volatile int sink;

static inline int from_header(int x) { sink = x - 2; return x * 13; }
