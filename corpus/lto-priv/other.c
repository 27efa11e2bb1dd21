extern volatile int sink;

__attribute__((used)) int third(int x) { return x + sink; }
