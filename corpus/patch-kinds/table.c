#include "kinds.h"

static int low(int value)
{
	return value - sink;
}

static int high(int value)
{
	return clamp(value + sink);
}

static int (*volatile table[])(int) = {
	low,
	high,
};

int table_use(int index)
{
	return table[index & 1](index);
}
