//# title: LLVM bitcode named .o
//# shows: clang's -flto objects are bitcode, no ELF: the error has to say so
//# compiler: clang-19
//# flags: -O2 -g -flto=thin
//# seed: leaf
//# says: leaf: bitcode
int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }
