using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Audit;

/// <summary>The customer on whom somebody did something: named in such a way that the name can be taken out of the log, and the hashes of the log still follow from each other.</summary>
/// <remarks>
/// The log's hash covers <see cref="PersonHash"/>, which is SHA-256 over a random salt and the id. With salt and id anybody can check it. Once both are gone nobody can tell from it
/// who it was, whichever ids are tried.
/// </remarks>
/// <param name="CustomerId">The customer's id; of a person who was erased, the id in its place.</param>
/// <param name="PersonHash">The hash, in lower-case hexadecimal digits. Null where the person was erased before the record was written.</param>
public sealed record AuditedPerson(string CustomerId, string? PersonHash) : Kept
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltSize = 16;

    /// <summary>The salt, in lower-case hexadecimal digits. Null once the person was erased.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PersonSalt { get; init; }

    /// <summary>Whether the hash is that of the id, as far as that can be checked.</summary>
    [JsonIgnore]
    public bool IsSound => PersonSalt is null || PersonHash == HashOf(PersonSalt, CustomerId);

    /// <summary>A customer.</summary>
    /// <param name="customerId">The customer's id.</param>
    /// <param name="salt">As many random bytes as <see cref="SaltSize"/> says.</param>
    public static AuditedPerson Of(string customerId, ReadOnlySpan<byte> salt)
    {
        var hexadecimal = Convert.ToHexStringLower(salt);
        return new(customerId, HashOf(hexadecimal, customerId)) { PersonSalt = hexadecimal };
    }

    /// <summary>A person who is erased already, of whom there is nothing to hide.</summary>
    public static AuditedPerson Erased(string erasedId) => new(erasedId, null);

    private static string HashOf(string salt, string customerId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}:{customerId}")));
}
