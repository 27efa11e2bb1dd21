__attribute__((noinline)) int careful(int x)
{
	return x * 5 - 7;
}
