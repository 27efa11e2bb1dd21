//# title: the kernel's tables
//# shows: __mcount_loc, __jump_table, .static_call_sites, .altinstructions, __ex_table, __bug_table, _kprobe_blacklist and __ksymtab as objects have them (by relocations), and linked between marker symbols (by contents)
//# compiler: gcc-12 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -pg -mfentry -mrecord-mcount -fcf-protection=branch
//# link: -r
//# post: ld -T kernel.lds -z noexecstack $OUT -o ${OUT%.o}.elf
//# has-section: __mcount_loc
//# has-section: __jump_table
//# has-code: <traced>:\n.*endbr64\n.*call
//# seed: leaf
//# expect: leaf: traced
#include "kernel.h"

const char linux_banner[] = "Linux version 6.12.0 (corpus)";
int init_task;

struct tracepoint { long state, key; } __tracepoint_sample = { 1, 2 };
struct key { long enabled, entries; } feature_key = { 0, 1 };
int state;

static inline int leaf(int x) { return x * 3 + state; }

int traced(int x)
{
	JUMP_LABEL(feature_key, 1);
	return leaf(x) + 1;
}
EXPORT(traced, "");

int with_tracepoint(int x)
{
	JUMP_LABEL(__tracepoint_sample, 8);
	BUG_ENTRY();
	BUG_ENTRY();
	return x + state;
}
EXPORT(with_tracepoint, "_gpl");

int patched_at_boot(int x)
{
	ALTERNATIVE();
	EX_TABLE();
	return x - state;
}

int calls_statically(int x)
{
	STATIC_CALL();
	return x ^ state;
}

notrace int untraced(int x) { return x + 2 * state; }
NOKPROBE(untraced);

static noinline int twice(int x) { return x * 7 + state; }
int first_user(int x) { return twice(x) + 1; }

__init int set_up(int x) { return state = x; }
__exit void tear_down(void) { state = 0; }
noinstr int quiet(int x) { return x - 3 * state; }

asm(".text\n.globl __fentry__\n.type __fentry__, @function\n__fentry__:\n\tret\n.size __fentry__, 1\n"
    ".balign 8\n.type __SCT__sample, @function\n.globl __SCT__sample\n__SCT__sample:\n\tret\n.size __SCT__sample, 1\n");
