//# title: a clone that calls itself
//# shows: `walk.constprop.0` is among its own callers; the fixpoint must end
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,first
//# has-symbol: t walk\.constprop\.0$
//# has-code: ^[0-9a-f]+ <walk\.constprop\.0>:\n(.+\n)*.*call.*<walk\.constprop\.0>
//# seed: walk
//# expect: walk: walk.constprop.0 first
//# hosts: walk: walk.constprop.0
volatile int sink;

struct node { struct node *left, *right; };

static __attribute__((noinline)) int walk(const struct node *n, int factor)
{
	if (!n)
		return sink;
	sink *= factor;
	return walk(n->left, factor) * walk(n->right, factor) + factor;
}

int first(const struct node *n) { return walk(n, 7) + 1; }
