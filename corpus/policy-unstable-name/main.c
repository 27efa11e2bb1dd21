//# title: a name of this build only
//# shows: `secret.lto_priv.0` (GCC) and `secret.llvm.HASH` (clang) keep the signature of `secret`, but the next build may number or hash otherwise
//# compiler: gcc-13 gcc-14 clang-19
//# sources: main.c other.c
//# flags[gcc-13]: -O2 -g -pg -mfentry -mrecord-mcount -flto=1 -flto-partition=max
//# flags[gcc-14]: -O2 -g -pg -mfentry -mrecord-mcount -flto=1 -flto-partition=max
//# flags[clang-19]: -O2 -g -flto=thin
//# link[gcc-13]: -r -flinker-output=nolto-rel
//# link[gcc-14]: -r -flinker-output=nolto-rel
//# link[clang-19]: -static -fuse-ld=lld -Wl,-e,enter
//# has-symbol[gcc-13]: secret\.lto_priv\.0$
//# has-symbol[gcc-14]: secret\.lto_priv\.0$
//# has-symbol[clang-19]: secret\.llvm\.[0-9]+$
//# seed: secret
//# seed: open
//# expect[gcc-13]: secret: secret.lto_priv.0
//# expect[gcc-14]: secret: secret.lto_priv.0
//# expect[clang-19]: secret: secret.llvm.*
//# findings[gcc-13]: secret: secret.lto_priv.0=unstable-name
//# findings[gcc-14]: secret: secret.lto_priv.0=unstable-name
//# findings[clang-19]: secret: secret.llvm.*=unstable-name
//# findings: open: open=
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

static __attribute__((noinline)) int secret(int x)
{
	for (int i = 0; i < x; i++)
		sink += i;
	return sink;
}

int first(int x) { return secret(x) + 1; }

__attribute__((noinline, used)) int open(int x) { sink = x; return sink * x; }
