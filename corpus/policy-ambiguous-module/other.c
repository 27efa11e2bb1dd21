extern volatile int sink;

static __attribute__((noipa)) int probe(int x) { return x - sink; }

int second(int x) { return probe(x) - sink; }
