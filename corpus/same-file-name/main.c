//# title: two files of one name
//# shows: one/util.c and two/util.c both have a static `probe` on the same line: the last component of a path does not tell files apart
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c one/util.c two/util.c
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# lacks-symbol: probe
//# seed: probe@one/util.c
//# seed: probe@two/util.c
//# expect: probe@one/util.c: first
//# expect: probe@two/util.c: second
volatile int sink;

int first(int x);
int second(int x);

int enter(int x) { return first(x) + second(x); }
