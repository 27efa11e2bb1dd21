//# title: two calls of a pure function, without -flto
//# shows: as lto-pure-const, but without -flto: -flive-patching=inline-clone holds, both calls of `mix` are there, and nothing is possibly affected
//# compiler: gcc-13 gcc-14
//# flags: -O2 -g -flive-patching=inline-clone
//# link: -static -Wl,-e,user
//# has-code: ^[0-9a-f]+ <user>:\n(.+\n)*.*call.*<mix>\n(.+\n)*.*call.*<mix>
//# seed: mix
//# expect: mix: mix
//# possible: mix:
__attribute__((noinline, used)) int mix(int x) { return x * 3 + (x >> 2); }

__attribute__((used)) int user(int x) { return mix(x) + mix(x); }
