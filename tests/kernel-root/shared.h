/* A header that all objects of the small kernel include. */
#define INFO(name, text) \
	static const char name[] __attribute__((section(".modinfo"), used)) = text

extern volatile int counter;
int exported(int value);

static inline __attribute__((always_inline)) int shared(int value)
{
	return value > 100 ? 100 : value + counter;
}
