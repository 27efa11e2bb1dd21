//# title: a fact without code: const found at the link
//# shows: even with -flive-patching=inline-clone the LTRANS stage finds `mix` const and merges two calls into one: `user` is not in the replacement set, but possibly affected
//# compiler: gcc-13 gcc-14
//# flags: -O2 -g -flto -flive-patching=inline-clone
//# link: -static -Wl,-e,user
//# has-code: ^[0-9a-f]+ <user>:\n(.*\n){1,4}.*call.*<mix>(\n(?!.*call).+)*\n?\n
//# seed: mix
//# expect: mix: mix
//# bound: mix: mix user
//# possible: mix: user
//# possible-by: mix: pure-const/allowed=user
//# says: mix: in spite of the switches
__attribute__((noinline, used)) int mix(int x) { return x * 3 + (x >> 2); }

__attribute__((used)) int user(int x) { return mix(x) + mix(x); }
