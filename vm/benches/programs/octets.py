"""Bytes and bytearrays by index, in loops, as a sieve; encodings; integers of any size; hashes of 32 bits."""


def main():
    data, total = bytes(range(256)) * 40, 0
    for _ in range(20):
        for byte in data:
            total += byte
        for i in range(len(data)):
            total ^= data[i]
    sieve = bytearray([1]) * 600000
    for i in range(2, 775):
        if sieve[i]:
            for j in range(i * i, len(sieve), i):
                sieve[j] = 0
    total += sum(sieve)
    for _ in range(50000):
        total += len("hello w\xf6rld".encode("utf-8").decode("utf-8"))
    state = 2166136261
    for i in range(150000):
        state = ((state ^ (i & 255)) * 16777619) & 0xFFFFFFFF
    big = 12345678901234567890
    for _ in range(100000):
        big = (big * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    a, b = 0, 1
    for _ in range(10000):
        a, b = b, a + b
    print("octets", total, state, big, a % 1000000007)


main()
