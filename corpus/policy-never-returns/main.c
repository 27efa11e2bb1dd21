//# title: a function that never returns
//# shows: no return instruction of `idle` can be reached: a task in it never leaves the old code, and the transition waits; `halt_once` ends with a call that does not come back; `step` returns
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# lacks-code: <idle>:\n(\s.*\n)*.*\bret
//# seed: idle
//# seed: halt_once
//# seed: step
//# findings: idle: idle=never-returns
//# findings: halt_once: halt_once=never-returns
//# findings: step: step=
//# verdict: idle: idle=with-conditions
//# verdict: step: step=feasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

volatile int sink;

__attribute__((noreturn)) void stop(int);

__attribute__((noinline)) void step(int x) { sink = x; }

void idle(int x)
{
	for (;;)
		step(x++);
}

void halt_once(int x)
{
	sink = x;
	stop(x);
}
