#include "meter.h"

extern int sensor(int);

#ifdef DUPLICATE
__attribute__((noipa)) static int level(int value)
{
	return sensor(value) + 1;
}
#define level_of level
#else
#define level_of sensor
#endif

int report(int value)
{
	return limit(level_of(value), 50) + sensor(value);
}
