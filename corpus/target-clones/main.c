//# title: target clones
//# shows: one source function, several bodies `scale.default`, `scale.avx2`, one STT_GNU_IFUNC symbol and a resolver without source
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -r
//# has-symbol: scale\.avx2
//# has-symbol: scale\.default
//# has-symbol: i scale
//# seed: scale
//# expect: scale: scale.default scale.avx2
//# collateral: scale:
volatile int sink;

__attribute__((target_clones("default", "avx2"))) int scale(const int *p, int n)
{
	int total = 0;

	for (int i = 0; i < n; i++)
		total += p[i];
	return total;
}

int enter(const int *p) { return scale(p, 9) + 1; }
