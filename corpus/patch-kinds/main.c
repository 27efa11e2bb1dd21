//# title: kinds of change
//# shows: what a patch can change beside the body of a function, each by its kind: the patches in `patches/` say what has to come out
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c table.c entry.S
//# flags: -O2 -g
//# flags[entry.S]: -g
//# link: -static -Wl,-e,_start
//# has-symbol: T call_gate$
//# lacks-symbol: never_compiled
//# seed: clamp
//# seed: serve
//# expect: clamp: serve high _start
//# expect: serve: serve _start
#include "kinds.h"

#define LIMIT 100
#define SCALE(x) \
	((x) * LIMIT)

volatile int sink;

int call_gate(int value);

/*
 * Keeps a value in its bounds.
 */
int
serve(struct request *request)
{
	int value = clamp(request->value);

	/* what is served last */
	sink = SCALE(value);
#ifdef NEVER
	never_compiled(value);
	never_compiled(value + 1);
	never_compiled(value + 2);
	sink = never_compiled(value + 3);
#endif
	return sink + value;
}

#ifdef NEVER
static int never_compiled(int value)
{
	return value + 1;
}
#endif

__attribute__((noinline))
static int gone(int value)
{
	sink = value;
	return value + sink;
}

DEFINE_PAIR(first, 3)

int answer(struct request *request)
{
	if (request->value > 7)
		return gone(request->value);
	return clamp(request->value) + first_get(request->value) + call_gate(request->value);
}

void _start(void)
{
	struct request request = { .value = sink };

	sink = serve(&request) + answer(&request) + table_use(sink);
	for (;;)
		;
}
