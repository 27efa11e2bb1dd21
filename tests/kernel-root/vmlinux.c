/* The kernel: two hosts of shared(), and an export; symbols make it look like one. */
#include "shared.h"

char init_task[8], _stext[1], _etext[1], __init_begin[1], __init_end[1];
const char linux_banner[] = "Linux version 6.12.0-test (us)";
volatile int counter;
__attribute__((noinline)) int exported(int value) { return shared(value) * 2; }
__attribute__((noinline)) int in_kernel(int value) { return shared(value) * 3; }
void _start(void) { for (;;) exported(in_kernel(1)); }
