//# title: a gnu_inline version beside the real one
//# shows: `length` of length.h exists only as copies, `length` of other.c only out of line (as the kernel's fortified string functions): two source functions of one name, not linked by any DIE
//# compiler: gcc-12 gcc-14 clang-19
//# sources: main.c other.c
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: T length$
//# seed: length@length.h
//# seed: length@other.c
//# expect: length@length.h: enter
//# expect: length@other.c: length
#include "length.h"

int state;

int enter(const char *s) { return length(s) + 1; }

int (*hook)(const char *) = length;
