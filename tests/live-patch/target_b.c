/* A namesake of show() in the other file. */
extern volatile int counter;
int helper_data = 1;

__attribute__((noinline, used)) static int show(int value) { return value ^ counter; }
int other(int value) { return show(value) + helper_data; }
