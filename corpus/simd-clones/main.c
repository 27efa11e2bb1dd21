//# title: simd clones
//# shows: `#pragma omp declare simd` makes vector bodies `_ZGV*_scale` with another name, not a suffix, and another signature
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fopenmp-simd
//# link: -static -Wl,-e,enter
//# has-symbol: _ZGV\w+_scale
//# seed: scale
//# expect: scale: scale _ZGVbN4v_scale _ZGVcN4v_scale _ZGVdN8v_scale _ZGVeN16v_scale
//# collateral: scale:
volatile int sink;

#pragma omp declare simd notinbranch
__attribute__((noinline)) int scale(int x) { return x * 3 + 1; }

int enter(int x) { return scale(x) + 1; }
