static __attribute__((used)) int probe = 3;

int third(void) { return *(volatile int *)&probe; }
