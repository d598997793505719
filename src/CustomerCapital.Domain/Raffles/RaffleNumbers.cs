using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CustomerCapital.Domain.Raffles;

/// <summary>Numbers that follow from a seed: HMAC-SHA256 in counter mode. Block i is the HMAC, under the seed, of the message and of i in eight bytes.</summary>
internal sealed class RaffleNumbers : IDisposable
{
    private readonly IncrementalHash _hmac;
    private readonly byte[] _message;
    private readonly byte[] _block = new byte[HMACSHA256.HashSizeInBytes];
    private long _next;
    private int _used = HMACSHA256.HashSizeInBytes;

    public RaffleNumbers(ReadOnlySpan<byte> seed, byte[] message)
    {
        RaffleSeed.Check(seed);
        _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, seed);
        _message = message;
    }

    /// <summary>
    /// A whole number from 0 to below a limit, each as probable: the next eight bytes as a number, the highest byte first, modulo the limit. A number at or above the highest
    /// multiple of the limit is passed over, since the modulo of these would come too often.
    /// </summary>
    public long Below(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var count = (ulong)limit;
        // 2^64 modulo the limit: so many of the highest numbers are passed over.
        var surplus = (ulong.MaxValue % count + 1) % count;
        while (true)
        {
            var number = Next();
            if (number <= ulong.MaxValue - surplus) return (long)(number % count);
        }
    }

    public void Dispose() => _hmac.Dispose();

    private ulong Next()
    {
        if (_used == _block.Length)
        {
            _hmac.AppendData(_message);
            _hmac.AppendNumber(_next++);
            _hmac.GetHashAndReset(_block);
            _used = 0;
        }

        _used += sizeof(ulong);
        return BinaryPrimitives.ReadUInt64BigEndian(_block.AsSpan(_used - sizeof(ulong)));
    }
}
