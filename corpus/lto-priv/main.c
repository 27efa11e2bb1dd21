//# title: a promoted static
//# shows: partitioned LTO makes a static function visible to the other partitions: GLOBAL HIDDEN `secret.lto_priv.0`, DWARF name `secret`; the signature stays, callers need not follow
//# compiler: gcc-12 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto=1 -flto-partition=max
//# link: -static -Wl,-e,first
//# has-symbol: secret\.lto_priv\.0$
//# lacks-symbol: secret$
//# has-dwarf: <artificial>
//# seed: secret
//# expect: secret: secret.lto_priv.0
//# collateral: secret:
//# findings: secret: secret.lto_priv.0=unstable-name
volatile int sink;

static __attribute__((noipa)) int secret(int x) { return x * sink; }

__attribute__((used)) int first(int x) { return secret(x) + 1; }

__attribute__((used)) int second(int x) { return secret(x) - 1; }
