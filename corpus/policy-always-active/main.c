//# title: the body of a kernel thread
//# shows: `worker` returns only once kthread_should_stop() says so: it is on its thread's stack all the time; `starter` is not
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -pg -mfentry -mrecord-mcount
//# link: -r
//# has-symbol: U kthread_should_stop$
//# seed: worker
//# seed: starter
//# findings: worker: worker=always-active
//# findings: starter: starter=
//# verdict: worker: worker=with-conditions
//# verdict: starter: starter=feasible
/* What modpost writes into every module. */
__attribute__((section(".modinfo"), used)) static const char modinfo[] = "name=trap";
__attribute__((section(".gnu.linkonce.this_module"), used)) char __this_module[64];

_Bool kthread_should_stop(void);
void schedule(void);
void *kthread_create_on_node(int (*)(void *), void *, int, const char *, ...);
int wake_up_process(void *);

volatile int sink;

static int worker(void *data)
{
	while (!kthread_should_stop()) {
		sink += *(int *)data;
		schedule();
	}
	return 0;
}

int starter(int *data) { return wake_up_process(kthread_create_on_node(worker, data, -1, "trap")); }
