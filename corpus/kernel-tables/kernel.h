/* Entries as include/linux/ has them, in a few lines. */
#define noinline __attribute__((noinline))
#define notrace __attribute__((no_instrument_function))
#define __init __attribute__((section(".init.text")))
#define __exit __attribute__((section(".exit.text")))
#define noinstr noinline notrace __attribute__((section(".noinstr.text")))

#define JUMP_LABEL(key, at) asm volatile( \
	"1: nop\n\t.pushsection __jump_table, \"aw\"\n\t.balign 8\n\t" \
	".long 1b - ., 2f - .\n\t.quad " #key " + " #at " + 1 - .\n\t.popsection\n2:")
#define BUG_ENTRY() asm volatile( \
	"1: nop\n\t.pushsection __bug_table, \"aw\"\n\t" \
	".long 1b - ., linux_banner - .\n\t.word 7, 0\n\t.popsection")
#define ALTERNATIVE() asm volatile( \
	"1: nop\n\t.pushsection .altinstructions, \"a\"\n\t.long 1b - ., 3f - ., 9\n\t.byte 1, 1\n\t" \
	".popsection\n\t.pushsection .altinstr_replacement, \"ax\"\n3: ret\n\t.popsection")
#define EX_TABLE() asm volatile( \
	"1: nop\n2:\n\t.pushsection __ex_table, \"a\"\n\t.balign 4\n\t.long 1b - ., 2b - ., 3\n\t.popsection")
#define STATIC_CALL() asm volatile( \
	"1: nop\n\t.pushsection .static_call_sites, \"aw\"\n\t.long 1b - ., __SCT__sample - . + 1\n\t.popsection")
#define EXPORT(sym, kind) asm( \
	".pushsection __ksymtab_strings, \"aMS\", @progbits, 1\n4: .asciz \"" #sym "\"\n5: .asciz \"\"\n\t.popsection\n\t" \
	".pushsection __ksymtab" kind ", \"a\"\n\t.balign 4\n\t.long " #sym " - ., 4b - ., 5b - .\n\t.popsection")
#define NOKPROBE(sym) static void *blacklisted_##sym \
	__attribute__((section("_kprobe_blacklist"), used)) = (void *)sym
