//# title: a header static in many units
//# shows: one source function with one DIE per unit: copied into some callers, emitted out of line in every unit that calls it cold
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c second.c third.c
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t slow\b[\s\S]*t slow\b
//# lacks-symbol: fast
//# seed: fast
//# seed: slow
//# expect: fast: first second third
//# expect: slow: slow
//# bound: slow: slow first second
#include "header.h"

volatile int sink;

int first(int x) { return fast(x) + slow(x); }
