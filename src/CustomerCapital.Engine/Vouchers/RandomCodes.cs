using System.Security.Cryptography;
using CustomerCapital.Domain.Vouchers;

namespace CustomerCapital.Engine.Vouchers;

/// <summary>Codes of vouchers that nobody can guess, of the operating system's random numbers.</summary>
public static class RandomCodes
{
    /// <summary>A code that nobody has, but for once in 2^75.</summary>
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[VoucherCode.RandomBytes];
        RandomNumberGenerator.Fill(bytes);
        return VoucherCode.From(bytes);
    }
}
