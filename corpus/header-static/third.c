#include "header.h"

int third(int x) { return fast(x) ^ 5; }
