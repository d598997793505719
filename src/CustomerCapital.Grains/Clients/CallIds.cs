using System.Security.Cryptography;

namespace CustomerCapital.Grains.Clients;

/// <summary>Ids of this process's calls: a beginning that no other process has, and a number. Thread-safe.</summary>
internal sealed class CallIds
{
    private readonly byte[] _process = RandomNumberGenerator.GetBytes(8);
    private long _number;

    /// <summary>An id that no call has had.</summary>
    public Guid Next()
    {
        Span<byte> id = stackalloc byte[16];
        _process.CopyTo(id);
        BitConverter.TryWriteBytes(id[8..], Interlocked.Increment(ref _number));
        return new(id);
    }
}
