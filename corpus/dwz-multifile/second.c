#include "header.h"

int second(struct device *d) { return fast(d + 1) - 2; }
