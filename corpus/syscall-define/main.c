//# title: a system call
//# shows: SYSCALL_DEFINE makes three functions on one line: `__do_sys_ping` is copied into `__se_sys_ping`, that into `__x64_sys_ping`, which is the only machine function
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,__x64_sys_ping
//# has-symbol: T __x64_sys_ping$
//# lacks-symbol: __(do|se)_sys_ping
//# seed: __do_sys_ping
//# seed: __se_sys_ping
//# seed: __x64_sys_ping
//# expect: __do_sys_ping: __x64_sys_ping
//# expect: __se_sys_ping: __x64_sys_ping
//# expect: __x64_sys_ping: __x64_sys_ping
struct pt_regs { long di, si; };

volatile long sink;

#define SYSCALL_DEFINE2(name, t1, a1, t2, a2) \
	static inline long __do_sys_##name(t1 a1, t2 a2); \
	static long __se_sys_##name(long a1, long a2) { return __do_sys_##name((t1)a1, (t2)a2); } \
	long __x64_sys_##name(const struct pt_regs *regs) { return __se_sys_##name(regs->di, regs->si); } \
	static inline long __do_sys_##name(t1 a1, t2 a2)

SYSCALL_DEFINE2(ping, int, count, unsigned short, port)
{
	sink = count;
	return port + sink;
}
