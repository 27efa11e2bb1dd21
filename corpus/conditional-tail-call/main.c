//# title: a conditional tail call
//# shows: clang -Os reaches `scale` by `je scale`: a conditional jump out of the function is a call too
//# compiler: clang-19
//# flags: -Os -g
//# link: -static -fuse-ld=lld -Wl,-e,first
//# has-code: ^[0-9a-f]+ <first>:\n(.*\n){1,6}.*\bj(e|ne|s|ns|l|g|ge|le) +[0-9a-f]+ <scale>
//# seed: scale
//# hosts: scale: scale
//# expect: scale: scale first second
volatile int sink;

static __attribute__((noinline)) int scale(int x, int unused) { sink = x; return x * sink; }

int first(int x, int y)
{
	if (y)
		return scale(x, 1);
	sink = y;
	return y + 9;
}

int second(int x) { return scale(x, 2) - 1; }
