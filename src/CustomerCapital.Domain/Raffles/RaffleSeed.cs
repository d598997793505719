using System.Security.Cryptography;

namespace CustomerCapital.Domain.Raffles;

/// <summary>The secret of a raffle: 32 bytes by chance. A commitment to it is published before there are entries, and the seed itself with the winners.</summary>
public static class RaffleSeed
{
    /// <summary>Bytes of a seed.</summary>
    public const int Length = 32;

    /// <summary>What is published beforehand: SHA-256 of the raffle's id and the seed. It tells nothing of the seed, and no other seed fits it.</summary>
    /// <exception cref="ArgumentException">The seed does not have 32 bytes.</exception>
    public static byte[] Commit(string raffle, ReadOnlySpan<byte> seed)
    {
        Check(seed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("customercapital raffle seed 1\n"u8);
        hash.AppendText(raffle);
        hash.AppendData(seed);
        return hash.GetHashAndReset();
    }

    internal static void Check(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Length) throw new ArgumentException($"A seed has {Length} bytes, not {seed.Length}.", nameof(seed));
    }
}
