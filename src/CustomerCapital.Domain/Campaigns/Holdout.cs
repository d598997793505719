using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CustomerCapital.Domain.Campaigns;

/// <summary>Who gets nothing of a campaign, so that the others can be held against these customers.</summary>
/// <remarks>
/// A customer's place is the first eight bytes of the SHA-256 of the campaign's id, a line feed and the customer's id, in UTF-8, as a fraction of 2^64.
/// So a customer is held out of all occurrences of a campaign or of none, every machine says the same, and a larger share holds out the same customers and more.
/// Who is held out of one campaign is held out of another by chance.
/// </remarks>
public static class Holdout
{
    /// <summary>Stands in the place of a campaign's id for the program as a whole; no campaign can have it.</summary>
    public const string Program = ":program";

    /// <summary>Whether a customer is held out of the whole program, and gets nothing by any campaign.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="percent">The policy's share, 0 to 20, with at most two decimals.</param>
    public static bool HasOfProgram(string customerId, decimal percent) => Has(Program, customerId, percent);

    /// <summary>Whether a customer is held out of a campaign.</summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="customerId">The customer.</param>
    /// <param name="percent">The campaign's share, 0 to 50, with at most two decimals.</param>
    public static bool Has(string campaignId, string customerId, decimal percent)
    {
        if (percent == 0) return false;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{campaignId}\n{customerId}"), hash);
        var place = (UInt128)BinaryPrimitives.ReadUInt64BigEndian(hash);
        return place * 10_000 < ((UInt128)1 << 64) * (UInt128)(percent * 100);
    }
}
