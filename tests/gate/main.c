#include "meter.h"

int level(int *values, int n);

__attribute__((noipa)) int sensor(int value)
{
	return value ^ 5;
}

int main(int argc, char **argv)
{
	int values[3] = { argc, 2, 3 };

	(void)argv;
	return level(values, 3) + report(argc);
}
