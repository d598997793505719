using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Duplicates;

/// <summary>What somebody decided of customers who are likely to be one person.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<DuplicateVerdict>))]
public enum DuplicateVerdict
{
    /// <summary>Nothing is decided, or no longer.</summary>
    Undecided = 1,

    /// <summary>They are different persons.</summary>
    NotTheSame = 2,
}

/// <summary>A group of customers who are likely to be one person, and what somebody decided of it. A group with another customer is another group.</summary>
public sealed record DuplicateGroup : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<DuplicateGroup> Part = new("duplicates", new());

    /// <summary>Fewest customers of a group.</summary>
    public const int Fewest = 2;

    /// <summary>Most customers of a group.</summary>
    public const int Most = 50;

    /// <summary>What holds of it.</summary>
    public DuplicateVerdict Verdict { get; init => field = value == 0 ? DuplicateVerdict.Undecided : value; } = DuplicateVerdict.Undecided;

    /// <summary>Who decided that. Null if nobody did, or if that was not said.</summary>
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    public string? Reason { get; init; }

    /// <summary>When that was decided. Null if it was not.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The id of the group of some customers: 32 hexadecimal digits, the first half of SHA-256 over their ids in ordinal order, each with its length before it.</summary>
    /// <param name="customerIds">Each once, in whatever order.</param>
    public static string IdOf(IEnumerable<string> customerIds)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var id in customerIds.Order(StringComparer.Ordinal))
        {
            var bytes = Encoding.UTF8.GetBytes(id);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}:")));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>The actor that a group is.</summary>
    /// <param name="groupId">As of <see cref="IdOf"/>.</param>
    public static ActorId ActorOf(string groupId) => new(ActorKind.DuplicateGroup, groupId);
}
