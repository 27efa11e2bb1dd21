extern volatile int sink;

int second(int x)
{
	sink = x;
	for (int i = 0; i < x; i++) {
		sink += i;
		sink ^= 77;
		sink -= 9 * i;
		sink *= 11;
		sink |= x;
		sink &= ~i;
	}
	sink -= 17;
	return sink * x;
}
