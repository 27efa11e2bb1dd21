#include "header.h"

int third(struct device *d) { return fast(d + 1) - 2; }
