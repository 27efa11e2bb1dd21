/* Shared by both sources. */
struct request {
	int value;
	int flags;
};

extern volatile int sink;

int table_use(int index);

static inline int clamp(int value)
{
	if (value > 10)
		sink = 1;
	return value > 10 ? 10 : value;
}

#define DEFINE_PAIR(name, step) \
	__attribute__((noinline)) static int name##_get(int value) { sink += step; return value + sink; }
