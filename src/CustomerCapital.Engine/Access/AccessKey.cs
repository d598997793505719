using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Access;

/// <summary>What a key is to be.</summary>
public sealed record KeyTerms : Kept
{
    /// <summary>Most networks of a key.</summary>
    public const int MostNetworks = 20;

    /// <summary>Most requests a second that a key can be given.</summary>
    public const double MostPerSecond = 1_000_000;

    private readonly ValueList<Scope> _scopes;
    private readonly ValueList<string> _networks;

    /// <summary>What its holder may do; one at least.</summary>
    public IReadOnlyList<Scope> Scopes { get => _scopes.Items; init => _scopes = new(value); }

    /// <summary>What people read, at most 200 characters. May be left out.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// The key is for customers alone whose ids begin with this. Its holder can then neither list customers nor read
    /// reports. If left out, the key is for all customers.
    /// </summary>
    public string? CustomerPrefix { get; init; }

    /// <summary>Networks from which the key is taken, such as <c>203.0.113.0/24</c>, at most 20. If left out, it is taken from everywhere.</summary>
    public IReadOnlyList<string> Networks { get => _networks.Items; init => _networks = new(value); }

    /// <summary>From when on the key is not taken any more. If left out, it holds until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Requests a second that its holder may send, in the mean of some seconds, 0.01 to 1,000,000. If left out, as many as there is room for.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Every field that is malformed.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        if (Scopes.Count == 0) yield return new("scopes", $"Must name one at least of {string.Join(", ", Access.Scopes.All.Select(Access.Scopes.NameOf))}.");
        foreach (var fault in Text.TextFaults("title", Title)) yield return fault;
        if (CustomerPrefix is not null)
            foreach (var fault in Text.IdFaults("customerPrefix", CustomerPrefix)) yield return fault;
        if (Networks.Count > MostNetworks) yield return new("networks", $"Must be at most {MostNetworks}.");
        foreach (var network in Networks)
            if (!IPNetwork.TryParse(network, out _)) yield return new("networks", $"'{Text.Cut(network ?? "")}' is no network; write it like 203.0.113.0/24 or 2001:db8::/32.");
        if (RequestsPerSecond is { } rate && !(rate is >= 0.01 and <= MostPerSecond)) yield return new("requestsPerSecond", "Must be 0.01 to 1,000,000.");
    }

    /// <summary>Whether the key is taken from an address.</summary>
    public bool IsTakenFrom(IPAddress? address)
    {
        if (Networks.Count == 0) return true;
        if (address is null) return false;
        var seen = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(network => IPNetwork.Parse(network).Contains(seen));
    }
}

/// <summary>A key as it is kept: without the secret, of which a hash alone is known.</summary>
/// <param name="KeyId">Its id, chosen by whoever creates it.</param>
/// <param name="Terms">What its holder may do.</param>
/// <param name="Hash">SHA-256 of its text, as base64.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record AccessKey(string KeyId, KeyTerms Terms, string Hash, DateTimeOffset CreatedAt) : Kept
{
    /// <summary>Most keys of a program, those that were revoked included.</summary>
    public const int Most = 1_000;

    /// <summary>How every key begins, so that whatever looks for secrets in the wrong place knows one.</summary>
    public const string Prefix = "cckey_";

    /// <summary>Random bytes of a key.</summary>
    public const int SecretBytes = 32;

    private const int CheckBytes = 4;

    /// <summary>Characters of a key: the prefix, and the secret with its check value in base64url.</summary>
    public static readonly int Length = Prefix.Length + Base64Url.GetEncodedLength(SecretBytes + CheckBytes);

    /// <summary>Who created it, as the audit log names callers. Null where that is not known.</summary>
    public string? By { get; init; }

    /// <summary>Whether its holder can make other keys at a moment, wherever the holder is: it does not end, and is held to nothing.</summary>
    public bool MakesKeysAt(DateTimeOffset at) => HoldsAt(at) && Terms.CustomerPrefix is null && Terms.Scopes.Contains(Scope.KeysWrite) && !Caller().IsLimited;

    /// <summary>From when on it is not taken any more. Null where it was not revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The text of a key: the prefix, the secret, and the first bytes of a hash of the secret, by which a mistyped key is known without asking anybody.</summary>
    public static string TextOf(ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(secret.Length, SecretBytes);
        Span<byte> bytes = stackalloc byte[SecretBytes + CheckBytes];
        secret.CopyTo(bytes);
        SHA256.HashData(secret)[..CheckBytes].CopyTo(bytes[SecretBytes..]);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>The hash under which a key is kept; null where the text is none of a key.</summary>
    public static string? HashOf(ReadOnlySpan<char> text)
    {
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        Span<byte> bytes = stackalloc byte[SecretBytes + CheckBytes];
        // The method that tries throws where a character is none of the alphabet.
        if (Base64Url.DecodeFromChars(text[Prefix.Length..], bytes, out _, out var length) != OperationStatus.Done || length != bytes.Length) return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..SecretBytes], hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..CheckBytes], bytes[SecretBytes..])) return null;
        Span<byte> ascii = stackalloc byte[text.Length];
        Encoding.ASCII.GetBytes(text, ascii);
        SHA256.HashData(ascii, hash);
        return Convert.ToBase64String(hash);
    }

    /// <summary>Whether it is taken at a moment.</summary>
    public bool HoldsAt(DateTimeOffset at) => RevokedAt is null && !(Terms.ExpiresAt <= at);

    /// <summary>Its holder.</summary>
    public Caller Caller() => new("key:" + KeyId, Terms.Title ?? KeyId, Scopes.BitsOf(Terms.Scopes)) { CustomerPrefix = Terms.CustomerPrefix, RequestsPerSecond = Terms.RequestsPerSecond, IsLimited = Terms is { ExpiresAt: not null } or { Networks.Count: > 0 } or { RequestsPerSecond: not null } };

    /// <remarks>Without the hash: what is printed ends in logs.</remarks>
    public override string ToString() => $"{nameof(AccessKey)} {{ {nameof(KeyId)} = {KeyId} }}";
}
