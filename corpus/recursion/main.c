//# title: recursion
//# shows: a function inlined into itself, and two functions that call each other: no walk may loop
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,enter
//# has-symbol: T odd
//# has-symbol: T even
//# has-dwarf: DW_TAG_inlined_subroutine
//# seed: depth
//# seed: odd
//# seed: even
//# expect: depth: depth enter
//# expect[clang-19]: depth: depth
//# expect: odd: odd even
//# expect[clang-19]: odd: odd
//# expect: even: even odd
//# bound: depth: depth enter
struct node { struct node *left, *right; int weight; };

int even(int n);

int odd(int n) { return n == 0 ? 0 : even(n - 1) + 2; }

int even(int n) { return n == 0 ? 1 : odd(n - 1) + 3; }

int depth(const struct node *n)
{
	if (!n)
		return 0;
	return depth(n->left) + depth(n->right) * n->weight;
}

int enter(const struct node *n) { return depth(n) + 1; }
