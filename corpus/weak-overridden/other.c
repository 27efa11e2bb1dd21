extern volatile int sink;

int hook(int x) { sink = 78; return x * 7; }
