//# title: what a replacement refers to
//# shows: `serve` refers to a symbol of each kind; the string, the jump table of the switch, the name of the function and `__fentry__` are made anew with the patch and count for nothing
//# compiler: gcc-12 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -pg -mfentry -mrecord-mcount -fno-pic
//# link: -r
//# has-section: __ksymtab_gpl
//# has-symbol: [bd] counter\.0$
//# has-symbol: U outside$
//# has-symbol: U outside_data$
//# seed: leaf
//# seed: quiet
//# expect: leaf: serve
//# external: leaf: serve=exported:open_door,exported-gpl:gpl_door,global:shut_door,local:table@1,local:helper,local:per_thing,function-static:counter.0,other-object:outside,other-object:outside_data,global:__tracepoint_trap,local:trap_key
//# external: quiet: quiet=
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

#define EXPORT(sym, sec) \
	asm(".pushsection __ksymtab_strings, \"aMS\", @progbits, 1\n" \
	    "__kstrtab_" #sym ":\t.asciz \"" #sym "\"\n__kstrtabns_" #sym ":\t.asciz \"\"\n\t.popsection\n" \
	    "\t.pushsection __ksymtab" sec ", \"a\"\n\t.balign 4\n__ksymtab_" #sym ":\n" \
	    "\t.long " #sym " - .\n\t.long __kstrtab_" #sym " - .\n\t.long __kstrtabns_" #sym " - .\n\t.popsection\n")

struct static_key { int enabled; void *entries; };
struct tracepoint { const char *name; struct static_key key; };

volatile int state;
int log_it(const char *, const char *);
int outside(int);
extern volatile int outside_data;
struct tracepoint __tracepoint_trap;
static struct static_key trap_key;
static __attribute__((section(".data..percpu"), used)) volatile int per_thing;
static volatile int table[16] = { 1 };

__attribute__((noipa)) int open_door(int x) { return x + state; }
EXPORT(open_door, "");

__attribute__((noipa)) int gpl_door(int x) { return x - state; }
EXPORT(gpl_door, "_gpl");

__attribute__((noipa)) int shut_door(int x) { return x * state; }

static __attribute__((noipa)) int helper(int x) { return x / 3 + state; }

/* arch/x86/include/asm/jump_label.h */
static inline __attribute__((always_inline)) int branch(void *key)
{
	asm goto("1:\t.byte 0x0f,0x1f,0x44,0x00,0x00\n"
		 "\t.pushsection __jump_table, \"aw\"\n\t.balign 8\n"
		 "\t.long 1b - .\n\t.long %l[yes] - .\n\t.quad %c0 - .\n\t.popsection"
		 : : "i"(key) : : yes);
	return 0;
yes:
	return 1;
}

static inline int leaf(int x)
{
	static volatile int counter;
	return counter += x;
}

int serve(int x)
{
	if (branch(&trap_key) || branch(&__tracepoint_trap.key))
		return 5;
	switch (x) {
	case 0: x = open_door(x); break;
	case 1: x = gpl_door(x); break;
	case 2: x = shut_door(x); break;
	case 3: x = helper(x); break;
	case 4: x = outside(outside_data); break;
	case 5: x = per_thing; break;
	case 6: x = table[x & 15]; break;
	default: outside("text"[x & 3] + __func__[x & 3]);
	}
	return leaf(x);
}

int quiet(int x) { return x * 3; }
