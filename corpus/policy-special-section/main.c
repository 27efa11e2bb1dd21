//# title: code that the kernel changes or looks up
//# shows: a jump label, a tracepoint, a static call, an alternative, an exception table entry and a bug entry, one function each, written by assembly as the kernel's headers do; `plain` has none
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# has-section: __jump_table
//# has-section: \.static_call_sites
//# has-section: \.altinstructions
//# has-section: __ex_table
//# has-section: __bug_table
//# seed: leaf
//# expect: leaf: labelled traced calling altered guarded warned plain
//# findings: leaf: labelled=special-section traced=special-section calling=special-section altered=special-section guarded=special-section warned=special-section plain=
//# verdict: leaf: plain=feasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

struct static_key { int enabled; void *entries; };
struct tracepoint { const char *name; struct static_key key; };
struct static_call_key { void *func; void *sites; };

volatile int sink;
struct static_key trap_key;
struct tracepoint __tracepoint_trap;
struct static_call_key __SCK__trap;
int __SCT__trap(int x);

static inline int leaf(int x) { sink = x; return x * 3; }

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

int labelled(int x)
{
	if (branch(&trap_key))
		sink += 4;
	return leaf(x);
}

int traced(int x)
{
	if (branch(&__tracepoint_trap.key))
		sink += 5;
	return leaf(x);
}

/* What objtool makes of a call of a trampoline: struct static_call_site. */
int calling(int x)
{
	int result;
	x = leaf(x);
	asm volatile("1:\tcall __SCT__trap\n"
		     "\t.pushsection .static_call_sites, \"aw\"\n\t.balign 4\n"
		     "\t.long 1b - .\n\t.long __SCK__trap - .\n\t.popsection"
		     : "=a"(result), "+D"(x) : : "rsi", "rdx", "rcx", "r8", "r9", "r10", "r11", "memory");
	return result;
}

/* arch/x86/include/asm/alternative.h, struct alt_instr of Linux 6.3 and later */
int altered(int x)
{
	asm volatile("661:\tnop\n\tnop\n\tnop\n662:\n"
		     "\t.pushsection .altinstructions, \"a\"\n"
		     "\t.long 661b - .\n\t.long 663f - .\n\t.4byte 9\n\t.byte 662b-661b\n\t.byte 664f-663f\n\t.popsection\n"
		     "\t.pushsection .altinstr_replacement, \"ax\"\n663:\tlfence\n664:\n\t.popsection"
		     : : : "memory");
	return leaf(x);
}

/* arch/x86/include/asm/asm.h, _ASM_EXTABLE_TYPE */
int guarded(int *from)
{
	int value = 0;
	asm volatile("1:\tmovl (%1), %0\n2:\n"
		     "\t.pushsection __ex_table, \"a\"\n\t.balign 4\n"
		     "\t.long 1b - .\n\t.long 2b - .\n\t.long 3\n\t.popsection"
		     : "+r"(value) : "r"(from));
	return leaf(value);
}

/* arch/x86/include/asm/bug.h, CONFIG_DEBUG_BUGVERBOSE */
int warned(int x)
{
	if (__builtin_expect(x < 0, 0))
		asm volatile("1:\tud2\n"
			     "\t.pushsection __bug_table, \"aw\"\n"
			     "2:\t.long 1b - .\n\t.long 3f - .\n\t.word 7\n\t.word 2305\n\t.org 2b + 12\n\t.popsection\n"
			     "\t.pushsection .rodata.str1.1, \"aMS\", @progbits, 1\n3:\t.asciz \"main.c\"\n\t.popsection");
	return leaf(x);
}

int plain(int x) { return leaf(x) - 1; }
