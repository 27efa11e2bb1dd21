//# title: a member without DWARF
//# shows: other.c was compiled without -g: `silent` has a patch site and a symbol, but what is inlined into it cannot be known
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c other.c
//# flags[gcc-12]: -O2 -pg -mfentry -mrecord-mcount
//# flags[gcc-14]: -O2 -pg -mfentry -mrecord-mcount
//# flags[clang-19]: -O2
//# flags[main.c]: -g
//# link: -r
//# lacks-dwarf: silent
//# seed: silent
//# seed: spoken
//# expect: silent: silent
//# expect: spoken: spoken
//# findings[gcc-12]: silent: silent=no-debug-info
//# findings[gcc-14]: silent: silent=no-debug-info
//# findings[gcc-12]: spoken: spoken=
//# findings[gcc-14]: spoken: spoken=
//# verdict[gcc-12]: silent: silent=unknown *=unknown
//# verdict[gcc-14]: silent: silent=unknown *=unknown
//# verdict[gcc-14]: spoken: *=feasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

int spoken(int x) { return x * sink; }
