extern volatile int sink;

__attribute__((used)) int leaf(int x)
{
	for (int i = 0; i < x; i++) {
		sink += i;
		sink ^= x;
		sink *= 3;
		sink -= i;
		sink |= x;
		sink &= ~i;
	}
	return sink * 3;
}

__attribute__((used)) int middle(int x) { sink = leaf(x); return leaf(x + 1) * sink; }
