//# title: code that must not be instrumented
//# shows: in a linked kernel the noinstr, entry and kprobes text lie inside .text: markers such as __noinstr_text_start tell, section names do not; `probed` is on the kprobes blacklist, which forbids kprobes, not ftrace
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -static -Wl,-T,vmlinux.lds -Wl,--no-warn-rwx-segments
//# link[gcc-12]: -Wl,--orphan-handling=place
//# link[gcc-14]: -Wl,--orphan-handling=place
//# has-symbol: __noinstr_text_start$
//# lacks-section: \.noinstr\.text
//# seed: leaf
//# expect: leaf: enter_guest enter_asm handle probed served
//# findings: leaf: enter_guest=no-ftrace-site,noinstr enter_asm=no-ftrace-site,noinstr handle=noinstr probed=noinstr served=
//# verdict: leaf: enter_guest=infeasible enter_asm=infeasible served=feasible *=infeasible
#define SECTION(name) __attribute__((section(name), used))
#define notrace __attribute__((no_instrument_function))

SECTION(".rodata") const char linux_banner[] = "Linux version 6.12.0 (corpus)";
asm(".text\n.globl __fentry__\n.type __fentry__, @function\n__fentry__:\n\tret\n.size __fentry__, 1\n");

volatile int sink;

static inline int leaf(int x) { sink = x; return x * 3; }

notrace SECTION(".noinstr.text") int enter_guest(int x) { return leaf(x) + 1; }

notrace SECTION(".entry.text") int enter_asm(int x) { return leaf(x) + 2; }

SECTION(".kprobes.text") int handle(int x) { return leaf(x) + 3; }

/* NOKPROBE_SYMBOL */
int probed(int x) { return leaf(x) + 4; }
SECTION("_kprobe_blacklist") static unsigned long blacklisted = (unsigned long)probed;

int served(int x) { return leaf(x) - 1; }
