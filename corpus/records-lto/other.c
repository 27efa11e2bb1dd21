extern volatile int sink;

int limit(int x);

__attribute__((used)) int second(int *p) { return p[limit(3)] + sink; }
