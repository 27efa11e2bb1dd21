#include "header.h"

int second(int x) { return fast(x) - slow(x + 1); }
