extern volatile int sink;

int far(int x) { sink = x - 1; return x * 11; }
