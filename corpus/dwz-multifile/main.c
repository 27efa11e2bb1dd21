//# title: a supplementary file by dwz -m
//# shows: DIEs and strings shared by several binaries lie in another file (.gnu_debugaltlink, DW_FORM_GNU_ref_alt, DW_FORM_GNU_strp_alt): without it names and origins are unknown, not absent
//# compiler: gcc-12 gcc-14
//# sources: main.c second.c
//# flags: -O2 -g
//# link: -static -Wl,-e,first -Wl,--build-id=sha1
//# post: cp $OUT twin
//# post: dwz -m $CC.alt.debug -M $CC.alt.debug $OUT twin
//# has-section: \.gnu_debugaltlink
//# seed: fast
//# says: fast: dwz
#include "header.h"

volatile int sink;

int first(struct device *d) { return fast(d) + 1; }
