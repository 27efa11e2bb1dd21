extern volatile int sink;

static __attribute__((noipa)) int probe(int x) { return x + sink; }

__attribute__((used)) int second(int x) { return probe(x) - 1; }
