//# title: one static name in two files under LTO
//# shows: two source functions `probe`; the link renames them to `probe.lto_priv.0` and `.1`, and DWARF calls both `probe`
//# compiler: gcc-12 gcc-13 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto
//# link: -static -Wl,-e,first
//# has-symbol: t probe\.lto_priv\.0$
//# has-symbol: t probe\.lto_priv\.1$
//# seed: probe@main.c
//# seed: probe@other.c
//# expect: probe@main.c: probe.lto_priv.0
//# expect: probe@other.c: probe.lto_priv.1
volatile int sink;

static __attribute__((noipa)) int probe(int x) { return x * sink; }

__attribute__((used)) int first(int x) { return probe(x) + 1; }
