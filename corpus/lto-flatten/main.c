//# title: flatten across files
//# shows: __attribute__((flatten)) copies everything that `first` reaches into it at the link, through files and levels
//# compiler: gcc-12 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -flto
//# link: -static -Wl,-e,first
//# lacks-code: ^[0-9a-f]+ <first>:\n(.+\n)*.*call
//# seed: leaf
//# seed: middle
//# expect: leaf: leaf first
//# expect: middle: middle first
volatile int sink;

int middle(int x);

__attribute__((used, flatten)) int first(int x) { return middle(x) + 1; }
