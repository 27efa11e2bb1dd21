extern volatile int sink;

int shared(int x) { sink = x; return x * 3; }

__attribute__((used)) int second(int x) { return shared(x + 2) - 1; }
