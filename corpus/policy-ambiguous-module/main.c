//# title: one name, several symbols, in a module
//# shows: in a module klp_find_object_symbol counts in the order of the symbol table: the `probe` of main.c is the first one though its code lies behind that of other.c
//# compiler: gcc-12 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r -Wl,-T,module.lds
//# has-symbol: t probe\n(.*\n)*.* t probe\n
//# seed: probe@main.c
//# seed: probe@other.c
//# seed: first
//# expect: probe@main.c: probe#1
//# expect: probe@other.c: probe#2
//# findings: probe@main.c: probe#1=ambiguous-symbol
//# findings: probe@other.c: probe#2=ambiguous-symbol
//# findings: first: first=
//# verdict: probe@other.c: probe#2=with-conditions *=with-conditions
//# verdict: first: first=feasible
//# external: first: first=local:probe@1,global:sink
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

static __attribute__((noipa, section(".text.late"))) int probe(int x) { return x * sink; }

int first(int x) { return probe(x) + sink; }
