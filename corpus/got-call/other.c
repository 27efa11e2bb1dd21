volatile int sink;

int step(int x) { sink = x; return x * sink; }
