//# title: inlined instance inside the cold piece
//# shows: the only copy of `report` lies in `check.cold`: the host to replace is `check`
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,check
//# has-symbol: t check\.cold$
//# lacks-symbol: report
//# has-code: ^[0-9a-f]+ <check\.cold>:\n(.*\n)*?.*\$0x4d,
//# seed: report
//# expect: report: check
volatile int sink;

__attribute__((cold, noipa)) void panic(int code) { sink = code; }

static inline void report(int x) { sink = 77; panic(x); sink = 78; }

int check(int x)
{
	if (x < 0) {
		report(x);
		return -1;
	}
	return x * sink;
}
