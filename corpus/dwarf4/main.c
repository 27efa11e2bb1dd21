//# title: DWARF 4
//# shows: DW_TAG_GNU_call_site instead of DW_TAG_call_site, ranges in .debug_ranges, data forms for high_pc
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -gdwarf-4
//# link: -static -Wl,-e,check
//# has-dwarf: Version: +4
//# has-dwarf: DW_TAG_GNU_call_site
//# lacks-dwarf[gcc-14]: DW_TAG_call_site
//# has-section: \.debug_ranges
//# seed: report
//# seed: panic
//# expect: report: check
//# expect: panic: panic
volatile int sink;

__attribute__((cold, noinline)) void panic(int code) { sink = code; }

static inline void report(int x) { sink = 77; panic(x); sink = 78; }

int check(int x)
{
	if (x < 0) {
		report(x);
		panic(x + 1);
		return -1;
	}
	return x * sink;
}
