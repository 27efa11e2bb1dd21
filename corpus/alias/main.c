//# title: aliases
//# shows: one body with three symbols: `real`, the alias `other_name` and the weak alias `weak_name`; DWARF names the first only
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,user
//# has-symbol: T other_name
//# has-symbol: W weak_name
//# seed: real
//# expect: real: real
//# collateral: real: other_name weak_name
volatile int sink;

__attribute__((noinline)) int real(int x) { sink = x; return x * sink; }

int other_name(int x) __attribute__((alias("real")));

int weak_name(int x) __attribute__((weak, alias("real")));

int user(int x) { return other_name(x) + weak_name(x + 1); }
