//# title: a body shorter than a jump
//# shows: the whole body of `tiny` is one `ret`, and `wide` follows without padding: a redirect of five bytes does not fit in user space; `wide` is long enough
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -falign-functions=1 -fno-align-functions
//# link: -static -Wl,-e,wide
//# has-code: ^[0-9a-f]+ <tiny>:\n.*\bret
//# seed: tiny
//# seed: wide
//# findings: tiny: tiny=too-small
//# findings: wide: wide=
//# verdict: wide: wide=feasible *=feasible
volatile int sink;

__attribute__((noinline, noclone)) void tiny(void) { }

int wide(int x)
{
	for (int i = 0; i < x; i++)
		sink += i * sink;
	tiny();
	return sink;
}
