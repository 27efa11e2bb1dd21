//# title: ThinLTO import and promotion
//# shows: `shared` is imported into the other file's unit, so the static `secret` it calls is promoted to `secret.llvm.HASH`; DWARF says `secret`; a unit is no longer a source file
//# compiler: clang-19
//# sources: main.c other.c
//# flags: -O2 -g -flto=thin
//# link: -static -fuse-ld=lld -Wl,--thinlto-jobs=1,-e,first
//# has-symbol: secret\.llvm\.[0-9]+$
//# seed: shared
//# seed: secret
//# expect: shared: shared first second
//# expect: secret: secret.llvm.*
//# collateral: secret:
volatile int sink;

int shared(int x);

__attribute__((used)) int first(int x) { return shared(x) + 1; }
