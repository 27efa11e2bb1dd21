//# title: the debug file has more symbols
//# shows: stripped by -x, the shipped file keeps a .symtab with global symbols only; the local `scale.constprop.0` is named in the debug file
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,user -Wl,--build-id=sha1
//# post: objcopy --only-keep-debug $OUT $CC.debug
//# post: objcopy --strip-debug --discard-all --add-gnu-debuglink=$CC.debug $OUT
//# has-symbol: T user
//# lacks-symbol: scale
//# seed: scale
//# says: scale: calls clone scale.constprop.0
volatile int sink;

static __attribute__((noinline)) int scale(int x, int factor)
{
	for (int i = 0; i < x; i++)
		sink += i * factor;
	return sink;
}

void user(int x) { sink = scale(x, 3) + 1; }

void other(int x) { sink = scale(x + 2, 3) + 2; }
