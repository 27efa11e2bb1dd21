#include "leaf.h"

int sibling(int x) { return leaf(x) - 1; }
