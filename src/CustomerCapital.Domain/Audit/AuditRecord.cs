using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Audit;

/// <summary>What somebody did who uses the program: a line of the audit log. Holds ids, and neither secrets nor what is known of a person.</summary>
/// <param name="By">Who: <c>key:</c> and the key's id, <c>person:</c> and the subject by which the identity provider knows the person, or <c>open</c> where nobody was asked.</param>
/// <param name="Action">What: the name of an operation, such as <c>putPolicy</c>, or the address of a page whose form was sent.</param>
public sealed record AuditRecord(string By = "", string Action = "") : Kept
{
    /// <summary>Most changes that a record names; further ones are counted in <see cref="MoreChanges"/>.</summary>
    public const int MostChanges = 100;

    private readonly ValueList<AuditChange> _changes;

    /// <summary>On what: the path of the request, without values of its query. Null if that says nothing more.</summary>
    public string? Target { get; init; }

    /// <summary>The customer on whom, where it was one. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditedPerson? Person { get; init; }

    /// <summary>From which network address the request came. Null if that is not known.</summary>
    public string? Address { get; init; }

    /// <summary>The HTTP status that it was answered with; 0 where it was begun: a record with the same <see cref="RequestId"/> says how it ended.</summary>
    public int Status { get; init; }

    /// <summary>By which logs name the request. Null where the record counts several.</summary>
    public string? RequestId { get; init; }

    /// <summary>How many requests the record stands for, or lines of streams.</summary>
    public long Count { get; init; } = 1;

    /// <summary>What was changed, field by field.</summary>
    public IReadOnlyList<AuditChange> Changes { get => _changes.Items; init => _changes = new(value); }

    /// <summary>How many changes there were beyond <see cref="MostChanges"/>.</summary>
    public int MoreChanges { get; init; }

    /// <summary>Every field that is malformed.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.TextFaults("by", By)) yield return fault;
        foreach (var fault in Text.TextFaults("action", Action)) yield return fault;
        foreach (var fault in Text.TextFaults("target", Target, Text.LongLimit)) yield return fault;
        foreach (var fault in Text.TextFaults("address", Address)) yield return fault;
        foreach (var fault in Text.TextFaults("requestId", RequestId)) yield return fault;
        if (Person is { } person) foreach (var fault in Text.IdFaults("person", person.CustomerId)) yield return fault;
        if (Count < 1) yield return new("count", "Must be 1 at least.");
        if (Changes.Count > MostChanges) yield return new("changes", $"Must be at most {MostChanges}.");
        foreach (var change in Changes)
            foreach (var fault in (FieldFault[])[.. Text.TextFaults("path", change.Path), .. Text.TextFaults("from", change.From, Text.LongLimit), .. Text.TextFaults("to", change.To, Text.LongLimit)]) yield return fault;
    }

    /// <summary>The hash of a record and of all that came before it, in lower-case hexadecimal digits: SHA-256 over the hash before and every field with its length, so that no two records read alike.</summary>
    /// <param name="previous">The hash of the record before; empty for the first.</param>
    /// <param name="sequence">Number of the record in the log: 1, 2, 3 …</param>
    /// <param name="at">When it happened.</param>
    public string HashAfter(string previous, long sequence, DateTimeOffset at)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add("previous", previous);
        Add("sequence", sequence.ToString(CultureInfo.InvariantCulture));
        Add("at", at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add("by", By);
        Add("action", Action);
        Add("target", Target);
        // Not the id itself, so that it can be forgotten.
        Add("person", Person is null ? null : Person.PersonHash ?? Person.CustomerId);
        Add("address", Address);
        Add("status", Status.ToString(CultureInfo.InvariantCulture));
        Add("requestId", RequestId);
        Add("count", Count.ToString(CultureInfo.InvariantCulture));
        Add("moreChanges", MoreChanges.ToString(CultureInfo.InvariantCulture));
        foreach (var change in Changes)
        {
            Add("path", change.Path);
            Add("from", change.From);
            Add("to", change.To);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string name, string? value)
        {
            if (value is null) return;
            var bytes = Encoding.UTF8.GetBytes(value);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}:{bytes.Length}:")));
            hash.AppendData(bytes);
        }
    }
}

/// <summary>A field that was changed.</summary>
/// <param name="Path">Which, such as <c>wallets/0/name</c>.</param>
/// <param name="From">What was there, as JSON. Null if nothing was.</param>
/// <param name="To">What is there now, as JSON. Null if nothing is.</param>
public sealed record AuditChange(string Path, string? From, string? To) : Kept;
