//# title: compiler records of an LTO build
//# shows: the decisions of the link stand in OUT.wpa.000i.ipa-clones; `limit(3)` leaves no DIE in `second`, in the other file; early inlining stands in the compile dumps only
//# compiler: gcc-13 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto -flive-patching=inline-clone -fdump-ipa-clones
//# link: -static -Wl,-e,first
//# post: mkdir $CC.ipa-clones
//# post: mv *.000i.ipa-clones $CC.ipa-clones
//# seed: limit
//# seed: twice
//# expect: limit: first
//# recorded: limit: first second
//# expect: twice: first
//# recorded: twice: first
volatile int sink;

int limit(int x) { int bound = x + 4; return bound * 2; }

static inline int twice(int x) { sink = x; return x * 2; }

__attribute__((used)) int first(int x) { return twice(limit(x)) + sink; }
