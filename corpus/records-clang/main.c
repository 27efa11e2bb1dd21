//# title: optimisation records of clang
//# shows: `limit` has no DIE at all, not even an abstract one; the `!Passed` `Inlined` remark of -fsave-optimization-record has callee, caller and DebugLoc
//# compiler: clang-19
//# flags: -O2 -g -fsave-optimization-record -foptimization-record-passes=inline
//# link: -static -Wl,-e,outer
//# post: cp main.opt.yaml $CC.opt.yaml
//# lacks-dwarf: limit
//# seed: limit
//# recorded: limit: outer sibling
volatile int state;

static inline int limit(int x) { int bound = x + 4; return bound * 2; }

int outer(int x) { state = x; return limit(state) + x; }

int sibling(int *p) { return p[limit(3)] + state; }
