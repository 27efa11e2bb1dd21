//# title: a .cold part without code
//# shows: `first.cold` is empty, so the next function, `rare`, has the same address; it is no part of `first`
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fno-toplevel-reorder
//# link: -static -Wl,-e,first
//# has-symbol: ([0-9a-f]+) t first\.cold\n(.*\n)*\1 T rare
//# seed: rare
//# seed: first
//# expect: rare: rare
//# expect: first: first
volatile int sink;

/* As GCC leaves it where all that is cold is __builtin_unreachable(). */
__asm__(".section .text.unlikely,\"ax\"\n"
	".type first.cold,@function\n"
	"first.cold:\n"
	".size first.cold,0\n"
	".text\n");

__attribute__((cold, noinline)) void rare(int x) { sink = x * 13; }

void first(int x) { sink = x; }
