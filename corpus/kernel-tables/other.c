#include "kernel.h"

extern int state;

/* The second of that name, and data of the name of a function. */
static noinline int twice(int x) { return x * 9 - state; }
int second_user(int x) { return twice(x) - 1; }

static int traced_data __attribute__((used)) = 1;
int data_user(void) { static volatile int twice = 3; return twice + traced_data; }
