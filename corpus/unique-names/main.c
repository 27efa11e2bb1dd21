//# title: unique internal names by clang
//# shows: -funique-internal-linkage-names calls the static `secret` of a C file `_ZL6secreti.__uniq.HASH`: what precedes the suffix is not the DWARF name; the DIE has it as linkage name; the signature stays
//# compiler: clang-19
//# flags: -O2 -g -funique-internal-linkage-names
//# link: -static -fuse-ld=lld -Wl,-e,first
//# has-symbol: t _ZL6secreti\.__uniq\.[0-9]+$
//# seed: secret
//# expect: secret: _ZL6secreti.__uniq.*
//# collateral: secret:
volatile int sink;

static __attribute__((noinline)) int secret(int x) { sink = x; return x * sink; }

int first(int x) { return secret(x) + 1; }
